"""Clocks that run on working days: a Sunday and a holiday are no days of an office."""

from collections.abc import Collection
from datetime import date, datetime, timedelta, timezone

from relevo.kernel.countries import UTC_OFFSET_MINUTES

_LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))
_SATURDAY = 5


def add_working_days(at: datetime, *, days: int, holidays: Collection[date]) -> datetime:
    """The same local time so many working days later; a Sunday counts from Monday on."""
    moment = at.astimezone(_LOCAL)
    while days:
        moment += timedelta(days=1)
        if moment.weekday() < _SATURDAY and moment.date() not in holidays:
            days -= 1
    return moment.astimezone(at.tzinfo)
