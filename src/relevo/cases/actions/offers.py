"""Offering a case: what is checked before anything is said, and what an offer writes."""

from datetime import datetime
from uuid import UUID, uuid4

from relevo.cases import access, queries
from relevo.cases.access.offering import Offer, check_offer
from relevo.cases.actions.moves import write_step
from relevo.cases.actions.refusals import undone_but_recorded
from relevo.cases.enums import NeededWhy, Party, Urgency
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import CallNow, OfferRefused
from relevo.cases.models import Consent, Referral
from relevo.cases.rules import (
    clocks,
    disclosure,
    grounds,
    transitions,
)
from relevo.kernel.actor import Actor
from relevo.kernel.ids import new_code
from relevo.plumbing.sealed import seal


def offer_referral(
    *,
    case_id: UUID,
    service_id: UUID,
    urgency: str,
    consent_id: UUID | None,
    is_life_in_danger: bool,
    is_protocol_signed: bool,
    by: Actor,
    at: datetime,
    needed_by: datetime | None = None,
    needed_why: str = "",
    arrives_at: datetime | None = None,
    batch_id: UUID | None = None,
) -> Referral:
    """Offer a case to one service: the recipient sees the preview, and its clock starts.

    ``is_protocol_signed``: both institutions signed the network's information-sharing protocol
    (a demo passes True). Danger to life is refused with CallNow: one calls. Raises CaseNotVisible,
    CaseClosed, OfferRefused, RecipientBlocked, ProtocolUnsigned, ConsentMissing, ConsentExpired,
    ConsentWithdrawn.
    """
    with undone_but_recorded(case_id, by=by, at=at):
        case = access.locked_case(by, case_id=case_id)
        service = access.get_service(by, service_id, at=at)
        if is_life_in_danger:
            raise CallNow(country=service.country)
        if urgency not in Urgency.values:
            raise OfferRefused(field="urgency", problem="unknown")
        if needed_why not in {"", *NeededWhy.values} or (needed_why and needed_by is None):
            raise OfferRefused(field="needed_why", problem="unknown")
        offer = Offer(
            case,
            service,
            Urgency(urgency),
            needed_by,
            arrives_at,
            needed_why=needed_why,
            batch_id=batch_id,
        )
        consents_of_case = Consent.objects.filter(case=case)
        consent = consents_of_case.filter(pk=consent_id).first() if consent_id else None
        live = check_offer(offer, consent=consent, is_protocol_signed=is_protocol_signed, at=at)
        return write_offer(offer, live=live, by=by, at=at)


def write_offer(offer: Offer, *, live: grounds.Live, by: Actor, at: datetime) -> Referral:
    """Write an offer that was let through. Nothing is written if it raises OfferRefused.

    The slip's code is known to the recipient from the paper alone.
    """
    known = queries.opened_facts(offer.case.pk)
    holidays = queries.holidays_of(offer.service.country, at=at)
    deadline_at = clocks.deadline_of(
        offer.urgency, at=at, needed_by=offer.needed_by, holidays=holidays
    )
    preview = disclosure.build_preview(
        known,
        consent=live,
        served=queries.served_by(offer.service),
        urgency=offer.urgency,
        arrives_at=offer.arrives_at,
    )
    transitions.check_move(S.DRAFT, S.OFFERED, parties={Party.SENDER})
    referral_id = uuid4()
    referral = Referral.objects.create(
        id=referral_id,
        code=new_code(),
        case=offer.case,
        sender_id=offer.case.institution_id,
        recipient_id=offer.service.institution_id,
        service=offer.service,
        consent_id=grounds.consent_id_of(live),
        ground=grounds.ground_of(live),
        status=S.OFFERED,
        urgency=offer.urgency,
        preview=seal(
            preview | ({"needed_why": offer.needed_why} if offer.needed_why else {}),
            context=queries.preview_context(referral_id),
            holder=offer.case.institution_id,
            envelope=referral_id,
        ),
        created_at=at,
        offered_at=at,
        deadline_at=deadline_at,
        needed_by=offer.needed_by,
        parent_id=offer.case.origin_id,
        slip_code=new_code(),
        batch_id=offer.batch_id,
    )
    write_step(referral, by=by, at=at)
    return referral
