"""Waits between attempts, and the state of a message."""

from datetime import UTC, datetime, timedelta

import pytest

from relevo.outbox.enums import MessageState
from relevo.outbox.rules import LONGEST_WAIT, MOST_ATTEMPTS, state_of, wait_after

NOON = datetime(2020, 11, 20, 12, tzinfo=UTC)
LATER, EARLIER = NOON + timedelta(seconds=1), NOON - timedelta(seconds=1)


def test_waits_double_up_to_six_hours():
    minutes = [wait_after(attempts) // timedelta(minutes=1) for attempts in range(1, 12)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 360, 360]
    assert wait_after(10_000) == LONGEST_WAIT


def test_all_attempts_together_take_about_three_days():
    total = sum((wait_after(n) for n in range(1, MOST_ATTEMPTS)), timedelta())
    assert timedelta(hours=66) < total < timedelta(hours=74)


@pytest.mark.parametrize(
    ("attempts", "done_at", "leased_until", "state"),
    [
        (0, None, None, MessageState.WAITING),
        (3, None, EARLIER, MessageState.WAITING),
        (3, None, NOON, MessageState.WAITING),
        (3, None, LATER, MessageState.LEASED),
        (MOST_ATTEMPTS, None, LATER, MessageState.LEASED),
        (MOST_ATTEMPTS, None, EARLIER, MessageState.GIVEN_UP),
        (MOST_ATTEMPTS, None, None, MessageState.GIVEN_UP),
        (MOST_ATTEMPTS, NOON, None, MessageState.DONE),
        (1, NOON, LATER, MessageState.DONE),
    ],
)
def test_state_of_a_message(attempts, done_at, leased_until, state):
    found = state_of(attempts=attempts, done_at=done_at, leased_until=leased_until, at=NOON)
    assert found == state
