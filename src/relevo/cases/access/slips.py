"""What a paper opens: the referral that was offered to one's own institution, and no other."""

from datetime import datetime
from uuid import UUID

from relevo.cases.access.doors import is_blocked, received_by, visible_to, works_on_cases
from relevo.cases.errors import CaseNotVisible
from relevo.cases.models import Referral
from relevo.kernel.actor import Actor
from relevo.kernel.ids import CodeUnreadable, parse_code


def find_by_slip(actor: Actor, *, code: str, at: datetime) -> Referral | None:
    """The referral of a slip, if it was offered to the actor's institution; else nothing."""
    if not works_on_cases(actor):
        return None
    try:
        plain = parse_code(code)
    except CodeUnreadable:
        return None
    referral = visible_to(actor).filter(received_by(actor), slip_code=plain).first()
    return None if referral is None or is_blocked(referral, at=at) else referral


def batch_of(actor: Actor, *, batch_id: UUID) -> list[UUID]:
    """The referrals of a group that were offered to the actor's institution; CaseNotVisible."""
    received = visible_to(actor).filter(received_by(actor), batch_id=batch_id)
    found = [row.pk for row in received.order_by("offered_at", "code") if not is_blocked(row)]
    if not works_on_cases(actor) or not found:
        raise CaseNotVisible
    return found
