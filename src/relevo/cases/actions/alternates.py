"""The next addresses of a referral, each with the person's consent to that very one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from relevo.audit import actions as audit
from relevo.cases import access, queries
from relevo.cases.access.offering import Offer, check_offer, why_not
from relevo.cases.access.reading import barred_consents
from relevo.cases.actions.offers import write_offer
from relevo.cases.enums import CaseStatus, SkipCode, Urgency
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import AlternateRefused, DisclosureRefused, OfferRefused
from relevo.cases.models import Alternate, Case, Consent, Referral
from relevo.cases.rules import consents
from relevo.cases.rules.transitions import AWAITS_ANSWER
from relevo.cases.rules.views import Preview
from relevo.kernel.actor import SYSTEM, SYSTEM_ID, Actor
from relevo.kernel.refusals import raise_first
from relevo.networks.queries.protocols import may_share
from relevo.outbox import actions as outbox
from relevo.plumbing.models import Instance, InstanceKind

MOST = 5
MAY_FOLLOW = AWAITS_ANSWER | {S.ACCEPTED}
"""While somebody may still say no, or the person may still not come."""


@transaction.atomic
def add_alternate(*, referral_id: UUID, consent_id: UUID, by: Actor, at: datetime) -> Alternate:
    """Note the next address, after those that are noted already.

    It is the service of a live consent of the same case; the recipient does not hear of it. Raises
    CaseNotVisible, AlternateRefused, ConsentExpired, ConsentWithdrawn.
    """
    access.lock_case_first(by, referral_id=referral_id)
    referral = access.locked_sent(by, referral_id=referral_id)
    if referral.status not in MAY_FOLLOW:
        raise AlternateRefused(field="referral", problem="has_ended")
    consent = (
        Consent.objects.select_related("service__institution")
        .filter(pk=consent_id, case=referral.case_id)
        .first()
    )
    if consent is None:
        raise AlternateRefused(field="consent", problem="unknown")
    noted = Alternate.objects.filter(referral=referral)
    refusals = (
        (consent.service_id == referral.service_id, "consent", "the_same"),
        (noted.filter(service=consent.service_id).exists(), "consent", "noted"),
        (noted.count() >= MOST, "consent", "too_many"),
    )
    raise_first(refusals, AlternateRefused)
    use = consents.Use(
        case_id=referral.case_id,
        recipient_id=consent.recipient_id,
        service_id=consent.service_id,
    )
    consents.check_consent_live(queries.terms_of(consent), use=use, at=at)
    if why := barred_consents(referral.case, [consent], at=at).get(consent.pk):
        raise AlternateRefused(
            field="consent", problem="restricted" if why == "restricted" else "barred"
        )
    last = noted.aggregate(last=Max("position"))["last"] or 0
    alternate = Alternate.objects.create(
        referral=referral,
        position=last + 1,
        service=consent.service,
        consent=consent,
        added_at=at,
    )
    audit.record("referral.alternate_added", subject=str(referral.pk), actor=by, at=at)
    return alternate


@transaction.atomic
def remove_alternate(*, referral_id: UUID, alternate_id: UUID, by: Actor, at: datetime) -> None:
    """Strike a next address out that has not been asked. Raises CaseNotVisible, AlternateRefused.

    The consent stays: it is the person's to take back.
    """
    referral = access.locked_sent(by, referral_id=referral_id)
    gone, _rows = Alternate.objects.filter(
        referral=referral, pk=alternate_id, became=None, skipped=""
    ).delete()
    if not gone:
        raise AlternateRefused(field="alternate", problem="unknown")
    audit.record("referral.alternate_removed", subject=str(referral.pk), actor=by, at=at)


def offer_next(referral: Referral, *, told: Preview | None, at: datetime) -> None:
    """After a no, silence or nobody who came: offer to the next address, else ask the officer.

    Part of the transaction of the move, which has locked the case before the referral. An address
    that cannot be asked any more is passed over with why; the person's consent to each was to that
    very one, so there is no other. ``told``: what the first one read, opened before it ended; when
    she arrives and why it presses go on from it.
    """
    for alternate in (
        Alternate.objects.select_related("service", "consent")
        .filter(referral=referral, became=None, skipped="")
        .order_by("position")
    ):
        made = _offer(alternate, referral, told=told, at=at)
        if isinstance(made, Referral):
            alternate.became = made
            alternate.save(update_fields=["became"])
            left = Alternate.objects.filter(referral=referral, became=None, skipped="")
            left.update(referral=made)
            return
        alternate.skipped = made
        alternate.save(update_fields=["skipped"])
        audit.record(
            "referral.alternate_skipped",
            subject=str(referral.pk),
            actor=SYSTEM,
            at=at,
            facts={"code": made.value},
        )
    outbox.queue("referral.where_now", subject_id=str(referral.pk), at=at)


def _offer(
    alternate: Alternate, earlier: Referral, *, told: Preview | None, at: datetime
) -> Referral | SkipCode:
    case = Case.objects.get(pk=earlier.case_id)
    if case.status == CaseStatus.CLOSED:
        return SkipCode.CASE_CLOSED
    seen_by = Actor(SYSTEM_ID, case.institution_id, SYSTEM.roles)
    recipient_id = alternate.service.institution_id
    try:
        service = access.get_service(seen_by, alternate.service_id, at=at)
        offer = Offer(
            case,
            service,
            Urgency(earlier.urgency),
            earlier.needed_by,
            told.arrives_at if told else None,
            needed_why=told.needed_why if told and earlier.needed_by else "",
        )
        live = check_offer(
            offer,
            consent=alternate.consent,
            is_protocol_signed=_is_demo()
            or may_share(case.institution_id, recipient_id, on=at.date()),
            at=at,
        )
        return write_offer(offer, live=live, by=SYSTEM, at=at)
    except (OfferRefused, DisclosureRefused) as refusal:
        return why_not(refusal)


def _is_demo() -> bool:
    """A demonstration moves no real case, so no protocol is asked for."""
    return Instance.objects.filter(kind=InstanceKind.DEMO).exists()
