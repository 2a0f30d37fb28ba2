"""Writes of referrals: offered, answered, followed up, closed."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from relevo.cases import access, queries
from relevo.cases.actions.moves import hold_place, release_place, write_move, write_step
from relevo.cases.actions.refusals import undone_but_recorded
from relevo.cases.enums import DeclineCode, Party, ReferralClosing, Urgency
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import (
    AnswerRefused,
    CallNow,
    OfferRefused,
    ProtocolUnsigned,
)
from relevo.cases.models import Case, Consent, Referral
from relevo.cases.rules import (
    clocks,
    consents,
    disclosure,
    facts,
    recipients,
    transitions,
)
from relevo.directory import actions as directory
from relevo.directory.models import Service
from relevo.kernel.actor import SYSTEM, Actor
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
    arrives_at: datetime | None = None,
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
        offer = _Offer(case, service, Urgency(urgency), needed_by, arrives_at)
        consents_of_case = Consent.objects.filter(case=case)
        consent = consents_of_case.filter(pk=consent_id).first() if consent_id else None
        live = _check_offer(offer, consent=consent, is_protocol_signed=is_protocol_signed, at=at)
        return _write_offer(offer, live=live, by=by, at=at)


@dataclass(frozen=True, slots=True)
class _Offer:
    case: Case
    service: Service
    urgency: Urgency
    needed_by: datetime | None
    arrives_at: datetime | None


def _check_offer(
    offer: _Offer, *, consent: Consent | None, is_protocol_signed: bool, at: datetime
) -> consents.LiveConsent:
    known = queries.opened_facts(offer.case.pk)
    recipients.check_recipient(
        queries.recipient_of(offer.service),
        is_sensitive=facts.is_protection_sensitive(known),
        is_child_alone=facts.is_child_alone(known),
        nationality=known.nationality,
        chosen_by_person=consent is not None and consent.chosen_by_person,
    )
    if not is_protocol_signed and offer.service.institution_id != offer.case.institution_id:
        raise ProtocolUnsigned
    use = consents.Use(
        case_id=offer.case.pk,
        recipient_id=offer.service.institution_id,
        service_id=offer.service.pk,
    )
    live = consents.check_consent_live(queries.terms_of(consent), use=use, at=at)
    earlier = Referral.objects.filter(
        case=offer.case, service=offer.service, status__in=transitions.OPEN
    )
    if earlier.exists():
        raise OfferRefused(field="service", problem="already_offered")
    return live


def _write_offer(offer: _Offer, *, live: consents.LiveConsent, by: Actor, at: datetime) -> Referral:
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
        consent_id=live.consent_id,
        status=S.OFFERED,
        urgency=offer.urgency,
        preview=seal(
            preview,
            context=queries.preview_context(referral_id),
            holder=offer.case.institution_id,
        ),
        created_at=at,
        offered_at=at,
        deadline_at=deadline_at,
        needed_by=offer.needed_by,
    )
    write_step(referral, by=by, at=at)
    return referral


@transaction.atomic
def mark_seen(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """The recipient has seen the offer; its clock goes on.

    Raises CaseNotVisible, TransitionRefused, MoveNotYours, AnswerTooLate.
    """
    referral = _to_answer(referral_id, wanted=S.SEEN, by=by, at=at)
    return write_move(referral, to=S.SEEN, by=by, at=at)


def _to_answer(referral_id: UUID, *, wanted: S, by: Actor, at: datetime) -> Referral:
    referral = _to_move(referral_id, wanted=wanted, by=by)
    transitions.check_in_time(referral.deadline_at, at=at)
    return referral


def _to_move(referral_id: UUID, *, wanted: S, by: Actor) -> Referral:
    locked = access.locked_for(by, referral_id=referral_id)
    transitions.check_move(S(locked.referral.status), wanted, parties=locked.parties)
    return locked.referral


def accept(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """Take the person over: a place is held if free places are known, and what was consented opens.

    Raises CaseNotVisible, TransitionRefused, MoveNotYours, AnswerTooLate, and ConsentExpired or
    ConsentWithdrawn when there is no live consent any more.
    """
    with undone_but_recorded(referral_id, by=by, at=at):
        referral = _to_answer(referral_id, wanted=S.ACCEPTED, by=by, at=at)
        live = consents.check_consent_live(
            queries.terms_of(referral.consent), use=access.use_of(referral), at=at
        )
        known = queries.opened_facts(referral.case_id)
        preview = queries.opened_preview(referral)
        packet = disclosure.build_packet(
            known,
            consent=live,
            recipient=queries.recipient_class_of(referral.service),
            served=queries.served_by(referral.service),
            urgency=Urgency(referral.urgency),
            arrives_at=preview.arrives_at if preview else None,
        )
        referral.packet = seal(
            packet, context=queries.packet_context(referral.pk), holder=referral.recipient_id
        )
        referral.answered_at = at
        code = hold_place(referral, by=by, at=at)
        directory.note_evidence(service_id=referral.service_id, by=by, at=at)
        return write_move(
            referral, to=S.ACCEPTED, by=by, at=at, code=code, changed=["packet", "answered_at"]
        )


@transaction.atomic
def decline(
    *,
    referral_id: UUID,
    code: str,
    by: Actor,
    at: datetime,
    better_service_id: UUID | None = None,
    is_learnt: bool = True,
) -> Referral:
    """Say no with a code and, if known, a better address; the directory learns from it.

    ``is_learnt`` False: a demonstration, in which no real institution is to be shown full.
    Raises CaseNotVisible, TransitionRefused, MoveNotYours, AnswerTooLate, AnswerRefused.
    """
    referral = _to_answer(referral_id, wanted=S.DECLINED, by=by, at=at)
    if code not in DeclineCode.values:
        raise AnswerRefused(field="code", problem="unknown")
    if better_service_id is not None:
        _check_better(better_service_id, referral=referral, by=by, at=at)
    referral.decline_code, referral.answered_at = code, at
    referral.better_service_id = better_service_id
    if is_learnt:
        directory.note_decline(service_id=referral.service_id, code=code, by=by, at=at)
        directory.note_evidence(service_id=referral.service_id, by=by, at=at)
    return write_move(
        referral,
        to=S.DECLINED,
        by=by,
        at=at,
        code=code,
        changed=["decline_code", "answered_at", "better_service"],
    )


def _check_better(service_id: UUID, *, referral: Referral, by: Actor, at: datetime) -> None:
    if service_id == referral.service_id:
        raise AnswerRefused(field="better_service", problem="the_same")
    try:
        access.get_service(by, service_id, at=at)
    except OfferRefused as refusal:
        raise AnswerRefused(field="better_service", problem="unknown") from refusal


@transaction.atomic
def withdraw(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """The sender takes an offer back, until the person has arrived.

    Raises CaseNotVisible, TransitionRefused, MoveNotYours.
    """
    referral = _to_move(referral_id, wanted=S.WITHDRAWN, by=by)
    release_place(referral, at=at)
    return write_move(referral, to=S.WITHDRAWN, by=by, at=at)


@transaction.atomic
def mark_arrived(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """The person is with the recipient. Raises CaseNotVisible, TransitionRefused, MoveNotYours."""
    referral = _to_move(referral_id, wanted=S.ARRIVED, by=by)
    return write_move(referral, to=S.ARRIVED, by=by, at=at)


@transaction.atomic
def mark_not_arrived(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """The person never came: the place is free again, and the sender looks for them.

    Raises CaseNotVisible, TransitionRefused, MoveNotYours.
    """
    referral = _to_move(referral_id, wanted=S.NOT_ARRIVED, by=by)
    release_place(referral, at=at)
    return write_move(referral, to=S.NOT_ARRIVED, by=by, at=at)


@transaction.atomic
def mark_delivered(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """The service was given; nothing of its content is told.

    Raises CaseNotVisible, TransitionRefused, MoveNotYours.
    """
    referral = _to_move(referral_id, wanted=S.DELIVERED, by=by)
    return write_move(referral, to=S.DELIVERED, by=by, at=at)


@transaction.atomic
def mark_not_delivered(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """The person came and the service was not given.

    Raises CaseNotVisible, TransitionRefused, MoveNotYours.
    """
    referral = _to_move(referral_id, wanted=S.NOT_DELIVERED, by=by)
    return write_move(referral, to=S.NOT_DELIVERED, by=by, at=at)


@transaction.atomic
def close_referral(*, referral_id: UUID, reason: str, by: Actor, at: datetime) -> Referral:
    """The sender closes what has ended, with the next step or a reason.

    Raises CaseNotVisible, TransitionRefused, MoveNotYours, AnswerRefused.
    """
    referral = _to_move(referral_id, wanted=S.CLOSED, by=by)
    if reason not in ReferralClosing.values:
        raise AnswerRefused(field="reason", problem="unknown")
    referral.closing_reason = reason
    return write_move(referral, to=S.CLOSED, by=by, at=at, code=reason, changed=["closing_reason"])


def expire_due(*, at: datetime) -> int:
    """End every offer whose clock has run out, each in its own transaction; how many ended.

    Silence is then visible to the sender. An answer that came in between wins.
    """
    return sum(_expire(referral_id, at=at) for referral_id in queries.list_due(at=at))


@transaction.atomic
def _expire(referral_id: UUID, *, at: datetime) -> bool:
    referral = (
        Referral.objects.select_for_update()
        .filter(pk=referral_id, status__in=transitions.AWAITS_ANSWER, deadline_at__lte=at)
        .first()
    )
    if referral is None:
        return False
    transitions.check_move(S(referral.status), S.EXPIRED, parties={Party.CLOCK})
    write_move(referral, to=S.EXPIRED, by=SYSTEM, at=at)
    return True
