"""What has changed for the worse under a kept plan, reckoned with what is known at an instant.

Everything is read once for as many plans as are asked about: a change of one crossing asks about a
thousand of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from functools import cached_property, partial
from itertools import pairwise

from relevo import planner
from relevo.borders.enums import Direction, State, Stops
from relevo.borders.models import Requirement
from relevo.borders.queries import known_reports, list_requirements
from relevo.borders.queries.requirements import list_demands
from relevo.borders.queries.restrictions import known_restrictions
from relevo.borders.rules import WORSE_FIRST, Report, Status, state_at, worse
from relevo.borders.rules.asked import nationalities_of
from relevo.borders.rules.restrictions import RestrictionFact
from relevo.directory.enums import VerificationOutcome
from relevo.directory.models import Service
from relevo.directory.queries import list_holidays
from relevo.directory.rules import LOCAL, Interval, windows
from relevo.journeys.models import StoredPlan
from relevo.journeys.queries.entries import entry_of
from relevo.journeys.queries.kept import (
    CROSSING,
    REQUIREMENT,
    RESTRICTION,
    ROAD,
    SERVICE,
    KeptPlan,
    list_plans_relying_on,
    open_plan,
)
from relevo.journeys.rules import HORIZON, instant_of, local_day
from relevo.kernel.countries import REGION
from relevo.places.enums import Mode
from relevo.places.models import Crossing, Link, Node
from relevo.situation.enums import RoadState
from relevo.situation.queries.roads import known_words
from relevo.situation.rules.roads import RoadWord, road_at

OFFERED = "offered"
REFUSES = "refuses"
SHUT = "shut"
ASKED = "asked"
BINDS = "binds"
A_DAY = timedelta(days=1)
NOON = time(12, tzinfo=LOCAL)
WORSE_ROADS = (RoadState.CUT.value, RoadState.SLOW.value, RoadState.OPEN.value)


@dataclass(frozen=True, slots=True)
class Change:
    """Something a kept plan relies on that is worse now.

    ``kind`` ``crossing``: ``was`` and ``now`` are states, ``status`` says who told and until when;
    ``now`` is ``shut`` where people still pass, but no longer at the hour of the route.
    ``kind`` ``service``: ``now`` is ``not_offered`` (it, or the help it was chosen for),
    ``not_found``, ``refuses`` where it does not take these people, or ``shut`` where its own hours,
    as they are now, leave out the instant at which the route comes. ``kind`` ``road``: the
    link is ``cut`` or ``slow`` when the route is on it. ``kind`` ``restriction``: one that was not
    known binds where and when the route passes. ``kind`` ``requirement``: something is asked at a
    crossing of the route that was not asked, and the group is not known to have it.
    """

    kind: str
    key: str
    was: str
    now: str
    since: datetime | None = None
    status: Status | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node is."""

    country: str
    areas: frozenset[str]


class Known:
    """What is known at an instant, read when it is first asked for and then kept."""

    def __init__(self, *, at: datetime) -> None:
        self.at = at
        self._until = at + HORIZON + A_DAY
        self._requirements: dict[date, list[Requirement]] = {}
        self._hours: dict[tuple[str, str, date], tuple[Interval, ...]] = {}
        self._entries: dict[str, planner.Service] = {}

    @cached_property
    def places(self) -> dict[str, Place]:
        rows = Node.objects.values_list("key", "country", "area__key", "department__key")
        return {
            key: Place(country, frozenset({area, department}))
            for key, country, area, department in rows
        }

    @cached_property
    def crossings(self) -> dict[str, Crossing]:
        return {row.key: row for row in Crossing.objects.prefetch_related("posts")}

    @cached_property
    def reports(self) -> dict[str, list[Report]]:
        return known_reports(
            known_at=self.at, before=self._until, crossings=self.crossings.values()
        )

    @cached_property
    def services(self) -> dict[str, Service]:
        rows = Service.objects.offered_on(local_day(self.at)).select_related(
            "schedule", "institution", "department"
        )
        rows = rows.prefetch_related("verifications", "terms", "admission_rules")
        return {row.key: row for row in rows}

    def entry(self, key: str) -> planner.Service:
        """What a service that is offered gives, and whom it takes."""
        if key not in self._entries:
            self._entries[key] = entry_of(self.services[key])
        return self._entries[key]

    @cached_property
    def holidays(self) -> dict[str, frozenset[date]]:
        first, last = local_day(self.at) - A_DAY, local_day(self._until) + A_DAY
        return {
            country: list_holidays(country=country, start=first, end=last) for country in REGION
        }

    @cached_property
    def roads(self) -> dict[str, list[RoadWord]]:
        return known_words(known_at=self.at, before=self._until)

    @cached_property
    def links(self) -> dict[frozenset[str], str]:
        """The links of which there is a word, by the two places they join."""
        rows = Link.objects.filter(pk__in=self.roads).values_list(
            "from_node_id", "to_node_id", "key"
        )
        return {frozenset({one, other}): key for one, other, key in rows}

    @cached_property
    def restrictions(self) -> list[RestrictionFact]:
        facts = known_restrictions(known_at=self.at, start=self.at - A_DAY, end=self._until + A_DAY)
        return [fact for fact in facts if fact.stops != Stops.NOTHING]

    @cached_property
    def demands(self) -> dict[str, frozenset[str]]:
        return {code: row.accepted for code, row in list_demands().items()}

    def requirements(self, on: date) -> list[Requirement]:
        if on not in self._requirements:
            self._requirements[on] = list_requirements(on=on, known_at=self.at)
        return self._requirements[on]

    def hours(self, expression: str, *, country: str, on: date) -> tuple[Interval, ...]:
        """When something is open on a day; the day before and after lie around it."""
        key = (expression, country, on)
        if key not in self._hours:
            noon = datetime.combine(on, NOON)
            self._hours[key] = windows(
                expression,
                country=country,
                holidays=self.holidays[country],
                start=noon - 2 * A_DAY,
                end=noon + 2 * A_DAY,
            )
        return self._hours[key]

    def side(
        self,
        crossing: str,
        country: str,
        direction: Direction,
        *,
        at: datetime,
        returning: bool = False,
    ) -> Status:
        """What is known of one side and direction of a crossing at ``at``.

        ``returning``: for who goes home to the country entered.
        """
        told = self.reports.get(crossing, ())
        return state_at(
            (
                report.for_who_returns() if returning else report
                for report in told
                if report.concerns(country=country, direction=direction.value)
            ),
            at=at,
        )


def list_changes(
    stored: StoredPlan,
    *,
    at: datetime,
    itinerary: int | None = None,
    known: Known | None = None,
    kept: KeptPlan | None = None,
) -> list[Change]:
    """What the plan relies on and is worse now, as known at ``at``; of one itinerary if named.

    A crossing counts at the time it was to be crossed: one that is closed now and opens before is
    no change, one that will be closed then is. So do roads, restrictions and what is asked.
    ``known`` and ``kept`` spare reading what has been read already.
    """
    opened = open_plan(stored) if kept is None else kept
    now = Known(at=at) if known is None else known
    routes = opened.plan.itineraries
    chosen = routes if itinerary is None else routes[itinerary : itinerary + 1]
    steps = [step for route in chosen for step in route.steps]
    return [
        *_crossings(steps, stored=stored, kept=opened, now=now),
        *_services(steps, kept=opened, now=now),
        *_roads(steps, since=stored.known_at, now=now),
        *_restrictions(steps, kept=opened, since=stored.known_at, now=now),
        *_requirements(steps, kept=opened, since=stored.known_at, now=now),
    ]


def is_affected(stored: StoredPlan, *, at: datetime, itinerary: int | None = None) -> bool:
    """Whether anything that the plan relies on is worse now."""
    return bool(list_changes(stored, at=at, itinerary=itinerary))


def list_affected_plans(*, kind: str, key: str, at: datetime) -> list[StoredPlan]:
    """Kept plans that rely on a crossing or service, and for which something is worse now."""
    return [plan for plan in list_plans_relying_on(kind=kind, key=key) if is_affected(plan, at=at)]


def _when(step: planner.Step, now: Known) -> datetime:
    return max(now.at, instant_of(step.starts))


def _crossings(
    steps: Iterable[planner.Step], *, stored: StoredPlan, kept: KeptPlan, now: Known
) -> list[Change]:
    was = {row.key: row.state for row in stored.reliances.all() if row.kind == CROSSING}
    crossed = [step for step in steps if step.kind is planner.StepKind.CROSS]
    worst: dict[str, Change] = {}
    for step in sorted(crossed, key=lambda step: (step.crossing_id, step.starts)):
        state = State(was[step.crossing_id])
        left, entered = now.places[step.node].country, now.places[step.to_node].country
        ways = ((left, Direction.OUT), (entered, Direction.IN))
        is_home = entered == kept.profile.nationality
        sides = {
            country: now.side(
                step.crossing_id, country, direction, at=_when(step, now), returning=is_home
            )
            for country, direction in ways
        }
        status = worse(*sides.values())
        told = status.state.value
        if WORSE_FIRST.index(status.state) >= WORSE_FIRST.index(state):
            shut = _shut(step, sides, since=stored.known_at, now=now)
            if shut is None:
                continue
            status, told = shut, SHUT
        worst[step.crossing_id] = Change(
            kind=CROSSING,
            key=step.crossing_id,
            was=state.value,
            now=told,
            since=status.from_at,
            status=status,
        )
    return list(worst.values())


def _shut(
    step: planner.Step, sides: dict[str, Status], *, since: datetime, now: Known
) -> Status | None:
    """The word of a side, told since the plan, whose hours leave out the instant of crossing."""
    crosses_at = instant_of(step.starts)
    for country, status in sides.items():
        is_new = status.known_from is not None and status.known_from > since
        if not (is_new and status.opening_hours):
            continue
        hours = now.hours(status.opening_hours, country=country, on=local_day(crosses_at))
        if not any(opens <= crosses_at < closes for opens, closes in hours):
            return status
    return None


def _services(steps: Sequence[planner.Step], *, kept: KeptPlan, now: Known) -> Iterable[Change]:
    visits: dict[str, list[planner.Step]] = {}
    for step in steps:
        if step.service_id:
            visits.setdefault(step.service_id, []).append(step)
    papers = kept.request.documents.union(*(step.gives for step in steps))
    asked = replace(kept.request, documents=papers)
    for key in sorted(visits):
        told = _of_service(key, visits[key], asked=asked, now=now)
        if told is not None:
            yield told


def _of_service(
    key: str, visits: Sequence[planner.Step], *, asked: planner.Request, now: Known
) -> Change | None:
    change = partial(Change, kind=SERVICE, key=key, was=OFFERED)
    if key not in now.services:
        return change(now="not_offered")
    row, entry = now.services[key], now.entry(key)
    if any(set(visit.needs) - entry.provides for visit in visits):
        return change(now="not_offered")
    latest = next((v for v in row.verifications.all() if v.at <= now.at), None)
    if latest is not None and latest.outcome == VerificationOutcome.NOT_FOUND:
        return change(now="not_found", since=latest.at)
    if not planner.admits(entry, request=asked):
        return change(now=REFUSES)
    starts = [
        instant_of(visit.starts) for visit in visits if visit.kind is planner.StepKind.SERVICE
    ]
    return change(now=SHUT) if any(_is_shut(row, at=at, now=now) for at in starts) else None


def _is_shut(service: Service, *, at: datetime, now: Known) -> bool:
    """Whether its own hours leave out an instant ahead; those of its kind are only assumed."""
    schedule = getattr(service, "schedule", None)
    if at < now.at or schedule is None or not (schedule.is_sourced and schedule.opening_hours):
        return False
    hours = now.hours(schedule.opening_hours, country=service.country, on=local_day(at))
    return not any(opens <= at < closes for opens, closes in hours)


def _roads(steps: Iterable[planner.Step], *, since: datetime, now: Known) -> Iterable[Change]:
    worst: dict[str, Change] = {}
    for step in steps:
        if step.kind is not planner.StepKind.TRAVEL:
            continue
        for link in _ridden(step, now):
            on_it_at = max(now.at, instant_of(step.ends_late))
            words = [
                word
                for word in now.roads[link]
                if word.from_at <= on_it_at and word.holds_until() > _when(step, now)
            ]
            word = road_at(words, at=_when(step, now), known_at=now.at) or max(
                words, key=lambda word: (word.from_at, word.key), default=None
            )
            before = road_at(now.roads[link], at=instant_of(step.starts), known_at=since)
            was = RoadState.OPEN.value if before is None else before.state
            if word is None or WORSE_ROADS.index(word.state) >= WORSE_ROADS.index(was):
                continue
            worst[link] = Change(kind=ROAD, key=link, was=was, now=word.state, since=word.from_at)
    return [worst[key] for key in sorted(worst)]


def _ridden(step: planner.Step, now: Known) -> Iterable[str]:
    """The links of a ride of which there is a word."""
    passed = passed_by(step)
    for one, other in pairwise(passed):
        link = now.links.get(frozenset({one, other}))
        if link is not None:
            yield link


def passed_by(step: planner.Step) -> Sequence[str]:
    """The places of a step in their order."""
    ends = (step.node, *step.via, step.to_node)
    return [name for name in ends if name]


def _restrictions(
    steps: Iterable[planner.Step], *, kept: KeptPlan, since: datetime, now: Known
) -> Iterable[Change]:
    found: dict[str, Change] = {}
    moving = [
        step for step in steps if step.kind in {planner.StepKind.TRAVEL, planner.StepKind.CROSS}
    ]
    for fact in now.restrictions:
        if not _names(fact.applies_to, fact.country, kept.profile.nationality):
            continue
        for step in moving:
            if _holds_up(fact, step, kept=kept, now=now, known_at=now.at) and not _holds_up(
                fact, step, kept=kept, now=now, known_at=since
            ):
                found[fact.key] = Change(
                    kind=RESTRICTION, key=fact.key, was="", now=BINDS, since=fact.from_at
                )
    return [found[key] for key in sorted(found)]


def _names(applies_to: str, country: str, nationality: str) -> bool:
    if not applies_to:
        return True
    only, all_but = nationalities_of(applies_to, country=country)
    return (not only or nationality in only or not nationality) and nationality not in all_but


def _holds_up(
    fact: RestrictionFact, step: planner.Step, *, kept: KeptPlan, now: Known, known_at: datetime
) -> bool:
    """Whether a restriction binds where and when a step is on the way."""
    is_ride = step.kind is planner.StepKind.TRAVEL
    if fact.stops == Stops.PUBLIC_TRANSPORT and not (is_ride and kept.mode == Mode.BUS):
        return False
    places = [now.places[name] for name in passed_by(step) if name in now.places]
    inside = [fact.concerns_area(country=place.country, keys=place.areas) for place in places]
    if not any(inside) or (fact.stops == Stops.ENTRY and all(inside)):
        return False
    return bool(
        fact.binds(
            start=instant_of(step.starts),
            end=instant_of(max(step.ends_late, step.starts + 1)),
            known_at=known_at,
            holidays=now.holidays[fact.country],
        )
    )


def _requirements(
    steps: Iterable[planner.Step], *, kept: KeptPlan, since: datetime, now: Known
) -> Iterable[Change]:
    """What is asked since the plan was made; a rule that was known then is in its answer."""
    found: dict[str, Change] = {}
    got = set(kept.profile.documents)
    for step in steps:
        got |= set(step.gives)
        if step.kind is not planner.StepKind.CROSS:
            continue
        crossing = now.crossings[step.crossing_id]
        left, entered = now.places[step.node].country, now.places[step.to_node].country
        known_then = {told.requirement_id for told in step.told}
        for row in now.requirements(local_day(_when(step, now))):
            if (
                row.known_from is None
                or row.known_from <= since
                or row.key in known_then
                or row.crossing_id not in {None, crossing.pk}
                or (row.country, row.direction) not in {(left, "exit"), (entered, "entry")}
                or row.mode not in {Mode.BUS.value, "people", "all"}
                or not _concerns(row, kept)
                or now.demands.get(row.demand, frozenset({row.demand})) & got
            ):
                continue
            found[row.key] = Change(
                kind=REQUIREMENT, key=row.key, was="", now=ASKED, since=row.known_from
            )
    return [found[key] for key in sorted(found)]


def _concerns(row: Requirement, kept: KeptPlan) -> bool:
    ages = [member.age for member in kept.profile.members]
    is_of_age = any(
        (row.age_from is None or age >= row.age_from)
        and (row.age_until is None or age < row.age_until)
        for age in ages
    )
    return is_of_age and _names(row.applies_to, row.country, kept.profile.nationality)
