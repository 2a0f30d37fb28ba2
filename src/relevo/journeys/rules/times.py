"""The planner's minutes, and the day it is in the three countries."""

from datetime import UTC, date, datetime, timedelta, timezone

from relevo.kernel.countries import UTC_OFFSET_MINUTES

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))
DAWN_HOUR = 6
NIGHT_FROM_HOUR, NIGHT_UNTIL_HOUR = 19, 5
HORIZON = timedelta(hours=96)


def minute_of(at: datetime) -> int:
    """Whole minutes since 1970Z, the planner's time."""
    return int((at - EPOCH) // timedelta(minutes=1))


def instant_of(minute: int) -> datetime:
    return EPOCH + timedelta(minutes=minute)


def local_day(at: datetime) -> date:
    """The day it is in the three countries."""
    return at.astimezone(LOCAL).date()


def is_in_night(starts: int, ends: int) -> bool:
    """Whether any part of a way lies between seven in the evening and five in the morning."""
    begins = instant_of(starts).astimezone(LOCAL)
    if not NIGHT_UNTIL_HOUR <= begins.hour < NIGHT_FROM_HOUR:
        return True
    evening = begins.replace(hour=NIGHT_FROM_HOUR, minute=0, second=0, microsecond=0)
    return ends > minute_of(evening)


def dawn_before(minute: int) -> int:
    """The last dawn that is not later than this minute."""
    local = instant_of(minute).astimezone(LOCAL)
    dawn = local.replace(hour=DAWN_HOUR, minute=0, second=0, microsecond=0)
    return minute_of(dawn if dawn <= local else dawn - timedelta(days=1))


def night_ends(at: datetime) -> datetime:
    """The next dawn: whoever needs a bed tonight needs it before."""
    local = at.astimezone(LOCAL)
    dawn = local.replace(hour=DAWN_HOUR, minute=0, second=0, microsecond=0)
    return dawn if local < dawn else dawn + timedelta(days=1)
