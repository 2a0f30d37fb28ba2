"""Sendings without consent, and refusals that stand: who sees them, who reviews them."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from relevo.accounts.enums import Attribute
from relevo.accounts.models import Membership
from relevo.cases import queries
from relevo.cases.access.doors import (
    CASE_WORK,
    exclusion_mark,
    get_case,
    not_excluded,
    visible_cases,
)
from relevo.cases.enums import ExclusionKind
from relevo.cases.errors import CaseNotVisible
from relevo.cases.models import Case, Exclusion, Refusal, TeamMember, WithoutConsent
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.views import ExceptionRow, RefusalRow
from relevo.directory.queries import name_for
from relevo.kernel.actor import Actor
from relevo.kernel.text import LocalisedText
from relevo.plumbing.sealed import unseal_if_kept


def second_people(case: Case, *, actor: Actor, at: datetime) -> list[UUID]:
    """Who can be the second person: works on cases here today, or supervises; not the actor.

    Nobody whom the person chose never to know.
    """
    current = (
        Membership.objects.current(at.astimezone(LOCAL).date())
        .filter(Q(role__in=CASE_WORK) | Q(is_supervisor=True), institution_id=case.institution_id)
        .exclude(user_id=actor.id)
    )
    users = sorted(set(current.order_by("user_id").values_list("user_id", flat=True)))
    marks = {exclusion_mark(ExclusionKind.USER, user_id): user_id for user_id in users}
    excluded = Exclusion.objects.filter(case=case, mark__in=list(marks))
    kept_out = {marks[mark] for mark in excluded.order_by("mark").values_list("mark", flat=True)}
    return [user_id for user_id in users if user_id not in kept_out]


def list_second_people(actor: Actor, *, case_id: UUID, at: datetime) -> list[UUID]:
    """As ``second_people``, for a case of one's team; CaseNotVisible."""
    return second_people(get_case(actor, case_id), actor=actor, at=at)


def _visible(actor: Actor) -> QuerySet[WithoutConsent]:
    if actor.institution_id is None:
        return WithoutConsent.objects.none()
    team = TeamMember.objects.filter(case=OuterRef("case_id"), user_id=actor.id, until=None)
    rows = WithoutConsent.objects.filter(
        not_excluded(actor, case="case_id"), case__institution_id=actor.institution_id
    )
    if actor.has_attribute(Attribute.SUPERVISOR):
        return rows
    return rows.filter(Q(Exists(team)) | Q(second_person=actor.id))


def _reviewable(actor: Actor) -> QuerySet[WithoutConsent]:
    """A supervisor who neither sent it nor was the second person."""
    if not actor.has_attribute(Attribute.SUPERVISOR):
        return WithoutConsent.objects.none()
    return _visible(actor).exclude(by=actor.id).exclude(second_person=actor.id)


def locked_exception(actor: Actor, *, exception_id: UUID) -> WithoutConsent:
    """A sending without consent that the actor may review, locked; CaseNotVisible.

    The case is locked first, as by whoever ends a sending.
    """
    case_id = _reviewable(actor).filter(pk=exception_id).values_list("case_id", flat=True).first()
    if case_id is None:
        raise CaseNotVisible
    Case.objects.select_for_update(no_key=True).get(pk=case_id)
    rows = WithoutConsent.objects.select_related("referral").select_for_update(
        of=("self",), no_key=True
    )
    return rows.get(pk=exception_id)


def count_exceptions(actor: Actor) -> int:
    """How many sendings without consent the actor is to review; always as many queries."""
    return _reviewable(actor).filter(reviewed_at=None).count()


def count_told(actor: Actor) -> int:
    """Of how many sendings without consent the actor is the second person, until their review."""
    return _visible(actor).filter(second_person=actor.id, reviewed_at=None).count()


def list_exceptions(actor: Actor, *, at: datetime, open_only: bool = False) -> list[ExceptionRow]:
    """Sendings without consent that the actor sent, was told of, or supervises.

    The reasons are read by who reviews them, and by the team.
    """
    rows = _visible(actor).select_related("case", "referral__service")
    if open_only:
        rows = rows.filter(reviewed_at=None)
    teams = set(visible_cases(actor).order_by("pk").values_list("pk", flat=True))
    may_review = set(
        _reviewable(actor).filter(reviewed_at=None).order_by("pk").values_list("pk", flat=True)
    )
    return [
        _row(
            row,
            actor=actor,
            at=at,
            is_own=row.case_id in teams,
            may_review=row.pk in may_review,
        )
        for row in rows.order_by("-at", "id")
    ]


def _row(
    row: WithoutConsent, *, actor: Actor, at: datetime, is_own: bool, may_review: bool
) -> ExceptionRow:
    is_erased = row.case.shredded_at is not None
    blob, context = bytes(row.sealed), exception_context(row.pk)
    kept = unseal_if_kept(blob, context=context) if may_review or is_own else {}
    return ExceptionRow(
        exception_id=row.pk,
        case_id=row.case_id if is_own else None,
        case_code="" if is_erased else row.case.code,
        ground=row.ground,
        service=name_for(row.referral.service, institution_id=actor.institution_id),
        at=row.at,
        review_due_at=row.review_due_at,
        is_late=row.reviewed_at is None and at >= row.review_due_at,
        reviewed_at=row.reviewed_at,
        verdict=row.verdict,
        may_review=may_review,
        is_second=row.second_person == actor.id,
        is_erased=is_erased,
        is_gone=kept is None,
        reasons=(kept or {}).get("reasons", ""),
    )


def exception_context(exception_id: UUID) -> str:
    """Where the reasons of a sending without consent lie."""
    return f"cases_withoutconsent|sealed|{exception_id}"


def list_refusals(actor: Actor, *, case_id: UUID) -> list[RefusalRow]:
    """To whom the person said no and has not asked again; for her team only."""
    case = get_case(actor, case_id)
    rows = Refusal.objects.filter(case=case, lifted_at=None).select_related("recipient")
    return [
        RefusalRow(
            refusal_id=row.pk,
            recipient_id=row.recipient_id,
            recipient=LocalisedText(row.recipient.name_es, row.recipient.name_en),
            at=row.at,
        )
        for row in rows.order_by("-at", "id")
    ]


def is_child_case(actor: Actor, *, case_id: UUID) -> bool:
    """Whether a case of one's team is that of a child alone; CaseNotVisible."""
    case = get_case(actor, case_id)
    return queries.protected_of(case, queries.opened_facts(case.pk)).is_child_alone
