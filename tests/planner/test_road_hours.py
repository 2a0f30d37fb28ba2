"""Roads that have hours (a curfew, a road open by day only): the search stays exact."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.planner.chance import gated_world, tiny_request, tiny_world
from tests.planner.drawing import node, request, road, service, world
from tests.planner.judging import front_of
from tests.planner.naive import HOUR, Naive, earliest

from relevo.planner import EngineError, ReasonCode, plan
from relevo.planner.graph import NEVER, RoadGraph

A_DAY = 24 * HOUR


def with_hours(rng, tiny):
    """The same world with hours on about half of its roads; some never fit a ride."""
    roads = []
    for one in tiny.roads:
        if rng.random() < 0.5:
            opens = sorted(HOUR * rng.randint(0, 12) for _ in range(rng.randint(1, 3)))
            hours = tuple((start, start + HOUR * rng.randint(1, 5)) for start in opens)
            roads.append(replace(one, windows=hours))
        else:
            roads.append(one)
    return replace(tiny, roads=tuple(roads))


def drawn(seed):
    rng = random.Random(seed)
    return with_hours(rng, tiny_world(rng, with_papers=seed % 3 != 0)), tiny_request(rng)


def drawn_with_a_gate(seed):
    rng = random.Random(seed)
    return with_hours(rng, gated_world(rng)), tiny_request(rng, start="n0")


def assert_same_as_naive(tiny, asked):
    answer = plan(tiny, asked)
    expected = {
        (done, merits)
        for done, merits in Naive(tiny, asked).run().front()
        if merits[2] + merits[3] > 0
    }
    assert front_of(answer, tiny, asked) == expected
    assert answer.complete


@pytest.mark.parametrize("seed", range(200))
def test_plan_on_roads_with_hours_gives_the_whole_front(seed):
    assert_same_as_naive(*drawn(seed))


@pytest.mark.parametrize("seed", range(60))
def test_plan_on_roads_with_hours_and_tests_that_expire_gives_the_whole_front(seed):
    assert_same_as_naive(*drawn_with_a_gate(seed))


def test_hours_of_roads_change_many_of_these_worlds():
    changed = 0
    for seed in range(200):
        tiny, asked = drawn(seed)
        free = replace(tiny, roads=tuple(replace(r, windows=((0, 10**6),)) for r in tiny.roads))
        changed += front_of(plan(tiny, asked), tiny, asked) != front_of(
            plan(free, asked), free, asked
        )
    assert changed > 25


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 10**6))
def test_every_ride_keeps_to_the_hours_of_its_roads_on_the_late_clock(seed):
    tiny, asked = drawn(seed)
    for route in plan(tiny, asked).itineraries:
        early = late = asked.depart
        here = asked.start
        for step in route.steps:
            assert early <= step.starts <= step.ends <= step.ends_late
            if step.kind == "travel":
                assert step.node == here
                assert earliest(tiny, step.node, late)[step.to_node] == step.ends_late
            here = step.to_node or step.node or here
            early, late = step.ends, step.ends_late


def curfew_world():
    """Two hours of road from a to c by b; nobody may travel from 21 to 5."""
    hours = ((5 * HOUR, 21 * HOUR), (A_DAY + 5 * HOUR, A_DAY + 21 * HOUR))
    return world(
        nodes=[node("a"), node("b"), node("c")],
        roads=[
            replace(road("a", "b", 60, 60), windows=hours),
            replace(road("b", "c", 60, 60), windows=hours),
        ],
        services=[service("s", "c", "medical")],
        horizon=4 * A_DAY,
    )


def test_who_sets_out_before_a_curfew_waits_on_the_way_and_is_told_where():
    route = plan(curfew_world(), request("a", "medical", depart=19 * HOUR + 30)).itineraries[0]

    assert [
        (step.node, step.to_node, step.starts, step.ends_late, step.because)
        for step in route.steps
        if step.kind == "travel"
    ] == [
        ("a", "b", 19 * HOUR + 30, 20 * HOUR + 30, ()),
        ("b", "c", A_DAY + 5 * HOUR, A_DAY + 6 * HOUR, ("road_opens",)),
    ]


def test_who_has_time_for_the_whole_way_has_one_ride():
    route = plan(curfew_world(), request("a", "medical", depart=18 * HOUR)).itineraries[0]

    assert [(s.starts, s.ends_late) for s in route.steps if s.kind == "travel"] == [
        (18 * HOUR, 20 * HOUR)
    ]


def test_a_road_too_long_for_all_its_hours_is_no_road():
    tiny = curfew_world()
    short = tuple(replace(one, windows=((0, 59), (100, 130))) for one in tiny.roads)

    answer = plan(replace(tiny, roads=short), request("a", "medical", depart=0))

    assert answer.itineraries == ()
    assert [reason.code for reason in answer.excluded[0].reasons] == [ReasonCode.NO_ROAD]


def test_a_road_whose_hours_are_over_leads_nowhere_in_time():
    tiny = curfew_world()
    over = tuple(replace(one, windows=((0, HOUR),)) for one in tiny.roads)

    answer = plan(replace(tiny, roads=over), request("a", "medical", depart=2 * HOUR))

    assert answer.itineraries == ()
    assert [reason.code for reason in answer.excluded[0].reasons] == [ReasonCode.TOO_LATE]
    graph = RoadGraph(tiny.nodes, over)
    assert graph.ways(0, 2 * HOUR) == (0, [2 * HOUR, NEVER, NEVER])


def test_hours_that_end_before_they_begin_are_refused():
    tiny = curfew_world()
    with pytest.raises(EngineError, match="opens before it closes"):
        plan(
            replace(tiny, roads=(replace(tiny.roads[0], windows=((9, 9),)),)),
            request("a", "medical", depart=0),
        )


def test_what_is_remembered_of_timed_ways_is_bounded(monkeypatch):
    monkeypatch.setattr("relevo.planner.graph._MOST_TIMED", 2)
    tiny = curfew_world()
    graph = RoadGraph(tiny.nodes, tiny.roads)

    for minute in range(5):
        assert graph.ways(0, 5 * HOUR + minute).row[1] == 6 * HOUR + minute
    assert len(graph._timed) <= 2
