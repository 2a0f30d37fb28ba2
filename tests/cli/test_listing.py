import json

import pytest
from tests.factories.shell import shell
from tests.factories.world import nothing_written

from relevo.borders.actions import Sighting, report_status
from relevo.demo.story import STARTS_AT, actor_of
from relevo.directory.models import Service
from relevo.places.models import Crossing

pytestmark = pytest.mark.usefixtures("instance")


def rows(capsys, *arguments):
    ended = shell(capsys, *arguments, "--json")
    assert (ended.code, ended.err) == (0, "")
    return json.loads(ended.out)


def state(capsys, *arguments):
    found = {row["id"]: row for row in rows(capsys, "crossings", *arguments)}
    assert len(found) == 26
    return found["HNSV-AMA"]["state"]


@pytest.mark.parametrize("language", ["es", "en"])
def test_crossings_are_told_one_a_line(capsys, language):
    ended = shell(capsys, "--lang", language, "crossings")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert len(lines) == 26
    for crossing in Crossing.objects.all():
        name = crossing.name_es if language == "es" else crossing.name_en
        assert any(name in line and crossing.border_pair in line for line in lines)


def test_crossing_as_json_says_what_stands_behind_its_state(capsys):
    row = next(r for r in rows(capsys, "crossings") if r["id"] == "HNSV-AMA")
    assert row == {
        "id": "HNSV-AMA",
        "name": "El Amatillo",
        "pair": "HN-SV",
        "state": "restricted",
        "confirmed": True,
        "basis": "observed",
        "opening_hours": "06:00-18:00",
        "closed_at_this_hour": False,
        "opens": None,
        "from": row["from"],
        "source": "Monitoreo fronterizo (DEMO)",
    }
    assert row["from"].startswith(("2020-11-20T14:05", "2020-11-20T20:05"))


def test_state_at_a_time_and_as_known_then(capsys):
    at = STARTS_AT.replace(hour=15, minute=50)
    sighting = Sighting("", "both", "closed", "observed", "Monitoreo", from_at=at)
    report_status(crossing_key="HNSV-AMA", sighting=sighting, by=actor_of("demo-monitor"), at=at)
    assert state(capsys, "--at", "2020-11-20T15:45") == "restricted"
    assert state(capsys, "--at", "2020-11-20T15:55") == "closed"
    assert state(capsys, "--at", "2020-11-20T15:55", "--as-of", "2020-11-20T15:45") == "restricted"
    assert state(capsys, "--at", "2019-01-01T12:00") == "not_confirmed"


def test_services_near_a_place_come_nearest_first(capsys):
    found = rows(capsys, "services", "--need", "shelter", "--near", "Ocotepeque")
    assert 10 < len(found) <= 20
    distances = [row["distance_km"] for row in found if row["distance_km"] is not None]
    assert distances == sorted(distances)
    assert all(Service.objects.get(key=row["id"]).visibility == "public" for row in found)


@pytest.mark.parametrize("language", ["es", "en"])
def test_services_are_told_one_a_line(capsys, language):
    ended = shell(
        capsys, "--lang", language, "services", "--need", "shelter", "--near", "ocotepeque"
    )
    assert ended.code == 0
    assert len(ended.out.splitlines()) > 10
    assert all(" km  " in line for line in ended.out.splitlines())


def test_services_can_be_narrowed(capsys):
    assert {row["country"] for row in rows(capsys, "services", "--country", "SV")} == {"SV"}
    assert len(rows(capsys, "services", "--limit", "3")) == 3
    (clinic,) = rows(capsys, "services", "--text", "clinica ejemplo")
    assert clinic["id"] == "DEMO-SP-SALUD"
    assert clinic["needs"] == ["medical"]
    assert clinic["distance_km"] is None


def test_crossing_is_a_place_too_and_takes_a_side(capsys):
    sides = [
        rows(capsys, "services", "--near", "El Amatillo", "--side", side, "--limit", "1")
        for side in ("HN", "SV")
    ]
    assert all(found[0]["distance_km"] < 60 for found in sides)


@pytest.mark.parametrize("language", ["es", "en"])
def test_nothing_found_is_an_answer(capsys, language):
    ended = shell(capsys, "--lang", language, "services", "--text", "zzzzzz")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.count("\n") == 1
    assert rows(capsys, "services", "--text", "zzzzzz") == []


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        (["--near", "Okotepeke"], "Ocotepeque"),
        (["--need", "sheltr"], "shelter"),
        (["--near", "San Antonio"], "--side"),
        (["--near", "zzzzqqqq"], "zzzzqqqq"),
        (["--need", "zzzzqqqq"], "zzzzqqqq"),
    ],
)
def test_unknown_place_or_need_names_the_nearest(capsys, asked, near):
    with nothing_written():
        ended = shell(capsys, "services", *asked)
    assert (ended.code, ended.out) == (2, "")
    assert near in ended.err
