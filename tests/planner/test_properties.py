"""What holds in every world: tiny random ones, shrunk by their seed."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.planner.chance import gated_world, picky, picky_request, tiny_request, tiny_world
from tests.planner.judging import front_of, merits_of
from tests.planner.naive import first_start, is_passage_doubtful, is_service_doubtful
from tests.planner.satisfy import satisfied

from relevo.planner import (
    ENFORCEMENT,
    Basis,
    CrossingState,
    OperatorKind,
    ReasonCode,
    StepKind,
    plan,
)

seeds = st.integers(min_value=0, max_value=10**6)
often = settings(max_examples=100, deadline=None)


def drawn(seed, **given_to_request):
    rng = random.Random(seed)
    tiny = gated_world(rng) if seed % 4 == 0 else tiny_world(rng, with_papers=seed % 2 == 0)
    return tiny, tiny_request(rng, **given_to_request)


def drawn_picky(seed):
    rng = random.Random(seed)
    return picky(rng, tiny_world(rng, with_papers=seed % 2 == 0)), picky_request(rng)


def is_no_better(worse, better, *, urgent):
    """Tell whether one front meets less, or each of its routes is outdone or equaled."""

    def met(front):
        return max(((len(done), len(done & urgent)) for done, _ in front), default=(0, 0))

    if met(worse) != met(better):
        return met(worse) < met(better)
    return all(
        any(
            done == other_done and all(a >= b for a, b in zip(merits, other, strict=True))
            for other_done, other in better
        )
        for done, merits in worse
    )


def urgent_of(asked):
    return {need.code for need in asked.needs if need.urgent}


@often
@given(seeds)
def test_closing_a_crossing_never_improves_a_plan(seed):
    tiny, asked = drawn(seed, heads_for="")
    before = front_of(plan(tiny, asked), tiny, asked)
    for number, passage in enumerate(tiny.passages):
        passages = list(tiny.passages)
        passages[number] = replace(passage, state=CrossingState.CLOSED)
        after = plan(replace(tiny, passages=tuple(passages)), asked)
        assert is_no_better(front_of(after, tiny, asked), before, urgent=urgent_of(asked))


@often
@given(seeds)
def test_adding_a_document_never_removes_an_option(seed):
    tiny, asked = drawn(seed, heads_for="")
    before = plan(tiny, asked)
    after = plan(tiny, replace(asked, documents=frozenset({"test"})))

    assert is_no_better(
        front_of(before, tiny, asked), front_of(after, tiny, asked), urgent=urgent_of(asked)
    )
    assert {e.service_id for e in after.excluded} <= {e.service_id for e in before.excluded}


@often
@given(seeds)
def test_an_unknown_fact_never_counts_as_confirmed(seed):
    tiny, asked = drawn(seed)
    services = {service.id: service for service in tiny.services}
    passages = {(p.crossing_id, p.from_node): p for p in tiny.passages}
    for route in plan(tiny, asked).itineraries:
        doubts = 0
        for step in route.steps:
            if step.kind is StepKind.CROSS:
                passage = passages[step.crossing_id, step.node]
                is_doubtful = is_passage_doubtful(passage, step.ends_late - passage.high_minutes)
            else:
                is_doubtful = bool(step.service_id) and is_service_doubtful(
                    services[step.service_id]
                )
            assert step.is_confirmed is not is_doubtful
            doubts += is_doubtful
        assert (route.unconfirmed, route.confirmed) == (doubts, route.counted - doubts)


@often
@given(seeds)
def test_in_a_world_where_nothing_is_known_nothing_is_confirmed(seed):
    tiny, asked = drawn(seed)
    unknown = Basis.UNKNOWN
    tiny = replace(
        tiny,
        services=tuple(replace(s, windows_known=unknown) for s in tiny.services),
        passages=tuple(replace(p, state_known=unknown) for p in tiny.passages),
    )
    for route in plan(tiny, asked).itineraries:
        assert route.confirmed == 0


@often
@given(seeds)
def test_wholly_confirmed_routes_come_before_all_others(seed):
    tiny, asked = drawn(seed)
    routes = plan(tiny, asked).itineraries
    rests_on_doubt = [
        route.unconfirmed > 0 or merits_of(route, tiny, asked)[-1] > 0 for route in routes
    ]
    assert rests_on_doubt == sorted(rests_on_doubt)


@settings(max_examples=300, deadline=None)
@given(seeds)
def test_satisfying_every_named_reason_of_an_excluded_service_lets_it_in(seed):
    tiny, asked = drawn_picky(seed)
    for excluded in plan(tiny, asked).excluded:
        assert excluded.reasons
        after = plan(*satisfied(tiny, asked, excluded))
        assert excluded.service_id not in {other.service_id for other in after.excluded}


@often
@given(seeds)
def test_no_excluded_service_is_in_a_route_and_every_other_one_could_be(seed):
    tiny, asked = drawn_picky(seed)
    answer = plan(tiny, asked)
    left_out = {excluded.service_id for excluded in answer.excluded}
    for route in answer.itineraries:
        assert not left_out & {step.service_id for step in route.steps if step.needs}


@often
@given(seeds, st.randoms(use_true_random=False))
def test_the_order_of_what_is_given_changes_nothing(seed, chance):
    tiny, asked = drawn_picky(seed)

    def shuffled(things):
        listed = list(things)
        return tuple(chance.sample(listed, len(listed)))

    mixed = replace(
        tiny,
        nodes=shuffled(tiny.nodes),
        roads=shuffled(tiny.roads),
        passages=shuffled(
            replace(p, windows=shuffled(p.windows), requirements=shuffled(p.requirements))
            for p in tiny.passages
        ),
        services=shuffled(
            replace(s, windows=shuffled(s.windows), admissions=shuffled(s.admissions))
            for s in tiny.services
        ),
    )
    mixed_request = replace(asked, members=shuffled(asked.members))

    assert repr(plan(mixed, mixed_request)) == repr(plan(tiny, asked))
    assert repr(plan(tiny, asked)) == repr(plan(tiny, asked))


@often
@given(seeds)
def test_every_step_keeps_to_roads_windows_and_open_crossings_on_both_clocks(seed):
    tiny, asked = drawn(seed)
    services = {service.id: service for service in tiny.services}
    passages = {(p.crossing_id, p.from_node, p.to_node): p for p in tiny.passages}
    for route in plan(tiny, asked).itineraries:
        early = late = asked.depart
        for step in route.steps:
            assert early <= step.starts <= step.ends <= step.ends_late
            assert late <= step.ends_late
            if step.kind is StepKind.CROSS:
                passage = passages[step.crossing_id, step.node, step.to_node]
                assert passage.state is not CrossingState.CLOSED
                start = step.ends_late - passage.high_minutes
                assert first_start(passage, passage.high_minutes, start, tiny.horizon) == start
                assert step.holds_until is None or start <= step.holds_until or step.checks
            elif step.service_id:
                service = services[step.service_id]
                minutes = service.duration_minutes
                for start in (step.starts, step.ends_late - minutes):
                    assert first_start(service, minutes, start, tiny.horizon) == start
            early, late = step.ends, step.ends_late
        assert route.completes == late


@often
@given(seeds)
def test_tests_are_young_enough_at_the_crossing_on_both_clocks(seed):
    rng = random.Random(seed)
    tiny, asked = gated_world(rng), tiny_request(rng, start="n0")
    passages = {(p.crossing_id, p.from_node): p for p in tiny.passages}
    for route in plan(tiny, asked).itineraries:
        issued_early, issued_late = {}, {}
        for step in route.steps:
            for code in step.gives:
                issued_early[code], issued_late[code] = step.ends, step.ends_late
            if step.kind is not StepKind.CROSS:
                continue
            passage = passages[step.crossing_id, step.node]
            (rule,) = [rule for rule in passage.requirements if rule.id == "test"]
            late = step.ends_late - passage.high_minutes
            assert late - issued_late["test"] <= rule.valid_hours * 60
            assert step.starts - issued_early["test"] <= rule.valid_hours * 60


@often
@given(seeds)
def test_protected_people_and_children_alone_are_sent_to_no_authority_unasked(seed):
    tiny, asked = drawn_picky(seed)
    is_child_alone = not asked.accompanied and any(m.age < 18 for m in asked.members)
    services = {service.id: service for service in tiny.services}
    for route in plan(tiny, asked).itineraries:
        for step in route.steps:
            if not step.service_id or step.service_id in asked.chosen:
                continue
            service = services[step.service_id]
            if asked.protection_sensitive or is_child_alone:
                assert service.operator not in ENFORCEMENT | {OperatorKind.CONSULATE}
            is_closed = asked.protection_sensitive or (asked.origin_closed and is_child_alone)
            if is_closed and asked.nationality:
                is_own = service.origin_country == asked.nationality
                assert not is_own or service.operator is OperatorKind.CIVIL


def test_picky_worlds_name_every_kind_of_reason():
    """What the property of reasons rests on: each of them is met."""
    found = {
        reason.code
        for seed in range(600)
        for excluded in plan(*drawn_picky(seed)).excluded
        for reason in excluded.reasons
    }
    of_passages = {
        ReasonCode.CROSSING_CLOSED,
        ReasonCode.CROSSING_REQUIREMENT,
        ReasonCode.CROSSING_NEVER_OPEN,
    }
    assert set(ReasonCode) - found == of_passages


@pytest.mark.slow
@settings(max_examples=5000, deadline=None)
@given(seeds)
def test_satisfying_every_named_reason_lets_it_in_many_more_times(seed):
    tiny, asked = drawn_picky(seed)
    for excluded in plan(tiny, asked).excluded:
        after = plan(*satisfied(tiny, asked, excluded))
        assert excluded.service_id not in {other.service_id for other in after.excluded}
