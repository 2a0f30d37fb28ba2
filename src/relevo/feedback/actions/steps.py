"""What is written about a complaint: words sealed, a step of its history, and who must hear."""

from datetime import datetime
from uuid import UUID

from relevo.audit import actions as audit
from relevo.feedback.enums import Verb
from relevo.feedback.models import Complaint, Statement, Step
from relevo.feedback.queries import context_of
from relevo.kernel.actor import SYSTEM, Actor
from relevo.outbox import actions as outbox
from relevo.plumbing.sealed import seal


def write_statement(complaint: Complaint, words: str, *, at: datetime) -> None:
    """What the person said, sealed into the envelope of the complaint."""
    row = Statement(complaint=complaint, at=at)
    row.words = _sealed(words, row, complaint)
    row.save()


def _sealed(words: str, row: Statement | Step, complaint: Complaint) -> bytes:
    return seal(
        {"words": words},
        context=context_of(row),
        holder=complaint.network_id,
        envelope=complaint.pk,
    )


def write_step(
    complaint: Complaint,
    verb: Verb,
    *,
    at: datetime,
    by: Actor | None = None,
    code: str = "",
    words: str = "",
) -> None:
    """One line of the history, what the audit knows of it, and a message without content.

    The complaint is locked, or new. Who told, and who wrote it down for somebody, is nobody's:
    those acts are the instance's own.
    """
    user_id: UUID | None = None if by is None else by.id
    row = Step(
        complaint=complaint,
        number=complaint.steps.count() + 1,
        verb=verb,
        at=at,
        by=user_id,
        code=code,
    )
    if words:
        row.words = _sealed(words, row, complaint)
    row.save()
    topic, subject = f"complaint.{verb}", str(complaint.pk)
    outbox.queue(topic, subject_id=subject, at=at)
    facts = {"code": code} if code else {}
    audit.record(topic, subject=subject, actor=by or SYSTEM, at=at, facts=facts)
