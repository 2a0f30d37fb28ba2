"""When a temporary point is open, from what was known of it."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta, timezone
from typing import Protocol

from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.situation.errors import FactRefused

USUAL, LONGEST = timedelta(hours=72), timedelta(days=90)
SHORTEST = timedelta(minutes=15)
LONGEST_AHEAD = timedelta(days=14)
LONGEST_BACK = timedelta(hours=12)
"""A point that opened in the night is told in the morning."""
MOST_NEEDS = 8
_LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))


class Step(Protocol):
    """A later word on the end of a point."""

    @property
    def until_at(self) -> datetime: ...

    @property
    def at(self) -> datetime: ...


def end_of(first: datetime, steps: Iterable[Step], *, known_at: datetime) -> datetime:
    """The end as known at an instant: the last step's, else the one told when it opened."""
    end, told_at = first, None
    for step in steps:
        if step.at <= known_at and (told_at is None or step.at >= told_at):
            end, told_at = step.until_at, step.at
    return end


def is_open(
    from_at: datetime,
    until_at: datetime,
    steps: Iterable[Step],
    *,
    opened_at: datetime,
    at: datetime,
    known_at: datetime,
) -> bool:
    """Whether it is open at an instant, as known at another. At its very end it is not."""
    return opened_at <= known_at and from_at <= at < end_of(until_at, steps, known_at=known_at)


def in_hours(opens: time | None, closes: time | None, *, at: datetime) -> bool:
    """Whether the hours of every day hold an instant; without hours it is day and night.

    Hours that end before they begin reach into the next morning.
    """
    if opens is None or closes is None:
        return True
    now = at.astimezone(_LOCAL).time()
    return opens <= now < closes if opens < closes else now >= opens or now < closes


def check_span(from_at: datetime, until_at: datetime, *, at: datetime) -> None:
    """Raises FactRefused unless a point can be open so."""
    if from_at < at - LONGEST_BACK:
        raise FactRefused(field="from_at", problem="long_past")
    if from_at > at + LONGEST_AHEAD:
        raise FactRefused(field="from_at", problem="far_ahead")
    check_end(from_at, until_at, at=at)


def check_end(from_at: datetime, until_at: datetime, *, at: datetime) -> None:
    """Raises FactRefused unless the end lies ahead, after the start and not too far."""
    if until_at <= at:
        raise FactRefused(field="until_at", problem="past")
    if until_at < from_at + SHORTEST:
        raise FactRefused(field="until_at", problem="before_start")
    if until_at > max(from_at, at) + LONGEST:
        raise FactRefused(field="until_at", problem="far_ahead")
