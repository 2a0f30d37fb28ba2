"""Links for who has no account: made, opened by the number, used, taken back."""

from collections.abc import Callable
from datetime import datetime
from hmac import compare_digest
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import QuerySet

from relevo.audit import actions as audit
from relevo.cases import access
from relevo.cases.access.handovers import acta_waits
from relevo.cases.access.links import LinkPass, held_by_link, pass_of, usable_link
from relevo.cases.access.retractions import deletion_waits
from relevo.cases.actions import referrals
from relevo.cases.actions.handovers import confirm_received
from relevo.cases.actions.phone import confirm_phone_answer, contradict_phone_answer
from relevo.cases.actions.retractions import answer_retraction
from relevo.cases.enums import LinkStage
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import AnswerRefused, CaseNotVisible, LinkOver, LinkRefused, WrongNumber
from relevo.cases.models import AnswerLink, Referral
from relevo.cases.rules import clocks, links
from relevo.kernel.actor import Actor
from relevo.plumbing import sealed

LABEL = "answer-link"
MOVES: dict[str, Callable[..., Referral]] = {
    S.ACCEPTED: referrals.accept,
    S.SEEN: referrals.mark_seen,
    S.ARRIVED: referrals.mark_arrived,
    S.NOT_ARRIVED: referrals.mark_not_arrived,
    S.DELIVERED: referrals.mark_delivered,
    S.NOT_DELIVERED: referrals.mark_not_delivered,
}


@transaction.atomic
def make_link(*, referral_id: UUID, by: Actor, at: datetime) -> tuple[AnswerLink, str]:
    """A link for the stage that is open now, and the number to be told by voice.

    The number is returned here and kept nowhere. Earlier links of the referral die: there is one
    that works. Raises CaseNotVisible, LinkRefused.
    """
    referral = access.locked_sent(by, referral_id=referral_id)
    stage = links.stage_now(
        S(referral.status),
        acta_waits=acta_waits(referral),
        deletion_waits=deletion_waits(referral),
    )
    ends = links.end_of(stage, at=at, deadline_at=_open_until(referral))
    if ends <= at:
        raise LinkRefused(problem="nothing_to_answer")
    _live(referral).update(revoked_at=at)
    link_id, number = uuid4(), links.new_number()
    link = AnswerLink.objects.create(
        id=link_id,
        referral=referral,
        stage=stage,
        word_mark=_mark(link_id, number),
        created_at=at,
        created_by=by.id,
        expires_at=ends,
    )
    audit.record(
        "link.made", subject=str(referral.pk), actor=by, at=at, facts={"stage": stage.value}
    )
    return link, number


def _open_until(referral: Referral) -> datetime | None:
    """An answer told by telephone in time can be confirmed for a while after the deadline."""
    if referral.deadline_at is None:
        return None
    return clocks.expires_at(referral.deadline_at, told_at=access.told_in_time(referral))


def _live(referral: Referral) -> QuerySet[AnswerLink]:
    return AnswerLink.objects.filter(referral=referral, spent_at=None, revoked_at=None)


def _mark(link_id: UUID, number: str) -> str:
    return sealed.mac(LABEL, str(link_id), number)


@transaction.atomic
def revoke_link(*, referral_id: UUID, link_id: UUID, by: Actor, at: datetime) -> None:
    """Take a link back that was sent to the wrong chat. Raises CaseNotVisible, LinkOver."""
    referral = access.locked_sent(by, referral_id=referral_id)
    if not _live(referral).filter(pk=link_id).update(revoked_at=at):
        raise LinkOver
    audit.record("link.revoked", subject=str(referral.pk), actor=by, at=at)


def open_link(*, link_id: UUID, number: str, at: datetime) -> LinkPass:
    """Let in who types the number. A wrong one counts, also when nothing else comes of it.

    Raises LinkOver, WrongNumber.
    """
    with transaction.atomic():
        link = usable_link(link_id, at=at, lock=True)
        is_right = compare_digest(_mark(link.pk, links.plain_number(number)), link.word_mark)
        opened = pass_of(link, at=at)
        if is_right:
            link.opened_at = link.opened_at or at
        else:
            link.tries += 1
        link.save(update_fields=["opened_at", "tries"])
        audit.record(
            "link.opened" if is_right else "link.wrong_number",
            subject=str(link.referral_id),
            actor=opened.actor,
            at=at,
        )
    if not is_right:
        raise WrongNumber(left=max(0, links.MOST_TRIES - link.tries))
    return opened


def move_by_link(
    link_pass: LinkPass,
    *,
    to: str,
    at: datetime,
    code: str = "",
    better_service_id: UUID | None = None,
) -> Referral:
    """The answer, the arrival or what was delivered, by link; then the link has done its work.

    The move is one transaction, as from the desk; a link whose stage is over is over by the state
    of its referral, whether or not it could still be marked as spent. Raises LinkOver,
    TransitionRefused, AnswerTooLate, AnswerRefused, and what ``accept`` raises.
    """
    link = usable_link(link_pass.link_id, at=at)
    moved = _move(link_pass, to=to, code=code, better_service_id=better_service_id, at=at)
    _spend(link, moved, at=at)
    return moved


def _spend(link: AnswerLink, referral: Referral, *, at: datetime) -> None:
    if links.is_last_move(S(referral.status), acta_waits=acta_waits(referral)):
        AnswerLink.objects.filter(pk=link.pk, spent_at=None).update(spent_at=at)


def receive_by_link(link_pass: LinkPass, *, seen: str, at: datetime) -> Referral:
    """Who has no account confirms the acta it was shown. Raises LinkOver, HandOverRefused."""
    link = usable_link(link_pass.link_id, at=at)
    if link.stage != LinkStage.ARRIVAL:
        raise LinkOver
    try:
        confirm_received(referral_id=link_pass.referral_id, seen=seen, by=link_pass.actor, at=at)
    except CaseNotVisible as hidden:
        raise LinkOver from hidden
    referral = Referral.objects.get(pk=link_pass.referral_id)
    _spend(link, referral, at=at)
    return referral


def settle_by_link(
    link_pass: LinkPass, *, answer_id: UUID, is_confirmed: bool, at: datetime
) -> Referral:
    """Who has no account confirms or contradicts what was noted as told by telephone.

    Raises LinkOver, and what ``confirm_phone_answer`` and ``contradict_phone_answer`` raise.
    """
    link = usable_link(link_pass.link_id, at=at)
    settle = confirm_phone_answer if is_confirmed else contradict_phone_answer
    referral_id = link_pass.referral_id
    try:
        settle(referral_id=referral_id, answer_id=answer_id, by=link_pass.actor, at=at)
    except CaseNotVisible as hidden:
        raise LinkOver from hidden
    referral = Referral.objects.get(pk=referral_id)
    if is_confirmed:
        _spend(link, referral, at=at)
    return referral


@transaction.atomic
def answer_retraction_by_link(
    link_pass: LinkPass, *, answer: str, reason: str, at: datetime
) -> None:
    """Who has no account says that it deleted what was taken back, or by which law it keeps it.

    Raises LinkOver, RetractionRefused.
    """
    link = usable_link(link_pass.link_id, at=at)
    held = held_by_link(link_pass, at=at)
    try:
        answer_retraction(
            retraction_id=held.retraction_id,
            answer=answer,
            reason=reason,
            by=link_pass.actor,
            at=at,
        )
    except CaseNotVisible as hidden:
        raise LinkOver from hidden
    AnswerLink.objects.filter(pk=link.pk, spent_at=None).update(spent_at=at)


def _move(
    link_pass: LinkPass, *, to: str, code: str, better_service_id: UUID | None, at: datetime
) -> Referral:
    referral_id, by = link_pass.referral_id, link_pass.actor
    if to != S.DECLINED and to not in MOVES:
        raise AnswerRefused(field="answer", problem="unknown")
    try:
        if to == S.DECLINED:
            return referrals.decline(
                referral_id=referral_id,
                code=code,
                better_service_id=better_service_id,
                by=by,
                at=at,
            )
        return MOVES[to](referral_id=referral_id, by=by, at=at)
    except CaseNotVisible as hidden:
        raise LinkOver from hidden
