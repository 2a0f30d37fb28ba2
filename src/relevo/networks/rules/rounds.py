"""Decisions on rounds of verification: until when a link can be answered, what state it is in."""

from datetime import date, datetime, time, timedelta

from relevo.networks.enums import EntryAnswer, LinkState, RoundState
from relevo.networks.errors import (
    EntryAnswerRefused,
    LinkAnswered,
    LinkOver,
    LinkUnknown,
    RoundRefused,
)

DAYS_AFTER_DUE = 14
"""Whoever answers after the meeting still helps the next person who calls."""
LONGEST_DAYS = 365


def check_due(due_on: date, *, on: date) -> None:
    """RoundRefused unless the day is today or within the next year."""
    if due_on < on:
        raise RoundRefused(field="due_on", problem="passed")
    if due_on > on + timedelta(days=LONGEST_DAYS):
        raise RoundRefused(field="due_on", problem="too_far")


def expires_at(due_on: date, *, at: datetime) -> datetime:
    """The end of the last day of a link, in the time zone of ``at``."""
    last = due_on + timedelta(days=DAYS_AFTER_DUE)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=at.tzinfo)


def link_state(
    *,
    answer: str,
    revoked_at: datetime | None,
    expires_at: datetime,
    round_state: str,
    at: datetime,
) -> LinkState:
    """What can be done behind a link now. Taken back is taken back, whatever came before."""
    if revoked_at is not None:
        return LinkState.REVOKED
    if answer:
        return LinkState.ANSWERED
    if round_state == RoundState.CLOSED:
        return LinkState.CLOSED
    return LinkState.EXPIRED if at >= expires_at else LinkState.OPEN


def check_answerable(state: LinkState, *, answer: str, answered_at: datetime | None) -> None:
    """Raises LinkUnknown, LinkAnswered or LinkOver unless the link is open."""
    if state == LinkState.REVOKED:
        raise LinkUnknown
    if answered_at is not None:
        raise LinkAnswered(answer=answer, at=answered_at)
    if state != LinkState.OPEN:
        raise LinkOver(state=state)


def check_answer(answer: str, *, has_changes: bool) -> None:
    """EntryAnswerRefused unless it is one of the three, with changes where it says so."""
    if answer not in EntryAnswer.values:
        raise EntryAnswerRefused(field="answer", problem="unknown")
    if (answer == EntryAnswer.CHANGED) != has_changes:
        raise EntryAnswerRefused(field="changes", problem="unasked" if has_changes else "nothing")
