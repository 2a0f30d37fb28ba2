import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.kernel.ages import BOUNDS, CHILD_BANDS, AgeBand, band_of


@pytest.mark.parametrize(
    ("years", "band"),
    [
        (0, "0-4"),
        (4, "0-4"),
        (5, "5-11"),
        (11, "5-11"),
        (12, "12-17"),
        (17, "12-17"),
        (18, "18-20"),
        (20, "18-20"),
        (21, "21-59"),
        (59, "21-59"),
        (60, "60+"),
        (120, "60+"),
    ],
)
def test_band_at_both_its_ends(years, band):
    assert band_of(years) == band


@pytest.mark.parametrize("years", [-1, 121])
def test_band_of_no_age_is_refused(years):
    with pytest.raises(ValueError, match=f"not an age in completed years: {years}"):
        band_of(years)


@given(st.integers(0, 120))
def test_bands_leave_no_gap_and_do_not_overlap(years):
    assert [band for band, (low, high) in BOUNDS.items() if low <= years <= high] == [
        band_of(years)
    ]


@given(st.integers(0, 120))
def test_child_is_who_has_not_turned_18(years):
    assert (band_of(years) in CHILD_BANDS) == (years < 18)


def test_every_band_has_bounds():
    assert list(BOUNDS) == list(AgeBand)
