"""How the work between institutions goes: what waits, what is late, how long answers take.

Counts of referrals, never of people; no code, no need and no profile is in them. What waits and
what is late is told as it is, because somebody has to act on it. Times and refusals look back on
what is over: there few cells are hidden, as in every figure.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median
from typing import TypeVar, cast
from uuid import UUID

from relevo.kernel.suppression import THRESHOLD, suppressed_line

LOOKS_BACK = timedelta(days=90)
K = TypeVar("K", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Counted:
    """One referral, as far as oversight asks. Nothing in it leads back to a case.

    ``answered_at``: the recipient's own yes or no. ``is_silent``: its clock ran out unanswered.
    """

    recipient_id: UUID
    side_from: str
    side_to: str
    urgency: str
    offered_at: datetime
    deadline_at: datetime | None
    answered_at: datetime | None
    is_waiting: bool
    is_silent: bool
    decline_code: str


@dataclass(frozen=True, slots=True)
class Line:
    """What is told of one institution, pair of countries or clock.

    ``oldest``: how long the one that waits longest has waited. ``typical``: the median time to an
    answer, None when few were answered.
    """

    waiting: int
    overdue: int
    silent: int
    answered: int
    oldest: timedelta | None
    typical: timedelta | None


def lines_by(
    rows: Iterable[Counted], key: Callable[[Counted], K], *, at: datetime
) -> dict[K, Line]:
    """A line for every value of ``key``."""
    groups: dict[K, list[Counted]] = {}
    for row in rows:
        groups.setdefault(key(row), []).append(row)
    return {name: line_of(group, at=at) for name, group in groups.items()}


def line_of(rows: Sequence[Counted], *, at: datetime) -> Line:
    """All of them in one line."""
    waiting = [row for row in rows if row.is_waiting]
    answered = [row for row in rows if row.answered_at is not None]
    times = [cast("datetime", row.answered_at) - row.offered_at for row in answered]
    return Line(
        waiting=len(waiting),
        overdue=sum(1 for row in waiting if row.deadline_at is not None and row.deadline_at <= at),
        silent=sum(1 for row in rows if row.is_silent),
        answered=len(times),
        oldest=max((at - row.offered_at for row in waiting), default=None),
        typical=_typical(times) if len(times) >= THRESHOLD else None,
    )


def _typical(times: Sequence[timedelta]) -> timedelta:
    """The median: one answer that took weeks changes little."""
    return timedelta(seconds=median(time.total_seconds() for time in times))


def refusals(rows: Iterable[Counted]) -> dict[str, int | None]:
    """How often each code of a no was given; few are hidden (None)."""
    counts: dict[str, int] = {}
    for row in rows:
        if row.decline_code:
            counts[row.decline_code] = counts.get(row.decline_code, 0) + 1
    return suppressed_line(counts)
