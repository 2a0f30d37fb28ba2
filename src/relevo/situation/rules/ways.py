"""The shortest way along corridors, in kilometers, over one crossing after the other."""

import heapq
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Link = tuple[str, str, float]
Roads = Mapping[str, Sequence[tuple[str, float]]]
"""From each node to its neighbors with kilometers. No road crosses a border."""

Sides = tuple[str, ...]
"""The nodes of one crossing, one on each side."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A node on a way: ``km`` from its start; ``borders``: how many were crossed to get there."""

    node: str
    km: float
    borders: int = 0


def roads_of(links: Iterable[Link]) -> Roads:
    """Links as a graph that is traveled both ways."""
    roads: dict[str, list[tuple[str, float]]] = {}
    for one, other, km in links:
        roads.setdefault(one, []).append((other, km))
        roads.setdefault(other, []).append((one, km))
    return roads


def kilometers_from(roads: Roads, start: str) -> dict[str, float]:
    """Kilometers to every node that roads of the same country reach."""
    return {node: km for node, (km, _before) in _reached(roads, start).items()}


def shortest(roads: Roads, start: str, goals: Collection[str]) -> tuple[Stop, ...]:
    """The way to the nearest of the goals; empty when no road leads to any."""
    reached = _reached(roads, start)
    near = [(reached[goal][0], goal) for goal in sorted(goals) if goal in reached]
    if not near:
        return ()
    node: str | None = min(near)[1]
    back: list[Stop] = []
    while node is not None:
        km, before = reached[node]
        back.append(Stop(node, km))
        node = before
    return tuple(reversed(back))


def way_over(roads: Roads, start: str, crossings: Sequence[Sides]) -> tuple[Stop, ...]:
    """From a node over the crossings in their order; empty when one cannot be reached.

    It ends behind the last one. A crossing that is held by one side only ends the way on it.
    """
    way: list[Stop] = [Stop(start, 0.0)]
    for sides in crossings:
        last = way[-1]
        leg = shortest(roads, last.node, sides)
        if not leg:
            return ()
        way += [Stop(stop.node, last.km + stop.km, last.borders) for stop in leg[1:]]
        here = way[-1]
        way += [Stop(side, here.km, here.borders + 1) for side in sides if side != here.node]
    return tuple(way)


def crossings_left(
    way: Sequence[str], crossings: Sequence[Sides], *, at_node: str, country_of: Mapping[str, str]
) -> tuple[Sides, ...]:
    """Which crossings of an expected way are still ahead of a node, on or off that way."""
    if at_node in way:
        behind = set(way[: way.index(at_node) + 1])
        return tuple(sides for sides in crossings if not set(sides) <= behind)
    country = country_of.get(at_node)
    for place, sides in enumerate(crossings):
        nearer = min(sides, key=lambda side: way.index(side) if side in way else len(way))
        if country_of.get(nearer) == country:
            return tuple(crossings[place:])
    return ()


def kilometers_along(roads: Roads, nodes: Sequence[str], crossings: Sequence[Sides]) -> float:
    """Kilometers from one node to the next and so on, over these crossings where countries change.

    Pieces for which there is no way count nothing: one does not guess how somebody went.
    """
    joined: dict[str, list[tuple[str, float]]] = {node: [*near] for node, near in roads.items()}
    for sides in crossings:
        for one, other in pairwise(sides):
            joined.setdefault(one, []).append((other, 0.0))
            joined.setdefault(other, []).append((one, 0.0))
    total = 0.0
    for one, other in pairwise(nodes):
        leg = shortest(joined, one, (other,))
        total += leg[-1].km if leg else 0.0
    return total


def _reached(roads: Roads, start: str) -> dict[str, tuple[float, str | None]]:
    """Dijkstra: for each node that is reached its kilometers and the node before it."""
    reached: dict[str, tuple[float, str | None]] = {}
    waiting: list[tuple[float, str, str]] = [(0.0, start, "")]
    while waiting:
        km, node, before = heapq.heappop(waiting)
        if node in reached:
            continue
        reached[node] = (km, before or None)
        for other, length in roads.get(node, ()):
            if other not in reached:
                heapq.heappush(waiting, (km + length, other, node))
    return reached
