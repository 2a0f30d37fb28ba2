"""Writes of what goes without consent, and of the decision on a child's best interests."""

from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases import access, queries
from relevo.cases.access.offering import Offer
from relevo.cases.actions.offers import write_offer
from relevo.cases.actions.refusals import undone_but_recorded
from relevo.cases.actions.retractions import take_back_blocked, take_back_everywhere
from relevo.cases.enums import FieldGroup, GlassVerdict, Ground, Urgency
from relevo.cases.errors import GroundRefused, OfferRefused
from relevo.cases.models import Case, Referral, SealedGroup, WithoutConsent
from relevo.cases.rules import facts as fact_rules
from relevo.cases.rules import grounds, recipients, transitions
from relevo.cases.rules.best_interests import BestInterests, check_best_interests
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.consents import LiveGround, Use
from relevo.directory.models import Service
from relevo.kernel.actor import Actor
from relevo.kernel.refusals import raise_first
from relevo.outbox import actions as outbox
from relevo.plumbing.sealed import seal


@dataclass(frozen=True, slots=True)
class _Sending:
    case: Case
    service: Service
    ground: str
    asked: grounds.Asked


def send_without_consent(
    *,
    case_id: UUID,
    service_id: UUID,
    ground: str,
    reasons: str,
    second_person: UUID,
    by: Actor,
    at: datetime,
    arrives_at: datetime | None = None,
) -> WithoutConsent:
    """Offer a case without consent on one of two grounds, with the fixed fields of that ground.

    A second person of the institution is named and told; a supervisor reviews it within a day.
    Whom the person chose never to know, what protects her from her state and what a law forbids
    stand in the way as ever; her "no" does not where her life is in danger. Raises CaseNotVisible,
    CaseClosed, OfferRefused, RecipientBlocked, RefusalStands, GroundRefused.
    """
    with undone_but_recorded(case_id, by=by, at=at):
        case = access.locked_case(by, case_id=case_id)
        service = access.get_service(by, service_id, at=at)
        second_people = access.second_people(case, actor=by, at=at)
        asked = grounds.Asked(reasons=reasons, is_second_current=second_person in second_people)
        live = _check(_Sending(case, service, ground, asked), at=at)
        offer = Offer(case, service, Urgency.EMERGENCY, None, arrives_at)
        referral = write_offer(offer, live=live, by=by, at=at)
        return _write_exception(
            referral, reasons=reasons.strip(), second_person=second_person, by=by, at=at
        )


def _write_exception(
    referral: Referral, *, reasons: str, second_person: UUID, by: Actor, at: datetime
) -> WithoutConsent:
    """Keep why, tell the second person, and have it reviewed."""
    case, exception_id = referral.case, uuid4()
    row = WithoutConsent.objects.create(
        id=exception_id,
        case=case,
        referral=referral,
        ground=referral.ground,
        sealed=seal(
            {"reasons": reasons},
            context=access.exception_context(exception_id),
            holder=case.institution_id,
            envelope=case.pk,
        ),
        second_person=second_person,
        at=at,
        by=by.id,
        review_due_at=at + grounds.REVIEW_WITHIN,
    )
    audit.record(
        "consent.none_needed",
        subject=str(case.pk),
        actor=by,
        at=at,
        facts={
            "exception": str(row.pk),
            "ground": referral.ground,
            "service": str(referral.service_id),
            "second": str(second_person),
        },
    )
    outbox.queue("exception.second_person", subject_id=str(row.pk), at=at)
    outbox.queue("exception.review_due", subject_id=str(row.pk), at=at, due_at=row.review_due_at)
    return row


def _check(sending: _Sending, *, at: datetime) -> LiveGround:
    case, service = sending.case, sending.service
    institution, on = service.institution, at.astimezone(LOCAL).date()
    access.check_may_receive(case.pk, institution_id=institution.pk)
    person = queries.protected_of(case, queries.opened_facts(case.pk))
    recipients.check_recipient(queries.recipient_of(service), person, chosen_by_person=False, on=on)
    if sending.ground != Ground.VITAL_INTEREST:
        access.check_not_refused(case.pk, institution_id=institution.pk)
    use = Use(case_id=case.pk, recipient_id=institution.pk, service_id=service.pk)
    if sending.ground == Ground.VITAL_INTEREST:
        live = grounds.check_vital_interest(sending.asked, use=use)
    elif sending.ground == Ground.CHILD_DUTY:
        live = grounds.check_child_duty(
            sending.asked,
            use=use,
            is_child_alone=person.is_child_alone,
            is_in=person.is_in,
            institution=(institution.kind, institution.country),
            on=on,
        )
    else:
        raise GroundRefused(field="ground", problem="unknown")
    earlier = Referral.objects.filter(case=case, service=service, status__in=transitions.OPEN)
    if earlier.exists():
        raise OfferRefused(field="service", problem="already_offered")
    return live


@transaction.atomic
def review_exception(
    *, exception_id: UUID, verdict: str, by: Actor, at: datetime
) -> WithoutConsent:
    """A supervisor who had no part in it says whether it was right; if not, it is taken back.

    Raises CaseNotVisible, GroundRefused.
    """
    row = access.locked_exception(by, exception_id=exception_id)
    refusals = (
        (verdict not in GlassVerdict.values, "verdict", "unknown"),
        (row.reviewed_at is not None, "verdict", "reviewed"),
    )
    raise_first(refusals, GroundRefused)
    row.reviewed_at, row.reviewed_by, row.verdict = at, by.id, verdict
    row.save(update_fields=["reviewed_at", "reviewed_by", "verdict"])
    if verdict == GlassVerdict.NOT_JUSTIFIED:
        take_back_everywhere([row.referral_id], consent=None, by=by, at=at)
    audit.record(
        "consent.exception_reviewed",
        subject=str(row.case_id),
        actor=by,
        at=at,
        facts={"exception": str(row.pk), "verdict": verdict},
    )
    return row


@transaction.atomic
def record_best_interests(
    *, case_id: UUID, decision: BestInterests, by: Actor, at: datetime
) -> None:
    """Record what was decided on the best interests of a child; it lies among the sealed facts.

    A later decision takes the place of an earlier one. Raises CaseNotVisible, CaseClosed,
    BestInterestsRefused.
    """
    case = access.locked_case(by, case_id=case_id)
    groups = queries.opened_groups(case.pk)
    known = fact_rules.facts_of(groups)
    check_best_interests(decision, nationality=known.nationality, today=at.astimezone(LOCAL).date())
    changed = fact_rules.groups_of(
        replace(known, best_interests=decision), urgency=fact_rules.urgency_of(groups)
    )
    SealedGroup.objects.filter(case=case, group=FieldGroup.PROFILE).update(
        sealed=seal(
            changed[FieldGroup.PROFILE],
            context=queries.group_context(case.pk, FieldGroup.PROFILE),
            holder=case.institution_id,
            envelope=case.pk,
        ),
        changed_at=at,
    )
    take_back_blocked(case, by=by, at=at)
    audit.record("case.best_interests_recorded", subject=str(case.pk), actor=by, at=at)
