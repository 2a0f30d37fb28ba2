"""What changed under a route, and what is in the way, in sentences of both languages."""

import pytest
from django.utils import translation
from tests.factories import directory
from tests.factories.journeys import NOON, a_region

from relevo.borders.actions.restrictions import RestrictionTold, tell_restriction
from relevo.journeys.queries import Change
from relevo.kernel.actor import SYSTEM
from relevo.places.models import Link
from relevo.situation.actions.roads import RoadTold, report_road
from relevo.web import restriction_lines
from relevo.web.change_lines import told_changes

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _region():
    a_region()
    directory.institution("HN-MUN", "Ventanilla")


def curfew(hours="21:00-05:00"):
    return tell_restriction(
        told=RestrictionTold(
            kind="curfew",
            stops="all_travel",
            country="SV",
            area_keys=("SV-14",),
            binding_hours=hours,
            from_at=NOON,
            text="Toque.",
            source="Gobierno",
        ),
        by=SYSTEM,
        at=NOON,
    )


def told(kind, key, was, now):
    with translation.override("en"):
        (sentence,) = told_changes([Change(kind=kind, key=key, was=was, now=now)])
    return sentence


def road():
    return Link.objects.get(to_node="SV-1408")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            ("crossing", "HNSV-AMA", "open", "closed"),
            "El Amatillo is now: Closed. When the route was chosen it was: Open.",
        ),
        (
            ("crossing", "HNSV-AMA", "open", "shut"),
            "El Amatillo has other hours now: when the route passes there, it is shut.",
        ),
        (
            ("service", "SP-2", "offered", "shut"),
            "Albergue de La Unión has other hours now: when the route comes there, it is shut.",
        ),
        (
            ("service", "SP-2", "offered", "not_offered"),
            "Albergue de La Unión does not work any more as planned.",
        ),
        (
            ("service", "SP-2", "offered", "refuses"),
            "Albergue de La Unión does not take this person or group any more.",
        ),
        (
            ("service", "SP-gone", "offered", "not_offered"),
            "SP-gone does not work any more as planned.",
        ),
        (
            ("restriction", "X-gone", "", "binds"),
            "A restriction binds where the route passes.",
        ),
        (
            ("requirement", "Q-gone", "", "asked"),
            "Something is asked now that was not asked before.",
        ),
    ],
)
def test_each_change_is_one_sentence(change, sentence):
    assert told(*change) == sentence


@pytest.mark.parametrize("state", ["cut", "slow"])
def test_a_road_is_named_by_its_two_ends(state):
    names = f"{road().from_node.name} and {road().to_node.name}"
    assert told("road", road().key, "open", state) == (f"The road between {names} is {state}.")


@pytest.mark.parametrize(
    ("hours", "end"),
    [
        ("21:00-05:00", ", every day from 21:00 to 05:00: the route passes there then."),
        ("", ": the route passes there."),
    ],
)
def test_a_restriction_is_named_with_its_hours(hours, end):
    row = curfew(hours)
    sentence = told("restriction", row.key, "", "binds")
    assert sentence.startswith("Curfew in ")
    assert sentence.endswith(f"(El Salvador){end}")


@pytest.mark.parametrize(
    ("basis", "source", "said"),
    [
        ("observed", "Red", "Seen by the network, "),
        ("announced", "Copeco", "Announced by Copeco, "),
        ("announced", "https://example.org/x", "Announced, "),
    ],
)
def test_a_road_says_who_told_of_it(basis, source, said):
    report_road(
        told=RoadTold(
            from_node=road().from_node_id,
            to_node=road().to_node_id,
            state="cut",
            basis=basis,
            source=source,
            from_at=NOON,
        ),
        by=SYSTEM,
        at=NOON,
    )
    with translation.override("en"):
        (line,) = restriction_lines.told_roads(at=NOON, known_at=NOON)
        assert line.said.startswith(said)
        assert (line.state, line.state_word, line.until) == ("cut", "Cut", None)
        assert restriction_lines.told_roads(at=NOON, known_at=NOON, area_keys=["HN-17"]) == []


def test_restrictions_stand_by_country_and_a_country_without_one_is_left_out():
    row = curfew()
    with translation.override("en"):
        (line,) = restriction_lines.all_restrictions(at=NOON, known_at=NOON)
        (part,) = restriction_lines.by_country([line])
    assert (part.code, part.lines, line.row) == ("SV", [line], row)
    assert (line.standing, line.kind, line.is_unstated) == ("in_force", "Curfew", True)
