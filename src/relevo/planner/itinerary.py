"""From a label back to an itinerary: its steps with both clocks, checks and what was told.

The late clock is the timetable: on it every step fits its window, so a group that keeps to it is
never late. The early clock is what happens when the roads are as quick as they can be; a visit
that issues a paper which expires keeps to the timetable on both, so that the paper is not older
at the crossing than reckoned.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from relevo.planner.answer import Itinerary, Step, StepKind
from relevo.planner.label import Label
from relevo.planner.passage import NOT_ISSUED, Gate, told_at
from relevo.planner.problem import NOWHERE, Offer, Problem, issued_by

COUNTED = (StepKind.CROSS, StepKind.SERVICE, StepKind.CONTACT)


@dataclass(frozen=True, slots=True)
class Context:
    """What is needed to tell a route: the problem and every offer that could have been used."""

    problem: Problem
    offers: tuple[Offer, ...]

    def finish(self, label: Label, offer: Offer) -> int | None:
        """Return when a visit made next from the label would end, if it can be made at all."""
        if offer.waits_for & ~label.done:
            return None
        graph = self.problem.graph
        arrival = label.merits.at
        if offer.node == NOWHERE:
            if graph.countries[label.node] != offer.service.country:
                return None
        elif graph.zones[label.node] == graph.zones[offer.node]:
            base, row = graph.ways(label.node, arrival)
            arrival = base + row[offer.node]
        else:
            return None
        if any(all(label.papers[p] == NOT_ISSUED for p in ask) for ask in offer.asks):
            return None
        start = offer.slots.start(arrival)
        return None if start is None else start + offer.minutes


def itinerary_of(
    label: Label, *, problem: Problem, offers: Iterable[Offer], arrives: bool
) -> Itinerary:
    """Return the itinerary that ends with this label."""
    context = Context(problem=problem, offers=tuple(offers))
    chain: list[Label] = []
    at: Label | None = label
    while at is not None:
        chain.append(at)
        at = at.before
    chain.reverse()
    steps: list[Step] = []
    early = problem.request.depart
    for number in range(1, len(chain)):
        early = _tell(steps, chain[number], chain[number + 1 :], early=early, context=context)
    counted = [step for step in steps if step.kind in COUNTED]
    served = problem.codes(label.done)
    merits = label.merits
    return Itinerary(
        steps=tuple(steps),
        completes=merits.at,
        urgent_done=merits.urgent_at or merits.at,
        crossings=merits.crossings,
        stops=merits.stops,
        unconfirmed=sum(not step.is_confirmed for step in counted),
        counted=len(counted),
        served=served,
        unserved=tuple(need.code for need in problem.request.needs if need.code not in served),
        arrives=arrives,
    )


def _tell(
    steps: list[Step], label: Label, onward: list[Label], *, early: int, context: Context
) -> int:
    """Add the steps of one move; return the early clock after it."""
    before, move = label.before, label.move
    if before is None or move is None:  # pragma: no cover
        raise AssertionError(label)
    node = _place_of(move)
    if node not in (NOWHERE, before.node):
        steps += _travel(before, node, early=early, problem=context.problem)
        early = steps[-1].ends
    if isinstance(move, Gate):
        steps.append(_crossing(label, move, early=early, problem=context.problem))
    else:
        steps.append(_visit(label, before, onward, move, early=early, context=context))
    return steps[-1].ends


def _travel(before: Label, node: int, *, early: int, problem: Problem) -> list[Step]:
    """Tell the way, in as many steps as there are waits for a road in it."""
    graph = problem.graph
    steps = []
    for ride in graph.rides(before.node, node, at=before.merits.at, early=early):
        steps.append(
            Step(
                kind=StepKind.TRAVEL,
                starts=ride.starts,
                ends=ride.ends,
                ends_late=ride.ends_late,
                node=graph.ids[ride.source],
                to_node=graph.ids[ride.target],
                because=("road_opens",) if ride.starts > early else (),
                rule=ride.rule,
                via=tuple(graph.ids[node] for node in ride.via),
            )
        )
        early = ride.ends
    return steps


def _crossing(label: Label, gate: Gate, *, early: int, problem: Problem) -> Step:
    passage = gate.passage
    starts = gate.slots.sure_start(early)
    issued = {
        code: label.papers[number]
        for code, number in problem.papers.items()
        if label.papers[number] != NOT_ISSUED
    }
    limits = [gate.slots.last(label.start), passage.holds_until]
    for ask in gate.asks:
        if ask.valid_minutes is not None:
            youngest = max(label.papers[paper] for paper in ask.papers)
            limits.append(youngest + ask.valid_minutes)
    return Step(
        kind=StepKind.CROSS,
        starts=starts,
        ends=starts + passage.low_minutes,
        ends_late=label.merits.at,
        node=passage.from_node,
        to_node=passage.to_node,
        crossing_id=passage.crossing_id,
        checks=gate.checks_at(label.start),
        told=told_at(gate, group=problem.group, issued=issued, at=label.start),
        holds_until=min((limit for limit in limits if limit is not None), default=None),
    )


def _visit(
    label: Label,
    before: Label,
    onward: list[Label],
    offer: Offer,
    *,
    early: int,
    context: Context,
) -> Step:
    problem = context.problem
    keeps_to_timetable = any(paper in problem.perishable for paper in offer.gives)
    starts = label.start if keeps_to_timetable else offer.slots.sure_start(early)
    gained = label.done & ~before.done
    is_contact = offer.node == NOWHERE
    return Step(
        kind=StepKind.CONTACT if is_contact else StepKind.SERVICE,
        starts=starts,
        ends=starts + offer.minutes,
        ends_late=label.merits.at,
        node="" if is_contact else problem.graph.ids[offer.node],
        service_id=offer.service.id,
        needs=problem.codes(gained),
        gives=tuple(sorted(issued_by(offer.service))),
        checks=offer.checks,
        because=_because(label, before, onward, offer, gained=gained, context=context),
        holds_until=offer.slots.last(label.start),
    )


def _because(
    label: Label,
    before: Label,
    onward: list[Label],
    offer: Offer,
    *,
    gained: int,
    context: Context,
) -> tuple[str, ...]:
    """Return why this and not another, compared with what else met the same needs from there."""
    rivals = [other for other in context.offers if other.covers & gained and other is not offer]
    codes: list[str] = []
    covered = 0
    for rival in rivals:
        covered |= rival.covers
    if gained & ~covered:
        codes.append("only_option")
    end = label.merits.at
    sooner = [
        rival
        for rival in rivals
        if (other_end := context.finish(before, rival)) is not None and other_end < end
    ]
    if gained and not sooner:
        codes.append("earliest")
    if sooner and not offer.checks and all(rival.checks for rival in sooner):
        codes.append("confirmed_over_earlier")
    if offer.node != NOWHERE and isinstance(before.move, Offer) and before.node == offer.node:
        codes.append("same_place")
    if _is_on_the_way(before, offer, onward, problem=context.problem):
        codes.append("on_the_way")
    return tuple(codes)


def _is_on_the_way(before: Label, offer: Offer, onward: list[Label], *, problem: Problem) -> bool:
    """Tell whether the stop adds nothing to the road from the place before to the place after."""
    following = next(
        (
            _place_of(label.move)
            for label in onward
            if isinstance(label.move, Gate) or _place_of(label.move) not in (NOWHERE, offer.node)
        ),
        NOWHERE,
    )
    if NOWHERE in (offer.node, following) or offer.node == before.node:
        return False
    row = problem.graph.row
    there = row(before.node)[following]
    return row(before.node)[offer.node] + row(offer.node)[following] == there


def _place_of(move: Offer | Gate | None) -> int:
    """Return where a move begins; a contact begins nowhere."""
    return move.origin if isinstance(move, Gate) else move.node if move else NOWHERE
