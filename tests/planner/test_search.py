from dataclasses import replace

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
    CrossingState,
    Member,
    Need,
    Reason,
    ReasonCode,
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


def test_service_takes_a_child_alone_only_after_the_need_it_waits_for():
    drawn = world(
        nodes=TOWNS,
        roads=ROADS,
        services=[
            service("house", "home", "shelter", alone_after=frozenset({"protection"})),
            service("office", "town", "protection"),
        ],
    )
    asked = request("home", "shelter", "protection")
    child = replace(asked, members=(Member(14, "f"),), accompanied=False)
    shelter_only = replace(child, needs=(Need("shelter"),))

    def stops(asked):
        return [name for kind, name in told(best(drawn, asked)) if kind == "service"]

    assert stops(asked) == ["house", "office"]
    assert stops(child) == ["office", "house"]
    assert stops(shelter_only) == ["house"]  # nothing that it waits for is needed


def test_service_that_meets_itself_what_it_waits_for_takes_a_child_alone():
    drawn = world(
        nodes=TOWNS,
        services=[
            service("centre", "home", "shelter", "protection", alone_after={"protection"}),
        ],
    )
    child = request("home", "shelter", "protection", members=(Member(14),), accompanied=False)

    assert best(drawn, child).served == ("shelter", "protection")


def test_way_home_whose_paper_waits_for_what_cannot_be_met_ends_on_this_side():
    drawn = world(
        nodes=TOWNS,
        passages=[passage("x", "home", "over", requirements=(requirement("rule", "test"),))],
        services=[
            service("clinic", "home", "medical"),
            service(
                "lab",
                "home",
                "papers",
                gives=frozenset({"test"}),
                alone_after=frozenset({"shelter"}),
            ),
        ],
    )
    child = request(
        "home", "medical", "shelter", members=(Member(14),), accompanied=False, heads_for="SV"
    )

    route = best(drawn, child)

    assert (route.served, route.arrives) == (("medical",), False)


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
