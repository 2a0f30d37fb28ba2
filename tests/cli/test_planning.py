import json

import pytest
from tests.factories.shell import shell
from tests.factories.world import nothing_written

from relevo.borders.actions import Sighting, report_status
from relevo.demo.story import STARTS_AT, actor_of
from relevo.journeys.models import StoredPlan
from relevo.places.models import Area

pytestmark = pytest.mark.usefixtures("instance")

NEEDS = ["--need", "medical", "--need", "shelter"]
MOTHER = [
    *["plan", "--side", "HN", "--nationality", "SV", *NEEDS, "--age", "24", "--with-age", "2"],
    *["--at", "2020-11-20T15:40-06:00"],
]
GIRL = [
    *["plan", "--side", "HN", "--nationality", "HN", *NEEDS, "--age", "17"],
    *["--at", "2021-01-15T17:40-06:00"],
]
FROM = {"mother": [*MOTHER, "--from", "El Amatillo"], "girl": [*GIRL, "--from", "El Florido"]}


def document(capsys, *arguments):
    ended = shell(capsys, *arguments, "--json")
    assert (ended.code, ended.err) == (0, "")
    return json.loads(ended.out)


def crossed(plan):
    return {
        step["crossing_id"]
        for itinerary in plan["itineraries"]
        for step in itinerary["steps"]
        if step.get("crossing_id")
    }


@pytest.mark.parametrize("language", ["es", "en"])
def test_mother_gets_an_explained_route(capsys, language):
    ended = shell(capsys, "--lang", language, *FROM["mother"])
    assert (ended.code, ended.err) == (0, "")
    assert "El Amatillo" in ended.out
    assert "20" in ended.out
    assert ended.out.count("\n") > 20


@pytest.mark.parametrize("language", ["es", "en"])
def test_girl_gets_the_explained_no_and_the_route_that_holds_here(capsys, language):
    ended = shell(capsys, "--lang", language, *FROM["girl"])
    assert (ended.code, ended.err) == (0, "")
    assert "El Florido" in ended.out
    passport = {"es": "pasaporte", "en": "passport"}[language]
    assert passport in ended.out


def test_plan_as_json_is_documented_and_the_same_twice(capsys):
    plan = document(capsys, *FROM["mother"])
    assert plan["schema"] == "relevo.plan/1"
    assert (plan["at"], plan["known_at"]) == ("2020-11-20T15:40-06:00",) * 2
    assert crossed({"itineraries": plan["itineraries"][:1]}) == {"HNSV-AMA"}
    assert plan["itineraries"]
    assert plan["excluded"]
    assert document(capsys, *FROM["mother"]) == plan


def test_girl_crosses_nothing(capsys):
    plan = document(capsys, *FROM["girl"])
    assert crossed(plan) == set()
    assert "GTHN-FLO" in {blocker["crossing"] for blocker in plan["blockers"]}
    assert plan["itineraries"]


def test_planning_writes_nothing(capsys):
    with nothing_written():
        shell(capsys, *FROM["mother"])
    assert StoredPlan.objects.count() == 0


def test_what_was_known_then_is_what_is_used(capsys):
    at = STARTS_AT.replace(hour=15, minute=50)
    sighting = Sighting("", "both", "closed", "observed", "Monitoreo", from_at=at)
    report_status(crossing_key="HNSV-AMA", sighting=sighting, by=actor_of("demo-monitor"), at=at)
    later = [word.replace("T15:40", "T15:55") for word in FROM["mother"]]
    now = document(capsys, *later)
    assert "HNSV-AMA" not in crossed({"itineraries": now["itineraries"][:1]})
    then = document(capsys, *later, "--as-of", "2020-11-20T15:45")
    assert "HNSV-AMA" in crossed({"itineraries": then["itineraries"][:1]})
    assert then["known_at"] == "2020-11-20T15:45-06:00"


def test_time_without_an_offset_is_that_of_the_three_countries(capsys):
    bare = [word.removesuffix("-06:00") for word in FROM["mother"]]
    assert document(capsys, *bare) == document(capsys, *FROM["mother"])
    elsewhere = [
        word.replace("2020-11-20T15:40-06:00", "2020-11-20T21:40+00:00") for word in FROM["mother"]
    ]
    assert document(capsys, *elsewhere) == document(capsys, *FROM["mother"])


def test_time_of_travel_is_now_unless_it_is_said(capsys):
    without = [*MOTHER[: MOTHER.index("--at")], "--from", "El Amatillo"]
    assert document(capsys, *without)["at"] == "2020-11-20T15:40-06:00"


@pytest.mark.parametrize(
    ("name", "same"), [("EL AMATILLO", True), ("el amatillo", True), ("Él Amatíllo", True)]
)
def test_accents_and_case_do_not_matter(capsys, name, same):
    asked = [*MOTHER, "--from", name]
    assert (document(capsys, *asked) == document(capsys, *FROM["mother"])) is same


def test_all_that_can_be_said_of_a_group_is_taken(capsys):
    plan = document(
        capsys,
        *FROM["mother"],
        *["--urgent", "medical", "--sex", "f", "--document", "passport", "--to", "SV"],
        *["--sensitive", "--mode", "car"],
    )
    assert plan["mode"] == "car"
    assert plan["request"]["heads_for"] == "SV"
    assert plan["request"]["protection_sensitive"] is True
    assert plan["request"]["documents"] == ["passport"]


def test_a_paper_that_is_a_row_is_taken(capsys):
    plan = document(capsys, *FROM["mother"], "--document", "test_cholera")
    assert plan["request"]["documents"] == ["test_cholera"]


def test_need_can_be_named_as_people_name_it(capsys):
    words = [{"medical": "Atención médica", "shelter": "ALBERGUE"}.get(w, w) for w in MOTHER]
    assert document(capsys, *words, "--from", "El Amatillo") == document(capsys, *FROM["mother"])


NINE = [
    word
    for need in ("food", "water", "legal", "transport", "information", "documents", "hygiene")
    for word in ("--need", need)
]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (["--from", "Amatilo"], "El Amatillo"),
        (["--from", "San Antonio"], "--side"),
        (["--from", "El Amatillo", "--need", "shelterr"], "shelter"),
        (["--from", "El Amatillo", "--urgent", "food"], ""),
        (["--from", "El Amatillo", "--at", "tomorrow"], "2020-11-20T15:40"),
        (["--from", "El Amatillo", "--as-of", "soon"], "2020-11-20T15:40"),
        (["--from", "El Amatillo", "--document", "visa"], "passport"),
        (["--from", "El Amatillo", "--document", "visa"], "test_cholera"),
        (["--from", "El Amatillo", *["--with-age", "3"] * 29], "30"),
        (["--from", "El Amatillo", *NINE], "8"),
    ],
)
def test_what_is_not_known_is_refused_with_what_comes_near(capsys, changes, told):
    with nothing_written():
        ended = shell(capsys, *MOTHER, *changes)
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err
    assert "Traceback" not in ended.err


def test_crossing_without_a_side_asks_for_it(capsys):
    asked = [word for word in FROM["mother"] if word not in {"--side", "HN"}]
    ended = shell(capsys, *asked)
    assert ended.code == 2
    assert "--side" in ended.err


def test_child_alone_brings_a_need_of_its_own(capsys):
    needs = ["food", "water", "legal", "transport", "information", "documents"]
    asked = [word for need in needs for word in ("--need", need)]
    ended = shell(capsys, *FROM["girl"], *asked)
    assert ended.code == 2
    assert shell(capsys, *FROM["girl"], *asked[:-2]).code == 0


def test_place_whose_point_is_not_known_cannot_be_a_start(capsys):
    Area.objects.filter(name="Nacaome").update(node_key="")
    ended = shell(capsys, "--lang", "en", *MOTHER, "--from", "Nacaome")
    assert (ended.code, ended.out) == (2, "")
    assert "We do not know where exactly Nacaome lies" in ended.err
