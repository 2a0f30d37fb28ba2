"""Crossings as passages: state, hours and what is asked, of both sides."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from relevo import planner
from relevo.borders.enums import Direction, Mode, State
from relevo.borders.models import Demand as KindOfDemand
from relevo.borders.models import Requirement
from relevo.borders.queries import known_reports, list_requirements
from relevo.borders.queries.asked import as_asked
from relevo.borders.queries.asked import asked_of as asked_here
from relevo.borders.queries.requirements import list_demands
from relevo.borders.rules import WORSE_FIRST, Report, Status, state_at, state_of_passage
from relevo.borders.rules.asked import grouped, waived_keys
from relevo.directory.models import Assumption
from relevo.journeys.loaders.hours import Calendar, intersection
from relevo.journeys.rules import (
    Demand,
    local_day,
    minute_of,
    requirement_of,
    trust,
)
from relevo.places.models import Crossing, Post

CROSSING_MINUTES = (30, 90)
"""Queue, both controls and the walk between them, where nobody has measured it: our own rule."""
CROSSING_RULE = "crossing-30-90"

WEAKEST_LAST = (planner.Basis.CONFIRMED, planner.Basis.ASSUMED, planner.Basis.UNKNOWN)

PassageKey = tuple[str, str, str]
"""Crossing key, country left, country entered."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time over which what is known of a passage stays the same, and the word of each side.

    ``left`` and ``entered`` are the countries of the two sides.
    """

    starts: int
    ends: int
    leaving: Status
    entering: Status
    left: str
    entered: str

    @property
    def status(self) -> Status:
        return state_of_passage(
            leaving=(self.left, self.leaving), entering=(self.entered, self.entering)
        )

    def is_worse_than(self, other: "Stretch") -> bool:
        """A worse state, or one that nobody has seen where the other was seen."""
        return (
            WORSE_FIRST.index(self.status.state) < WORSE_FIRST.index(other.status.state)
            or other.status.is_confirmed > self.status.is_confirmed
        )

    @property
    def is_closed(self) -> bool:
        return self.status.state is State.CLOSED


@dataclass(frozen=True, slots=True)
class LoadedPassages:
    passages: tuple[planner.Passage, ...]
    status: Mapping[PassageKey, Status]
    """What is told of a passage: its state when one can first pass, else the closure."""
    status_now: Mapping[PassageKey, Status]
    """Its state at departure."""
    requirements: Mapping[str, tuple[Requirement, ...]]
    """By the id of the planner's requirement: the rows it was made of."""
    crossings: Mapping[str, Crossing]


def load_passages(
    *,
    at: datetime,
    horizon: datetime,
    known_at: datetime,
    mode: str,
    nodes: frozenset[str],
    calendar: Calendar,
    nationality: str = "",
) -> LoadedPassages:
    """Every planned crossing, both ways, as far as both sides have a node; to that nationality."""
    crossings = list(
        Crossing.objects.filter(planned_through=True).prefetch_related("posts").order_by("key")
    )
    reports = known_reports(known_at=known_at, before=horizon, crossings=crossings)
    rows = _rows(mode, at=at, known_at=known_at)
    demands = list_demands()
    assumed = Assumption.objects.filter(kind="border_post").first()
    hours = _Hours(calendar=calendar, assumed=assumed.opening_hours if assumed else "")
    found: list[planner.Passage] = []
    status: dict[PassageKey, Status] = {}
    status_now: dict[PassageKey, Status] = {}
    told: dict[str, tuple[Requirement, ...]] = {}
    for crossing, leaving, entering in _ways(crossings, nodes=nodes):
        stretches = stretches_of(
            reports[crossing.key],
            left=leaving.country,
            entered=entering.country,
            start=at,
            end=horizon,
            returning=entering.country == nationality,
        )
        asked = asked_of(
            rows,
            crossing=crossing,
            left=leaving.country,
            entered=entering.country,
            kinds=demands,
        )
        told.update({requirement.id: of_rows for requirement, of_rows in asked})
        passage, decides = _passage(
            stretches,
            crossing_key=crossing.key,
            ways=(leaving, entering),
            requirements=tuple(requirement for requirement, _ in asked),
            hours=hours,
        )
        found.append(passage)
        status[crossing.key, leaving.country, entering.country] = decides.status
        status_now[crossing.key, leaving.country, entering.country] = stretches[0].status
    return LoadedPassages(
        passages=tuple(found),
        status=status,
        status_now=status_now,
        requirements=told,
        crossings={crossing.key: crossing for crossing in crossings},
    )


def _rows(mode: str, *, at: datetime, known_at: datetime) -> list[Requirement]:
    """What is asked on that day of people, and of those who travel so."""
    rows = list_requirements(on=local_day(at), known_at=known_at)
    return [row for row in rows if row.mode in {Mode.PEOPLE, Mode.ALL, mode}]


def _ways(
    crossings: Iterable[Crossing], *, nodes: frozenset[str]
) -> Iterator[tuple[Crossing, Post, Post]]:
    """Both directions of each crossing whose posts stand on the travel graph."""
    for crossing in crossings:
        posts = [post for post in crossing.posts.all() if post.key in nodes]
        for leaving in posts:
            for entering in posts:
                if leaving.country != entering.country:
                    yield crossing, leaving, entering


def stretches_of(
    reports: Sequence[Report],
    *,
    left: str,
    entered: str,
    start: datetime,
    end: datetime,
    returning: bool = False,
) -> list[Stretch]:
    """What is known of a passage from ``start`` to ``end``, cut where any report begins or ends.

    ``returning``: for who goes home to the country entered.
    The first stretch also covers the time before, the last the time after: nothing is told to
    end where only the horizon does.
    """
    told = [report.for_who_returns() if returning else report for report in reports]
    ways = [
        [report for report in told if report.concerns(country=country, direction=direction)]
        for country, direction in ((left, Direction.OUT), (entered, Direction.IN))
    ]
    cuts = {start}
    for report in (*ways[0], *ways[1]):
        turns = (report.from_at, report.confirmed_until(), report.holds_until())
        cuts |= {at for at in turns if start < at < end}
    stretches: list[Stretch] = []
    for at in sorted(cuts):
        leaving, entering = (state_at(way, at=at) for way in ways)
        minute = minute_of(at)
        if stretches and (stretches[-1].leaving, stretches[-1].entering) == (leaving, entering):
            continue
        if stretches:
            stretches[-1] = replace(stretches[-1], ends=minute)
        begins = minute if stretches else planner.ALWAYS[0][0]
        stretches.append(
            Stretch(
                starts=begins,
                ends=planner.ALWAYS[0][1],
                leaving=leaving,
                entering=entering,
                left=left,
                entered=entered,
            )
        )
    return stretches


@dataclass(frozen=True, slots=True)
class _Hours:
    """Hours of a side: as its report says, else as assumed of border posts, else unknown."""

    calendar: Calendar
    assumed: str

    def of(
        self, status: Status, *, country: str
    ) -> tuple[tuple[planner.Window, ...], planner.Basis]:
        if status.opening_hours:
            known = planner.Basis.CONFIRMED if status.is_confirmed else planner.Basis.ASSUMED
            return self.calendar.windows(status.opening_hours, country=country), known
        if self.assumed:
            return self.calendar.windows(self.assumed, country=country), planner.Basis.ASSUMED
        return planner.ALWAYS, planner.Basis.UNKNOWN


def _passage(
    stretches: Sequence[Stretch],
    *,
    crossing_key: str,
    ways: tuple[Post, Post],
    requirements: tuple[planner.Requirement, ...],
    hours: _Hours,
) -> tuple[planner.Passage, Stretch]:
    """The passage, and the stretch whose status is told: the first in which one can pass.

    After ``holds_until`` less is known than the status says, and a planner asks about it.
    """
    kept = _passable(stretches) or list(stretches)
    decides = kept[0]
    windows: set[planner.Window] = set()
    bases: set[planner.Basis] = set()
    holds_until = _holds_until(kept)
    for stretch in kept:
        left, left_known = hours.of(stretch.leaving, country=ways[0].country)
        entered, entered_known = hours.of(stretch.entering, country=ways[1].country)
        if holds_until is None or stretch.starts < holds_until:
            bases |= {left_known, entered_known}  # later hours are asked about with the state
        windows |= set(intersection(intersection(left, entered), [(stretch.starts, stretch.ends)]))
    status = decides.status
    return (
        planner.Passage(
            crossing_id=crossing_key,
            from_node=ways[0].key,
            to_node=ways[1].key,
            state=planner.CrossingState(status.state.value),
            state_known=_state_known(status),
            windows=tuple(sorted(windows)),
            windows_known=max(bases, key=WEAKEST_LAST.index),
            low_minutes=CROSSING_MINUTES[0],
            high_minutes=CROSSING_MINUTES[1],
            requirements=requirements,
            holds_until=holds_until,
        ),
        decides,
    )


def _passable(stretches: Sequence[Stretch]) -> list[Stretch]:
    """When one may plan to pass. That word of a closure grows old does not open anything."""
    passable: list[Stretch] = []
    grew_old = False
    for stretch in stretches:
        if stretch.is_closed:
            grew_old = stretch.status.until_at is None
        elif stretch.status.state is not State.NOT_CONFIRMED:
            grew_old = False
        if not stretch.is_closed and not grew_old:
            passable.append(stretch)
    return passable


def _holds_until(kept: Sequence[Stretch]) -> int | None:
    """When the first stretch's status ends or gets worse; None where nothing known ends it."""
    ends = kept[0].ends
    for stretch in kept[1:]:
        if stretch.starts != ends or stretch.is_worse_than(kept[0]):
            break
        ends = stretch.ends
    return None if ends == planner.ALWAYS[0][1] else ends


def _state_known(status: Status) -> planner.Basis:
    """Only what somebody saw is confirmed; what was announced is still asked about."""
    if status.state is State.NOT_CONFIRMED:
        return planner.Basis.UNKNOWN
    return planner.Basis.CONFIRMED if status.is_confirmed else planner.Basis.ASSUMED


def asked_of(
    rows: Iterable[Requirement],
    *,
    crossing: Crossing,
    left: str,
    entered: str,
    kinds: Mapping[str, KindOfDemand],
) -> list[tuple[planner.Requirement, tuple[Requirement, ...]]]:
    """What leaving one country and entering the other asks here, with the rows that say so."""
    concerned = {
        row.key: row for row in asked_here(rows, crossing=crossing, left=left, entered=entered)
    }
    waived = waived_keys([as_asked(row, demands=kinds) for row in concerned.values()])
    demands = [
        Demand(
            key=row.key,
            country=row.country,
            applies_to=row.applies_to,
            demand=row.demand,
            is_blocking=row.is_blocking and row.key not in waived,
            known=trust(sourced=row.sourced, confidence=row.confidence),
            age_from=row.age_from,
            age_until=row.age_until,
            any_of_group=row.any_of_group,
            accepts=kinds[row.demand].accepted if row.demand in kinds else None,
            valid_hours=kinds[row.demand].valid_hours if row.demand in kinds else None,
        )
        for row in concerned.values()
    ]
    return [
        (requirement_of(group), tuple(concerned[demand.key] for demand in group))
        for group in grouped(demands)
    ]
