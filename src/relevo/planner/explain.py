"""Why not: every reason for a service left out, and the passages that bar the way by name.

The way to what cannot be reached is sought again with every barred passage opened, fewest barred
ones first, so that what is named is enough: a service comes back in once all its reasons are done
away with.
"""

from collections import defaultdict
from collections.abc import Container
from dataclasses import dataclass, replace
from heapq import heappop, heappush
from itertools import count

from relevo.planner.answer import Blocker, Excluded, Reason, ReasonCode
from relevo.planner.passage import Gate
from relevo.planner.problem import NOWHERE, Problem
from relevo.planner.reach import Reach
from relevo.planner.windows import Slots, hours_of, slots_of
from relevo.planner.world import Service


@dataclass(frozen=True, slots=True)
class _Place:
    """Somewhere the group could be if ``barred`` crossings let it through."""

    at: int
    node: int
    papers: tuple[int, ...]
    crossings: int
    barred: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Passing:
    """How a passage would go from a place: what stands against it, and when one is through."""

    reasons: tuple[Reason, ...]
    at: int


def _passing(gate: Gate, place: _Place, *, problem: Problem) -> _Passing:
    base, row = problem.graph.ways(place.node, place.at)
    arrival = base + row[gate.origin]
    reasons: list[Reason] = []
    if gate.is_closed:
        reasons.append(Reason(ReasonCode.CROSSING_CLOSED))
    start = gate.slots.start(arrival)
    reasons += [ask.reason for ask in gate.unmet(place.papers, at=start or arrival)]
    if start is None:
        is_ever = gate.slots.start(problem.request.depart) is not None
        reasons.append(Reason(ReasonCode.TOO_LATE if is_ever else ReasonCode.CROSSING_NEVER_OPEN))
        start = arrival
    return _Passing(tuple(reasons), start + gate.passage.high_minutes)


class _Beyond:
    """Places reached and, with barred passages opened, places beyond."""

    def __init__(self, reach: Reach) -> None:
        self._problem = reach.problem
        self._gates: defaultdict[int, list[Gate]] = defaultdict(list)
        for gate in self._problem.gates:
            self._gates[self._problem.graph.zones[gate.origin]].append(gate)
        self.places: list[_Place] = []
        self._spread(
            [
                _Place(label.merits.at, label.node, label.papers, label.merits.crossings)
                for label in reach.labels
            ]
        )

    def _spread(self, begin: list[_Place]) -> None:
        turns = count()
        heap: list[tuple[int, int, int, _Place]] = []
        settled = {place.node for place in begin}
        arriving = begin
        while arriving:
            self.places += arriving
            for place in arriving:
                for gate in self._gates.get(self._problem.graph.zones[place.node], ()):
                    if gate.target not in settled:
                        through = self._through(gate, place)
                        heappush(heap, (len(through.barred), through.at, next(turns), through))
            arriving = []
            while heap and not arriving:
                place = heappop(heap)[-1]
                if place.node not in settled:
                    settled.add(place.node)
                    arriving = [place]

    def _through(self, gate: Gate, place: _Place) -> _Place:
        passing = _passing(gate, place, problem=self._problem)
        barred = place.barred
        name = gate.passage.crossing_id
        if passing.reasons and name not in barred:
            barred = (*barred, name)
        return replace(
            place,
            at=passing.at,
            node=gate.target,
            crossings=place.crossings + 1,
            barred=barred,
        )

    def nearest(self, service: Service, *, node: int) -> "_Approach":
        """Return how the group would come to a service: with the fewest barred crossings."""
        graph = self._problem.graph
        here = [place for place in self.places if graph.countries[place.node] == service.country]
        by_road: list[_Place] = []
        if node != NOWHERE:
            for place in self.places:
                if graph.zones[place.node] == graph.zones[node]:
                    base, row = graph.ways(place.node, place.at)
                    by_road.append(replace(place, at=base + row[node]))
        best = min(by_road or here, key=lambda place: (len(place.barred), place.at), default=None)
        return _Approach(place=best, lacks_road=node != NOWHERE and not by_road)


@dataclass(frozen=True, slots=True)
class _Approach:
    place: _Place | None
    lacks_road: bool


def excluded_of(reach: Reach, *, usable: Container[str]) -> tuple[Excluded, ...]:
    """Return every service that provides a needed thing and is left out, with every reason."""
    problem = reach.problem
    needed = [need.code for need in problem.request.needs]
    beyond = _Beyond(reach)
    excluded = []
    for service in sorted(problem.world.services, key=lambda service: service.id):
        codes = tuple(code for code in needed if code in service.provides)
        if not codes or service.id in usable:
            continue
        reasons = [*problem.refusals[service.id]]
        if service.node is None and not service.restricted:
            reasons.append(Reason(ReasonCode.NOT_LOCATED))
        reasons += _reasons_of_way(service, codes, beyond=beyond, problem=problem)
        excluded.append(Excluded(service.id, codes, tuple(reasons)))
    return tuple(excluded)


def _reasons_of_way(
    service: Service, codes: tuple[str, ...], *, beyond: _Beyond, problem: Problem
) -> list[Reason]:
    """Return what of roads, crossings and hours keeps the group from the service."""
    request = problem.request
    node = NOWHERE if service.node is None else problem.graph.index[service.node]
    approach = beyond.nearest(service, node=node)
    place = approach.place
    reasons: list[Reason] = []
    if place is None or approach.lacks_road:
        to_country = (service.country,) if place is None else ()
        reasons.append(Reason(ReasonCode.NO_ROAD, facts=to_country))
    arrival = request.depart
    if place is not None:
        arrival = place.at
        if place.barred:
            reasons.append(Reason(ReasonCode.BEYOND_CROSSING, facts=place.barred))
        if place.crossings > request.max_crossings:
            reasons.append(
                Reason(ReasonCode.BEYOND_CROSSING, "max_crossings", (str(place.crossings),))
            )
    return reasons + _reasons_of_time(service, codes, arrival=arrival, problem=problem)


def _slots(service: Service, problem: Problem) -> Slots:
    hours = hours_of(service.windows, known=service.windows_known)
    return slots_of(hours, minutes=service.duration_minutes, until=problem.world.horizon)


def _reasons_of_time(
    service: Service, codes: tuple[str, ...], *, arrival: int, problem: Problem
) -> list[Reason]:
    slots = _slots(service, problem)
    if slots.start(problem.request.depart) is None:
        return [Reason(ReasonCode.NEVER_OPEN)]
    start = slots.start(arrival)
    if start is None:
        return [Reason(ReasonCode.TOO_LATE, rule="hours")]
    end = start + service.duration_minutes
    limits = [
        by for need, by in zip(problem.request.needs, problem.by, strict=True) if need.code in codes
    ]
    if all(end > by for by in limits):
        return [Reason(ReasonCode.TOO_LATE, rule="by")]
    return []


def blockers_of(reach: Reach) -> tuple[Blocker, ...]:
    """Return the passages out of what is reached that were left out and would have helped.

    A passage would have helped when it leads sooner than any way found to a part of the road
    network from which services for the needs, or the country headed for, can be reached. Nearest
    first.
    """
    problem = reach.problem
    leading = _leading_zones(reach)
    found: list[tuple[int, int, Blocker]] = []
    for gate in problem.gates:
        if reach.is_crossed(gate) or problem.graph.zones[gate.target] not in leading:
            continue
        passings = [
            (len(passing.reasons), passing.at, arrival, passing.reasons)
            for arrival, label in reach.arrivals(gate.origin)
            if label.merits.crossings < problem.request.max_crossings
            for passing in [
                _passing(
                    gate,
                    _Place(label.merits.at, label.node, label.papers, label.merits.crossings),
                    problem=problem,
                )
            ]
        ]
        if not passings:
            continue
        _, through, arrival, reasons = min(passings, key=lambda entry: entry[:3])
        others = [at for at, _ in reach.arrivals(gate.target)]
        if all(through < at for at in others):
            passage = gate.passage
            blocker = Blocker(passage.crossing_id, passage.from_node, passage.to_node, reasons)
            found.append((arrival, gate.number, blocker))
    return tuple(blocker for _, _, blocker in sorted(found, key=lambda entry: entry[:2]))


def _leading_zones(reach: Reach) -> set[int]:
    """Return the parts of the network from which a needed service or the goal can be reached.

    Beyond the first border only further unreached parts are followed: who is already there needs
    no such detour.
    """
    problem = reach.problem
    graph = problem.graph
    needed = {need.code for need in problem.request.needs}
    leading = {
        graph.zones[graph.index[service.node]]
        for service in problem.world.services
        if service.node is not None and service.provides & needed
    }
    heads_for = problem.request.heads_for
    leading |= {
        zone
        for zone, country in zip(graph.zones, graph.countries, strict=True)
        if country == heads_for
    }
    reached = {graph.zones[label.node] for label in reach.labels}
    waiting = [zone for zone in leading if zone not in reached]
    into: defaultdict[int, set[int]] = defaultdict(set)
    for gate in problem.gates:
        into[graph.zones[gate.target]].add(graph.zones[gate.origin])
    while waiting:
        for origin in into[waiting.pop()]:
            if origin not in leading and origin not in reached:
                leading.add(origin)
                waiting.append(origin)
    return leading
