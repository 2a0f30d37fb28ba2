"""The acta de entrega: written by either side, confirmed by both."""

from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases import access, queries
from relevo.cases.actions import referrals
from relevo.cases.enums import Party
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import HandOverRefused, MoveNotYours
from relevo.cases.models import HandOver, Referral
from relevo.cases.rules import handovers
from relevo.cases.rules.facts import has_child
from relevo.cases.rules.handovers import HandOverTerms
from relevo.kernel.actor import Actor
from relevo.outbox import actions as outbox
from relevo.plumbing.sealed import seal

BY_HAND_OVER = "hand_over"


@transaction.atomic
def write_hand_over(
    *, referral_id: UUID, terms: HandOverTerms, handed_at: datetime, by: Actor, at: datetime
) -> HandOver:
    """Write the acta, or write it anew while the receiver has not confirmed it.

    What the giver has confirmed is to be confirmed again when it says something else. Raises
    CaseNotVisible, HandOverRefused.
    """
    referral = access.locked_for(by, referral_id=referral_id).referral
    row = HandOver.objects.select_for_update(no_key=True).filter(referral=referral).first()
    if not access.can_hand_over(referral):
        raise HandOverRefused(field="referral", problem="not_now")
    if row is not None and row.received_at is not None:
        raise HandOverRefused(field="referral", problem="confirmed")
    child = has_child(queries.opened_facts(referral.case_id))
    handovers.check_terms(
        terms,
        has_child=child,
        handed_at=handed_at,
        offered_at=referral.offered_at or referral.created_at,
        at=at,
    )
    row = row or HandOver(id=uuid4(), referral=referral)
    row.responsible_id = referral.sender_id
    row.handed_at = handed_at
    row.given_at = row.given_by = None
    row.flagged_at = at if child and handovers.flags_of(terms) else None
    row.sealed = seal(
        handovers.content_of(terms, has_child=child),
        context=access.hand_over_context(row.pk),
        holder=referral.sender_id,
        envelope=referral.case_id,
    )
    row.save()
    audit.record("hand_over.written", subject=str(referral.pk), actor=by, at=at)
    outbox.queue("hand_over.written", subject_id=str(referral.pk), at=at)
    return row


@transaction.atomic
def confirm_given(*, referral_id: UUID, seen: str, by: Actor, at: datetime) -> HandOver:
    """The sender says that it handed over as the acta says. Saying it twice changes nothing.

    ``seen``: the digest of the acta that was shown; of another nothing is confirmed. Raises
    CaseNotVisible, MoveNotYours, HandOverRefused.
    """
    _referral, row = _to_confirm(referral_id, Party.SENDER, seen=seen, by=by)
    if row.given_at is not None:
        return row
    row.given_at, row.given_by = at, by.id
    row.save(update_fields=["given_at", "given_by"])
    _tell("hand_over.given", referral_id, by=by, at=at)
    return row


@transaction.atomic
def confirm_received(*, referral_id: UUID, seen: str, by: Actor, at: datetime) -> HandOver:
    """The recipient says that it received as the acta says: from now on it answers for the person.

    Who was handed over has arrived. Saying it twice changes nothing. ``seen`` and what is raised:
    as for ``confirm_given``.
    """
    referral, row = _to_confirm(referral_id, Party.RECIPIENT, seen=seen, by=by)
    if row.received_at is not None:
        return row
    if not access.can_hand_over(referral):
        raise HandOverRefused(field="referral", problem="not_now")
    row.received_at, row.received_by = at, by.id
    row.responsible_id = referral.recipient_id
    row.save(update_fields=["received_at", "received_by", "responsible"])
    _tell("hand_over.received", referral_id, by=by, at=at)
    if referral.status == S.ACCEPTED:
        referrals.mark_arrived(referral_id=referral_id, by=by, at=at, code=BY_HAND_OVER)
    return row


def _to_confirm(
    referral_id: UUID, side: Party, *, seen: str, by: Actor
) -> tuple[Referral, HandOver]:
    locked = access.locked_for(by, referral_id=referral_id)
    if side not in locked.parties:
        raise MoveNotYours(wanted="confirmed")
    row = HandOver.objects.select_for_update(no_key=True).filter(referral=locked.referral).first()
    if row is None:
        raise HandOverRefused(field="referral", problem="not_written")
    if seen != access.digest_of(row):
        raise HandOverRefused(field="referral", problem="changed")
    if row.received_at is None and access.own_acta_waits(locked.referral):
        raise HandOverRefused(field="referral", problem="own_first")
    return locked.referral, row


def _tell(verb: str, referral_id: UUID, *, by: Actor, at: datetime) -> None:
    audit.record(verb, subject=str(referral_id), actor=by, at=at)
    outbox.queue(verb, subject_id=str(referral_id), at=at)
