"""Roads: shortest ways on the pessimistic edge of their band, computed when first asked for."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

from relevo.planner.world import Node, Road

NO_WAY = -1
_LOW_BITS = 32


class Edge(NamedTuple):
    """One direction of one road."""

    to: int
    cost: int
    rule: str


class Leg(NamedTuple):
    """A way along one or more roads: its band, and the rules that produced the band."""

    low: int
    high: int
    rule: str


@dataclass(frozen=True, slots=True)
class _Tree:
    """All shortest ways from one node; ``high[v] == NO_WAY`` where no road leads."""

    high: list[int]
    low: list[int]
    came_by: list[tuple[int, str]]


class RoadGraph:
    """The road network by node numbers (in the order of node ids, whatever the order given).

    Ways are shortest by high minutes, then low minutes, so that both ends of the band are unique.
    """

    __slots__ = ("_edges", "_trees", "countries", "departments", "ids", "index", "zones")

    def __init__(self, nodes: Iterable[Node], roads: Iterable[Road]) -> None:
        ordered = sorted(nodes, key=lambda node: node.id)
        self.ids = [node.id for node in ordered]
        self.index = {name: number for number, name in enumerate(self.ids)}
        self.countries = [node.country for node in ordered]
        self.departments = [node.department for node in ordered]
        edges: list[list[Edge]] = [[] for _ in ordered]
        for road in roads:
            a, b = self.index[road.a], self.index[road.b]
            cost = (road.high_minutes << _LOW_BITS) + road.low_minutes
            edges[a].append(Edge(b, cost, road.rule))
            edges[b].append(Edge(a, cost, road.rule))
        self._edges = [sorted(out) for out in edges]
        self._trees: dict[int, _Tree] = {}
        self.zones = self._numbered_zones()

    def _numbered_zones(self) -> list[int]:
        """Number the parts of the network that roads hold together."""
        zones = [NO_WAY] * len(self.ids)
        for first in range(len(zones)):
            if zones[first] != NO_WAY:
                continue
            zones[first] = first
            waiting = [first]
            while waiting:
                for edge in self._edges[waiting.pop()]:
                    if zones[edge.to] == NO_WAY:
                        zones[edge.to] = first
                        waiting.append(edge.to)
        return zones

    def _tree(self, source: int) -> _Tree:
        tree = self._trees.get(source)
        if tree is None:
            tree = self._trees[source] = self._grown(source)
        return tree

    def _grown(self, source: int) -> _Tree:
        best: dict[int, int] = {source: 0}
        came_by: list[tuple[int, str]] = [(NO_WAY, "")] * len(self.ids)
        settled: set[int] = set()
        heap = [(0, source)]
        while heap:
            cost, node = heappop(heap)
            if node in settled:
                continue
            settled.add(node)
            for to, step, rule in self._edges[node]:
                reached = cost + step
                if to not in best or reached < best[to]:
                    best[to] = reached
                    came_by[to] = (node, rule)
                    heappush(heap, (reached, to))
        high, low = [NO_WAY] * len(self.ids), [NO_WAY] * len(self.ids)
        for node, cost in best.items():
            high[node], low[node] = cost >> _LOW_BITS, cost & ((1 << _LOW_BITS) - 1)
        return _Tree(high=high, low=low, came_by=came_by)

    def row(self, source: int) -> list[int]:
        """Return the high minutes from one node to every node (``NO_WAY`` where no road leads)."""
        return self._tree(source).high

    def leg(self, source: int, target: int) -> Leg:
        """Return the way between two nodes that roads connect."""
        tree = self._tree(source)
        rules: set[str] = set()
        node = target
        while node != source:
            node, rule = tree.came_by[node]
            rules.add(rule)
        return Leg(low=tree.low[target], high=tree.high[target], rule="|".join(sorted(rules)))

    def spread(
        self, sources: Iterable[int], *, arcs_into: Mapping[int, list[tuple[int, int]]]
    ) -> list[int]:
        """Return the least high minutes from every node to the nearest of ``sources``.

        ``arcs_into[node]`` are one-way arcs ``(from, minutes)`` beside the roads: the crossings.
        """
        best = dict.fromkeys(sorted(sources), 0)
        heap = [(0, node) for node in best]
        while heap:
            cost, node = heappop(heap)
            if cost > best[node]:
                continue
            for to, step, _ in self._edges[node]:
                nearer = cost + (step >> _LOW_BITS)
                if to not in best or nearer < best[to]:
                    best[to] = nearer
                    heappush(heap, (nearer, to))
            for to, minutes in arcs_into.get(node, ()):
                nearer = cost + minutes
                if to not in best or nearer < best[to]:
                    best[to] = nearer
                    heappush(heap, (nearer, to))
        return [best.get(node, NO_WAY) for node in range(len(self.ids))]


@lru_cache(maxsize=4)
def road_graph(nodes: tuple[Node, ...], roads: tuple[Road, ...]) -> RoadGraph:
    """Return the graph of these roads; the ways found in it serve the next request too."""
    return RoadGraph(nodes, roads)
