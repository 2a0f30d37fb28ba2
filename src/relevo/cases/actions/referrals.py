"""Writes of referrals: answered, followed up, closed.

Whoever makes a move that they have just made gets the same answer again and changes nothing: a
second click is no second move. Whether they may is asked anew each time.
"""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.accounts.enums import Attribute
from relevo.cases import access, queries
from relevo.cases.access.proofs import check_not_on_hold
from relevo.cases.actions.alternates import offer_next
from relevo.cases.actions.moves import hold_place, release_place, write_move
from relevo.cases.actions.refusals import undone_but_recorded
from relevo.cases.actions.retractions import ask_holders
from relevo.cases.enums import DeclineCode, OutcomeCode, ReferralClosing, Urgency
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import AnswerRefused, OfferRefused
from relevo.cases.models import Referral, ReferralStep
from relevo.cases.rules import disclosure, transitions, walls
from relevo.cases.rules.facts import CaseFacts, has_child
from relevo.directory import actions as directory
from relevo.directory.enums import ENFORCEMENT_KINDS
from relevo.kernel.actor import Actor
from relevo.plumbing.sealed import seal

OUTCOMES: dict[S, frozenset[str]] = {
    S.DELIVERED: frozenset({"", OutcomeCode.IN_PART, OutcomeCode.REFERRED_ONWARD}),
    S.NOT_DELIVERED: frozenset({"", *OutcomeCode.values} - {OutcomeCode.IN_PART}),
}
"""What can be told beside delivered or not."""


@transaction.atomic
def mark_seen(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """The recipient has seen the offer; its clock goes on.

    Raises CaseNotVisible, TransitionRefused, MoveNotYours, AnswerTooLate.
    """
    if done := _made_already(referral_id, S.SEEN, by=by):
        return done
    referral = _to_answer(referral_id, wanted=S.SEEN, by=by, at=at)
    return write_move(referral, to=S.SEEN, by=by, at=at)


def _made_already(
    referral_id: UUID, made: S, *, by: Actor, codes: Collection[str] | None = None
) -> Referral | None:
    """The referral, locked, if its last move is this very one, by this very person."""
    referral = access.locked_for(by, referral_id=referral_id).referral
    if referral.status != made:
        return None
    last = ReferralStep.objects.filter(referral=referral).order_by("-at", "-id").first()
    is_same = last is not None and last.status == made and last.actor_id == by.id
    if last is None or not is_same or (codes is not None and last.code not in codes):
        return None
    return referral


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

    Raises CaseNotVisible, TransitionRefused, MoveNotYours, AnswerTooLate, OnProbation,
    ConsentExpired or ConsentWithdrawn when there is no live consent any more, and RestrictionStands
    while the person's restriction does.
    """
    with undone_but_recorded(referral_id, by=by, at=at):
        access.lock_case_first(by, referral_id=referral_id)
        return take_over(referral_id, by=by, at=at, said_at=at)


def take_over(referral_id: UUID, *, by: Actor, at: datetime, said_at: datetime) -> Referral:
    """As ``accept``, as part of another act, which locks the case and records what is refused.

    ``said_at``: when the answer was given; by telephone it was earlier than it is written.
    """
    if done := _made_already(referral_id, S.ACCEPTED, by=by):
        return done
    referral = _to_answer(referral_id, wanted=S.ACCEPTED, by=by, at=said_at)
    check_not_on_hold(referral)
    live = access.live_of(referral, at=at, is_to_build=True)
    known = queries.opened_facts(referral.case_id)
    if by.has_attribute(Attribute.PROBATION):
        _check_probation(referral, known)
    packet = disclosure.build_packet(
        known,
        consent=live,
        recipient=queries.recipient_class_of(referral.service),
        served=queries.served_by(referral.service),
        urgency=Urgency(referral.urgency),
        arrives_at=access.arrival_of(referral),
        law_allows=access.law_allows(referral.case, service=referral.service, at=at),
    )
    referral.packet = seal(
        packet,
        context=queries.packet_context(referral.pk),
        holder=referral.recipient_id,
        envelope=referral.pk,
    )
    referral.answered_at = said_at
    code = hold_place(referral, by=by, at=at)
    if not access.is_quiet(referral.case_id, facts=known):
        directory.note_evidence(service_id=referral.service_id, by=by, at=at)
    return write_move(
        referral, to=S.ACCEPTED, by=by, at=at, code=code, changed=["packet", "answered_at"]
    )


def _check_probation(referral: Referral, known: CaseFacts) -> None:
    taken_over = Referral.objects.filter(
        recipient_id=referral.recipient_id, status__in=(S.ACCEPTED, S.ARRIVED)
    )
    walls.check_probation(
        has_child=has_child(known),
        taken_over=taken_over.count(),
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
    said_at: datetime | None = None,
) -> Referral:
    """Say no with a code and, if known, a better address; the directory learns from it.

    The next address to which the person agreed is asked at once; else the officer is.
    ``is_learnt`` False: a demonstration, in which no real institution is to be shown full.
    ``said_at``: by telephone, earlier than it is written. Raises CaseNotVisible,
    TransitionRefused, MoveNotYours, AnswerTooLate, AnswerRefused.
    """
    access.lock_case_first(by, referral_id=referral_id)
    if done := _made_already(referral_id, S.DECLINED, by=by, codes={code}):
        return done
    referral = _to_answer(referral_id, wanted=S.DECLINED, by=by, at=said_at or at)
    access.lock_services_of(referral)
    told = queries.opened_preview(referral)
    if code not in DeclineCode.values:
        raise AnswerRefused(field="code", problem="unknown")
    if better_service_id is not None:
        check_better(better_service_id, referral=referral, by=by, at=at)
    referral.decline_code, referral.answered_at = code, said_at or at
    referral.better_service_id = better_service_id
    known = queries.opened_facts(referral.case_id)
    if is_learnt and not access.is_quiet(referral.case_id, facts=known):
        directory.note_decline(service_id=referral.service_id, code=code, by=by, at=at)
        directory.note_evidence(service_id=referral.service_id, by=by, at=at)
    write_move(
        referral,
        to=S.DECLINED,
        by=by,
        at=at,
        code=code,
        changed=["decline_code", "answered_at", "better_service"],
    )
    offer_next(referral, told=told, at=at)
    return referral


def check_better(service_id: UUID, *, referral: Referral, by: Actor | None, at: datetime) -> None:
    """AnswerRefused where a better address is the same one, or none that ``by`` may see.

    None: that the public may see.
    """
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
    if done := _made_already(referral_id, S.WITHDRAWN, by=by):
        return done
    referral = _to_move(referral_id, wanted=S.WITHDRAWN, by=by)
    release_place(referral, at=at)
    if referral.recipient.kind in ENFORCEMENT_KINDS:
        ask_holders([referral.pk], consent=None, at=at)
    return write_move(referral, to=S.WITHDRAWN, by=by, at=at)


@transaction.atomic
def mark_arrived(*, referral_id: UUID, by: Actor, at: datetime, code: str = "") -> Referral:
    """The person is with the recipient; ``code``: by what it is known, as the history tells it.

    Raises CaseNotVisible, TransitionRefused, MoveNotYours.
    """
    if done := _made_already(referral_id, S.ARRIVED, by=by):
        return done
    referral = _to_move(referral_id, wanted=S.ARRIVED, by=by)
    return write_move(referral, to=S.ARRIVED, by=by, at=at, code=code)


@transaction.atomic
def mark_not_arrived(*, referral_id: UUID, by: Actor, at: datetime) -> Referral:
    """The person never came: the place is free again, and the sender looks for them.

    The next address is asked as after a no. Raises CaseNotVisible, TransitionRefused, MoveNotYours.
    """
    access.lock_case_first(by, referral_id=referral_id)
    if done := _made_already(referral_id, S.NOT_ARRIVED, by=by):
        return done
    referral = _to_move(referral_id, wanted=S.NOT_ARRIVED, by=by)
    access.lock_services_of(referral)
    told = queries.opened_preview(referral)
    release_place(referral, at=at)
    write_move(referral, to=S.NOT_ARRIVED, by=by, at=at)
    offer_next(referral, told=told, at=at)
    return referral


@transaction.atomic
def mark_delivered(*, referral_id: UUID, by: Actor, at: datetime, code: str = "") -> Referral:
    """The service was given, in part or with an onward referral if ``code`` says so.

    Nothing of its content is told. Raises CaseNotVisible, TransitionRefused, MoveNotYours,
    AnswerRefused.
    """
    return _report(referral_id, S.DELIVERED, code=code, by=by, at=at)


@transaction.atomic
def mark_not_delivered(*, referral_id: UUID, by: Actor, at: datetime, code: str = "") -> Referral:
    """The person came and the service was not given; ``code``: why, if that can be told.

    Raises as ``mark_delivered``.
    """
    return _report(referral_id, S.NOT_DELIVERED, code=code, by=by, at=at)


def _report(referral_id: UUID, to: S, *, code: str, by: Actor, at: datetime) -> Referral:
    if done := _made_already(referral_id, to, by=by, codes={code}):
        return done
    referral = _to_move(referral_id, wanted=to, by=by)
    if code not in OUTCOMES[to]:
        raise AnswerRefused(field="code", problem="unknown")
    return write_move(referral, to=to, by=by, at=at, code=code)


@transaction.atomic
def close_referral(*, referral_id: UUID, reason: str, by: Actor, at: datetime) -> Referral:
    """The sender closes what has ended, with the next step or a reason.

    Raises CaseNotVisible, TransitionRefused, MoveNotYours, AnswerRefused.
    """
    if done := _made_already(referral_id, S.CLOSED, by=by, codes={reason}):
        return done
    referral = _to_move(referral_id, wanted=S.CLOSED, by=by)
    if reason not in ReferralClosing.values:
        raise AnswerRefused(field="reason", problem="unknown")
    referral.closing_reason, referral.closed_at = reason, at
    return write_move(
        referral,
        to=S.CLOSED,
        by=by,
        at=at,
        code=reason,
        changed=["closing_reason", "closed_at"],
    )
