"""When a message is tried again, and when a person must look."""

from datetime import datetime, timedelta

from relevo.outbox.enums import MessageState

LEASE = timedelta(minutes=2)
DELIVERED_STAYS = timedelta(days=7)
"""What arrived is of no more use; a week is enough to see how a day went."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
MOST_ATTEMPTS = 20
"""With the waits above about 72 hours; then the sender is told that it was not delivered."""


def wait_after(attempts: int) -> timedelta:
    """Doubles with each attempt up to six hours."""
    doublings = min(attempts - 1, 16)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)


def state_of(
    *, attempts: int, done_at: datetime | None, leased_until: datetime | None, at: datetime
) -> MessageState:
    """An attempt counts from its lease on, so a worker that dies uses one up as well."""
    if done_at is not None:
        return MessageState.DONE
    if leased_until is not None and leased_until > at:
        return MessageState.LEASED
    return MessageState.GIVEN_UP if attempts >= MOST_ATTEMPTS else MessageState.WAITING
