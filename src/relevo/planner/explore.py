"""The moves of the search: visit a service, cross a border; with a test taken just in time.

A route is a sequence of visits and crossings; between two of them the group takes the shortest
road. A contact with a restricted service is made where the group is after its last move. Waiting
is free, so a later arrival never leads to an earlier end, save for papers that
expire: a test may have to be taken later than it could be, so that it is young enough at the
crossing. How late is found, not guessed. At first papers do not age in the comparison of labels.
Whenever a paper proves too old at a crossing, the minute from which it would have been young
enough (its *floor*) is noted; the search is run again with labels compared by how many floors
their papers are younger than, and with every visit that issues the paper tried from each floor on
too. Once no new floor is found the answer is exact: a route kept out of the comparison by another
has papers that pass or fail at the same crossings.

A paper got by a stop of its own is not renewed before something has asked for it: the route
without the first of the two stops is as good, has one stop less, and so is never outdone by it.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Mapping

from relevo.planner.graph import Ways
from relevo.planner.label import Fronts, Label, Merits
from relevo.planner.passage import NOT_ISSUED, Ask, Gate
from relevo.planner.problem import NOWHERE, Moves, Offer, Problem

Floors = Mapping[int, tuple[int, ...]]
"""By paper, in order: minutes from which on an issue would have been young enough somewhere."""


class Explorer:
    """Makes labels from labels; ``emit`` gets each one that is not outdone.

    ``counting`` off: only time, crossings, stops and papers count (what can be reached at all),
    and no service waits for a need.
    ``too_old`` collects the floors that this exploration found missing.
    """

    __slots__ = ("_counting", "_emit", "_floors", "_moves", "_problem", "_target",
                 "crossed", "fronts", "too_old")  # fmt: skip

    def __init__(
        self,
        problem: Problem,
        moves: Moves,
        *,
        target: int,
        counting: bool,
        floors: Floors,
        emit: Callable[[Label], None],
    ) -> None:
        self._problem = problem
        self._moves = moves
        self._target = target
        self._counting = counting
        self._floors = floors
        self._emit = emit
        self.fronts = Fronts()
        self.crossed: set[int] = set()
        self.too_old: defaultdict[int, set[int]] = defaultdict(set)

    def begin(self) -> None:
        """Emit the label of the start: nothing done yet."""
        request = self._problem.request
        self._admit(
            Label(
                merits=Merits(request.depart, 0, 0, 0, 0, 0),
                papers=(NOT_ISSUED,) * len(self._problem.papers),
                youth=(0,) * len(self._problem.papers),
                done=0,
                node=self._problem.start,
                start=request.depart,
            )
        )

    def expand(self, label: Label) -> None:
        """Emit every label one move further."""
        graph = self._problem.graph
        zone = graph.zones[label.node]
        base, row = graph.ways(label.node, label.merits.at)
        at = label.merits.at
        wanted = self._target & ~label.done
        choices: defaultdict[int, list[tuple[int, int, Offer, int]]] = defaultdict(list)
        for number, offer in enumerate(self._moves.by_zone.get(zone, ())):
            if offer.gives:
                self._visit(label, offer, base + row[offer.node])
            elif gained := offer.covers & wanted:
                start = self._start(label, offer, base + row[offer.node])
                if start is not None:
                    choices[gained].append((start + offer.minutes, number, offer, start))
        for alike in choices.values():
            self._serve_best(label, alike)
        for offer in self._moves.by_country.get(graph.countries[label.node], ()):
            if offer.covers & wanted or offer.gives:
                self._visit(label, offer, at)
        if label.merits.crossings < self._problem.request.max_crossings:
            for gate in self._moves.gates.get(zone, ()):
                self._cross(label, gate, base + row[gate.origin])

    def _serve_best(self, label: Label, alike: list[tuple[int, int, Offer, int]]) -> None:
        """Try visits that meet the same needs, save those that another makes pointless.

        A visit is pointless when another, no less confirmed, ends so early that the group could
        go on from there to the same place and still be there by the same time.
        """
        kept: list[tuple[Ways, int]] = []
        for end, _, offer, start in sorted(alike):
            doubt = len(offer.checks) > 0
            if any(
                base + row[offer.node] <= end and other_doubt <= doubt
                for (base, row), other_doubt in kept
            ):
                continue
            kept.append((self._problem.graph.ways(offer.node, end), doubt))
            self._serve(label, offer, start)

    def _start(self, label: Label, offer: Offer, arrival: int) -> int | None:
        if self._counting and offer.waits_for & ~label.done:
            return None
        papers = label.papers
        for ask in offer.asks:
            if all(papers[paper] == NOT_ISSUED for paper in ask):
                return None
        return offer.slots.start(arrival)

    def _visit(self, label: Label, offer: Offer, arrival: int) -> None:
        start = self._start(label, offer, arrival)
        if start is None:
            return
        self._serve(label, offer, start)
        for paper in offer.gives:
            for floor in self._floors.get(paper, ()):
                later = offer.slots.start(max(arrival, floor - offer.minutes))
                if later is not None and later > start:
                    self._serve(label, offer, later)

    def _serve(self, label: Label, offer: Offer, start: int) -> None:
        problem = self._problem
        end = start + offer.minutes
        gained = problem.gained(label.done, offer.covers & self._target, at=end)
        papers, youth = label.papers, label.youth
        if offer.gives:
            papers, youth = self._issued(label, offer, end)
        idle = 0 if offer.asks else label.idle
        if not gained:
            renewed = _renewed(youth, label.youth)
            if renewed in (0, label.idle):
                return
            idle |= renewed
        _, urgent_at, crossings, stops, doubts, far_contacts = label.merits
        if self._counting:
            doubts += len(offer.checks) > 0
            far_contacts += problem.is_far_contact(offer, label.node)
            if gained & problem.urgent:
                urgent_at = end
        merits = Merits(end, urgent_at, crossings, stops + 1, doubts, far_contacts)
        node = label.node if offer.node == NOWHERE else offer.node
        done = label.done | gained
        if not self.fronts.would_refuse(merits, youth, node=node, done=done):
            self._admit(Label(merits, papers, youth, done, node, start, idle, offer, label))

    def _issued(
        self, label: Label, offer: Offer, end: int
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        papers, youth = list(label.papers), list(label.youth)
        for paper in offer.gives:
            papers[paper] = end
            youth[paper] = self._youth(paper, end)
        return tuple(papers), tuple(youth)

    def _youth(self, paper: int, minute: int) -> int:
        return 1 + bisect_right(self._floors.get(paper, ()), minute)

    def _cross(self, label: Label, gate: Gate, arrival: int) -> None:
        start = gate.slots.start(arrival)
        if start is None:
            return
        _, urgent_at, crossings, stops, doubts, far_contacts = label.merits
        end = start + gate.passage.high_minutes
        if self._counting:
            doubts += len(gate.checks_at(start)) > 0
        merits = Merits(end, urgent_at, crossings + 1, stops, doubts, far_contacts)
        unmet = gate.unmet(label.papers, at=start)
        if unmet:
            self._note_too_old(label, gate, unmet, start=start, merits=merits)
            return
        self.crossed.add(gate.number)
        idle = 0 if gate.asks else label.idle
        youth, done, node = label.youth, label.done, gate.target
        if not self.fronts.would_refuse(merits, youth, node=node, done=done):
            self._admit(Label(merits, label.papers, youth, done, node, start, idle, gate, label))

    def _note_too_old(
        self, label: Label, gate: Gate, unmet: list[Ask], *, start: int, merits: Merits
    ) -> None:
        """Note from when on papers that are too old here would do.

        Nothing is noted where somebody is through the passage as early and with papers as young
        as that would give: the later test would be outdone.
        """
        floors = [
            (paper, start - ask.valid_minutes)
            for ask in unmet
            if ask.valid_minutes is not None
            for paper in ask.papers
            if label.papers[paper] != NOT_ISSUED
        ]
        youth = list(label.youth)
        for paper, floor in floors:
            youth[paper] = max(youth[paper], self._youth(paper, floor))
        if self.fronts.would_refuse(merits, tuple(youth), node=gate.target, done=label.done):
            return
        for paper, floor in floors:
            self.too_old[paper].add(floor)

    def _admit(self, label: Label) -> None:
        self.fronts.admit(label)
        self._emit(label)


def with_floors(floors: Floors, found: Mapping[int, set[int]]) -> Floors:
    """Return the floors with those just found; equal to ``floors`` when nothing new was."""
    papers = sorted({*floors, *found})
    return {
        paper: tuple(sorted({*floors.get(paper, ()), *found.get(paper, ())})) for paper in papers
    }


def _renewed(youth: tuple[int, ...], before: tuple[int, ...]) -> int:
    """Return the bits of the papers that are younger than before."""
    return sum(1 << number for number, years in enumerate(youth) if years > before[number])
