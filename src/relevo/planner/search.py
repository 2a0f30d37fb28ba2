"""The search for itineraries: exact, best first, and the planner's one door.

Labels are taken in the order of what they can still become (see :mod:`relevo.planner.bounds`), so
finished routes come out in the order of merit: the first is the best, and one that is not outdone
by those before it belongs to the Pareto front. A label that is nowhere outdone is also offered as
a route that ends there, which is how the best partial route is found when not all can be met.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from heapq import heappop, heappush
from itertools import count
from typing import Protocol

from relevo.planner.answer import Plan
from relevo.planner.bounds import Bounds, Rank, rank
from relevo.planner.explain import blockers_of, excluded_of
from relevo.planner.explore import Explorer, Floors, with_floors
from relevo.planner.itinerary import itinerary_of
from relevo.planner.label import Label, Merits, is_at_least_as_good
from relevo.planner.malformed import check_request, check_world
from relevo.planner.problem import Offer, Problem, moves_of, problem_of
from relevo.planner.reach import Reach, reach_of
from relevo.planner.request import Request
from relevo.planner.world import World


class Stop(Protocol):
    """Says when to give up: asked before each label; True ends the search with what there is."""

    def __call__(self) -> bool: ...


def plan(world: World, request: Request, *, stop: Stop | None = None) -> Plan:
    """Return the best routes for a request in a world, and why everything else was left out.

    The same world and request give the same plan, in whatever order their tuples come. Raises
    ``EngineError`` for malformed input.
    """
    return Planner(world).plan(request, stop=stop)


class Planner:
    """Answers several requests in one world, which is checked once; each as ``plan`` does."""

    def __init__(self, world: World) -> None:
        check_world(world)
        self._world = world

    def plan(self, request: Request, *, stop: Stop | None = None) -> Plan:
        """Return the best routes for a request, and why everything else was left out."""
        check_request(request, self._world)
        return _plan(problem_of(self._world, request), stop=stop)


def _plan(problem: Problem, *, stop: Stop | None) -> Plan:
    request = problem.request
    reach = reach_of(problem)
    usable = _usable(problem, reach)
    home = request.heads_for if _can_end_in(request.heads_for, reach) else ""
    search = _Search(problem, usable, heads_for=home)
    complete = search.run(stop)
    if home and complete and not search.routes:
        # The papers for the way home are issued only where a child alone is not let in.
        home = ""
        search = _Search(problem, usable, heads_for=home)
        complete = search.run(stop)
    offers = [offer for offer, _ in usable]
    itineraries = tuple(
        itinerary_of(label, problem=problem, offers=offers, arrives=home == request.heads_for)
        for label in search.routes
        if label.before is not None
    )
    codes = [need.code for need in request.needs]
    return Plan(
        itineraries=itineraries,
        excluded=excluded_of(reach, usable={offer.service.id for offer, needs in usable if needs}),
        blockers=blockers_of(reach),
        unserved=tuple(
            code for code in codes if all(code in route.unserved for route in itineraries)
        ),
        complete=complete,
    )


def _usable(problem: Problem, reach: Reach) -> list[tuple[Offer, int]]:
    """Return the offers that can be reached in time, with the needs they can meet."""
    usable = []
    for offer in problem.offers:
        needs = reach.usable_needs(offer)
        if needs or offer.gives:
            usable.append((offer, needs))
    return usable


def _can_end_in(country: str, reach: Reach) -> bool:
    countries = reach.problem.graph.countries
    return country == "" or any(countries[label.node] == country for label in reach.labels)


@dataclass(frozen=True, slots=True)
class _Queued:
    label: Label
    is_ending: bool
    best: Merits


class _Search:
    """Best-first search over labels; ``routes`` are the finished ones in the order of merit."""

    def __init__(
        self, problem: Problem, usable: Iterable[tuple[Offer, int]], *, heads_for: str
    ) -> None:
        offers = []
        self._target = 0
        for offer, needs in usable:
            offers.append(offer)
            self._target |= needs
        self._problem = problem
        self._heads_for = heads_for
        self._all = (1 << len(problem.by)) - 1
        self._bounds = Bounds(problem, offers, target=self._target, heads_for=heads_for)
        self._moves = moves_of(problem, offers)
        self._turns = count()
        self._begin({})

    def _begin(self, floors: Floors) -> None:
        self._heap: list[tuple[Rank, int, _Queued]] = []
        self.routes: list[Label] = []
        self._explorer = Explorer(
            self._problem,
            self._moves,
            target=self._target,
            counting=True,
            floors=floors,
            emit=self._emit,
        )
        self._explorer.begin()

    def run(self, stop: Stop | None) -> bool:
        """Search until the best routes are known; tell whether it ended by itself."""
        floors: Floors = {}
        while self._run_once(stop):
            more = with_floors(floors, self._explorer.too_old)
            if more == floors:
                return True
            floors = more
            self._begin(floors)
        return False

    def _run_once(self, stop: Stop | None) -> bool:
        rank_of_routes: tuple[int, int] | None = None
        while self._heap and len(self.routes) < self._problem.request.keep:
            if stop is not None and stop():
                if not self.routes:
                    self._settle_for_endings()
                return False
            place, _, queued = heappop(self._heap)
            if rank_of_routes not in (None, place[:2]):
                break
            if not queued.label.is_alive or self._is_outdone(queued):
                continue
            if queued.is_ending:
                self.routes.append(queued.label)
                rank_of_routes = place[:2]
            else:
                self._go_on_from(queued.label)
        return True

    def _emit(self, label: Label) -> None:
        best, lost = self._bounds.estimate(label)
        self._push(label, best, unmet=lost | (self._all & ~self._target), is_ending=False)

    def _push(self, label: Label, best: Merits, *, unmet: int, is_ending: bool) -> None:
        place = rank(best, unmet=unmet, problem=self._problem)
        heappush(self._heap, (place, next(self._turns), _Queued(label, is_ending, best)))

    def _go_on_from(self, label: Label) -> None:
        if self._may_end(label):
            unmet = self._all & ~label.done
            self._push(label, label.merits, unmet=unmet, is_ending=True)
            if label.done == self._target:
                return
        self._explorer.expand(label)

    def _may_end(self, label: Label) -> bool:
        return self._heads_for in ("", self._problem.graph.countries[label.node])

    def _is_outdone(self, queued: _Queued) -> bool:
        """Tell whether a finished route that meets as much is as good by every criterion."""
        return any(
            (route.done == self._target or (queued.is_ending and route.done == queued.label.done))
            and is_at_least_as_good(route.merits, queued.best)
            for route in self.routes
        )

    def _settle_for_endings(self) -> None:
        """Stopped before any route was finished: take the best that the labels so far amount to."""
        problem = self._problem
        ending = sorted(
            (
                (rank(label.merits, unmet=self._all & ~label.done, problem=problem), number, label)
                for number, label in enumerate(self._explorer.fronts.all())
                if self._may_end(label)
            ),
            key=lambda entry: entry[:2],
        )
        for place, _, label in ending:
            if place[:2] != ending[0][0][:2] or len(self.routes) == problem.request.keep:
                break
            if not self._is_outdone(_Queued(label, is_ending=True, best=label.merits)):
                self.routes.append(label)
