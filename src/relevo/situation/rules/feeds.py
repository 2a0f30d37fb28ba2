"""When a feed is asked again, and when its last good copy is called old."""

from datetime import datetime, timedelta

POLL = timedelta(minutes=15)
LONGEST_WAIT = timedelta(hours=6)
OLD_AFTER = timedelta(hours=6)
MOST_DOUBLINGS = 8


def wait_after(failures: int) -> timedelta:
    """Time until a feed is asked again: twice as long after each failure, six hours at most."""
    doublings: int = 1 << min(failures, MOST_DOUBLINGS)
    return min(POLL * doublings, LONGEST_WAIT)


def is_old(good_at: datetime | None, *, at: datetime) -> bool:
    """Whether what a feed last gave is so old that the page must say so."""
    return good_at is None or at - good_at > OLD_AFTER
