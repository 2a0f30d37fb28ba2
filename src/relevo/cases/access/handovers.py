"""The acta de entrega, for both sides, and who answers for a person."""

from datetime import datetime
from uuid import UUID

from relevo.audit import actions as audit
from relevo.cases.access.doors import is_blocked, parties_of, visible_to
from relevo.cases.enums import Party, ReadPurpose, ReferralStatus
from relevo.cases.errors import CaseNotVisible
from relevo.cases.models import HandOver, Referral, ReferralStep
from relevo.cases.rules import custody, handovers
from relevo.cases.rules.loop_views import HandOverView
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.plumbing.sealed import unseal


def hand_over_context(hand_over_id: UUID) -> str:
    return f"cases_handover|sealed|{hand_over_id}"


def opened_terms(row: HandOver) -> tuple[handovers.HandOverTerms, bool]:
    """What an acta says, and whether there is a child. Only behind the door."""
    return handovers.terms_of(unseal(bytes(row.sealed), context=hand_over_context(row.pk)))


def read_hand_over(actor: Actor, *, referral_id: UUID, at: datetime) -> HandOverView | None:
    """Open the acta of a referral for either side; recorded first. None: nobody wrote one yet.

    Raises CaseNotVisible.
    """
    referral = (
        visible_to(actor)
        .select_related("sender", "recipient", "service__institution", "consent", "case")
        .filter(pk=referral_id)
        .first()
    )
    if referral is None:
        raise CaseNotVisible
    parties = parties_of(actor, referral)
    if Party.SENDER not in parties and is_blocked(referral, at=at):
        raise CaseNotVisible
    row = HandOver.objects.filter(referral=referral).first()
    if row is None:
        return None
    audit.record_access(
        "hand_over.read",
        subject=str(referral.pk),
        actor=actor,
        at=at,
        purpose=ReadPurpose.REFERRAL.value,
    )
    terms, child = opened_terms(row)
    return HandOverView(
        referral_id=referral.pk,
        code=referral.code,
        giver=LocalisedText(referral.sender.name_es, referral.sender.name_en),
        receiver=LocalisedText(referral.recipient.name_es, referral.recipient.name_en),
        handed_at=row.handed_at,
        given_at=row.given_at,
        received_at=row.received_at,
        is_sender=Party.SENDER in parties,
        is_recipient=Party.RECIPIENT in parties,
        has_child=child,
        terms=terms,
    )


def custody_of(referral: Referral, *, child: bool) -> custody.Custody:
    """Who answered for the person of a referral, from when on."""
    arrived = ReferralStep.objects.filter(referral=referral, status=ReferralStatus.ARRIVED)
    return custody.custody_of(
        sender_id=referral.sender_id,
        recipient_id=referral.recipient_id,
        received_at=HandOver.objects.filter(referral=referral)
        .values_list("received_at", flat=True)
        .first(),
        arrived_at=arrived.order_by("at", "id").values_list("at", flat=True).first(),
        has_child=child,
    )


EARLIER = LocalisedText(
    es="la institución que refirió antes", en="the institution that referred before"
)
"""Who received onward does not learn through whom the person came before."""


def responsible_for(referral: Referral, *, child: bool, at: datetime) -> LocalisedText:
    """The one institution that answers for the person now, along the chain up to this referral."""
    links, row = [referral], referral
    while row.parent is not None:
        row = row.parent
        links.insert(0, row)
    chain = custody.joined([custody_of(one, child=child) for one in links])
    names = {
        one.pk: LocalisedText(one.name_es, one.name_en)
        for one in (referral.sender, referral.recipient)
    }
    return names.get(custody.responsible_at(chain, at=at), EARLIER)
