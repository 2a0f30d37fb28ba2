"""Writes of cases: opened, changed, routed, handed to a colleague, closed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from relevo.accounts.models import Membership
from relevo.audit import actions as audit
from relevo.cases import access, queries
from relevo.cases.actions.retractions import take_back_blocked
from relevo.cases.actions.runs import end_runs, start_fitting_runs
from relevo.cases.enums import CaseClosing, CaseStatus, ChoiceKind, Urgency
from relevo.cases.errors import (
    CaseHasOpenReferrals,
    FactsRefused,
    LastOfTheTeam,
    NotACaseWorker,
    NotInTheInstitution,
    RouteRefused,
)
from relevo.cases.models import Case, Referral, RouteChoice, SealedGroup, TeamMember
from relevo.cases.rules import facts as fact_rules
from relevo.cases.rules import transitions
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.facts import CaseFacts
from relevo.cases.rules.stewardship import class_of as retention_of
from relevo.directory.models import Service, Term
from relevo.journeys.models import StoredPlan
from relevo.kernel.actor import Actor
from relevo.kernel.ids import new_code
from relevo.kernel.refusals import raise_first
from relevo.outbox import actions as outbox
from relevo.plumbing.operations import once
from relevo.plumbing.sealed import ToSeal, seal, seal_many

LONGEST_REASON = 500
MOST_STEPS = 20


def open_case(
    *, facts: CaseFacts, urgency: str, by: Actor, at: datetime, op_id: UUID | None = None
) -> Case:
    """Open a case with the least that is needed; who opens it is its team.

    It follows the agreed routes that work now for what is known, in these very versions. With
    ``op_id`` it is opened once, however often it is sent. Everything recorded is sealed, a group
    at a time. Raises NotACaseWorker, FactsRefused, OperationDiffers, CaseNotVisible.
    """
    if by.institution_id is None or not access.works_on_cases(by):
        raise NotACaseWorker
    if op_id is None:
        return _open_case(facts, urgency=urgency, by=by, keeper=by.institution_id, at=at)
    _check(facts, urgency=urgency)
    known = fact_rules.groups_of(facts, urgency=Urgency(urgency))
    keeper = by.institution_id
    return once(
        op_id,
        institution_id=keeper,
        content={"facts": known, "by": by.id},
        at=at,
        act=lambda: _open_case(facts, urgency=urgency, by=by, keeper=keeper, at=at),
        again=lambda case_id: access.get_case(by, case_id),
    )


@transaction.atomic
def _open_case(facts: CaseFacts, *, urgency: str, by: Actor, keeper: UUID, at: datetime) -> Case:
    _check(facts, urgency=urgency)
    case = Case.objects.create(
        code=new_code(),
        institution_id=keeper,
        status=CaseStatus.OPEN,
        opened_on=at.astimezone(LOCAL).date(),
    )
    TeamMember.objects.create(case=case, user_id=by.id, since=at)
    _write_groups(case, facts=facts, urgency=Urgency(urgency), at=at)
    start_fitting_runs(case, facts=facts, at=at)
    audit.record("case.opened", subject=str(case.pk), actor=by, at=at)
    return case


@transaction.atomic
def change_facts(*, case_id: UUID, facts: CaseFacts, urgency: str, by: Actor, at: datetime) -> Case:
    """Record what is known now. What was already sent to a recipient does not change.

    An offer that could not be made any more, because the case has become one of protection, is
    taken back at once. Raises CaseNotVisible, CaseClosed, FactsRefused.
    """
    case = access.locked_case(by, case_id=case_id)
    _check(facts, urgency=urgency)
    facts = _with_decision(case, facts)
    SealedGroup.objects.filter(case=case).delete()
    _write_groups(case, facts=facts, urgency=Urgency(urgency), at=at)
    take_back_blocked(case, by=by, at=at)
    audit.record("case.changed", subject=str(case.pk), actor=by, at=at)
    return case


def _with_decision(case: Case, facts: CaseFacts) -> CaseFacts:
    """What was decided on a child's best interests stays, whatever else is known anew."""
    decided = queries.opened_facts(case.pk).best_interests
    return facts if facts.best_interests or not decided else replace(facts, best_interests=decided)


def _check(facts: CaseFacts, *, urgency: str) -> None:
    fact_rules.check_facts(facts)
    if urgency not in Urgency.values:
        raise FactsRefused(field="urgency", problem="unknown")
    known = set(
        Term.objects.filter(code__in=facts.needs)
        .exclude(kind="profile")
        .order_by("code")
        .values_list("code", flat=True)
    )
    if known != set(facts.needs):
        raise FactsRefused(field="needs", problem="unknown")


def _write_groups(case: Case, *, facts: CaseFacts, urgency: Urgency, at: datetime) -> None:
    groups = fact_rules.groups_of(facts, urgency=urgency)
    blobs = seal_many(
        [
            ToSeal(
                content,
                context=queries.group_context(case.pk, group),
                holder=case.institution_id,
                envelope=case.pk,
            )
            for group, content in groups.items()
        ]
    )
    SealedGroup.objects.bulk_create(
        SealedGroup(case=case, group=group, sealed=blob, changed_at=at)
        for group, blob in zip(groups, blobs, strict=True)
    )


@transaction.atomic
def choose_route(
    *,
    case_id: UUID,
    kind: str,
    by: Actor,
    at: datetime,
    plan_id: UUID | None = None,
    itinerary: int = 0,
    reason: str = "",
    service_keys: Sequence[str] = (),
) -> RouteChoice:
    """Choose a computed plan's itinerary, an own order of it, or services from the directory.

    The plan is offered, never imposed; leaving its order asks for a reason. Raises CaseNotVisible,
    CaseClosed, RouteRefused.
    """
    case = access.locked_case(by, case_id=case_id)
    known = Service.objects.filter(key__in=service_keys).count() == len(set(service_keys))
    own_plans = StoredPlan.objects.filter(institution_id=case.institution_id)
    has_plan = plan_id is not None and own_plans.filter(pk=plan_id).exists()
    refusals = (
        (kind not in ChoiceKind.values, "kind", "unknown"),
        (kind != ChoiceKind.DIRECT and not has_plan, "plan", "unknown"),
        (kind == ChoiceKind.DIRECT and plan_id is not None, "plan", "not_wanted"),
        (kind == ChoiceKind.REORDERED and not reason.strip(), "reason", "missing"),
        (len(reason) > LONGEST_REASON, "reason", "too_long"),
        (itinerary < 0, "itinerary", "unknown"),
        (kind != ChoiceKind.PLAN and not service_keys, "service_keys", "missing"),
        (len(service_keys) > MOST_STEPS or not known, "service_keys", "unknown"),
    )
    raise_first(refusals, RouteRefused)
    RouteChoice.objects.filter(case=case, is_current=True).update(is_current=False)
    route_id = uuid4()
    content = {"reason": reason.strip(), "service_keys": list(service_keys)}
    route = RouteChoice.objects.create(
        id=route_id,
        case=case,
        plan_id=plan_id,
        kind=kind,
        itinerary=itinerary,
        sealed=seal(
            content,
            context=queries.route_context(route_id),
            holder=case.institution_id,
            envelope=case.pk,
        ),
        chosen_at=at,
        chosen_by=by.id,
    )
    audit.record(
        "case.route_chosen", subject=str(case.pk), actor=by, at=at, facts={"kind": str(kind)}
    )
    return route


@transaction.atomic
def add_to_team(*, case_id: UUID, user_id: UUID, by: Actor, at: datetime) -> TeamMember:
    """Let a colleague of the same institution open the case.

    Whom the person chose never to know is refused like a stranger. Raises CaseNotVisible,
    CaseClosed, NotInTheInstitution.
    """
    case = access.locked_case(by, case_id=case_id)
    return join_team(case, user_id=user_id, by=by, at=at)


def join_team(case: Case, *, user_id: UUID, by: Actor, at: datetime) -> TeamMember:
    """Put somebody of the institution on the team of a locked case; NotInTheInstitution."""
    held = Membership.objects.current(at.astimezone(LOCAL).date()).filter(user_id=user_id)
    colleague = held.filter(institution_id=case.institution_id, role__in=access.CASE_WORK)
    belongs_to = list(held.order_by("id").values_list("institution_id", flat=True))
    if not colleague.exists() or not access.may_join(
        case.pk, user_id=user_id, institutions=belongs_to
    ):
        raise NotInTheInstitution
    member, _ = TeamMember.objects.update_or_create(
        case=case, user_id=user_id, defaults={"until": None}, create_defaults={"since": at}
    )
    audit.record(
        "case.team_joined", subject=str(case.pk), actor=by, at=at, facts={"who": str(user_id)}
    )
    outbox.queue("case.team_joined", subject_id=str(case.pk), at=at)
    return member


@transaction.atomic
def remove_from_team(*, case_id: UUID, user_id: UUID, by: Actor, at: datetime) -> None:
    """Close the case to somebody of its team; from the next request on it is not there for them.

    Raises CaseNotVisible, CaseClosed, NotInTheInstitution, LastOfTheTeam.
    """
    case = access.locked_case(by, case_id=case_id)
    team = TeamMember.objects.filter(case=case, until=None)
    if not team.filter(user_id=user_id).exists():
        raise NotInTheInstitution
    if not team.exclude(user_id=user_id).exists():
        raise LastOfTheTeam
    team.filter(user_id=user_id).update(until=at)
    audit.record(
        "case.team_left", subject=str(case.pk), actor=by, at=at, facts={"who": str(user_id)}
    )


@transaction.atomic
def close_case(*, case_id: UUID, reason: str, by: Actor, at: datetime) -> Case:
    """Close a case with a reason, once nobody has to answer or report back any more.

    Raises CaseNotVisible, CaseClosed, FactsRefused, CaseHasOpenReferrals.
    """
    case = access.locked_case(by, case_id=case_id)
    if reason not in CaseClosing.values:
        raise FactsRefused(field="reason", problem="unknown")
    open_referrals = Referral.objects.filter(case=case, status__in=transitions.OPEN).count()
    if open_referrals:
        raise CaseHasOpenReferrals(number=open_referrals)
    case.status = CaseStatus.CLOSED
    case.closed_on = at.astimezone(LOCAL).date()
    case.closing_reason = reason
    case.retention = retention_of(queries.opened_facts(case.pk))
    case.save(update_fields=["status", "closed_on", "closing_reason", "retention"])
    end_runs(case, at=at)
    audit.record(
        "case.closed", subject=str(case.pk), actor=by, at=at, facts={"reason": str(reason)}
    )
    return case
