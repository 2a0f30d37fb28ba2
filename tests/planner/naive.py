"""An independent planner for tiny worlds: it tries every order and every full hour, and keeps all.

It shares the types with the planner and nothing else. Worlds must be drawn in whole hours, so that
a test taken just in time is taken at a full hour.
"""

from dataclasses import dataclass

from relevo.planner import ALWAYS, Basis, CrossingState

HOUR = 60


def joined(windows):
    merged = []
    for opens, closes in sorted(windows):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged


def hours(thing):
    if not thing.windows and thing.windows_known is Basis.UNKNOWN:
        return joined(ALWAYS)
    return joined(thing.windows)


def first_start(thing, minutes, at, horizon):
    starts = [
        max(at, opens)
        for opens, closes in hours(thing)
        if max(at, opens) < closes
        and max(at, opens) + minutes <= closes
        and max(at, opens) + minutes <= horizon
    ]
    return min(starts, default=None)


def earliest(world, source, at):
    """When one is where, by trying every road again and again until nothing comes sooner."""
    reached = {source: at}
    changed = True
    while changed:
        changed = False
        for road in world.roads:
            for here, there in ((road.a, road.b), (road.b, road.a)):
                if here not in reached:
                    continue
                starts = [
                    max(reached[here], opens)
                    for opens, closes in joined(road.windows)
                    if max(reached[here], opens) + max(road.high_minutes, 1) <= closes
                ]
                if starts and min(starts) + road.high_minutes < reached.get(there, 10**9):
                    reached[there] = min(starts) + road.high_minutes
                    changed = True
    return reached


def is_service_doubtful(service):
    return (
        service.exists_known is not Basis.CONFIRMED
        or service.windows_known is not Basis.CONFIRMED
        or service.places is None
        or service.places_known is not Basis.CONFIRMED
        or any(rule.known is not Basis.CONFIRMED for rule in service.admissions)
    )


def is_passage_doubtful(passage, at):
    return (
        passage.state is CrossingState.NOT_CONFIRMED
        or passage.state_known is not Basis.CONFIRMED
        or passage.windows_known is not Basis.CONFIRMED
        or any(rule.known is not Basis.CONFIRMED for rule in passage.requirements)
        or (passage.holds_until is not None and at > passage.holds_until)
    )


@dataclass(frozen=True)
class State:
    at: int
    node: str
    done: frozenset
    issued: tuple = ()
    urgent_at: int = 0
    crossings: int = 0
    stops: int = 0
    doubts: int = 0
    far_contacts: int = 0
    for_papers: tuple = ()

    @property
    def merits(self):
        return (
            self.at,
            self.urgent_at,
            self.crossings,
            self.stops,
            self.doubts,
            self.far_contacts,
        )


class Naive:
    """Every route of a tiny world. Rules ask only for papers here: they concern everyone."""

    def __init__(self, world, request):
        self.world = world
        self.request = request
        self.earliest = {}
        self.country = {node.id: node.country for node in world.nodes}
        self.department = {node.id: node.department for node in world.nodes}
        self.ends = []
        papers = {code for p in world.passages for r in p.requirements for code in r.any_of}
        papers |= {code for s in world.services for a in s.admissions for code in a.needs_any_of}
        self.papers = papers - request.documents
        self.expiring = {
            code
            for p in world.passages
            for r in p.requirements
            if r.valid_hours is not None
            for code in r.any_of
        }

    def arrival(self, state, node):
        """When one is at a node after a state; None: never."""
        asked = state.node, state.at
        if asked not in self.earliest:
            self.earliest[asked] = earliest(self.world, *asked)
        return self.earliest[asked].get(node)

    def run(self):
        self.go(State(at=self.request.depart, node=self.request.start, done=frozenset()))
        return self

    def go(self, state):
        self.ends.append(state)
        for service in self.world.services:
            self.visit(state, service)
        if state.crossings < self.request.max_crossings:
            for passage in self.world.passages:
                self.cross(state, passage)

    def visit(self, state, service):
        if service.places is not None and service.places < len(self.request.members):
            return
        is_alone = not self.request.accompanied and any(m.age < 18 for m in self.request.members)
        needed = {need.code for need in self.request.needs}
        if is_alone and (service.alone_after & needed) - service.provides - state.done:
            return
        held = self.request.documents | {code for code, _ in state.issued}
        if any(a.needs_any_of and not a.needs_any_of & held for a in service.admissions):
            return
        if service.restricted:
            arrival = state.at if self.country[state.node] == service.country else None
        else:
            arrival = None if service.node is None else self.arrival(state, service.node)
        if arrival is None:
            return
        asked = [arrival]
        if not service.restricted and service.gives & self.expiring & self.papers:
            asked += range((arrival // HOUR + 1) * HOUR, self.world.horizon, HOUR)
        starts = {
            first_start(service, service.duration_minutes, at, self.world.horizon) for at in asked
        }
        for start in sorted(starts - {None}):
            self.serve(state, service, start)

    def serve(self, state, service, start):
        end = start + service.duration_minutes
        done = set(state.done)
        needs = {need.code: need for need in self.request.needs}
        changed = True
        while changed:
            changed = False
            for code, need in needs.items():
                if (
                    code in service.provides
                    and code not in done
                    and (need.after & set(needs)) <= done
                    and (need.by is None or end < need.by)
                ):
                    done.add(code)
                    changed = True
        given = frozenset() if service.restricted else service.gives & self.papers
        for_papers = state.for_papers
        if done == state.done:
            if not given or for_papers.count(service.id) == 2:
                return
            for_papers = (*for_papers, service.id)
        issued = {**dict(state.issued), **dict.fromkeys(given, end)}
        is_urgent = any(needs[code].urgent for code in done - state.done)
        self.go(
            State(
                at=end,
                node=state.node if service.restricted else service.node,
                done=frozenset(done),
                issued=tuple(sorted(issued.items())),
                urgent_at=end if is_urgent else state.urgent_at,
                crossings=state.crossings,
                stops=state.stops + 1,
                doubts=state.doubts + is_service_doubtful(service),
                far_contacts=state.far_contacts
                + (service.restricted and self.department[state.node] != service.department),
                for_papers=for_papers,
            )
        )

    def cross(self, state, passage):
        arrival = self.arrival(state, passage.from_node)
        if arrival is None or passage.state is CrossingState.CLOSED:
            return
        minutes = passage.high_minutes
        start = first_start(passage, minutes, arrival, self.world.horizon)
        if start is None:
            return
        for rule in passage.requirements:
            young = {
                code
                for code, minute in state.issued
                if rule.valid_hours is None or start - minute <= rule.valid_hours * HOUR
            }
            if rule.blocking and not rule.any_of & (self.request.documents | young):
                return
        self.go(
            State(
                at=start + minutes,
                node=passage.to_node,
                done=state.done,
                issued=state.issued,
                urgent_at=state.urgent_at,
                crossings=state.crossings + 1,
                stops=state.stops,
                doubts=state.doubts + is_passage_doubtful(passage, start),
                far_contacts=state.far_contacts,
                for_papers=state.for_papers,
            )
        )

    def home_ends(self):
        country = self.request.heads_for
        home = [end for end in self.ends if self.country[end.node] == country]
        return home or self.ends

    def best_ends(self):
        """The ends that meet the most needs and, among those, the most urgent ones."""
        urgent = {need.code for need in self.request.needs if need.urgent}

        def met(end):
            return len(end.done), len(end.done & urgent)

        most = max(map(met, self.home_ends()))
        return [end for end in self.home_ends() if met(end) == most]

    def front(self):
        """Needs met and merits of every route not outdone by one that meets the same needs."""
        ends = {(end.done, end.merits) for end in self.best_ends()}
        return {
            (done, merits)
            for done, merits in ends
            if not any(
                other != merits
                and done == other_done
                and all(one <= two for one, two in zip(other, merits, strict=True))
                for other_done, other in ends
            )
        }
