"""Roads: shortest ways on the pessimistic edge of their band, computed when first asked for."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from heapq import heappop, heappush
from typing import NamedTuple

from relevo.planner.windows import Slots, slots_of
from relevo.planner.world import ALWAYS, Node, Road

NO_WAY = -1
NEVER = 10**11
"""The minute at which one is where no hours of the roads lead in time: after every horizon."""
_LOW_BITS = 32
_MOST_TIMED = 4_000
_MOST_SPREADS = 64


class Edge(NamedTuple):
    """One direction of one road."""

    to: int
    cost: int
    rule: str
    slots: Slots | None
    """When one may set out on it; None: at any time."""


class Leg(NamedTuple):
    """A way along one or more roads: its band, and the rules that produced the band."""

    low: int
    high: int
    rule: str


class Arc(NamedTuple):
    """A one-way way beside the roads, from ``origin`` to ``target``."""

    origin: int
    target: int
    minutes: int


class Ride(NamedTuple):
    """A part of a way with no waiting on it, by the early clock and, at its end, the late one."""

    source: int
    target: int
    starts: int
    ends: int
    ends_late: int
    rule: str
    via: tuple[int, ...]


class Ways(NamedTuple):
    """When one is where, having set out: ``base + row[node]``."""

    base: int
    row: list[int]


@dataclass(frozen=True, slots=True)
class _TimedTree:
    """The earliest ways from a node from a minute on, where roads have hours."""

    at: list[int]
    came_by: list[tuple[int, Edge | None]]


@dataclass(frozen=True, slots=True)
class _Tree:
    """All shortest ways from one node; ``high[v] == NO_WAY`` where no road leads."""

    high: list[int]
    low: list[int]
    came_by: list[tuple[int, str]]


class RoadGraph:
    """The road network by node numbers (in the order of node ids, whatever the order given).

    Ways are shortest by high minutes, then low minutes, so that both ends of the band are unique.
    Where a road has hours the minute of setting out counts too: waiting at a node is free, so who
    sets out later is nowhere sooner, and the earliest way is found as the shortest one is.
    """

    __slots__ = ("_edges", "_spreads", "_timed", "_trees", "countries", "departments", "ids",
                 "index", "is_timed", "zones")  # fmt: skip

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
            slots = _slots_of(road)
            if slots is None or slots.opens:
                edges[a].append(Edge(b, cost, road.rule, slots))
                edges[b].append(Edge(a, cost, road.rule, slots))
        self._edges = [sorted(out, key=_in_order) for out in edges]
        self.is_timed = any(edge.slots is not None for out in edges for edge in out)
        self._trees: dict[int, _Tree] = {}
        self._spreads: dict[tuple[frozenset[int], tuple[Arc, ...]], list[int]] = {}
        self._timed: dict[tuple[int, int], _TimedTree] = {}
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
            for to, step, rule, _ in self._edges[node]:
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

    def ways(self, source: int, at: int) -> Ways:
        """Return when one is at every node of the same part, having set out at a minute."""
        if not self.is_timed:
            return Ways(at, self._tree(source).high)
        return Ways(0, self._timed_tree(source, at).at)

    def _timed_tree(self, source: int, at: int) -> _TimedTree:
        tree = self._timed.get((source, at))
        if tree is None:
            if len(self._timed) >= _MOST_TIMED:
                self._timed.clear()
            tree = self._timed[source, at] = self._grown_from(source, at)
        return tree

    def _grown_from(self, source: int, at: int) -> _TimedTree:
        arrives = [NEVER] * len(self.ids)
        arrives[source] = at
        came_by: list[tuple[int, Edge | None]] = [(NO_WAY, None)] * len(self.ids)
        heap = [(at, source)]
        while heap:
            now, node = heappop(heap)
            if now > arrives[node]:
                continue
            for edge in self._edges[node]:
                start = now if edge.slots is None else edge.slots.start(now)
                if start is None:
                    continue
                reached = start + (edge.cost >> _LOW_BITS)
                if reached < arrives[edge.to]:
                    arrives[edge.to] = reached
                    came_by[edge.to] = (node, edge)
                    heappush(heap, (reached, edge.to))
        return _TimedTree(at=arrives, came_by=came_by)

    def rides(self, source: int, target: int, *, at: int, early: int) -> list[Ride]:
        """Return the way told in parts: a new one begins wherever one has to wait for a road."""
        if not self.is_timed:
            leg, via = self.leg(source, target), self._via(source, target)
            return [Ride(source, target, early, early + leg.low, at + leg.high, leg.rule, via)]
        edges: list[tuple[int, Edge]] = []
        tree, node = self._timed_tree(source, at), target
        while node != source:
            node, edge = tree.came_by[node]
            if edge is None:  # pragma: no cover - a way is asked for only where there is one
                raise AssertionError(target)
            edges.append((node, edge))
        return _told(edges[::-1], late=at, early=early)

    def _via(self, source: int, target: int) -> tuple[int, ...]:
        tree, passed = self._tree(source), []
        node = tree.came_by[target][0]
        while node not in (source, NO_WAY):
            passed.append(node)
            node = tree.came_by[node][0]
        return tuple(passed[::-1])

    def leg(self, source: int, target: int) -> Leg:
        """Return the way between two nodes that roads connect."""
        tree = self._tree(source)
        rules: set[str] = set()
        node = target
        while node != source:
            node, rule = tree.came_by[node]
            rules.add(rule)
        return Leg(low=tree.low[target], high=tree.high[target], rule="|".join(sorted(rules)))

    def spread(self, sources: frozenset[int], *, arcs: tuple[Arc, ...]) -> list[int]:
        """Return the least high minutes from every node to the nearest of ``sources``.

        ``arcs`` are one-way, beside the roads: the crossings. Whoever asks the same again, for
        another group or hour, gets what was found before.
        """
        found = self._spreads.get((sources, arcs))
        if found is None:
            if len(self._spreads) >= _MOST_SPREADS:
                self._spreads.clear()
            found = self._spreads[sources, arcs] = self._spread_from(sources, arcs)
        return found

    def _spread_from(self, sources: frozenset[int], arcs: tuple[Arc, ...]) -> list[int]:
        arcs_into: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for arc in arcs:
            arcs_into[arc.target].append((arc.origin, arc.minutes))
        best = dict.fromkeys(sorted(sources), 0)
        heap = [(0, node) for node in best]
        while heap:
            cost, node = heappop(heap)
            if cost > best[node]:
                continue
            for to, step, _, _ in self._edges[node]:
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


def _slots_of(road: Road) -> Slots | None:
    if road.windows == ALWAYS:
        return None
    return slots_of(road.windows, minutes=road.high_minutes, until=NEVER)


def _in_order(edge: Edge) -> tuple[object, ...]:
    opens = () if edge.slots is None else edge.slots.opens
    lasts = () if edge.slots is None else edge.slots.lasts
    return edge.to, edge.cost, edge.rule, opens, lasts


def _told(edges: Iterable[tuple[int, Edge]], *, late: int, early: int) -> list[Ride]:
    rides: list[Ride] = []
    rules: set[str] = set()
    via: tuple[int, ...] = ()
    for node, edge in edges:
        late_start, early_start = late, early
        if edge.slots is not None:
            late_start, early_start = edge.slots.sure_start(late), edge.slots.sure_start(early)
        late = late_start + (edge.cost >> _LOW_BITS)
        waits = early_start > early
        early = early_start + (edge.cost & ((1 << _LOW_BITS) - 1))
        if rides and not waits:
            rules.add(edge.rule)
            first = rides.pop()
            source, starts, via = first.source, first.starts, (*first.via, node)
        else:
            rules, via = {edge.rule}, ()
            source, starts = node, early_start
        rides.append(Ride(source, edge.to, starts, early, late, "|".join(sorted(rules)), via))
    return rides


@lru_cache(maxsize=4)
def road_graph(nodes: tuple[Node, ...], roads: tuple[Road, ...]) -> RoadGraph:
    """Return the graph of these roads; the ways found in it serve the next request too."""
    return RoadGraph(nodes, roads)
