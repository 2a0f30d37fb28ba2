"""What pages say at three instants of the pandemic, the storms, the returns and the networks."""

import pytest
from tests.demo.replay.reading import crossing, movement, page, section, state

from relevo.demo.network import KEY
from relevo.directory.models import Service
from relevo.networks.models import Meeting

pytestmark = pytest.mark.usefixtures("drill", "db")
STORMS = "emergencias/tormentas-eta-e-iota-noviembre-de-20"


def test_covid_2020_in_march_the_borders_close_one_after_the_other():
    assert state("HNSV-AMA", "SV", "in", "2020-03-10T12:00")[0] == "not_confirmed"
    assert state("HNSV-AMA", "SV", "in", "2020-03-11T12:00") == ("restricted", "announced")
    assert state("HNSV-AMA", "HN", "out", "2020-03-14T12:00")[0] == "not_confirmed"
    assert state("HNSV-AMA", "HN", "out", "2020-03-15T12:00") == ("closed", "announced")
    assert state("GTSV-CHI", "GT", "in", "2020-03-17T12:00") == ("closed", "announced")
    returned = section("cifras", "2020-04-03T12:00")
    assert " 3472 ·" in returned
    assert "228" in section("emergencias/pandemia-de-covid-19-2020-2020", "2020-04-30T12:00")


def test_covid_2020_on_21_september_the_test_is_asked_at_las_chinamas_and_not_at_el_amatillo():
    chinamas = crossing("GTSV-CHI", "2020-09-21T12:00")
    amatillo = crossing("HNSV-AMA", "2020-09-21T12:00")
    assert "se pedía la prueba PCR" in chinamas
    assert "no se pedía la prueba" in amatillo
    assert state("GTSV-CHI", "SV", "in", "2020-09-21T12:00") == ("open", "observed")
    assert state("HNSV-AMA", "SV", "in", "2020-09-21T12:00") == ("open", "observed")


def test_covid_2020_on_12_october_what_was_announced_has_not_come():
    assert state("HNSV-AMA", "HN", "in", "2020-10-10T12:00") == ("open", "announced")
    assert state("HNSV-AMA", "HN", "in", "2020-10-12T12:00") == ("closed", "observed")
    assert "16:00" in crossing("HNSV-AMA", "2020-10-12T12:00")


def test_covid_2020_on_19_october_at_seven_it_is_really_open():
    assert state("HNSV-AMA", "HN", "in", "2020-10-19T05:00") == ("open", "announced")
    assert state("HNSV-AMA", "HN", "in", "2020-10-19T07:00") == ("open", "observed")
    assert "06:00–18:00" in crossing("HNSV-AMA", "2020-10-19T07:00")
    assert "70 – 400 – 400" in movement("2020-06-30", "2020-06-30T06:00")
    assert all(
        f" {number} ·" in section("cifras", "2020-07-03T12:00") for number in (4007, 1076, 863)
    )


def test_eta_and_iota_on_9_november_two_countries_tell_their_figures():
    told = page(f"/es/mesa/situacion/{STORMS}/", "2020-11-09T18:00")
    assert all(str(number) in told for number in (1800000, 37600, 248, 311300, 9800, 88))
    assert "4900000" not in told


def test_eta_and_iota_on_16_and_20_november_figures_stand_side_by_side():
    on_16th = page(f"/es/mesa/situacion/{STORMS}/", "2020-11-16T12:00")
    assert all(str(number) in on_16th for number in (4900000, 3000000, 900000, 40000))
    assert "935000" not in on_16th
    on_20th = page(f"/es/mesa/situacion/{STORMS}/", "2020-11-20T18:00")
    assert all(str(number) in on_20th for number in (96000, 578000, 2300000, 935000))
    assert all(source in on_20th for source in ("OCHA", "CONRED"))
    assert "Iota toca tierra" in section("alertas", "2020-11-17T12:00")


def test_eta_and_iota_on_27_november_the_newest_stands_above_what_was_said_before():
    told = page(f"/es/mesa/situacion/{STORMS}/", "2020-11-27T12:00")
    assert all(str(number) in told for number in (1500000, 32800, 4000000, 185000, 100000))
    assert "Omoa" in told
    assert "Omoa" not in page(f"/es/mesa/situacion/{STORMS}/", "2020-11-26T12:00")


def test_returns_of_2021_before_during_and_after():
    assert " 200 ·" not in section("cifras", "2020-12-31T12:00")
    assert " 200 ·" in section("cifras", "2021-01-03T12:00")
    assert state("GTHN-COR", "GT", "in", "2021-09-18T12:00")[0] == "not_confirmed"
    assert "05:00–22:00" not in crossing("GTHN-COR", "2021-09-18T12:00")
    assert state("GTHN-COR", "GT", "in", "2021-09-20T12:00") == ("open", "announced")
    assert "05:00–22:00" in crossing("GTHN-COR", "2021-09-20T12:00")
    assert state("GTHN-COR", "GT", "in", "2021-11-21T12:00")[0] == "not_confirmed"


def test_life_of_the_networks_in_meetings_and_entries():
    rows = Meeting.objects.filter(network__key=KEY).order_by("number")
    assert [row.starts_at.year for row in rows] == [2015, 2017, 2017, 2018, 2019, 2019, 2020, 2021]
    assert {row.state for row in rows} == {"held"}
    for key, year in (("SP-058", 2016), ("SP-055", 2017), ("SP-056", 2017)):
        found = Service.objects.get(key=key).verifications.filter(at__year=year)
        assert [row.outcome for row in found] == ["confirmed"], key
