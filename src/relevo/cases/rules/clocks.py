"""Until when an offer is to be answered.

Emergency and urgent run in clock hours, nights and holidays included; normal runs two weeks of the
recipient's working days. What the person needs by an instant of its own comes first if earlier.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta, timezone

from relevo.cases.enums import Urgency
from relevo.cases.errors import OfferRefused
from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.kernel.working_days import add_working_days

CLOCK_HOURS: dict[Urgency, timedelta] = {
    Urgency.EMERGENCY: timedelta(hours=24),
    Urgency.URGENT: timedelta(hours=72),
}
WORKING_DAYS = 10
LONGEST_AHEAD = timedelta(days=60)
"""Ten working days with every holiday of a year in between are fewer days than these."""

REMIND_BEFORE = timedelta(hours=6)
"""Of an emergency or an urgent offer the reminder comes at the latest so long before the end."""

PHONE_GRACE = timedelta(hours=24)
"""What was said by telephone in time keeps the offer open so long, for it to be confirmed."""

LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))


def start_of_day(at: datetime) -> datetime:
    """When the day began in which an instant lies, where the networks work."""
    return at.astimezone(LOCAL).replace(hour=0, minute=0, second=0, microsecond=0)


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


def reminder_at(urgency: Urgency, *, offered_at: datetime, deadline_at: datetime) -> datetime:
    """When the recipient is reminded, once: halfway, of what presses six hours before the end.

    Where there are no six hours, halfway.
    """
    halfway = offered_at + (deadline_at - offered_at) / 2
    latest = deadline_at - REMIND_BEFORE
    if urgency in CLOCK_HOURS and latest > offered_at:
        return min(halfway, latest)
    return halfway


def expires_at(deadline_at: datetime, *, told_at: datetime | None) -> datetime:
    """When silence ends an offer. ``told_at``: an answer by telephone waits to be confirmed.

    One that was told in time holds the clock for a day; one told too late holds nothing.
    """
    if told_at is None or told_at >= deadline_at:
        return deadline_at
    return deadline_at + PHONE_GRACE
