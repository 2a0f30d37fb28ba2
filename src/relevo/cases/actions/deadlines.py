"""What the clock does to offers: it reminds once, and it ends what nobody answered."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases import access, queries
from relevo.cases.actions.alternates import offer_next
from relevo.cases.actions.moves import write_move
from relevo.cases.enums import Party
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.models import Referral
from relevo.cases.rules import clocks, transitions
from relevo.kernel.actor import SYSTEM
from relevo.outbox import actions as outbox


def remind_due(*, at: datetime) -> int:
    """Remind the recipients whose time it is, each once; how many were reminded."""
    return sum(_remind(referral_id, at=at) for referral_id in access.list_to_remind(at=at))


@transaction.atomic
def _remind(referral_id: UUID, *, at: datetime) -> bool:
    referral = (
        Referral.objects.select_for_update(no_key=True)
        .filter(
            pk=referral_id,
            status__in=transitions.AWAITS_ANSWER,
            reminded_at=None,
            deadline_at__gt=at,
        )
        .first()
    )
    if referral is None:
        return False
    referral.reminded_at = at
    referral.save(update_fields=["reminded_at"])
    subject = str(referral.pk)
    audit.record("referral.reminded", subject=subject, actor=SYSTEM, at=at)
    outbox.queue("referral.reminded", subject_id=subject, at=at)
    return True


def expire_due(*, at: datetime) -> int:
    """End every offer whose clock has run out, each in its own transaction; how many ended.

    Silence is then visible to the sender, and the next address is asked. An answer that came in
    between wins; one that was told by telephone in time waits a day to be confirmed.
    """
    return sum(_expire(referral_id, at=at) for referral_id in queries.list_due(at=at))


@transaction.atomic
def _expire(referral_id: UUID, *, at: datetime) -> bool:
    access.lock_case_of(referral_id)
    referral = (
        Referral.objects.select_for_update(no_key=True)
        .filter(pk=referral_id, status__in=transitions.AWAITS_ANSWER, deadline_at__lte=at)
        .first()
    )
    if referral is None or at < _end_of(referral):
        return False
    transitions.check_move(S(referral.status), S.EXPIRED, parties={Party.CLOCK})
    access.lock_services_of(referral)
    told = queries.opened_preview(referral)
    write_move(referral, to=S.EXPIRED, by=SYSTEM, at=at)
    offer_next(referral, told=told, at=at)
    return True


def _end_of(referral: Referral) -> datetime:
    deadline_at = cast("datetime", referral.deadline_at)  # the table says so of an offered one
    return clocks.expires_at(deadline_at, told_at=access.told_in_time(referral))
