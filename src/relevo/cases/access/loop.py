"""How a referral closes its loop: reminders, voices, next addresses, hand-over, what came after."""

from dataclasses import replace
from datetime import datetime
from operator import attrgetter
from uuid import UUID

from relevo.cases import queries
from relevo.cases.access.doors import not_excluded, use_of, visible_cases
from relevo.cases.access.handovers import answered_until, can_hand_over, responsible_for
from relevo.cases.access.proofs import check_not_on_hold, is_on_hold, newest_own_record
from relevo.cases.access.reading import barred_consents
from relevo.cases.enums import (
    NeededWhy,
    Party,
    PhoneTold,
    Purpose,
    RecipientClass,
    ReferralStatus,
)
from relevo.cases.errors import DisclosureRefused
from relevo.cases.models import (
    Alternate,
    Case,
    HandOver,
    PhoneAnswer,
    Referral,
    ReferralStep,
)
from relevo.cases.rules import consents, phone, transitions
from relevo.cases.rules.facts import has_child
from relevo.cases.rules.loop_views import (
    AlternateView,
    HandOverState,
    Loop,
    PhoneView,
    WhereNow,
)
from relevo.cases.rules.views import Preview, ReferralRow, Step
from relevo.directory.queries import name_for
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.plumbing.sealed import unseal

MAY_FOLLOW = transitions.AWAITS_ANSWER | {ReferralStatus.ACCEPTED}
"""While somebody may still say no, or the person may still not come."""

ENDED_WITHOUT_HELP = (
    ReferralStatus.DECLINED,
    ReferralStatus.EXPIRED,
    ReferralStatus.NOT_ARRIVED,
    ReferralStatus.NOT_DELIVERED,
)
_TELLS_WHY: dict[str, frozenset[RecipientClass]] = {
    NeededWhy.MEDICAL: frozenset({RecipientClass.HEALTH}),
    NeededWhy.LEGAL: frozenset({RecipientClass.LEGAL, RecipientClass.CHILD}),
}
"""Why it presses is told to whom it helps to answer; a shelter learns nothing of a diagnosis."""


def phone_context(answer_id: UUID) -> str:
    return f"cases_phoneanswer|sealed|{answer_id}"


def loop_of(actor: Actor, referral: Referral, *, parties: frozenset[Party], at: datetime) -> Loop:
    """All of it, as far as the reader's side may know."""
    is_sender = Party.SENDER in parties
    is_recipient = Party.RECIPIENT in parties
    status = ReferralStatus(referral.status)
    child = has_child(queries.opened_facts(referral.case_id))
    acta = HandOver.objects.filter(referral=referral).first()
    own = Case.objects.filter(origin=referral, pk__in=visible_cases(actor).values("pk")).first()
    may_write = acta is None or acta.received_at is None
    on_hold = status in transitions.AWAITS_ANSWER and is_on_hold(referral)
    sayable = phone.tellable(status, is_on_hold=on_hold) if is_sender else frozenset()
    preview = queries.opened_preview(referral)
    return Loop(
        needed_why=_needed_why(referral, preview, is_sender=is_sender),
        needs=preview.needs if preview and is_sender else (),
        phone=tuple(_phone(row, is_sender=is_sender) for row in _answers(referral)),
        tellable=tuple(told.value for told in PhoneTold if told in sayable),
        alternates=_alternates(referral, at=at) if is_sender else (),
        may_add_alternate=is_sender and status in MAY_FOLLOW,
        slip_code=referral.slip_code if is_sender and status in MAY_FOLLOW else "",
        hand_over=None if acta is None else HandOverState(acta.given_at, acta.received_at),
        may_hand_over=may_write and can_hand_over(referral),
        own_case_id=own.pk if own and is_recipient else None,
        may_open_own=is_recipient and own is None and _may_keep(referral, status, at=at),
        responsible=responsible_for(actor, referral, at=at),
        has_child=child,
        is_on_hold=on_hold,
    )


def _needed_why(referral: Referral, preview: Preview | None, *, is_sender: bool) -> str:
    why = preview.needed_why if preview else ""
    told_to = _TELLS_WHY.get(why)
    if is_sender or told_to is None:
        return why
    return why if queries.recipient_class_of(referral.service) in told_to else ""


def _answers(referral: Referral) -> list[PhoneAnswer]:
    rows = PhoneAnswer.objects.select_related("referral", "better_service").filter(
        referral=referral
    )
    return list(rows.order_by("at", "id"))


def _phone(row: PhoneAnswer, *, is_sender: bool) -> PhoneView:
    told = PhoneTold(row.told)
    is_unsettled = row.confirmed_at is None and row.contradicted_at is None
    role = ""
    if is_sender:
        role = str(unseal(bytes(row.sealed), context=phone_context(row.pk))["role"])
    return PhoneView(
        answer_id=row.pk,
        told=row.told,
        decline_code=row.decline_code,
        at=row.at,
        slip_matched=row.slip_matched,
        confirmed_at=row.confirmed_at,
        contradicted_at=row.contradicted_at,
        is_open=is_unsettled and told in phone.tellable(ReferralStatus(row.referral.status)),
        better=_named(row, is_sender=is_sender),
        role=role,
    )


def _named(row: PhoneAnswer, *, is_sender: bool) -> LocalisedText | None:
    if row.better_service is None:
        return None
    reader = row.referral.sender_id if is_sender else row.referral.recipient_id
    return name_for(row.better_service, institution_id=reader)


def _alternates(referral: Referral, *, at: datetime) -> tuple[AlternateView, ...]:
    noted = Alternate.objects.filter(referral=referral, became=None)
    rows = noted.select_related("service__institution", "consent__service__institution")
    alternates = list(rows.order_by("position"))
    given = [row.consent for row in alternates]
    barred = barred_consents(referral.case, given, at=at)
    return tuple(
        AlternateView(
            alternate_id=row.pk,
            service_key=row.service.key,
            service=name_for(row.service, institution_id=referral.sender_id),
            institution=LocalisedText(
                row.service.institution.name_es, row.service.institution.name_en
            ),
            is_institution_demo=row.service.institution.is_demo,
            skipped=row.skipped,
            is_consent_live=row.consent.withdrawn_at is None and at < row.consent.expires_at,
            barred=barred.get(row.consent_id, ""),
        )
        for row in alternates
    )


def _may_keep(referral: Referral, status: ReferralStatus, *, at: datetime) -> bool:
    if status not in transitions.PACKET_OPEN or referral.packet is None:
        return False
    try:
        check_own_record(referral, at=at)
    except DisclosureRefused:
        return False
    return not Case.objects.filter(origin=referral).exists()


def check_own_record(referral: Referral, *, at: datetime) -> None:
    """That the person agreed to the recipient keeping a case of its own; as ``check_consent_live``.

    RestrictionStands while she asked that nothing more is done. Such a consent is its own: that of
    the sending does not do.
    """
    check_not_on_hold(referral)
    consent = newest_own_record(referral)
    sending = use_of(referral)
    use = consents.Use(
        case_id=sending.case_id,
        recipient_id=sending.recipient_id,
        service_id=sending.service_id,
        purpose=Purpose.OWN_RECORD,
    )
    consents.check_consent_live(queries.terms_of(consent), use=use, at=at)


def history_of(actor: Actor, referral: Referral, *, is_sender: bool) -> tuple[Step, ...]:
    """All that happened, as both sides see it alike: never which person, never to whom onward.

    That it went on at all is told to nobody who must not know of the case it went on from. That
    it was offered because another had said no is the sender's alone to know.
    """
    steps = [_offered(step, referral, is_sender=is_sender) for step in queries.steps_of(referral)]
    if referral.reminded_at is not None:
        steps.append(Step("reminded", referral.reminded_at, "clock", kind="reminder"))
    for row in _answers(referral):
        steps += _told(row)
    acta = HandOver.objects.filter(referral=referral).first()
    if acta is not None and acta.given_at is not None:
        steps.append(Step("given", acta.given_at, "sender", kind="hand_over"))
    if acta is not None and acta.received_at is not None:
        steps.append(Step("received", acta.received_at, "recipient", kind="hand_over"))
        if (until := answered_until(actor, referral)) is not None:
            steps.append(Step("ended", until[0], until[1].value, kind="hand_over_ended"))
    onward = Referral.objects.filter(
        not_excluded(actor, case="case_id"), parent=referral, offered_at__isnull=False
    )
    for child in onward.order_by("offered_at", "id"):
        last = ReferralStep.objects.filter(referral=child).order_by("-at", "-id").first()
        instant = last.at if last else child.created_at
        steps.append(Step(child.status, instant, "recipient", kind="onward"))
    return tuple(sorted(steps, key=attrgetter("at")))


def _offered(step: Step, referral: Referral, *, is_sender: bool) -> Step:
    """A next address is offered by nobody's hand, but no clock ran out for it either."""
    if (step.status, step.by) != (ReferralStatus.OFFERED, "clock"):
        return step
    if not is_sender:
        return replace(step, by="sender")
    first = (
        ReferralStep.objects.filter(
            referral__alternates__became=referral, status__in=ENDED_WITHOUT_HELP
        )
        .order_by("-at", "-id")
        .first()
    )
    return replace(step, by="turn", code=f"after_{first.status}" if first else "")


def _told(row: PhoneAnswer) -> list[Step]:
    code = "slip" if row.slip_matched else row.decline_code
    steps = [Step(row.told, row.at, "sender", code, kind="phone")]
    if row.contradicted_at is not None:
        steps.append(Step(row.told, row.contradicted_at, "recipient", kind="phone_contradicted"))
    if row.confirmed_at is not None and row.confirmed_at != row.at:
        steps.append(Step(row.told, row.confirmed_at, "recipient", kind="phone_confirmed"))
    return steps


def asked_next(referral: Referral, *, at: datetime) -> ReferralRow | None:
    """The next address that was asked after this one, as its sender's team lists it."""
    made = queries.with_names(Referral.objects.filter(alternate_of__referral=referral)).first()
    return None if made is None else queries.referral_row(made, for_recipient=False, at=at)


def list_where_now(actor: Actor) -> list[WhereNow]:
    """What the officer is asked: own referrals that ended without help and lead nowhere yet.

    One whose next address was asked, or that was closed with the next step, is not among them.
    """
    rows = (
        queries.with_names(Referral.objects.filter(case__in=visible_cases(actor)))
        .filter(status__in=ENDED_WITHOUT_HELP, case__status="open")
        .exclude(alternates__became__isnull=False)
        .prefetch_related("history", "alternates")
        .order_by("created_at", "id")
    )
    return [
        WhereNow(
            referral_id=row.pk,
            case_id=row.case_id,
            case_code=row.case.code,
            code=row.code,
            status=row.status,
            ended_at=max(step.at for step in row.history.all()),
            service=name_for(row.service, institution_id=row.sender_id),
            is_institution_demo=row.recipient.is_demo,
            skipped=tuple(
                sorted(alternate.skipped for alternate in row.alternates.all() if alternate.skipped)
            ),
        )
        for row in rows
    ]
