"""Writes of who must never know of a case: chosen with the person, stronger than anything else."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from relevo.accounts.models import Membership, User
from relevo.audit import actions as audit
from relevo.cases import access, queries
from relevo.cases.access.exclusions import exclusion_context
from relevo.cases.actions.retractions import take_back_everywhere
from relevo.cases.enums import ExclusionKind
from relevo.cases.errors import ExclusionRefused, LastOfTheTeam
from relevo.cases.models import (
    Alternate,
    AnswerLink,
    BreakGlass,
    Case,
    Consent,
    Exclusion,
    Referral,
    Retraction,
    TeamMember,
)
from relevo.cases.rules.clocks import LOCAL
from relevo.directory.models import Institution
from relevo.kernel.actor import Actor
from relevo.kernel.refusals import raise_first
from relevo.plumbing.sealed import is_destroyed, seal, unseal

CHANGED = "case.changed"
"""The audit says no more: that there is an exclusion at all is nothing for who reads it."""


@transaction.atomic
def add_exclusion(*, case_id: UUID, kind: str, who: UUID, by: Actor, at: datetime) -> Exclusion:
    """Note an institution, or one person, that must never know of this case.

    From the commit on there is no such case for them: who is of them leaves the team, and what was
    offered to them is taken back, with the code of any consent taken back. It holds for every case
    that recipients opened of this one, however far on. Raises CaseNotVisible, CaseClosed,
    ExclusionRefused, LastOfTheTeam.
    """
    case = access.locked_case(by, case_id=case_id)
    if kind not in ExclusionKind.values:
        raise ExclusionRefused(field="kind", problem="unknown")
    _check_who(case, ExclusionKind(kind), who, by=by)
    mark = access.exclusion_mark(ExclusionKind(kind), who)
    if Exclusion.objects.filter(case=case, mark=mark).exists():
        raise ExclusionRefused(field="who", problem="already")
    exclusion = _note(case, ExclusionKind(kind), who, by=by, at=at)
    further = queries.cases_from(case.pk)
    for own in further:
        _note(own, ExclusionKind(kind), who, by=by, at=at)
    everywhere = [case.pk, *(own.pk for own in further)]
    people = [who] if kind == ExclusionKind.USER else _members(who, at=at)
    _leave_the_team(case, people, at=at)
    BreakGlass.objects.filter(case__in=everywhere, user_id__in=people, until__gt=at).update(
        until=at
    )
    if kind == ExclusionKind.INSTITUTION:
        _take_back_from(everywhere, who, by=by, at=at)
    audit.record(CHANGED, subject=str(case.pk), actor=by, at=at)
    return exclusion


@transaction.atomic
def remove_exclusion(*, case_id: UUID, exclusion_id: UUID, by: Actor, at: datetime) -> None:
    """The person has changed her mind. Nothing that was taken back comes back by itself.

    Raises CaseNotVisible, CaseClosed, ExclusionRefused.
    """
    case = access.locked_case(by, case_id=case_id)
    gone, _rows = Exclusion.objects.filter(case=case, pk=exclusion_id).delete()
    if not gone:
        raise ExclusionRefused(field="who", problem="unknown")
    audit.record(CHANGED, subject=str(case.pk), actor=by, at=at)


def carry_exclusions(source_id: UUID, *, to: Case, by: Actor, at: datetime) -> None:
    """Whom the person chose never to know does not learn it from a recipient's own case either."""
    rows = list(Exclusion.objects.filter(case=source_id).order_by("at", "id"))
    for row in rows:
        content = unseal(bytes(row.sealed), context=exclusion_context(row.pk))
        _note(to, ExclusionKind(row.kind), UUID(content["who"]), by=by, at=at)


def _note(case: Case, kind: ExclusionKind, who: UUID, *, by: Actor, at: datetime) -> Exclusion:
    """Of what opens no more only the mark is kept: what is left of it tells them nothing."""
    exclusion_id, sealed = uuid4(), b""
    if case.shredded_at is None and not is_destroyed(case.institution_id):
        sealed = seal(
            {"who": str(who)},
            context=exclusion_context(exclusion_id),
            holder=case.institution_id,
            envelope=case.pk,
        )
    exclusion, _is_new = Exclusion.objects.get_or_create(
        case=case,
        mark=access.exclusion_mark(kind, who),
        defaults={"id": exclusion_id, "kind": kind, "sealed": sealed, "at": at, "by": by.id},
    )
    return exclusion


def _check_who(case: Case, kind: ExclusionKind, who: UUID, *, by: Actor) -> None:
    rows = Institution.objects if kind == ExclusionKind.INSTITUTION else User.objects
    refusals = (
        (who == case.institution_id, "who", "own_institution"),
        (who == by.id or who in by.also_of, "who", "yourself"),
        (not rows.filter(pk=who).exists(), "who", "unknown"),
    )
    raise_first(refusals, ExclusionRefused)


def _members(institution_id: UUID, *, at: datetime) -> list[UUID]:
    current = Membership.objects.current(at.astimezone(LOCAL).date())
    return list(
        current.filter(institution_id=institution_id)
        .order_by("user_id")
        .values_list("user_id", flat=True)
    )


def _leave_the_team(case: Case, people: list[UUID], *, at: datetime) -> None:
    team = TeamMember.objects.filter(case=case, until=None)
    if not team.exclude(user_id__in=people).exists():
        raise LastOfTheTeam
    team.filter(user_id__in=people).update(until=at)


def _take_back_from(
    cases: Sequence[UUID], institution_id: UUID, *, by: Actor, at: datetime
) -> None:
    """Consents, offers, links and next addresses of an institution that must never know."""
    Consent.objects.filter(case__in=cases, recipient_id=institution_id, withdrawn_at=None).update(
        withdrawn_at=at
    )
    theirs = Referral.objects.filter(case__in=cases, recipient_id=institution_id).order_by("id")
    Retraction.objects.filter(referral__in=theirs.order_by()).exclude(code="").update(code="")
    AnswerLink.objects.filter(referral__in=theirs.order_by(), revoked_at=None).update(revoked_at=at)
    Alternate.objects.filter(
        referral__case__in=cases, service__institution_id=institution_id, became=None
    ).delete()
    take_back_everywhere(list(theirs.values_list("pk", flat=True)), consent=None, by=by, at=at)
