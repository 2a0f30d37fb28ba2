"""The planner against an enumerator that tries everything, on tiny random worlds."""

import random
from dataclasses import replace

import pytest
from tests.planner.chance import gated_world, handed_over, tiny_request, tiny_world
from tests.planner.judging import front_of, merits_of
from tests.planner.naive import Naive

from relevo.planner import Member, plan

pytestmark = pytest.mark.no_cover  # the other tests of the planner reach every line of it


def expected_front(naive):
    """A route has at least a step."""
    return {(done, merits) for done, merits in naive.front() if merits[2] + merits[3] > 0}


def assert_same_as_naive(tiny, asked):
    answer = plan(tiny, asked)

    expected = expected_front(Naive(tiny, asked).run())
    assert front_of(answer, tiny, asked) == expected
    assert len(answer.itineraries) == len(expected)
    for route in answer.itineraries:
        at, urgent_at, crossings, stops, unconfirmed, _ = merits_of(route, tiny, asked)
        assert (route.completes, route.urgent_done) == (at, urgent_at or at)
        assert (route.crossings, route.stops, route.unconfirmed) == (crossings, stops, unconfirmed)
    earliest = min((merits[0] for _, merits in expected), default=None)
    assert min((route.completes for route in answer.itineraries), default=None) == earliest
    assert answer.complete


def drawn(seed):
    rng = random.Random(seed)
    return tiny_world(rng, with_papers=seed % 3 != 0), tiny_request(rng)


def drawn_with_a_gate(seed):
    rng = random.Random(seed)
    return gated_world(rng), tiny_request(rng, start="n0")


@pytest.mark.parametrize("seed", range(300))
def test_plan_in_a_tiny_world_gives_the_whole_front_and_the_earliest_completion(seed):
    assert_same_as_naive(*drawn(seed))


@pytest.mark.parametrize("seed", range(50))
def test_plan_with_tests_that_expire_gives_the_whole_front(seed):
    assert_same_as_naive(*drawn_with_a_gate(seed))


def drawn_for_a_child_alone(seed):
    tiny, asked = drawn(seed)
    alone = replace(asked, members=(Member(14, "f"),), accompanied=False)
    return handed_over(random.Random(seed), tiny), alone


@pytest.mark.parametrize("seed", range(100))
def test_plan_of_a_child_alone_with_services_that_wait_for_others_gives_the_whole_front(seed):
    assert_same_as_naive(*drawn_for_a_child_alone(seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1000, 1600))
def test_plan_in_many_more_tiny_worlds_gives_the_whole_front(seed):
    assert_same_as_naive(*drawn(seed))
    assert_same_as_naive(*drawn_with_a_gate(seed))
    assert_same_as_naive(*drawn_for_a_child_alone(seed))


def test_tiny_worlds_are_worth_planning_in():
    """What the comparison rests on: most worlds have a route, some a choice, many need a test."""
    fronts = [len(plan(*drawn(seed)).itineraries) for seed in range(300)]
    gated = [plan(*drawn_with_a_gate(seed)) for seed in range(50)]
    tested = [
        answer
        for answer in gated
        if any(s.gives and not s.needs for route in answer.itineraries for s in route.steps)
    ]

    assert sum(front > 0 for front in fronts) > 180
    assert sum(front > 1 for front in fronts) > 20
    assert len(tested) > 15


def test_plan_stops_after_as_many_routes_as_asked_and_they_are_the_best():
    checked = 0
    for seed in range(300):
        tiny, asked = drawn(seed)
        full = plan(tiny, asked).itineraries
        if len(full) > 1:
            assert plan(tiny, replace(asked, keep=1)).itineraries == full[:1]
            checked += 1

    assert checked > 20
