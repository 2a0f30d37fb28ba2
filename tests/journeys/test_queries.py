from datetime import timedelta
from uuid import uuid4

import pytest
from tests.factories import directory
from tests.factories.journeys import NOON, a_region, mother_and_child, report

from relevo.directory.models import Holiday, Service, Verification
from relevo.journeys.actions import compute_plan, store_plan
from relevo.journeys.errors import PlanUnknown
from relevo.journeys.queries import (
    get_stored_plan,
    is_affected,
    list_affected_plans,
    list_changes,
    list_plans_relying_on,
)
from relevo.kernel.actor import SYSTEM_ID

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=30)


@pytest.fixture
def border():
    return a_region()


@pytest.fixture
def officer(border):
    return directory.actor_of(directory.institution("HN-MUN", "Ventanilla"), "officer")


@pytest.fixture
def kept(officer):
    """A plan over the border to the shelter in La Unión."""
    plan = compute_plan(
        profile=mother_and_child(needs=("shelter",)), at=NOON, known_at=NOON, viewer=officer
    )
    return store_plan(plan, by=officer, at=NOON)


def told(stored, **columns):
    changes = list_changes(stored, **{"at": LATER} | columns)
    return [(change.kind, change.key, change.was, change.now, change.since) for change in changes]


def test_a_plan_is_there_for_its_own_institution(kept, officer):
    assert get_stored_plan(kept.pk) == kept
    assert get_stored_plan(kept.pk, viewer=officer) == kept
    stranger = directory.actor_of(directory.institution("GT-MUN", "Otra"), "officer")
    with pytest.raises(PlanUnknown) as hidden:
        get_stored_plan(kept.pk, viewer=stranger)
    assert hidden.value.read == kept.pk
    with pytest.raises(PlanUnknown):
        get_stored_plan(uuid4())


def test_nothing_has_changed(kept):
    assert told(kept) == []
    assert is_affected(kept, at=LATER) is False


def test_a_closed_crossing_is_found_and_its_reopening_undoes_it(kept, border):
    since = NOON + timedelta(minutes=10)
    closure = report(border, at=since, state="closed", source="https://example.org/cierre")
    assert told(kept) == [("crossing", "HNSV-AMA", "open", "closed", since)]
    assert told(kept, itinerary=0) == told(kept)
    (change,) = list_changes(kept, at=LATER)
    assert change.status is not None
    assert change.status.report_key == closure.key
    # not known yet
    assert told(kept, at=NOON + timedelta(minutes=9)) == []
    report(border, at=NOON + timedelta(minutes=20), state="open")
    assert told(kept) == []


def test_a_closure_of_the_other_direction_is_no_change(kept, border):
    report(border, at=NOON + timedelta(minutes=10), country="HN", direction="in", state="closed")
    assert told(kept) == []


def test_a_restriction_is_worse_than_open(kept, border):
    since = NOON + timedelta(minutes=10)
    report(border, at=since, state="restricted")
    assert told(kept) == [("crossing", "HNSV-AMA", "open", "restricted", since)]


@pytest.fixture
def afternoon(officer):
    """A plan that crosses at two in the afternoon."""
    at = NOON + timedelta(hours=2)
    plan = compute_plan(
        profile=mother_and_child(needs=("shelter",)), at=at, known_at=NOON, viewer=officer
    )
    return store_plan(plan, by=officer, at=NOON)


def test_hours_that_leave_out_the_crossing_are_a_change(afternoon, border):
    since = NOON + timedelta(minutes=10)
    earlier = report(border, at=since, opening_hours="Mo-Su 06:00-13:00", country="SV")
    assert told(afternoon, at=NOON + timedelta(minutes=9)) == []
    assert told(afternoon) == [("crossing", "HNSV-AMA", "open", "shut", since)]
    (change,) = list_changes(afternoon, at=LATER)
    assert change.status is not None
    assert change.status.report_key == earlier.key
    assert told(afternoon, at=NOON + timedelta(hours=3)) == told(afternoon)
    report(border, at=NOON + timedelta(minutes=20), opening_hours="24/7", country="SV")
    assert told(afternoon) == []


@pytest.mark.parametrize("hours", ["Mo-Su 06:00-15:00", "Mo-Su 22:00-16:00", "24/7", ""])
def test_hours_in_which_one_still_crosses_are_no_change(afternoon, border, hours):
    report(border, at=NOON + timedelta(minutes=5), opening_hours=hours)
    assert told(afternoon) == []


def test_hours_of_a_holiday_count_on_it(afternoon, border):
    Holiday.objects.create(country="HN", on=NOON.date(), name_es="Fiesta", name_en="Holiday")
    since = NOON + timedelta(minutes=5)
    report(border, at=since, opening_hours="Mo-Su 06:00-18:00; PH 06:00-12:00", country="SV")
    assert told(afternoon) == []
    report(border, at=since, opening_hours="Mo-Su 06:00-18:00; PH 06:00-12:00", country="HN")
    assert told(afternoon) == [("crossing", "HNSV-AMA", "open", "shut", since)]


def test_evening_alone_is_no_change(afternoon):
    """Nobody said anything new: the hours are those the plan was made with."""
    assert told(afternoon, at=NOON + timedelta(hours=10)) == []


def test_hours_of_the_other_direction_are_no_change(afternoon, border):
    other = {"country": "HN", "direction": "in", "opening_hours": "Mo-Su 06:00-11:00"}
    report(border, at=NOON + timedelta(minutes=5), **other)
    assert told(afternoon) == []


def test_a_closure_that_is_over_by_then_is_no_change(officer, border):
    tomorrow = NOON + timedelta(hours=20)
    plan = compute_plan(
        profile=mother_and_child(needs=("shelter",)), at=tomorrow, known_at=NOON, viewer=officer
    )
    stored = store_plan(plan, by=officer, at=NOON)
    closure = report(
        border,
        at=NOON + timedelta(minutes=10),
        state="closed",
        until_at=NOON + timedelta(hours=2),
    )
    assert told(stored) == []
    closure.delete()
    closes = tomorrow - timedelta(hours=1)
    report(
        border,
        at=closes,
        known_at=NOON,
        basis="announced",
        state="closed",
        until_at=tomorrow + timedelta(days=1),
    )
    assert told(stored) == [("crossing", "HNSV-AMA", "open", "closed", closes)]


def verified(outcome, *, at):
    Verification.objects.create(
        service=Service.objects.get(key="SP-2"),
        at=at,
        actor_id=SYSTEM_ID,
        method="visit",
        outcome=outcome,
        confidence="high",
    )


def test_a_service_that_is_no_longer_offered_or_found_is_told(kept):
    verified("confirmed", at=NOON)
    assert told(kept) == []
    verified("not_found", at=NOON + timedelta(minutes=40))
    assert told(kept) == []
    found_out = NOON + timedelta(minutes=40)
    assert told(kept, at=NOON + timedelta(hours=1)) == [
        ("service", "SP-2", "offered", "not_found", found_out)
    ]
    Service.objects.filter(key="SP-2").update(status="closed")
    assert told(kept) == [("service", "SP-2", "offered", "not_offered", None)]


def test_plans_are_found_by_what_they_rely_on(kept, border, officer):
    local = compute_plan(
        profile=mother_and_child(needs=("medical",), excluded=frozenset({"SP-3"})),
        at=NOON,
        known_at=NOON,
        viewer=officer,
    )
    here = store_plan(local, by=officer, at=LATER)
    assert list_plans_relying_on(kind="crossing", key="HNSV-AMA") == [kept]
    assert list_plans_relying_on(kind="service", key="SP-1") == [here]
    assert list_affected_plans(kind="crossing", key="HNSV-AMA", at=LATER) == []
    report(border, at=NOON + timedelta(minutes=10), state="closed")
    assert list_affected_plans(kind="crossing", key="HNSV-AMA", at=LATER) == [kept]
