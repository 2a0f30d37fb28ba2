"""What a plan says first where a child is without a responsible adult."""

from datetime import datetime

import pytest
from tests.factories import directory
from tests.factories.journeys import NOON, a_region, a_service, girl_alone, hours, mother_and_child

from relevo.directory.models import AssistanceLine
from relevo.journeys.actions import compute_plan
from relevo.wording.plain import render
from relevo.wording.plan import tell_plan

pytestmark = pytest.mark.django_db
ALONE = (
    "No child travels alone. Call the child-protection authority now, and wait with a responsible "
    "institution until it takes over."
)
NIGHT = "Part of this way may fall in the night (19:00 to 05:00)"
FREE = "All help is free."


@pytest.fixture
def border():
    """With an authority in Nacaome that is there around the clock, and its line."""
    border = a_region()
    of = directory.institution("HN-DINAF", "DINAF", kind="child_protection")
    a_service(
        "SP-8",
        "DINAF Nacaome",
        of=of,
        terms=["child_protection"],
        node="HN-1701",
        kind="child_protection_office",
    )
    AssistanceLine.objects.create(
        country="HN", number="1515", kind="child", name_es="Línea de niñez", name_en="Child line"
    )
    AssistanceLine.objects.create(
        country="HN", number="911", kind="emergency", name_es="Emergencias", name_en="Emergency"
    )
    return border


def told(profile, *, at=NOON, language="en"):
    plan = compute_plan(profile=profile, at=at, known_at=at, viewer=None)
    return tell_plan(plan, language=language)


def late(hour):
    return NOON.replace(hour=hour)


def test_first_of_all_no_child_travels_alone_and_whom_to_call(border):
    plan = told(girl_alone())
    assert plan.warnings[0] == ALONE
    assert plan.call_now == ("Call now: 1515, Child line (Honduras).",)


def test_with_an_adult_who_is_no_guardian_the_same_is_said(border):
    assert told(mother_and_child(accompanied=False)).warnings[0] == ALONE


def test_nothing_of_it_is_said_where_a_guardian_is_there(border):
    plan = told(mother_and_child(), at=late(20))
    assert (plan.warnings, plan.call_now) == ((), ())
    assert NIGHT not in render(plan, language="en")


def test_where_no_line_of_the_authority_is_known_the_general_one_is_called(border):
    AssistanceLine.objects.filter(kind="child").delete()
    (line,) = told(girl_alone()).call_now
    assert line == (
        "No telephone of the child-protection authority of Honduras is known: call 911, "
        "Emergency, and tell the coordinator of the network."
    )


def test_where_no_line_at_all_is_known_the_network_is_asked(border):
    AssistanceLine.objects.all().delete()
    plan = told(girl_alone())
    (line,) = plan.call_now
    assert line == (
        "No telephone of the child-protection authority of Honduras is known: ask the coordinator "
        "of the network."
    )


def test_a_life_in_danger_is_called_about_before_all(border):
    lines = told(girl_alone(is_danger_to_life=True)).call_now
    assert lines == (
        "Call now: 911, Emergency (Honduras).",
        "Call now: 1515, Child line (Honduras).",
    )


def test_a_way_of_another_day_leaves_on_that_day(border):
    hours("SP-8", "Mo-Fr 08:00-16:00")
    plan = told(girl_alone(needs=("child_protection",)), at=late(17))
    (way,) = (step for step in plan.steps if step.kind == "travel")
    assert way.when.startswith("leaves on ")
    assert "leaves at" not in way.when


@pytest.mark.parametrize(
    ("hour", "is_night"), [(4, True), (6, False), (12, False), (18, True), (23, True)]
)
def test_a_way_in_the_night_is_warned_of(border, hour, is_night):
    plan = told(girl_alone(needs=("medical",), urgent=frozenset({"medical"})), at=late(hour))
    (way,) = (step for step in plan.steps if step.kind == "travel")
    assert any(NIGHT in note for note in way.notes) is is_night
    assert any(NIGHT in note for note in plan.itineraries[0].unserved) is is_night


def test_where_the_authority_is_there_another_day_she_waits_with_somebody(border):
    hours("SP-8", "Mo-Fr 08:00-16:00")
    plan = told(girl_alone(needs=("child_protection",)), at=late(17))
    alone, waits = plan.warnings
    assert alone == ALONE
    assert waits == (
        "Set out: Monday 23 November, 06:00. Until then the child stays with a responsible "
        "institution."
    )


def test_without_a_way_to_the_authority_the_rest_waits_for_it(border):
    plan = told(girl_alone(needs=("shelter",)), at=datetime.fromisoformat("2020-11-20T12:00-06:00"))
    waits = (
        "What else is needed waits for the child-protection authority, and no way to it is known "
        "now."
    )
    assert waits not in plan.warnings
    hours("SP-8", "Dec 24 08:00-09:00")
    assert waits in told(girl_alone(needs=("shelter",))).warnings


def test_on_a_terminal_it_stands_before_the_routes(border):
    lines = render(told(girl_alone()), language="en")
    assert lines.index("No child travels alone") < lines.index("Call now: 1515")
    assert lines.index("Call now: 1515") < lines.index("Route 1")


def test_spanish_says_the_same(border):
    plan = told(girl_alone(), language="es")
    assert plan.warnings[0].startswith("Ninguna niña, niño o adolescente viaja sin compañía.")
    assert plan.call_now == ("Llame ya: 1515, Línea de niñez (Honduras).",)


def test_only_one_known_is_not_also_the_earliest(border):
    why = next(step.why for step in told(mother_and_child()).steps if step.service_key == "SP-2")
    assert why == ("It is the only one known that can do this now.",)
