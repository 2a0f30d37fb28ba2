"""What can be reached at all, whatever is needed: the ground for every "why not"."""

from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count

from relevo.planner.explore import Explorer, Floors, with_floors
from relevo.planner.label import Label
from relevo.planner.passage import NOT_ISSUED, Gate
from relevo.planner.problem import NOWHERE, Moves, Offer, Problem, moves_of


@dataclass(frozen=True, slots=True)
class Reach:
    """Labels at the start, beyond crossings and after the issue of papers, earliest first."""

    problem: Problem
    labels: tuple[Label, ...]
    crossed: frozenset[int]

    def arrivals(self, node: int) -> list[tuple[int, Label]]:
        """Return when each label can be at a node, for those that roads lead there."""
        graph = self.problem.graph
        zone = graph.zones[node]
        found = []
        for label in self.labels:
            if graph.zones[label.node] == zone:
                base, row = graph.ways(label.node, label.merits.at)
                found.append((base + row[node], label))
        return found

    def places_of(self, offer: Offer) -> list[tuple[int, Label]]:
        """Return when each label can turn to an offer: at its node, or from within its country."""
        if offer.node != NOWHERE:
            return self.arrivals(offer.node)
        countries = self.problem.graph.countries
        return [
            (label.merits.at, label)
            for label in self.labels
            if countries[label.node] == offer.service.country
        ]

    def usable_needs(self, offer: Offer) -> int:
        """Return the needs that a visit could meet in time if it were the first thing done."""
        ends = [
            start + offer.minutes
            for arrival, label in self.places_of(offer)
            if _meets(offer, label) and (start := offer.slots.start(arrival)) is not None
        ]
        if not ends:
            return 0
        end = min(ends)
        return sum(
            1 << place
            for place, by in enumerate(self.problem.by)
            if offer.covers >> place & 1 and end <= by
        )

    def is_crossed(self, gate: Gate) -> bool:
        """Tell whether somebody got through the passage."""
        return gate.number in self.crossed


def _meets(offer: Offer, label: Label) -> bool:
    return all(any(label.papers[p] != NOT_ISSUED for p in ask) for ask in offer.asks)


def reach_of(problem: Problem) -> Reach:
    """Explore every crossing and every paper issued on the way; needs do not count here."""
    moves = moves_of(problem, [offer for offer in problem.offers if offer.gives])
    floors: Floors = {}
    while True:
        explorer = _explored(problem, moves, floors)
        more = with_floors(floors, explorer.too_old)
        if more == floors:
            break
        floors = more
    labels = sorted(
        explorer.fronts.all(), key=lambda label: (label.merits, label.node, label.papers)
    )
    return Reach(problem=problem, labels=tuple(labels), crossed=frozenset(explorer.crossed))


def _explored(problem: Problem, moves: Moves, floors: Floors) -> Explorer:
    heap: list[tuple[int, int, Label]] = []
    turns = count()
    explorer = Explorer(
        problem,
        moves,
        target=0,
        counting=False,
        floors=floors,
        emit=lambda label: heappush(heap, (label.merits.at, next(turns), label)),
    )
    explorer.begin()
    while heap:
        _, _, label = heappop(heap)
        if label.is_alive:
            explorer.expand(label)
    return explorer
