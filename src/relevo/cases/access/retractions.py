"""Who holds what was taken back, and who has said that it is deleted."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q, QuerySet

from relevo.cases.access.doors import not_excluded, visible_cases, works_on_cases
from relevo.cases.access.exclusions import never_asked
from relevo.cases.enums import Purpose, ReferralStatus, RetractionAnswer
from relevo.cases.errors import CaseNotVisible
from relevo.cases.models import Consent, Referral, Retraction
from relevo.cases.rules.transitions import AWAITS_ANSWER
from relevo.cases.rules.views import HeldRow, Standing, TakenBackRow
from relevo.directory.queries import name_for
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText

MARKED_AFTER = timedelta(hours=72)


def _held_by(actor: Actor) -> QuerySet[Retraction]:
    if not works_on_cases(actor):
        return Retraction.objects.none()
    return Retraction.objects.filter(
        not_excluded(actor, case="referral__case_id"), holder_id=actor.institution_id
    )


def locked_retraction(actor: Actor, *, retraction_id: UUID) -> Retraction:
    """What the actor's institution is asked to delete, locked; CaseNotVisible."""
    found = (
        _held_by(actor)
        .select_for_update(of=("self",), no_key=True)
        .filter(pk=retraction_id)
        .first()
    )
    if found is None:
        raise CaseNotVisible
    return found


def list_held(actor: Actor, *, at: datetime) -> list[HeldRow]:
    """What the actor's institution is asked to delete: not yet answered first, then the newest.

    A code and a service: not why, whoever asks. An institution that controls people reads the same
    as any other.
    """
    rows = _with_code(_held_by(actor)).order_by("-told_at", "id")
    return [_held(actor, row, at=at) for row in sorted(rows, key=lambda row: bool(row.answer))]


def find_held(actor: Actor, *, referral_id: UUID, at: datetime) -> HeldRow | None:
    """What the actor's institution is asked to delete of one referral, if it is."""
    row = _with_code(_held_by(actor)).filter(referral=referral_id).first()
    return None if row is None else _held(actor, row, at=at)


def deletion_waits(referral: Referral) -> bool:
    """Whether the holder is asked to delete what was sent with it and has not answered."""
    rows = list(Retraction.objects.select_related("referral").filter(referral=referral, answer=""))
    return bool(rows) and not never_asked(rows)


def _with_code(rows: QuerySet[Retraction]) -> QuerySet[Retraction]:
    return rows.select_related("referral__service", "referral__case")


def _code_of(row: Retraction) -> str:
    """What stands on the holder's papers. An erased case's sending has got another code since."""
    if row.answer == RetractionAnswer.DELETED:
        return ""
    return row.referral.code if row.referral.case.shredded_at is None else row.code


def _held(actor: Actor, row: Retraction, *, at: datetime) -> HeldRow:
    return HeldRow(
        retraction_id=row.pk,
        code=_code_of(row),
        service=name_for(row.referral.service, institution_id=actor.institution_id),
        offered_at=row.referral.offered_at,
        told_at=row.told_at,
        answer=row.answer,
        reason=row.reason,
        is_late=_is_late(row, at=at),
    )


def count_held(actor: Actor) -> int:
    """How much the actor's institution is asked to delete and has not answered. One query."""
    return _held_by(actor).filter(answer="").count()


def list_taken_back(
    actor: Actor, *, at: datetime, case_id: UUID | None = None, open_only: bool = False
) -> list[TakenBackRow]:
    """Of the actor's own cases: who has deleted what was taken back, and who has not said so.

    Whoever had it from a recipient further on is counted in, and not named: whom the person chose
    there is not the first sender's to know; nor is anything where she chose that it never knows.
    """
    own = visible_cases(actor)
    if case_id is not None:
        own = own.filter(pk=case_id)
    rows = (
        Retraction.objects.filter(
            Q(consent__case__in=own) | Q(referral__case__in=own),
            not_excluded(actor, case="referral__case_id"),
        )
        .select_related("referral__service", "referral__case", "holder")
        .order_by("told_at", "id")
    )
    mine = set(own.order_by("pk").values_list("pk", flat=True))
    found = list(rows.filter(answer="") if open_only else rows)
    silent = never_asked([row for row in found if not row.answer])
    return [
        _taken_back(
            row,
            is_own=row.referral.case_id in mine,
            is_asked=row.pk not in silent,
            actor=actor,
            at=at,
        )
        for row in found
    ]


def _taken_back(
    row: Retraction, *, is_own: bool, is_asked: bool, actor: Actor, at: datetime
) -> TakenBackRow:
    holder = LocalisedText(row.holder.name_es, row.holder.name_en)
    service = name_for(row.referral.service, institution_id=actor.institution_id)
    may_ask = is_own and row.referral.case.shredded_at is None
    return TakenBackRow(
        referral_id=row.referral_id if may_ask else None,
        case_id=row.referral.case_id if is_own else None,
        case_code=row.referral.case.code if is_own else "",
        service_id=row.referral.service_id if is_own else None,
        holder=holder if is_own else None,
        is_holder_demo=row.holder.is_demo,
        service=service if is_own else None,
        told_at=row.told_at,
        answer=row.answer,
        reason=row.reason,
        answered_at=row.answered_at,
        is_late=is_asked and _is_late(row, at=at),
        is_asked=is_asked,
    )


def _is_late(row: Retraction, *, at: datetime) -> bool:
    return not row.answer and at >= row.told_at + MARKED_AFTER


def what_stands_of(consent_id: UUID) -> list[Standing]:
    """What was sent with a consent and further on, and whether anything of it still opens.

    Of a consent to a case of the recipient's own it is what went on from that one; what was sent to
    the recipient itself is not of it. For proofs and checks: ids and yes or no.
    """
    found: dict[UUID, Referral] = {}
    of_it = Q(consent=consent_id)
    for own in Consent.objects.filter(pk=consent_id, purpose=Purpose.OWN_RECORD).order_by("id"):
        of_it |= Q(parent__case=own.case_id, parent__service=own.service_id)
    level = list(Referral.objects.filter(of_it).order_by("id"))
    while level:
        found |= {row.pk: row for row in level}
        onward = Referral.objects.filter(parent__in=level).exclude(pk__in=found)
        level = list(onward.order_by("id"))
    return [
        Standing(
            referral_id=row.pk,
            is_open=bool(row.preview or row.packet)
            or row.status in {*AWAITS_ANSWER, ReferralStatus.ACCEPTED},
        )
        for row in found.values()
    ]
