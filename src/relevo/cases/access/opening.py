"""Opening one case or one referral: recorded before anything is shown."""

from datetime import datetime
from typing import Any
from uuid import UUID

from relevo.audit import actions as audit
from relevo.cases import queries
from relevo.cases.access.doors import get_case, is_blocked, parties_of, visible_to
from relevo.cases.access.loop import asked_next, history_of, loop_of
from relevo.cases.access.proofs import live_of
from relevo.cases.access.shown import shown_case
from relevo.cases.access.team import check_reading
from relevo.cases.enums import (
    Party,
    ReadPurpose,
    ReferralStatus,
)
from relevo.cases.errors import (
    CaseNotVisible,
    DisclosureRefused,
)
from relevo.cases.models import Referral
from relevo.cases.rules import transitions, views
from relevo.directory.enums import ENFORCEMENT_KINDS
from relevo.kernel.actor import Actor

CLOSED = "closed"
"""A packet is not open; why is not told."""


def read_case(
    actor: Actor, *, case_id: UUID, at: datetime, purpose: ReadPurpose = ReadPurpose.FOLLOW_UP
) -> views.CaseView:
    """Open a case: its facts, referrals and consents. That it was opened is recorded first.

    Raises CaseNotVisible, ReadingTooFast.
    """
    case = get_case(actor, case_id)
    check_reading(actor, case_id=case.pk, at=at)
    audit.record_access(
        "case.read", subject=str(case.pk), actor=actor, at=at, purpose=purpose.value
    )
    return shown_case(case, at=at)


def read_referral(
    actor: Actor,
    *,
    referral_id: UUID,
    at: datetime,
    purpose: ReadPurpose = ReadPurpose.REFERRAL,
) -> views.ReferralView:
    """Open a referral: the preview, or what was consented once accepted. Recorded first.

    A packet whose consent has ended stays closed, and that it was asked for is recorded too.
    """
    asked = _found(actor, referral_id)
    if Party.SENDER not in parties_of(actor, asked) and is_blocked(asked, at=at):
        raise CaseNotVisible
    with audit.accessing():
        refused = _refusal_of(asked, at=at)
        # As it is now that nobody can take it back before this is recorded.
        referral = _found(actor, referral_id)
        parties = parties_of(actor, referral)
        as_recipient = Party.SENDER not in parties
        packet, closed_why = _packet_for(actor, referral, parties=parties, refused=refused, at=at)
        row = queries.referral_row(referral, for_recipient=as_recipient, at=at)
        audit.record(
            "referral.read",
            subject=str(referral.pk),
            actor=actor,
            at=at,
            purpose=purpose.value,
            facts={
                "side": (Party.RECIPIENT if as_recipient else Party.SENDER).value,
                "fields": sorted(packet or {}),
            },
        )
    status = ReferralStatus(referral.status)
    loop = loop_of(actor, referral, parties=parties, at=at)
    return views.ReferralView(
        row=row,
        is_sender=not as_recipient,
        is_recipient=Party.RECIPIENT in parties,
        moves=tuple(
            wanted.value
            for wanted, movers in transitions.MOVES[status].items()
            if movers & parties and not (wanted == ReferralStatus.ACCEPTED and loop.is_on_hold)
        ),
        history=history_of(actor, referral, is_sender=not as_recipient),
        loop=loop,
        packet=packet,
        packet_closed_why=closed_why,
        asked_next=None if as_recipient else asked_next(referral, at=at),
    )


def _found(actor: Actor, referral_id: UUID) -> Referral:
    referral = (
        queries.with_names(visible_to(actor))
        .select_related("consent", "service__institution", "case__institution")
        .filter(pk=referral_id)
        .first()
    )
    if referral is None:
        raise CaseNotVisible
    return referral


def _refusal_of(referral: Referral, *, at: datetime) -> DisclosureRefused | None:
    """Why what was sent may not be used now, with its proof locked; None: it may."""
    try:
        live_of(referral, at=at, is_locked=True)
    except DisclosureRefused as refusal:
        return refusal
    return None


def _packet_for(
    actor: Actor,
    referral: Referral,
    *,
    parties: frozenset[Party],
    refused: DisclosureRefused | None,
    at: datetime,
) -> tuple[Any, str]:
    status = ReferralStatus(referral.status)
    if Party.RECIPIENT not in parties or status not in transitions.PACKET_OPEN:
        return None, ""
    if refused is not None:
        audit.record(
            "disclosure.refused",
            subject=str(referral.pk),
            actor=actor,
            at=at,
            facts={"reason": refused.reason},
        )
        # Who controls people never learns why: the case may have become one of protection.
        is_control = referral.recipient.kind in ENFORCEMENT_KINDS
        return None, CLOSED if is_control else refused.reason
    return queries.opened_packet(referral), ""
