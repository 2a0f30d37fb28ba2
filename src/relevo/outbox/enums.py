"""Closed list of the outbox."""

from enum import StrEnum


class MessageState(StrEnum):
    """Where a message is on its way."""

    WAITING = "waiting"
    LEASED = "leased"
    DONE = "done"
    GIVEN_UP = "given_up"
