"""What the readers of a complaint do about it. Each step is told to the person by their code."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.feedback import access
from relevo.feedback.access import BarredByCode
from relevo.feedback.actions.steps import write_step
from relevo.feedback.enums import AnswerCode, ClosingReason, ComplaintState, Verb
from relevo.feedback.errors import HandlingRefused
from relevo.feedback.models import Aside, Complaint
from relevo.feedback.rules.bodies import body_of
from relevo.feedback.rules.states import check_move
from relevo.kernel.actor import Actor

LONGEST_ANSWER = 1_000


def _moved(
    by: Actor,
    *,
    complaint_id: UUID,
    to: ComplaintState,
    barred_by_code: BarredByCode,
    at: datetime,
) -> Complaint:
    """The complaint in its new state, locked; ComplaintNotVisible, MoveRefused."""
    row = access.locked_complaint(
        by, complaint_id=complaint_id, barred_by_code=barred_by_code, at=at
    )
    check_move(row.state, to)
    row.state = to
    row.save(update_fields=["state"])
    return row


@transaction.atomic
def acknowledge(
    *, complaint_id: UUID, barred_by_code: BarredByCode, by: Actor, at: datetime
) -> None:
    """A reader has it and works on it. Raises ComplaintNotVisible, MoveRefused."""
    row = _moved(
        by,
        complaint_id=complaint_id,
        to=ComplaintState.ACKNOWLEDGED,
        barred_by_code=barred_by_code,
        at=at,
    )
    write_step(row, Verb.ACKNOWLEDGED, by=by, at=at)


@transaction.atomic
def answer(
    *,
    complaint_id: UUID,
    code: str,
    words: str,
    barred_by_code: BarredByCode,
    by: Actor,
    at: datetime,
) -> None:
    """Tell the person what came of it: a code, and a short text for them, sealed.

    Raises ComplaintNotVisible, MoveRefused, HandlingRefused.
    """
    words = words.strip()
    if code not in AnswerCode.values:
        raise HandlingRefused(field="code", problem="unknown")
    if not words or "\0" in words:
        raise HandlingRefused(field="words", problem="missing")
    if len(words) > LONGEST_ANSWER:
        raise HandlingRefused(field="words", problem="too_long")
    row = _moved(
        by,
        complaint_id=complaint_id,
        to=ComplaintState.ANSWERED,
        barred_by_code=barred_by_code,
        at=at,
    )
    write_step(row, Verb.ANSWERED, by=by, code=code, words=words, at=at)


@transaction.atomic
def step_aside(
    *, complaint_id: UUID, barred_by_code: BarredByCode, by: Actor, at: datetime
) -> None:
    """A reader finds that it is about their own institution, or somebody close: never again.

    For what no list of places could know. Raises ComplaintNotVisible.
    """
    row = access.locked_complaint(
        by, complaint_id=complaint_id, barred_by_code=barred_by_code, at=at
    )
    Aside.objects.create(complaint=row, user_id=by.id, at=at)
    write_step(row, Verb.ASIDE, by=by, at=at)


@transaction.atomic
def refer(*, complaint_id: UUID, barred_by_code: BarredByCode, by: Actor, at: datetime) -> None:
    """Record that it was handed to the outside body that the person chose, and to no other.

    It goes on paper, by hand: that body has no account. Raises ComplaintNotVisible, MoveRefused,
    HandlingRefused when the person wanted none.
    """
    row = _moved(
        by,
        complaint_id=complaint_id,
        to=ComplaintState.REFERRED,
        barred_by_code=barred_by_code,
        at=at,
    )
    if body_of(row.outside_body) is None:
        raise HandlingRefused(field="body", problem="none_chosen")
    write_step(row, Verb.REFERRED, by=by, code=row.outside_body, at=at)


@transaction.atomic
def close(
    *, complaint_id: UUID, reason: str, barred_by_code: BarredByCode, by: Actor, at: datetime
) -> None:
    """Nothing more is done about it, and why.

    Raises ComplaintNotVisible, MoveRefused, HandlingRefused.
    """
    if reason not in ClosingReason.values:
        raise HandlingRefused(field="reason", problem="unknown")
    row = _moved(
        by,
        complaint_id=complaint_id,
        to=ComplaintState.CLOSED,
        barred_by_code=barred_by_code,
        at=at,
    )
    write_step(row, Verb.CLOSED, by=by, code=reason, at=at)
