from dataclasses import replace

import pytest
from tests.planner.drawing import (
    DAY,
    HOUR,
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
from tests.planner.naive import Naive

from relevo.planner import (
    ALWAYS,
    Admission,
    Basis,
    Blocker,
    Check,
    Condition,
    CrossingState,
    Need,
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


def test_best_order_is_not_the_order_of_what_finishes_first():
    drawn = world(
        nodes=TOWNS,
        roads=ROADS,
        services=[
            service("clinic", "town", "medical", windows=daily(8, 18)),
            service("registry", "city", "papers", windows=daily(8, 11)),
        ],
    )

    route = best(drawn, request("home", "medical", "papers", depart=at(0, 8)))

    assert told(route) == [
        ("travel", "home-city"),
        ("service", "registry"),
        ("travel", "city-town"),
        ("service", "clinic"),
    ]
    assert route.completes == at(0, 13, 30)


def test_flat_bound_of_a_night_does_not_settle_a_late_label():
    """All that waits for the evening shares one bound; only an early start reaches the far one."""
    drawn = world(
        nodes=[node("a"), node("b"), node("near"), node("far")],
        roads=[road("a", "b", 10, 30), road("b", "near", 0, 0), road("b", "far", 420, 420)],
        services=[
            service("one", "a", "medical", windows=((at(0, 8), at(0, 9, 30)),)),
            service("two", "b", "legal", windows=daily(8, 12)),
            service("three", "near", "shelter", windows=((at(1, 18), at(1, 20)),)),
            service("four", "far", "shelter", windows=((at(0, 18), at(0, 19)),)),
        ],
    )
    asked = request("a", "medical", "legal", "shelter", depart=at(0, 8), keep=100)

    answer = plan(drawn, asked)

    assert [(route.completes, told(route)[-1]) for route in answer.itineraries] == [
        (at(0, 19), ("service", "four"))
    ]
    assert min(merits[0] for _, merits in Naive(drawn, asked).run().front()) == at(0, 19)


def test_visit_must_start_and_end_within_a_window_and_waits_for_one():
    drawn = world(
        nodes=TOWNS,
        services=[
            service(
                "clinic", "home", "medical", windows=((at(0, 9), at(0, 10)), (at(0, 14), at(0, 16)))
            )
        ],
    )

    assert best(drawn, request("home", "medical", depart=at(0, 9))).completes == at(0, 10)
    assert best(drawn, request("home", "medical", depart=at(0, 9, 1))).completes == at(0, 15)
    late = plan(drawn, request("home", "medical", depart=at(0, 15, 1)))
    assert late.excluded[0].reasons == (Reason(ReasonCode.NEVER_OPEN),)
    assert (late.itineraries, late.unserved, late.complete) == ((), ("medical",), True)


def test_arrival_is_reckoned_on_the_slow_edge_so_that_nobody_comes_too_late():
    drawn = world(
        nodes=TOWNS,
        roads=ROADS,
        services=[service("clinic", "town", "medical", windows=((at(0, 8), at(0, 9, 20)),))],
    )

    answer = plan(drawn, request("home", "medical", depart=at(0, 8)))

    assert answer.itineraries == ()
    assert answer.excluded[0].reasons == (Reason(ReasonCode.TOO_LATE, "hours"),)


def test_confirmed_route_comes_before_an_earlier_one_that_is_not():
    drawn = world(
        nodes=TOWNS,
        roads=ROADS,
        services=[
            service("near", "home", "shelter", places=None),
            service("sure", "city", "shelter"),
        ],
    )

    answer = plan(drawn, request("home", "shelter"))

    assert [told(route)[-1] for route in answer.itineraries] == [
        ("service", "sure"),
        ("service", "near"),
    ]
    assert answer.itineraries[0].steps[-1].because == ("confirmed_over_earlier",)
    assert answer.itineraries[1].steps[-1].because == ("earliest",)


def test_urgent_need_comes_first_among_routes_that_are_equally_confirmed():
    drawn = world(
        nodes=TOWNS,
        roads=ROADS,
        services=[
            service("clinic", "home", "medical", windows=((at(0, 8), at(0, 20)),)),
            service("office", "home", "papers", windows=((at(0, 8), at(0, 9)),)),
            service("late_office", "home", "papers", windows=((at(0, 15), at(0, 16)),)),
        ],
    )
    calm = request("home", "medical", "papers")
    urgent = replace(calm, needs=(Need("medical", urgent=True), Need("papers")))

    assert told(best(drawn, calm)) == [("service", "office"), ("service", "clinic")]
    assert told(best(drawn, urgent)) == [("service", "clinic"), ("service", "late_office")]
    assert best(drawn, urgent).urgent_done == at(0, 9)
    assert best(drawn, calm).urgent_done == best(drawn, calm).completes


def test_fewer_unconfirmed_steps_come_first_within_the_same_six_hours():
    both_unsure = [
        service("clinic", "home", "medical", places=None),
        service("shelter", "home", "shelter", places=None),
    ]
    farther = service("sure_shelter", "town", "shelter")
    far = [road("home", "town", 60, 60)]
    very_far = [road("home", "town", 600, 600)]
    asked = request("home", "medical", "shelter")

    near = world(nodes=TOWNS, roads=far, services=[*both_unsure, farther])
    away = world(nodes=TOWNS, roads=very_far, services=[*both_unsure, farther])

    assert [route.unconfirmed for route in plan(near, asked).itineraries] == [1, 2]
    assert [route.unconfirmed for route in plan(away, asked).itineraries] == [2, 1]


def test_need_waits_for_those_before_it_and_one_visit_may_meet_both():
    drawn = world(
        nodes=TOWNS,
        roads=ROADS,
        services=[
            service("office", "home", "papers"),
            service("registry", "town", "proof"),
            service("one_stop", "city", "papers", "proof"),
        ],
    )
    needs = (Need("papers", after=frozenset({"proof"})), Need("proof"))
    routes = plan(drawn, request("home", *needs)).itineraries

    assert [told(route) for route in routes] == [
        [("travel", "home-city"), ("service", "one_stop")],
    ]
    assert routes[0].steps[-1].needs == ("papers", "proof")
    drawn = replace(drawn, services=drawn.services[:2])
    assert [
        name for kind, name in told(best(drawn, request("home", *needs))) if kind == "service"
    ] == [
        "registry",
        "office",
    ]


def test_need_with_an_end_must_be_met_before_it():
    drawn = world(nodes=TOWNS, services=[service("clinic", "home", "medical")])

    in_time = request("home", Need("medical", by=at(0, 9, 1)))
    late = request("home", Need("medical", by=at(0, 9)))

    assert best(drawn, in_time).completes == at(0, 9)
    assert plan(drawn, late).excluded[0].reasons == (Reason(ReasonCode.TOO_LATE, "by"),)


def test_not_all_can_be_met_the_most_are_and_the_urgent_ones_first():
    drawn = world(
        nodes=TOWNS,
        roads=ROADS,
        services=[
            service("clinic", "home", "medical", windows=((at(0, 8), at(0, 9)),)),
            service("lawyer", "city", "legal", windows=((at(0, 11), at(0, 12)),)),
            service("office", "home", "papers", windows=((at(0, 8), at(0, 9)),)),
        ],
    )
    asked = request("home", "papers", Need("medical", urgent=True), "legal", "shelter")

    answer = plan(drawn, asked)

    assert [route.served for route in answer.itineraries] == [("medical", "legal")]
    assert answer.itineraries[0].unserved == ("papers", "shelter")
    assert answer.unserved == ("papers", "shelter")
    assert (answer.excluded, answer.complete) == ((), True)


def test_needs_that_only_some_routes_meet_are_not_unserved():
    drawn = world(
        nodes=TOWNS,
        services=[
            service("clinic", "home", "medical", windows=((at(0, 8), at(0, 9)),)),
            service("office", "home", "papers", windows=((at(0, 8), at(0, 9)),)),
        ],
    )

    answer = plan(drawn, request("home", "medical", "papers"))

    assert [route.served for route in answer.itineraries] == [("medical",), ("papers",)]
    assert answer.unserved == ()


def test_group_is_served_whole_or_not_at_all():
    drawn = world(nodes=TOWNS, services=[service("house", "home", "shelter", places=1)])
    asked = request("home", "shelter")

    assert best(drawn, asked).served == ("shelter",)
    answer = plan(drawn, replace(asked, members=asked.members * 2))
    assert answer.excluded[0].reasons == (Reason(ReasonCode.NO_CAPACITY, facts=("2",)),)


def test_stop_at_the_border_before_crossing_it_is_on_the_way():
    drawn = world(
        nodes=TOWNS,
        roads=ROADS,
        passages=[OVER],
        services=[
            service("clinic", "border", "medical"),
            service("office", "city", "papers"),
        ],
    )

    crossing = best(drawn, request("home", "medical", heads_for="SV"))
    detour = best(drawn, request("home", "papers", heads_for="SV"))

    assert crossing.steps[1].because == ("only_option", "earliest", "on_the_way")
    assert detour.steps[1].because == ("only_option", "earliest")


def test_stop_on_the_way_and_stop_at_the_same_place_say_so():
    drawn = world(
        nodes=TOWNS,
        roads=ROADS,
        services=[
            service("clinic", "town", "medical"),
            service("office", "town", "papers"),
            service("house", "city", "shelter"),
        ],
    )

    route = best(drawn, request("home", "medical", "papers", "shelter"))

    assert [step.because for step in route.steps if step.service_id] == [
        ("only_option", "earliest", "on_the_way"),
        ("only_option", "earliest", "same_place"),
        ("only_option", "earliest"),
    ]


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


def test_route_ends_in_the_country_headed_for_even_after_the_last_need():
    drawn = world(
        nodes=TOWNS,
        roads=ROADS,
        passages=[OVER],
        services=[service("clinic", "home", "medical")],
    )

    heading = best(drawn, request("home", "medical", heads_for="SV"))
    only_heading = best(drawn, request("home", heads_for="SV"))

    assert told(heading) == [
        ("service", "clinic"),
        ("travel", "home-border"),
        ("cross", "bridge"),
    ]
    assert told(only_heading) == told(heading)[1:]
    assert (heading.arrives, only_heading.served) == (True, ())


def test_country_headed_for_out_of_reach_leaves_the_needs_and_names_the_crossing():
    drawn = world(
        nodes=TOWNS,
        roads=ROADS,
        passages=[replace(OVER, state=CrossingState.CLOSED)],
        services=[service("clinic", "home", "medical")],
    )

    answer = plan(drawn, request("home", "medical", heads_for="SV"))

    assert [(told(r), r.arrives) for r in answer.itineraries] == [([("service", "clinic")], False)]
    assert answer.blockers == (
        Blocker("bridge", "border", "over", (Reason(ReasonCode.CROSSING_CLOSED),)),
    )


def test_no_more_borders_are_crossed_than_allowed():
    drawn = world(
        nodes=TOWNS,
        roads=ROADS,
        passages=[OVER],
        services=[service("house", "over", "shelter", country="SV")],
    )

    answer = plan(drawn, request("home", "shelter", max_crossings=0))

    assert (answer.itineraries, answer.blockers) == ((), ())
    assert answer.excluded[0].reasons == (
        Reason(ReasonCode.BEYOND_CROSSING, "max_crossings", ("1",)),
    )


def test_contact_has_no_place_and_is_reckoned_from_its_own_department_only():
    line = service("line", None, "shelter", restricted=True)
    house = service("house", "town", "shelter")
    near = world(nodes=TOWNS, roads=ROADS, services=[line, house])
    away = world(nodes=TOWNS, roads=ROADS, services=[replace(line, department="Cortés"), house])
    abroad = world(nodes=TOWNS, roads=ROADS, services=[replace(line, country="SV"), house])
    asked = request("home", "shelter")

    assert [told(r) for r in plan(near, asked).itineraries] == [[("contact", "line")]]
    assert [told(r)[-1] for r in plan(away, asked).itineraries] == [
        ("service", "house"),
        ("contact", "line"),
    ]
    assert [told(r)[-1] for r in plan(abroad, asked).itineraries] == [("service", "house")]
    (contact,) = plan(near, asked).itineraries[0].steps
    assert (contact.node, contact.to_node, contact.rule) == ("", "", "")


def test_contact_issues_no_paper_to_plan_with():
    asks = Admission("asks_card", Basis.CONFIRMED, needs_any_of=frozenset({"card"}))
    drawn = world(
        nodes=TOWNS,
        services=[
            service("line", None, "papers", gives=frozenset({"card"}), restricted=True),
            service("house", "home", "shelter", admissions=(asks,)),
        ],
    )

    answer = plan(drawn, request("home", "papers", "shelter"))

    assert [(told(r), r.steps[0].gives) for r in answer.itineraries] == [
        ([("contact", "line")], ())
    ]
    assert [excluded.service_id for excluded in answer.excluded] == ["house"]


class After:
    """Stops after so many questions."""

    def __init__(self, questions):
        self.questions = questions

    def __call__(self):
        self.questions -= 1
        return self.questions < 0


SIX = world(
    nodes=TOWNS,
    roads=ROADS,
    services=[
        service(f"{code}_{place}", place, code, places=None if place == "home" else 9)
        for code in ("medical", "legal", "papers", "shelter")
        for place in ("home", "town", "city")
    ],
)
FOUR_NEEDS = request("home", Need("medical", urgent=True), "legal", "papers", "shelter")


def test_search_that_is_stopped_gives_the_best_so_far_and_says_so():
    full = plan(SIX, FOUR_NEEDS)
    assert (full.complete, len(full.itineraries)) == (True, 3)

    most = []
    for questions in range(60):
        answer = plan(SIX, FOUR_NEEDS, stop=After(questions))
        most.append(max((len(route.served) for route in answer.itineraries), default=0))
        if answer.complete:
            break
        assert answer.unserved == tuple(
            need.code
            for need in FOUR_NEEDS.needs
            if all(need.code in route.unserved for route in answer.itineraries)
        )
    assert most == sorted(most)
    assert (most[0], most[-1]) == (0, 4)
    assert len(set(most)) > 2


def test_stopped_search_keeps_the_routes_already_found():
    full = plan(SIX, FOUR_NEEDS)
    found = [plan(SIX, FOUR_NEEDS, stop=After(n)).itineraries for n in range(400)]
    some = [routes for routes in found if 0 < len(routes) < 3 and routes[0] == full.itineraries[0]]

    assert some
    for routes in some:
        assert routes == full.itineraries[: len(routes)]


def test_search_that_is_stopped_offers_no_route_that_another_outdoes():
    drawn = world(
        nodes=TOWNS,
        roads=[road("home", "town"), road("home", "city"), road("city", "border", 900, 900)],
        services=[
            service("clinic", "town", "medical"),
            service("other_clinic", "city", "medical"),
            service("lawyer", "border", "legal"),
        ],
    )

    answer = plan(drawn, request("home", "medical", "legal"), stop=After(1))

    assert [told(route)[-1] for route in answer.itineraries] == [
        ("service", "clinic"),
        ("service", "lawyer"),
    ]
    assert (answer.unserved, answer.complete) == ((), False)


def test_search_stopped_at_once_ends_nowhere_but_where_the_route_is_to_end():
    drawn = replace(SIX, passages=(OVER,))

    answer = plan(drawn, replace(FOUR_NEEDS, heads_for="SV"), stop=After(0))

    assert (answer.itineraries, answer.complete) == ((), False)


def test_service_that_can_be_reached_both_ways_is_visited_before_the_border():
    drawn = world(
        nodes=[*TOWNS, node("beyond", "SV")],
        roads=[*ROADS, road("over", "beyond", HOUR, HOUR)],
        passages=[OVER, passage("bridge", "over", "border")],
        services=[
            service("clinic", "border", "medical", windows=ALWAYS),
            service("far_clinic", "beyond", "medical", country="SV"),
            service("house", "beyond", "shelter", country="SV"),
        ],
        horizon=3 * DAY,
    )

    assert [
        [name for kind, name in told(route) if kind != "travel"]
        for route in plan(drawn, request("home", "medical", "shelter")).itineraries
    ] == [["clinic", "bridge", "house"]]
