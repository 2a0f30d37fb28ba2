"""Ordinary feedback is answered with a code: by the institution, or by the coordination."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.feedback import access
from relevo.feedback.enums import ReportAnswer
from relevo.feedback.errors import HandlingRefused, ReportAnswered
from relevo.kernel.actor import Actor


@transaction.atomic
def answer_report(*, report_id: UUID, code: str, by: Actor, at: datetime) -> None:
    """Say what came of it; once. Raises ReportNotVisible, ReportAnswered, HandlingRefused."""
    row = access.locked_report(by, report_id=report_id)
    if code not in ReportAnswer.values:
        raise HandlingRefused(field="code", problem="unknown")
    if row.answer:
        raise ReportAnswered
    row.answer, row.answered_on, row.answered_by = code, at.date(), by.id
    row.save(update_fields=["answer", "answered_on", "answered_by"])
    audit.record("report.answered", subject=str(row.pk), actor=by, at=at, facts={"code": code})
