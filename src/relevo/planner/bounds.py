"""Lower bounds: the best that a label could still become, and its place in the order of merit.

The order of merit of itineraries is stated once, in :func:`rank`. The bounds depend on the time
(a night without any open service is waited out in them too), so many labels share one bound;
nothing here relies on the order in which those are taken.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from relevo.planner.graph import Arc
from relevo.planner.label import Label, Merits
from relevo.planner.problem import NOWHERE, Offer, Problem
from relevo.planner.windows import Slots, joined

URGENT_STEP = 60
"""Urgent needs met within the same hour of the journey count as met equally soon."""
COMPLETION_STEP = 360
"""Routes complete within the same six hours are compared by what is confirmed first."""
_FAR = 10**9

Rank = tuple[int, int, int, int, int, int, int, int, int, int, int]


class Estimate(NamedTuple):
    """What a label can become at best. ``lost``: needs that it can no longer meet in time."""

    merits: Merits
    lost: int


def rank(merits: Merits, *, unmet: int, problem: Problem) -> Rank:
    """Return the place of a route in the order of merit; less comes first.

    More needs met, then more urgent ones; a route that rests wholly on confirmed facts before any
    that does not; then urgent needs sooner (by the hour), completion sooner (by six hours), fewer
    unconfirmed steps, fewer contacts far away; then to the minute, fewer crossings, fewer
    stops. A route that is as good by every criterion never comes later.
    """
    depart = problem.request.depart
    urgent = max(merits.urgent_at - depart, 0)
    return (
        unmet.bit_count(),
        (unmet & problem.urgent).bit_count(),
        int(merits.doubts > 0 or merits.far_contacts > 0),
        urgent // URGENT_STEP,
        (merits.at - depart) // COMPLETION_STEP,
        merits.doubts,
        merits.far_contacts,
        merits.urgent_at,
        merits.at,
        merits.crossings,
        merits.stops,
    )


class _NeedBound:
    """How soon one need can be met from anywhere."""

    __slots__ = ("by", "crossings", "minutes", "share", "slots", "travel")

    def __init__(
        self, place: int, offers: list[Offer], *, problem: Problem, bounds: "Bounds"
    ) -> None:
        graph = problem.graph
        self.by = problem.by[place]
        self.minutes = min(offer.minutes for offer in offers)
        self.share = min(offer.minutes / offer.covers.bit_count() for offer in offers)
        starts = joined(
            (opens, last + 1)
            for offer in offers
            for opens, last in zip(offer.slots.opens, offer.slots.lasts, strict=True)
        )
        self.slots = Slots(
            opens=tuple(opens for opens, _ in starts),
            lasts=tuple(after - 1 for _, after in starts),
        )
        countries = {o.service.country for o in offers if o.node == NOWHERE}
        nodes = {o.node for o in offers if o.node != NOWHERE}
        nodes |= {n for n, country in enumerate(graph.countries) if country in countries}
        self.travel = graph.spread(frozenset(nodes), arcs=bounds.arcs)
        self.crossings = bounds.crossings_to({graph.zones[node] for node in nodes})


class Bounds:
    """Bounds for one problem and the offers that can be used in it."""

    __slots__ = ("_fewest_doubts", "_fewest_stops", "_home", "_home_crossings", "_needs",
                 "_problem", "_target", "_zone_arcs", "arcs")  # fmt: skip

    def __init__(
        self, problem: Problem, offers: Iterable[Offer], *, target: int, heads_for: str
    ) -> None:
        self._problem = problem
        self._target = target
        zones = problem.graph.zones
        zone_arcs: defaultdict[int, set[int]] = defaultdict(set)
        for gate in problem.passable:
            zone_arcs[zones[gate.target]].add(zones[gate.origin])
        self.arcs = tuple(
            Arc(gate.origin, gate.target, gate.passage.high_minutes) for gate in problem.passable
        )
        self._zone_arcs = dict(zone_arcs)
        usable = [offer for offer in offers if offer.covers & target]
        self._needs = {
            1 << place: _NeedBound(
                place,
                [offer for offer in usable if offer.covers >> place & 1],
                problem=problem,
                bounds=self,
            )
            for place in range(len(problem.by))
            if target >> place & 1
        }
        kinds = {(offer.covers & target, bool(offer.checks)) for offer in usable}
        self._fewest_stops = _cheapest_covers(target, {(covers, 1) for covers, _ in kinds})
        self._fewest_doubts = _cheapest_covers(
            target, {(covers, int(is_doubtful)) for covers, is_doubtful in kinds}
        )
        countries = problem.graph.countries
        home = frozenset(n for n, country in enumerate(countries) if heads_for in ("", country))
        self._home = problem.graph.spread(home, arcs=self.arcs)
        self._home_crossings = self.crossings_to({zones[node] for node in home})

    def crossings_to(self, zones: Iterable[int]) -> dict[int, int]:
        """Return the fewest crossings from each part of the network to any of ``zones``."""
        fewest = dict.fromkeys(zones, 0)
        ring = list(fewest)
        while ring:
            further = [
                (origin, fewest[zone] + 1)
                for zone in ring
                for origin in sorted(self._zone_arcs.get(zone, ()))
            ]
            ring = []
            for origin, crossings in further:
                if origin not in fewest:
                    fewest[origin] = crossings
                    ring.append(origin)
        return fewest

    def estimate(self, label: Label) -> Estimate:
        """Return what the label can become at best."""
        merits = label.merits
        node, at = label.node, merits.at
        zone = self._problem.graph.zones[node]
        left = self._problem.request.max_crossings - merits.crossings
        latest = latest_urgent = far = crossings = lost = 0
        share = 0.0
        rest = self._target & ~label.done
        for bit, need in self._needs.items():
            if not rest & bit:
                continue
            away = need.crossings.get(zone, _FAR)
            end = self._earliest_end(need, node, at) if away <= left else _FAR
            if end > need.by:
                lost |= bit
                continue
            share += need.share
            far = max(far, need.travel[node])
            latest = max(latest, end)
            crossings = max(crossings, away)
            if bit & self._problem.urgent:
                latest_urgent = max(latest_urgent, end)
        rest &= ~lost
        latest = max(latest, at + far + int(share), at + max(self._home[node], 0))
        crossings = max(crossings, self._home_crossings.get(zone, 0))
        best = Merits(
            latest,
            max(latest_urgent, merits.urgent_at),
            merits.crossings + crossings,
            merits.stops + self._fewest_stops[rest],
            merits.doubts + self._fewest_doubts[rest],
            merits.far_contacts,
        )
        return Estimate(best, lost)

    @staticmethod
    def _earliest_end(need: _NeedBound, node: int, at: int) -> int:
        start = need.slots.start(at + need.travel[node])
        return _FAR if start is None else start + need.minutes


def _cheapest_covers(target: int, kinds: set[tuple[int, int]]) -> dict[int, int]:
    """Return for each set of needs the least total cost of visits that together cover it."""
    cheapest = {0: 0}
    for needs in range(1, target + 1):
        if needs & ~target:
            continue
        first = needs & -needs
        cheapest[needs] = min(
            cost + cheapest[needs & ~covers] for covers, cost in kinds if covers & first
        )
    return cheapest
