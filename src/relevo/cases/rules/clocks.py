"""Until when an offer is to be answered.

Emergency and urgent run in clock hours, nights and holidays included; normal runs two weeks of the
recipient's working days. What the person needs by an instant of its own comes first if earlier.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta, timezone

from relevo.cases.enums import Urgency
from relevo.cases.errors import OfferRefused
from relevo.kernel.countries import UTC_OFFSET_MINUTES

CLOCK_HOURS: dict[Urgency, timedelta] = {
    Urgency.EMERGENCY: timedelta(hours=24),
    Urgency.URGENT: timedelta(hours=72),
}
WORKING_DAYS = 10
LONGEST_AHEAD = timedelta(days=60)
"""Ten working days with every holiday of a year in between are fewer days than these."""

LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))
_SATURDAY = 5


def add_working_days(at: datetime, *, days: int, holidays: Collection[date]) -> datetime:
    """The same local time so many working days later; a Sunday counts from Monday on."""
    moment = at.astimezone(LOCAL)
    while days:
        moment += timedelta(days=1)
        if moment.weekday() < _SATURDAY and moment.date() not in holidays:
            days -= 1
    return moment.astimezone(at.tzinfo)


def deadline_of(
    urgency: Urgency, *, at: datetime, needed_by: datetime | None, holidays: Collection[date]
) -> datetime:
    """The earlier of the clock and *needed by*. OfferRefused when that has already passed."""
    if needed_by is not None and needed_by <= at:
        raise OfferRefused(field="needed_by", problem="passed")
    if urgency in CLOCK_HOURS:
        clock = at + CLOCK_HOURS[urgency]
    else:
        clock = add_working_days(at, days=WORKING_DAYS, holidays=holidays)
    return clock if needed_by is None else min(clock, needed_by)
