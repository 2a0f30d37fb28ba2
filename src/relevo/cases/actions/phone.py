"""What was told by telephone: noted by the sender, settled by the recipient.

It opens nothing and moves nothing until the recipient itself confirms it. What was told stands in
the history beside what became of it.
"""

from collections.abc import Mapping
from datetime import datetime
from secrets import compare_digest
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases import access
from relevo.cases.access.proofs import is_on_hold
from relevo.cases.actions import referrals
from relevo.cases.actions.moves import write_move
from relevo.cases.actions.refusals import undone_but_recorded
from relevo.cases.enums import Party, PhoneTold
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import MoveNotYours, OfferRefused, PhoneRefused
from relevo.cases.models import PhoneAnswer, Referral
from relevo.cases.rules import phone, transitions
from relevo.kernel.actor import Actor
from relevo.kernel.ids import CodeUnreadable, parse_code
from relevo.outbox import actions as outbox
from relevo.plumbing.sealed import seal

BY_PHONE_AND_SLIP = "phone_slip"
BY_SLIP = "slip"


@transaction.atomic
def note_phone_answer(
    *,
    referral_id: UUID,
    told: str,
    role: str,
    by: Actor,
    at: datetime,
    decline_code: str = "",
    slip_code: str = "",
    better_service_id: UUID | None = None,
) -> PhoneAnswer:
    """Note what somebody of the recipient said, and as what: a role, not a name.

    ``better_service_id``: with a no, the better address they named, out of those that the public
    may see: who confirms it may see no others.

    ``slip_code``: they read it out from the paper, so the person is there; of an accepted referral
    that is proof enough of the arrival, also of one that was noted before without it. Noting the
    same again without a code changes nothing. Raises CaseNotVisible, PhoneRefused, AnswerRefused.
    """
    referral = access.locked_sent(by, referral_id=referral_id)
    status = S(referral.status)
    said = {"told": told, "decline_code": decline_code, "better_service_id": better_service_id}
    is_matched = _matches(referral, slip_code)
    noted = _noted_already(referral, said, slip_matched=is_matched, by=by)
    if noted is not None and not phone.is_proof(told, status=status, slip_matched=is_matched):
        return noted
    wanted = phone.check_told(
        status,
        told=told,
        decline_code=decline_code,
        role=role,
        is_on_hold=is_on_hold(referral),
        has_better=better_service_id is not None,
    )
    if better_service_id is not None:
        referrals.check_better(better_service_id, referral=referral, by=None, at=at)
    is_proof = phone.is_proof(wanted, status=status, slip_matched=is_matched)
    answer = _write(
        referral, said, role=role, slip_matched=is_matched, is_proof=is_proof, by=by, at=at
    )
    subject = str(referral.pk)
    audit.record(
        "referral.told_by_phone",
        subject=subject,
        actor=by,
        at=at,
        facts={"told": wanted.value, "slip": is_matched},
    )
    outbox.queue("referral.told_by_phone", subject_id=subject, at=at)
    if is_proof:
        # The paper speaks for the recipient: it is the one move of its own that the sender writes.
        transitions.check_move(status, S.ARRIVED, parties={Party.RECIPIENT})
        write_move(referral, to=S.ARRIVED, by=by, at=at, code=BY_PHONE_AND_SLIP)
    return answer


def _noted_already(
    referral: Referral, said: Mapping[str, Any], *, slip_matched: bool, by: Actor
) -> PhoneAnswer | None:
    noted = PhoneAnswer.objects.filter(referral=referral, by=by.id, contradicted_at=None, **said)
    if slip_matched:
        noted = noted.filter(slip_matched=True)
    return noted.order_by("-at", "id").first()


def _write(
    referral: Referral,
    said: Mapping[str, Any],
    *,
    role: str,
    slip_matched: bool,
    is_proof: bool,
    by: Actor,
    at: datetime,
) -> PhoneAnswer:
    answer_id = uuid4()
    return PhoneAnswer.objects.create(
        id=answer_id,
        referral=referral,
        **said,
        sealed=seal(
            {"role": role.strip()},
            context=access.phone_context(answer_id),
            holder=referral.sender_id,
            envelope=referral.case_id,
        ),
        slip_matched=slip_matched,
        at=at,
        by=by.id,
        confirmed_at=at if is_proof else None,
    )


def _matches(referral: Referral, slip_code: str) -> bool:
    if not slip_code.strip():
        return False
    try:
        code = parse_code(slip_code)
    except CodeUnreadable as unreadable:
        raise PhoneRefused(field="slip_code", problem="unreadable") from unreadable
    if not compare_digest(code, referral.slip_code):
        raise PhoneRefused(field="slip_code", problem="does_not_match")
    return True


def confirm_phone_answer(
    *, referral_id: UUID, answer_id: UUID, by: Actor, at: datetime, is_learnt: bool = True
) -> Referral:
    """The recipient says that this is what it said: the move is made, in time if it was told so.

    ``is_learnt``: as for ``decline``. Raises CaseNotVisible, MoveNotYours, PhoneRefused,
    TransitionRefused, AnswerTooLate, ConsentExpired, ConsentWithdrawn.
    """
    with undone_but_recorded(referral_id, by=by, at=at):
        access.lock_case_first(by, referral_id=referral_id)
        answer = _to_settle(referral_id, answer_id, by=by)
        if answer.contradicted_at is not None:
            raise PhoneRefused(field="answer", problem="settled")
        if answer.confirmed_at is not None:
            return answer.referral
        answer.confirmed_at = at
        answer.save(update_fields=["confirmed_at"])
        moved = _move(answer, by=by, at=at, is_learnt=is_learnt)
        # After the move, which locks the places of the service: the head of the audit comes last.
        audit.record("referral.phone_confirmed", subject=str(referral_id), actor=by, at=at)
        return moved


def _move(answer: PhoneAnswer, *, by: Actor, at: datetime, is_learnt: bool) -> Referral:
    referral, told = answer.referral, PhoneTold(answer.told)
    if told == PhoneTold.ACCEPTED:
        return referrals.take_over(referral.pk, by=by, at=at, said_at=answer.at)
    if told == PhoneTold.DECLINED:
        return referrals.decline(
            referral_id=referral.pk,
            code=answer.decline_code,
            better_service_id=_better_of(answer, by=by, at=at),
            said_at=answer.at,
            is_learnt=is_learnt,
            by=by,
            at=at,
        )
    if told == PhoneTold.ARRIVED:
        if referral.status in transitions.AWAITS_ANSWER:
            referrals.take_over(referral.pk, by=by, at=at, said_at=answer.at)
        code = BY_SLIP if answer.slip_matched else ""
        return referrals.mark_arrived(referral_id=referral.pk, by=by, at=at, code=code)
    return {
        PhoneTold.NOT_ARRIVED: referrals.mark_not_arrived,
        PhoneTold.DELIVERED: referrals.mark_delivered,
        PhoneTold.NOT_DELIVERED: referrals.mark_not_delivered,
    }[told](referral_id=referral.pk, by=by, at=at)


def _better_of(answer: PhoneAnswer, *, by: Actor, at: datetime) -> UUID | None:
    """The better address that was named, unless it has closed meanwhile: the no stands without."""
    if answer.better_service_id is None:
        return None
    try:
        return access.get_service(by, answer.better_service_id, at=at).pk
    except OfferRefused:
        return None


def _to_settle(referral_id: UUID, answer_id: UUID, *, by: Actor) -> PhoneAnswer:
    locked = access.locked_for(by, referral_id=referral_id)
    if Party.RECIPIENT not in locked.parties:
        raise MoveNotYours(wanted="confirmed")
    answer = PhoneAnswer.objects.filter(pk=answer_id, referral=locked.referral).first()
    if answer is None:
        raise PhoneRefused(field="answer", problem="unknown")
    answer.referral = locked.referral
    return answer


@transaction.atomic
def contradict_phone_answer(
    *, referral_id: UUID, answer_id: UUID, by: Actor, at: datetime
) -> PhoneAnswer:
    """The recipient says that nobody there said so. What was noted stands beside it.

    Raises CaseNotVisible, MoveNotYours, PhoneRefused.
    """
    answer = _to_settle(referral_id, answer_id, by=by)
    if answer.contradicted_at is not None:
        return answer
    if answer.confirmed_at is not None:
        raise PhoneRefused(field="answer", problem="settled")
    answer.contradicted_at = at
    answer.save(update_fields=["contradicted_at"])
    subject = str(referral_id)
    audit.record("referral.phone_contradicted", subject=subject, actor=by, at=at)
    outbox.queue("referral.phone_contradicted", subject_id=subject, at=at)
    return answer
