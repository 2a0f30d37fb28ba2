"""Who goes home in 2020, on the real rows: what bars only people of other countries bars not them.

A crossing that nobody passes is closed to everybody; that somebody passes is said by no closing.
"""

from datetime import datetime

import pytest
from django.db import transaction

from relevo.journeys.actions import compute_plan
from relevo.journeys.loaders import load_world
from relevo.journeys.rules import PlanProfile
from relevo.planner import Basis, Check, CrossingState, Member
from relevo.region.loader import load_region
from relevo.wording.plan import tell_plan

pytestmark = pytest.mark.django_db
APRIL = datetime.fromisoformat("2020-04-10T09:00-06:00")
"""All three countries let in their own, and no foreigners."""
OCTOBER = datetime.fromisoformat("2020-10-12T09:00-06:00")
"""Seen: nobody passes the Honduran side, only cargo."""
NOVEMBER = datetime.fromisoformat("2020-11-20T09:00-06:00")


@pytest.fixture(scope="module", autouse=True)
def _region(django_db_setup, django_db_blocker):
    """Loaded once for these tests, and gone after them."""
    with django_db_blocker.unblock(), transaction.atomic():
        assert load_region(at=NOVEMBER).problems == []
        yield
        transaction.set_rollback(True)


def passage(crossing, left, entered, *, nationality, at):
    loaded = load_world(at=at, known_at=at, viewer=None, nationality=nationality)
    (found,) = (
        one
        for one in loaded.world.passages
        if (one.from_node, one.to_node) == (f"{crossing}-{left}", f"{crossing}-{entered}")
    )
    return found


@pytest.mark.parametrize(
    ("crossing", "left", "entered"),
    [("GTSV-CHI", "SV", "GT"), ("GTSV-CHI", "GT", "SV"), ("HNSV-AMA", "HN", "SV")],
)
def test_in_april_the_way_home_is_not_confirmed_and_the_others_stay_closed(crossing, left, entered):
    home = passage(crossing, left, entered, nationality=entered, at=APRIL)
    assert (home.state, home.state_known) == (CrossingState.NOT_CONFIRMED, Basis.UNKNOWN)
    for nationality in ({"GT", "HN", "NI", "SV"} - {entered}) | {""}:
        other = passage(crossing, left, entered, nationality=nationality, at=APRIL)
        assert other.state is CrossingState.CLOSED


@pytest.mark.parametrize(("left", "entered"), [("SV", "HN"), ("HN", "SV")])
@pytest.mark.parametrize("nationality", ["HN", "SV", "GT"])
def test_in_october_where_only_cargo_passes_it_is_closed_to_everybody(left, entered, nationality):
    found = passage("HNSV-AMA", left, entered, nationality=nationality, at=OCTOBER)
    assert found.state is CrossingState.CLOSED


@pytest.mark.parametrize("nationality", ["HN", "SV"])
def test_in_november_what_is_announced_is_the_same_for_all(nationality):
    home = passage("HNSV-AMA", "HN", "SV", nationality=nationality, at=NOVEMBER)
    assert (home.state, home.state_known) == (CrossingState.OPEN, Basis.ASSUMED)


def a_plan(nationality, *, documents=("national_id", "passport"), at=APRIL):
    profile = PlanProfile(
        start_node="GTSV-CHI-SV",
        nationality=nationality,
        members=(Member(30, "f"),),
        needs=("medical",),
        documents=frozenset(documents),
        heads_for="GT",
    )
    return compute_plan(profile=profile, at=at, known_at=at, viewer=None)


@pytest.mark.parametrize("language", ["es", "en"])
def test_a_guatemalan_is_planned_home_and_told_to_ask_first_and_of_the_quarantine(language):
    computed = a_plan("GT")
    (cross,) = (step for step in computed.plan.itineraries[0].steps if step.crossing_id)
    assert Check.CROSSING_NOT_CONFIRMED in cross.checks
    told = next(
        step
        for step in tell_plan(computed, language=language).itineraries[0].steps
        if step.crossing_key == cross.crossing_id
    )
    words = {
        "es": ("No confirmado.", "personas extranjeras"),
        "en": ("Not confirmed.", "does not let foreigners in"),
    }[language]
    assert told.status.startswith(words[0])
    assert words[1] in " ".join(told.notes)
    assert not told.is_confirmed
    assert told.ask_first
    assert told.call
    assert "demosinsight.com" in told.sources[0].text
    quarantine = next(one for one in told.asked if one.id == "GT-ENTRY-HOME-QUARANTINE-2020")
    assert quarantine.source.startswith("https://")
    assert quarantine.outcome


def test_nobody_else_is_planned_through():
    computed = a_plan("SV")
    assert not any(step.crossing_id for one in computed.plan.itineraries for step in one.steps)
