"""The states of a complaint, and its one clock: acknowledged within five working days."""

from collections.abc import Collection
from datetime import date, datetime, timedelta

from relevo.feedback.enums import ComplaintState
from relevo.feedback.errors import MoveRefused
from relevo.kernel.working_days import add_working_days

ACKNOWLEDGED_WITHIN = 5
"""Working days of the country where it happened."""
KEPT = timedelta(days=730)
"""Two years after its last step a closed complaint ends, and its key with it."""
LONGEST_AHEAD_DAYS = 30
"""Five working days with every holiday in between are fewer days than these."""

S = ComplaintState
MOVES: dict[ComplaintState, frozenset[ComplaintState]] = {
    S.RECEIVED: frozenset({S.ACKNOWLEDGED}),
    S.ACKNOWLEDGED: frozenset({S.ANSWERED, S.REFERRED, S.CLOSED}),
    S.ANSWERED: frozenset({S.ANSWERED, S.REFERRED, S.CLOSED}),
    S.REFERRED: frozenset({S.ANSWERED, S.CLOSED}),
    S.CLOSED: frozenset({S.RECEIVED}),
}
"""A complaint is acknowledged before anything else. What the person adds to a closed one opens
it anew, with a new clock."""


def check_move(state: str, to: ComplaintState) -> None:
    """MoveRefused unless a complaint goes there."""
    if to not in MOVES[ComplaintState(state)]:
        raise MoveRefused(state=state, to=to)


def due_at(at: datetime, *, holidays: Collection[date]) -> datetime:
    """Until when a complaint that was told now is to be acknowledged."""
    return add_working_days(at, days=ACKNOWLEDGED_WITHIN, holidays=holidays)


def is_overdue(*, state: str, due: datetime, at: datetime) -> bool:
    return state == ComplaintState.RECEIVED and at > due
