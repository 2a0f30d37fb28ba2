from relevo.kernel.countries import CA4, REGION, UTC_OFFSET_MINUTES, Country


def test_region_is_the_three_countries_and_travels_within_the_ca4():
    assert sorted(Country) == list(REGION) == ["GT", "HN", "SV"]
    assert CA4 - set(REGION) == {"NI"}


def test_region_keeps_one_time():
    assert UTC_OFFSET_MINUTES == -6 * 60
