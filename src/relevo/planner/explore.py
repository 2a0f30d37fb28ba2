"""The moves of the search: visit a service, cross a border; with a test taken just in time.

A route is a sequence of visits and crossings; between two of them the group takes the shortest
road. Waiting is free, so a later arrival never leads to an earlier end, save for papers that
expire: a test may be taken later than it could be, so that it is young enough at the crossing.
How late is found, not guessed: whenever a paper proves too old at a crossing, the minute from
which it would have been young enough is kept, and every visit that issues the paper is tried from
that minute too. A paper's minute of issue is part of the label, so the routes found are exact.
"""

from collections import defaultdict
from collections.abc import Callable

from relevo.planner.label import Fronts, Label, Merits
from relevo.planner.passage import NOT_ISSUED, Ask, Gate
from relevo.planner.problem import NOWHERE, Moves, Offer, Problem

ISSUED = 1
"""The minute of a paper that never expires: only that it has been issued counts."""


class Explorer:
    """Makes labels from labels; ``emit`` gets each one that is not outdone.

    ``counting`` off: only time, crossings and papers count (what can be reached at all).
    """

    __slots__ = ("_counting", "_emit", "_floors", "_issuing", "_moves", "_problem", "_target",
                 "crossed", "fronts")  # fmt: skip

    def __init__(
        self,
        problem: Problem,
        moves: Moves,
        *,
        target: int,
        counting: bool,
        emit: Callable[[Label], None],
    ) -> None:
        self._problem = problem
        self._moves = moves
        self._target = target
        self._counting = counting
        self._emit = emit
        self.fronts = Fronts()
        self.crossed: set[int] = set()
        self._floors: defaultdict[int, set[int]] = defaultdict(set)
        self._issuing: defaultdict[int, list[tuple[Label, Offer, int]]] = defaultdict(list)

    def begin(self) -> None:
        """Emit the label of the start: nothing done yet."""
        request = self._problem.request
        self._admit(
            Label(
                merits=Merits(request.depart, 0, 0, 0, 0, 0),
                papers=(NOT_ISSUED,) * len(self._problem.papers),
                done=0,
                node=self._problem.start,
                start=request.depart,
            )
        )

    def expand(self, label: Label) -> None:
        """Emit every label one move further."""
        graph = self._problem.graph
        zone = graph.zones[label.node]
        row = graph.row(label.node)
        at = label.merits.at
        wanted = self._target & ~label.done
        for offer in self._moves.by_zone.get(zone, ()):
            if offer.covers & wanted or offer.gives:
                self._visit(label, offer, at + row[offer.node])
        for offer in self._moves.by_country.get(graph.countries[label.node], ()):
            if offer.covers & wanted or offer.gives:
                self._visit(label, offer, at)
        if label.merits.crossings < self._problem.request.max_crossings:
            for gate in self._moves.gates.get(zone, ()):
                self._cross(label, gate, at + row[gate.origin])

    def _visit(self, label: Label, offer: Offer, arrival: int) -> None:
        papers = label.papers
        for ask in offer.asks:
            if all(papers[paper] == NOT_ISSUED for paper in ask):
                return
        start = offer.slots.start(arrival)
        if start is None:
            return
        self._serve(label, offer, start)
        for paper in offer.gives:
            if paper not in self._problem.perishable:
                continue
            self._issuing[paper].append((label, offer, arrival))
            for floor in sorted(self._floors[paper]):
                self._serve_from(label, offer, arrival=arrival, floor=floor)

    def _serve_from(self, label: Label, offer: Offer, *, arrival: int, floor: int) -> None:
        """Visit so late that the paper is issued at ``floor`` or after."""
        start = offer.slots.start(max(arrival, floor - offer.minutes))
        if start is not None:
            self._serve(label, offer, start)

    def _serve(self, label: Label, offer: Offer, start: int) -> None:
        problem = self._problem
        end = start + offer.minutes
        gained = problem.gained(label.done, offer.covers & self._target, at=end)
        papers = self._papers_after(label, offer, end)
        if not gained and papers == label.papers:
            return
        before = label.merits
        merits = before._replace(at=end)
        if self._counting:
            merits = Merits(
                end,
                end if gained & problem.urgent else before.urgent_at,
                before.crossings,
                before.stops + 1,
                before.doubts + bool(offer.checks),
                before.contacts + (offer.node == NOWHERE),
            )
        node = label.node if offer.node == NOWHERE else offer.node
        self._admit(
            Label(merits, papers, label.done | gained, node, start, move=offer, before=label)
        )

    def _papers_after(self, label: Label, offer: Offer, end: int) -> tuple[int, ...]:
        if not offer.gives:
            return label.papers
        papers = list(label.papers)
        for paper in offer.gives:
            papers[paper] = end if paper in self._problem.perishable else ISSUED
        return tuple(papers)

    def _cross(self, label: Label, gate: Gate, arrival: int) -> None:
        start = gate.slots.start(arrival)
        if start is None:
            return
        unmet = gate.unmet(label.papers, at=start)
        if unmet:
            for ask in unmet:
                self._retry_younger(ask, label.papers, start)
            return
        self.crossed.add(gate.number)
        before = label.merits
        end = start + gate.passage.high_minutes
        merits = before._replace(at=end, crossings=before.crossings + 1)
        if self._counting:
            merits = merits._replace(doubts=before.doubts + bool(gate.checks_at(start)))
        self._admit(
            Label(merits, label.papers, label.done, gate.target, start, move=gate, before=label)
        )

    def _retry_younger(self, ask: Ask, papers: tuple[int, ...], at: int) -> None:
        """Note from when on a paper that is too old here would do, and try visits from then."""
        if ask.valid_minutes is None:
            return
        floor = at - ask.valid_minutes
        for paper in ask.papers:
            if papers[paper] == NOT_ISSUED or floor in self._floors[paper]:
                continue
            self._floors[paper].add(floor)
            for label, offer, arrival in tuple(self._issuing[paper]):
                self._serve_from(label, offer, arrival=arrival, floor=floor)

    def _admit(self, label: Label) -> None:
        if self.fronts.admit(label):
            self._emit(label)
