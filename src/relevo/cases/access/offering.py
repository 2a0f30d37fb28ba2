"""What may be offered now, and what is missing: asked before anything is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from relevo.cases import queries
from relevo.cases.access.doors import check_may_receive, get_service, visible_cases
from relevo.cases.access.proofs import check_chain_live, named_terms
from relevo.cases.enums import CaseStatus, Purpose, SkipCode, Urgency
from relevo.cases.errors import (
    ConsentExpired,
    ConsentMissing,
    ConsentWithdrawn,
    DisclosureRefused,
    OfferRefused,
    ProtocolUnsigned,
    RestrictionStands,
)
from relevo.cases.models import Case, Consent, Referral
from relevo.cases.rules import clocks, consents, facts, recipients, transitions
from relevo.directory.models import Service
from relevo.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Offer:
    """What is to be offered to one service. A case that came out of a referral carries it on."""

    case: Case
    service: Service
    urgency: Urgency
    needed_by: datetime | None
    arrives_at: datetime | None
    needed_why: str = ""
    batch_id: UUID | None = None


def check_offer(
    offer: Offer,
    *,
    consent: Consent | None,
    is_protocol_signed: bool,
    at: datetime,
    is_locked: bool = True,
) -> consents.LiveConsent:
    """The proof that this may be offered now, with this consent; raises as ``offer_referral``.

    Nothing is written. ``is_locked``: as ``check_chain_live``.
    """
    check_may_receive(offer.case.pk, institution_id=offer.service.institution_id)
    known = queries.opened_facts(offer.case.pk)
    recipients.check_recipient(
        queries.recipient_of(offer.service),
        queries.protected_of(offer.case, known),
        chosen_by_person=consent is not None and consent.chosen_by_person,
        on=at.astimezone(clocks.LOCAL).date(),
    )
    if not is_protocol_signed and offer.service.institution_id != offer.case.institution_id:
        raise ProtocolUnsigned
    use = consents.Use(
        case_id=offer.case.pk,
        recipient_id=offer.service.institution_id,
        service_id=offer.service.pk,
    )
    check_chain_live(offer.case, is_locked=is_locked)
    live = consents.check_consent_live(named_terms(consent), use=use, at=at)
    earlier = Referral.objects.filter(
        case=offer.case, service=offer.service, status__in=transitions.OPEN
    )
    if earlier.exists():
        raise OfferRefused(field="service", problem="already_offered")
    return live


def why_not(refusal: OfferRefused | DisclosureRefused) -> SkipCode:
    """Why something is not offered, as a code that says nothing of the person."""
    if isinstance(refusal, OfferRefused):
        if refusal.problem == "already_offered":
            return SkipCode.IS_OFFERED
        return SkipCode.TOO_LATE if refusal.field == "needed_by" else SkipCode.NOT_OFFERED
    if isinstance(refusal, ConsentMissing | ConsentExpired | ConsentWithdrawn):
        return SkipCode.NO_CONSENT
    if isinstance(refusal, RestrictionStands):
        return SkipCode.RESTRICTED
    return SkipCode.NO_PROTOCOL if isinstance(refusal, ProtocolUnsigned) else SkipCode.BLOCKED


def newest_consent(case_id: UUID, *, service_id: UUID) -> Consent | None:
    """The consent that was given last for sending a case to a service, live or not."""
    return (
        Consent.objects.filter(case=case_id, service=service_id, purpose=Purpose.REFERRAL)
        .order_by("-given_at", "id")
        .first()
    )


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One case of a group that is offered together: what is missing, or that it can go."""

    case_id: UUID
    code: str
    missing: str
    consent_id: UUID | None
    urgency: str


def batch_lines(
    actor: Actor,
    *,
    case_ids: Sequence[UUID],
    service_id: UUID,
    is_protocol_signed: bool,
    at: datetime,
) -> list[BatchLine]:
    """What each of several cases of one's team lacks to be offered to one service, by code.

    A case that is not there for the actor is not in the list. Raises OfferRefused when the service
    cannot be offered to at all.
    """
    service = get_service(actor, service_id, at=at)
    cases = visible_cases(actor).select_related("institution").filter(pk__in=set(case_ids))
    return [
        _line(case, service, is_protocol_signed=is_protocol_signed, at=at)
        for case in cases.order_by("code")
    ]


def _line(case: Case, service: Service, *, is_protocol_signed: bool, at: datetime) -> BatchLine:
    if case.status == CaseStatus.CLOSED:
        return BatchLine(case.pk, case.code, SkipCode.CASE_CLOSED.value, None, "")
    urgency = facts.urgency_of(queries.opened_groups(case.pk))
    consent = newest_consent(case.pk, service_id=service.pk)
    missing = ""
    try:
        check_offer(
            Offer(case, service, urgency, None, None),
            consent=consent,
            is_protocol_signed=is_protocol_signed,
            at=at,
            is_locked=False,
        )
    except (OfferRefused, DisclosureRefused) as refusal:
        missing = why_not(refusal).value
    consent_id = consent.pk if consent and not missing else None
    return BatchLine(case.pk, case.code, missing, consent_id, urgency.value)
