"""Where a large group may be, from when until when: windows of six hours or more, never a point.

The model and what it cannot know: ``docs/explanation/movements.md``.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from enum import StrEnum
from statistics import median_low
from uuid import UUID

from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.situation.enums import HalfDay, SightingKind
from relevo.situation.rules.ways import Stop

LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))
HALF = timedelta(hours=12)
MARK = timedelta(hours=6)
"""Windows begin and end at 00:00, 06:00, 12:00 or 18:00, and none is shorter than this."""

AT_A_BORDER = timedelta(hours=6)
"""What a border may hold a group up; at best nothing."""


@dataclass(frozen=True, slots=True)
class Pace:
    """Kilometers in an hour of the clock, nights and rests included."""

    slow: float
    fast: float


PRIOR = Pace(slow=4.0, fast=15.0)
"""About 100 to 360 kilometers in a day: the slowest and fastest of 2018 to 2022 (ADR 0043)."""

SLOWEST = 1.0
"""A day's walk of 24 kilometers: under this a group is not under way but waits."""

FASTER_AGAIN = 2.0
"""A group that walked may find lifts: it may go twice as fast as it was seen to go."""


class Going(StrEnum):
    """What became of a movement."""

    EXPECTED = "expected"
    """Nobody has seen it yet."""
    MOVING = "moving"
    HELD = "held"
    RETURNING = "returning"
    OVER = "over"


_GOING: dict[str, Going] = {
    SightingKind.BLOCKED.value: Going.HELD,
    SightingKind.STRANDED.value: Going.HELD,
    SightingKind.RETURN.value: Going.RETURNING,
    SightingKind.DISPERSAL.value: Going.OVER,
    SightingKind.ENDED.value: Going.OVER,
}


@dataclass(frozen=True, slots=True)
class Span:
    """From when until when."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Fix:
    """The group was at a node in some half-day."""

    node: str
    day: date
    half: str
    kind: str

    @property
    def span(self) -> Span:
        return half_day(self.day, self.half)


@dataclass(frozen=True, slots=True)
class People:
    """How many: at least, most likely, at most."""

    low: int
    best: int
    high: int


def half_day(day: date, half: str) -> Span:
    """Morning and afternoon of a day in the time of the three countries."""
    start = datetime.combine(day, time(12 if half == HalfDay.PM else 0), LOCAL)
    return Span(start, start + HALF)


def going_of(fixes: Sequence[Fix]) -> Going:
    """What became of the group, from its sightings in order."""
    return _GOING.get(fixes[-1].kind, Going.MOVING) if fixes else Going.EXPECTED


def pace_of(first: Span, last: Span, *, km: float) -> Pace:
    """The pace from here on, of a group that covered so many kilometers between two half-days.

    Whoever was slow may stay slow, and may find lifts; a fast start promises nothing, for it had no
    night in it. So an observed pace moves a window back and widens it, and never moves it forward.
    """
    if km <= 0 or last.end <= first.start:
        return PRIOR
    most = (last.end - first.start) / timedelta(hours=1)
    least = (last.start - first.end) / timedelta(hours=1)
    slow = max(SLOWEST, min(PRIOR.slow, km / most))
    fast = PRIOR.fast if least <= 0 else min(PRIOR.fast, FASTER_AGAIN * km / least)
    return Pace(slow=slow, fast=max(fast, slow))


def reach(stop: Stop, *, since: Span, pace: Pace) -> Span:
    """When the group may come to a stop of its way, before the window is rounded."""
    earliest = since.start + timedelta(hours=stop.km / pace.fast)
    latest = since.end + timedelta(hours=stop.km / pace.slow) + stop.borders * AT_A_BORDER
    return Span(earliest, latest)


def window(span: Span) -> Span:
    """The span rounded outward to six-hour marks, and never shorter than six hours."""
    start, end = _mark_before(span.start), _mark_after(span.end)
    return Span(start, max(end, start + MARK))


def _mark_before(moment: datetime) -> datetime:
    local = moment.astimezone(LOCAL)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + MARK * ((local - midnight) // MARK)


def _mark_after(moment: datetime) -> datetime:
    before = _mark_before(moment)
    return before if before == moment else before + MARK


def is_window(start: datetime, end: datetime) -> bool:
    """Whether this may be told: whole six-hour marks, six hours or more."""
    return end - start >= MARK and _mark_before(start) == start and _mark_before(end) == end


@dataclass(frozen=True, slots=True)
class Warned:
    """A warning of needs by what decides whether it stands. ``place``: movement and municipality.

    ``replaces``: whose place it took when it was sent.
    """

    id: UUID
    place: tuple[UUID, UUID]
    known_from: datetime
    replaces: UUID | None = None


def replacements(rows: Iterable[Warned]) -> dict[UUID, UUID]:
    """Each warning in whose place a newer one of the same movement and municipality stands.

    Which one is newer when both were sent at one instant, the one sent later says itself.
    """
    told = list(rows)
    linked = {row.replaces: row.id for row in told if row.replaces is not None}
    found: dict[UUID, UUID] = {}
    for row in told:
        newer = [
            other
            for other in told
            if other.place == row.place and other.known_from > row.known_from
        ]
        if row.id in linked:
            found[row.id] = linked[row.id]
        elif newer:
            found[row.id] = min(newer, key=lambda other: (other.known_from, other.id)).id
    return found


def people_of(told: Iterable[tuple[int | None, int | None, int | None]]) -> People | None:
    """Several estimates as one band: the least, the middle and the most that anybody said.

    None when nobody gave a number. The estimates themselves stand side by side on the page.
    """
    known = [
        People(low, best, high)
        for low, best, high in told
        if low is not None and best is not None and high is not None
    ]
    if not known:
        return None
    return People(
        low=min(row.low for row in known),
        best=median_low([row.best for row in known]),
        high=max(row.high for row in known),
    )
