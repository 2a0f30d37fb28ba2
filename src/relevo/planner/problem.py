"""A world and a request made ready for the search: numbers for names, what cannot serve left out.

Papers (documents) are numbered only when they can be issued on the way and something asks for
them that the group does not hold; most requests have none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from relevo.planner.admission import Group, group_of, refusals, service_checks
from relevo.planner.answer import Check, Reason, ReasonCode
from relevo.planner.graph import RoadGraph, road_graph
from relevo.planner.passage import Gate, blocking_unmet, gate_of
from relevo.planner.request import Request
from relevo.planner.windows import Slots, hours_of, slots_of
from relevo.planner.world import Passage, Service, World

NOWHERE = -1
"""The node of a restricted service: it is spoken to from wherever the group is."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A service that would take the group, prepared for this request.

    ``covers``: bits of the needs it provides. ``gives``: numbers of the papers it issues.
    ``asks``: for each admission rule that held papers do not meet, the papers that would.
    """

    service: Service
    node: int
    slots: Slots
    minutes: int
    covers: int
    gives: tuple[int, ...]
    asks: tuple[tuple[int, ...], ...]
    checks: tuple[Check, ...]
    waits_for: int = 0
    """Bits of needs to be met before the group is let in, none of which it meets itself."""


@dataclass(frozen=True, slots=True)
class Problem:
    """All that the search looks at. Bit and position of a need are those in the request's order."""

    world: World
    request: Request
    group: Group
    graph: RoadGraph
    start: int
    papers: Mapping[str, int]
    perishable: frozenset[int]
    offers: tuple[Offer, ...]
    gates: tuple[Gate, ...]
    refusals: Mapping[str, tuple[Reason, ...]]
    after: tuple[int, ...]
    by: tuple[int, ...]
    urgent: int
    is_plain: bool
    """No need waits for another, and none has an end of its own."""

    def gained(self, done: int, covers: int, *, at: int) -> int:
        """Return the needs that a visit ending at ``at`` adds: in time, and after those before.

        Needs that wait for one another may be met in one visit that meets both.
        """
        wanted = covers & ~done
        if self.is_plain:
            return wanted
        for place, by in enumerate(self.by):
            if at > by:
                wanted &= ~(1 << place)
        gained = 0
        while ready := self._ready(wanted & ~gained, done | gained):
            gained |= ready
        return gained

    def _ready(self, needs: int, done: int) -> int:
        ready = 0
        for place, waits_for in enumerate(self.after):
            if needs >> place & 1 and not waits_for & ~done:
                ready |= 1 << place
        return ready

    def is_far_contact(self, offer: Offer, node: int) -> bool:
        """Tell whether a restricted service is in another department than the group is then."""
        return offer.node == NOWHERE and offer.service.department != self.graph.departments[node]

    @property
    def passable(self) -> list[Gate]:
        """Return the gates not closed, and barred by nothing that cannot be had on the way."""
        return [
            gate
            for gate in self.gates
            if not gate.is_closed and all(ask.papers for ask in gate.asks)
        ]

    def codes(self, needs: int) -> tuple[str, ...]:
        """Return the codes of these needs in the request's order."""
        return tuple(n.code for place, n in enumerate(self.request.needs) if needs >> place & 1)


def problem_of(world: World, request: Request) -> Problem:
    """Prepare a request. Every tuple of the world is put in the order of its ids first."""
    group = group_of(request)
    graph = road_graph(world.nodes, world.roads)
    services = sorted(world.services, key=lambda service: service.id)
    against = {s.id: refusals(s, request=request, group=group) for s in services}
    takers = [s for s in services if s.node is not None or s.restricted]
    takers = [s for s in takers if _is_paper_all_that_is_missing(against[s.id])]
    papers = _papers(world, takers, against=against, group=group)
    place = {need.code: 1 << number for number, need in enumerate(request.needs)}
    gates = tuple(
        gate_of(
            passage,
            number=number,
            index=graph.index,
            group=group,
            papers=papers,
            until=world.horizon,
        )
        for number, passage in enumerate(sorted(world.passages, key=_passage_id))
    )
    offers = (
        _offer(s, graph=graph, papers=papers, place=place, until=world.horizon, group=group)
        for s in takers
        if all(reason_is_obtainable(reason, papers) for reason in against[s.id])
    )
    return Problem(
        world=world,
        request=request,
        group=group,
        graph=graph,
        start=graph.index[request.start],
        papers=papers,
        perishable=frozenset(
            paper
            for gate in gates
            for ask in gate.asks
            if ask.valid_minutes is not None
            for paper in ask.papers
        ),
        offers=tuple(offer for offer in offers if offer.covers or offer.gives),
        gates=gates,
        refusals=against,
        after=tuple(
            sum(place[code] for code in need.after if code in place) for need in request.needs
        ),
        by=tuple(
            world.horizon if need.by is None else min(need.by - 1, world.horizon)
            for need in request.needs
        ),
        urgent=sum(place[need.code] for need in request.needs if need.urgent),
        is_plain=all(need.by is None and not need.after for need in request.needs),
    )


def _passage_id(passage: Passage) -> tuple[str, str, str]:
    return passage.crossing_id, passage.from_node, passage.to_node


def issued_by(service: Service) -> frozenset[str]:
    """Return the papers to reckon with: none is fetched where nobody may say where it is."""
    return frozenset() if service.restricted else service.gives


def _is_paper_all_that_is_missing(reasons: Iterable[Reason]) -> bool:
    return all(reason.code is ReasonCode.DOCUMENT_MISSING for reason in reasons)


def reason_is_obtainable(reason: Reason, papers: Mapping[str, int]) -> bool:
    """Tell whether a paper that some service issues would do away with the reason."""
    return any(code in papers for code in reason.would_need)


def _papers(
    world: World,
    takers: list[Service],
    *,
    against: Mapping[str, tuple[Reason, ...]],
    group: Group,
) -> dict[str, int]:
    """Number the papers that are asked for, are not held, and can be issued on the way."""
    issued = {code for service in takers for code in issued_by(service)}
    asked = {code for s in takers for reason in against[s.id] for code in reason.would_need}
    for passage in world.passages:
        for rule in blocking_unmet(passage, group=group):
            asked |= rule.any_of
    return {code: number for number, code in enumerate(sorted(issued & asked))}


def _offer(
    service: Service,
    *,
    graph: RoadGraph,
    papers: Mapping[str, int],
    place: Mapping[str, int],
    until: int,
    group: Group,
) -> Offer:
    hours = hours_of(service.windows, known=service.windows_known)
    return Offer(
        service=service,
        node=NOWHERE if service.node is None else graph.index[service.node],
        slots=slots_of(hours, minutes=service.duration_minutes, until=until),
        minutes=service.duration_minutes,
        covers=sum(bit for code, bit in place.items() if code in service.provides),
        gives=tuple(sorted(papers[code] for code in issued_by(service) if code in papers)),
        asks=tuple(
            tuple(sorted(papers[code] for code in rule.needs_any_of if code in papers))
            for rule in sorted(service.admissions, key=lambda rule: rule.code)
            if rule.needs_any_of and not rule.needs_any_of & group.papers
        ),
        checks=service_checks(service, group=group),
        waits_for=sum(
            place[code] for code in service.alone_after - service.provides if code in place
        )
        if group.has_unaccompanied_child
        else 0,
    )


@dataclass(frozen=True, slots=True)
class Moves:
    """Offers and gates by where they can be reached from without crossing a border."""

    by_zone: Mapping[int, list[Offer]]
    by_country: Mapping[str, list[Offer]]
    gates: Mapping[int, list[Gate]]


def moves_of(problem: Problem, offers: Iterable[Offer]) -> Moves:
    """Sort offers and usable gates by the part of the road network they stand in."""
    zones = problem.graph.zones
    by_zone: defaultdict[int, list[Offer]] = defaultdict(list)
    by_country: defaultdict[str, list[Offer]] = defaultdict(list)
    gates: defaultdict[int, list[Gate]] = defaultdict(list)
    for offer in offers:
        if offer.node == NOWHERE:
            by_country[offer.service.country].append(offer)
        else:
            by_zone[zones[offer.node]].append(offer)
    for gate in problem.passable:
        gates[zones[gate.origin]].append(gate)
    return Moves(by_zone=by_zone, by_country=by_country, gates=gates)
