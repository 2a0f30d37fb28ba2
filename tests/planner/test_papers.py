"""Papers held and issued on the way, and what crossings rest on."""

from dataclasses import replace

import pytest
from tests.planner.drawing import (
    at,
    daily,
    node,
    passage,
    request,
    requirement,
    road,
    service,
    told,
    world,
)

from relevo.planner import (
    Admission,
    Basis,
    Blocker,
    Check,
    Condition,
    CrossingState,
    Reason,
    ReasonCode,
    Told,
    plan,
)

TOWNS = [node("home"), node("town"), node("city"), node("border"), node("over", "SV")]
ROADS = [
    road("home", "town", 20, 30),
    road("town", "city", 60, 90),
    road("town", "border", 60, 90),
]
OVER = passage("bridge", "border", "over")


def best(drawn, asked):
    return plan(drawn, asked).itineraries[0]


GATED = replace(
    OVER,
    windows=((at(4, 8), at(4, 12)),),
    requirements=(requirement("test", "pcr", valid_hours=72),),
)
TESTED = world(
    nodes=TOWNS,
    roads=ROADS,
    passages=[GATED],
    services=[
        service("lab", "town", gives=frozenset({"pcr"}), windows=daily(8, 16)),
        service("house", "over", "shelter", country="SV"),
    ],
)


def test_test_that_expires_is_taken_just_in_time():
    route = best(TESTED, request("home", "shelter"))

    assert told(route) == [
        ("travel", "home-town"),
        ("service", "lab"),
        ("travel", "town-border"),
        ("cross", "bridge"),
        ("service", "house"),
    ]
    lab, crossing = route.steps[1], route.steps[3]
    assert (lab.starts, lab.ends, lab.ends_late) == (at(1, 8), at(1, 9), at(1, 9))
    assert (lab.needs, lab.gives, lab.because) == ((), ("pcr",), ("on_the_way",))
    assert (crossing.starts, crossing.holds_until) == (at(4, 8), at(4, 9))
    assert crossing.told == (Told("test", asked=True, met_by=("pcr",)),)


def test_test_that_would_be_too_old_whenever_taken_bars_the_crossing():
    strict = replace(GATED, requirements=(requirement("test", "pcr", valid_hours=1),))
    drawn = replace(TESTED, passages=(strict,))

    answer = plan(drawn, request("home", "shelter"))

    assert answer.itineraries == ()
    assert answer.blockers == (
        Blocker(
            "bridge",
            "border",
            "over",
            (Reason(ReasonCode.CROSSING_REQUIREMENT, "test", ("pcr",), ("pcr",)),),
        ),
    )


def test_test_held_from_the_start_needs_no_visit_and_a_test_not_asked_of_her_neither():
    held = best(TESTED, request("home", "shelter", documents=frozenset({"pcr"})))
    exempt = replace(
        GATED,
        requirements=(
            requirement(
                "test",
                "pcr",
                applies=Condition(except_nationalities=frozenset({"SV"})),
                known=Basis.UNKNOWN,
            ),
        ),
    )
    unasked = best(replace(TESTED, passages=(exempt,)), request("home", "shelter"))

    assert (
        told(held)
        == told(unasked)
        == [
            ("travel", "home-border"),
            ("cross", "bridge"),
            ("service", "house"),
        ]
    )
    assert held.steps[1].told == (Told("test", asked=True, met_by=("pcr",)),)
    assert unasked.steps[1].told == (Told("test", asked=False),)
    assert unasked.steps[1].checks == ()


def test_requirement_that_only_has_a_consequence_is_told_and_bars_nobody():
    quarantine = requirement("quarantine", "pcr", blocking=False, known=Basis.ASSUMED)
    drawn = replace(TESTED, passages=(replace(OVER, requirements=(quarantine,)),))

    route = best(drawn, request("home", "shelter"))

    assert route.steps[1].told == (Told("quarantine", asked=True),)
    assert route.steps[1].checks == (Check.REQUIREMENT_UNVERIFIED,)


def test_paper_issued_on_the_way_opens_a_service_and_never_expires_there():
    asks = Admission("asks_card", Basis.CONFIRMED, needs_any_of=frozenset({"card"}))
    drawn = world(
        nodes=TOWNS,
        roads=ROADS,
        services=[
            service("registry", "town", "papers", gives=frozenset({"card", "unasked"})),
            service("house", "home", "shelter", admissions=(asks,)),
            service("other_house", "city", "shelter", places=None),
        ],
    )

    route = best(drawn, request("home", "shelter"))

    assert [name for kind, name in told(route) if kind == "service"] == ["registry", "house"]
    assert plan(drawn, request("home", "shelter")).excluded == ()
    without = replace(drawn, services=drawn.services[1:])
    assert [e.service_id for e in plan(without, request("home", "shelter")).excluded] == ["house"]


@pytest.mark.parametrize(
    ("given", "checks"),
    [
        ({}, ()),
        ({"state": CrossingState.RESTRICTED}, ()),
        ({"state": CrossingState.NOT_CONFIRMED}, (Check.CROSSING_NOT_CONFIRMED,)),
        ({"state_known": Basis.ASSUMED}, (Check.CROSSING_NOT_CONFIRMED,)),
        ({"windows": (), "windows_known": Basis.UNKNOWN}, (Check.CROSSING_HOURS_UNKNOWN,)),
        ({"windows_known": Basis.ASSUMED}, (Check.CROSSING_HOURS_UNKNOWN,)),
        ({"holds_until": at(0, 10)}, ()),
        ({"holds_until": at(0, 9, 59)}, (Check.CROSSING_NOT_CONFIRMED,)),
        (
            {"holds_until": at(0, 9), "state_known": Basis.UNKNOWN},
            (Check.CROSSING_NOT_CONFIRMED,),
        ),
    ],
)
def test_what_a_crossing_rests_on_is_checked_unless_confirmed(given, checks):
    drawn = replace(TESTED, passages=(replace(OVER, **given),))

    route = best(drawn, request("home", "shelter"))

    (crossing,) = [step for step in route.steps if step.crossing_id]
    assert (crossing.ends_late - 20, crossing.checks) == (at(0, 10), checks)
