"""Who may be sent where: do-no-harm rules, admission rules, capacity; every reason, not the first.

The age of majority is 18 here whatever the country: that is what child protection goes by in all
three. A rule whose basis is not confirmed still excludes; where it lets the group in, the step is
to be confirmed first.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from relevo.planner.answer import Check, Reason, ReasonCode
from relevo.planner.request import Member, Request
from relevo.planner.world import (
    ENFORCEMENT,
    Admission,
    Basis,
    Condition,
    OperatorKind,
    Service,
)

MAJORITY = 18
WITH_PARENT = "accompanied_by_parent"
"""The paper that a child who travels with a parent or guardian carries by being with them."""


@dataclass(frozen=True, slots=True)
class Group:
    """What rules ask of the people who travel together."""

    nationality: str
    members: tuple[Member, ...]
    accompanied: bool
    papers: frozenset[str]
    has_unaccompanied_child: bool
    has_adult: bool
    whose_sex_counts: tuple[Member, ...]
    """A house for women takes their children of either sex; a house for girls takes girls."""


def group_of(request: Request) -> Group:
    """Return the group that a request speaks of."""
    held = request.documents | ({WITH_PARENT} if request.accompanied else set())
    members = tuple(sorted(request.members, key=lambda member: (member.age, member.sex)))
    adults = tuple(member for member in members if not is_child(member))
    return Group(
        nationality=request.nationality,
        members=members,
        accompanied=request.accompanied,
        papers=held,
        has_unaccompanied_child=not request.accompanied and len(adults) < len(members),
        has_adult=bool(adults),
        whose_sex_counts=adults or members,
    )


def is_child(member: Member) -> bool:
    return member.age < MAJORITY


def is_of_age(member: Member, condition: Condition) -> bool:
    """Tell whether the age lies in the condition's range."""
    return (condition.age_from is None or member.age >= condition.age_from) and (
        condition.age_until is None or member.age < condition.age_until
    )


def is_of_nationality(group: Group, condition: Condition) -> bool:
    """Tell whether the nationality is one the condition speaks of."""
    if group.nationality in condition.except_nationalities:
        return False
    return not condition.nationalities or group.nationality in condition.nationalities


def concerns(condition: Condition, *, group: Group) -> bool:
    """Tell whether a rule concerns the group: it does when it concerns one of them."""
    if not is_of_nationality(group, condition):
        return False
    return any(
        is_of_age(member, condition)
        and (not condition.unaccompanied_only or (is_child(member) and not group.accompanied))
        for member in group.members
    )


def refusals(service: Service, *, request: Request, group: Group) -> tuple[Reason, ...]:
    """Return every reason that keeps the group from the service, save hours and the way there."""
    reasons = [
        *_harms(service, request=request, group=group),
        *(
            reason
            for rule in sorted(service.admissions, key=lambda rule: rule.code)
            for reason in _unmet(rule, request=request, group=group)
        ),
    ]
    if service.id in request.excluded:
        reasons.append(Reason(ReasonCode.EXCLUDED_BY_REQUEST))
    if service.places is not None and service.places < len(group.members):
        # How many are free is told to nobody outside the service: only how many were asked for.
        reasons.append(Reason(ReasonCode.NO_CAPACITY, facts=(str(len(group.members)),)))
    return tuple(reasons)


def admits(service: Service, *, request: Request) -> bool:
    """Tell whether the service takes these people, whatever its hours and the way there."""
    return not refusals(service, request=request, group=group_of(request))


def _harms(service: Service, *, request: Request, group: Group) -> Iterable[Reason]:
    if service.id in request.chosen:
        return
    operator = service.operator
    rule = "unaccompanied_child" if group.has_unaccompanied_child else ""
    if request.protection_sensitive:
        rule = "protection_sensitive"
    if request.protection_sensitive or (rule and request.origin_closed):
        is_own_state = service.origin_country == group.nationality and group.nationality != ""
        if is_own_state and operator is not OperatorKind.CIVIL:
            yield Reason(ReasonCode.ORIGIN_AUTHORITY, rule=rule, facts=(group.nationality,))
    if rule and operator is OperatorKind.CONSULATE:
        yield Reason(ReasonCode.CONSULATE, rule=rule)
    if rule and operator in ENFORCEMENT:
        yield Reason(ReasonCode.ENFORCEMENT, rule=rule, facts=(operator.value,))


def _unmet(rule: Admission, *, request: Request, group: Group) -> Iterable[Reason]:
    if rule.takes is not None:
        yield from _outside(rule.takes, code=rule.code, group=group)
    if rule.profiles and not rule.profiles & request.profiles:
        fitting = tuple(sorted(rule.profiles))
        yield Reason(ReasonCode.PROFILE_NOT_SERVED, rule.code, fitting, fitting)
    if rule.needs_any_of and not rule.needs_any_of & group.papers:
        papers = tuple(sorted(rule.needs_any_of))
        yield Reason(ReasonCode.DOCUMENT_MISSING, rule.code, papers, papers)
    if not rule.children_allowed and any(is_child(member) for member in group.members):
        yield Reason(ReasonCode.CHILDREN_NOT_ALLOWED, rule.code)
    if not rule.adults_allowed and group.has_adult:
        yield Reason(ReasonCode.ADULTS_NOT_ALLOWED, rule.code)
    refused = [member for member in group.whose_sex_counts if _is_other_sex(member, rule)]
    if refused:
        facts = tuple(sorted({member.sex for member in refused}))
        yield Reason(ReasonCode.SEX, rule.code, facts, tuple(sorted(rule.sexes)))


def _outside(takes: Condition, *, code: str, group: Group) -> Iterable[Reason]:
    if not is_of_nationality(group, takes):
        wanted = tuple(sorted(takes.nationalities - takes.except_nationalities))
        yield Reason(ReasonCode.NATIONALITY, code, (group.nationality,), wanted)
    ages = sorted({m.age for m in group.members if not is_of_age(m, takes)})
    if ages:
        yield Reason(ReasonCode.AGE, code, tuple(map(str, ages)), (age_range(takes),))
    if takes.unaccompanied_only and not group.has_unaccompanied_child:
        yield Reason(ReasonCode.PROFILE_NOT_SERVED, code, ("unaccompanied",), ("unaccompanied",))


def age_range(condition: Condition) -> str:
    """Return the ages taken, as ``12-17``, ``18+`` or ``0-17``."""
    first = condition.age_from or 0
    return f"{first}+" if condition.age_until is None else f"{first}-{condition.age_until - 1}"


def _is_other_sex(member: Member, rule: Admission) -> bool:
    return bool(rule.sexes) and member.sex != "" and member.sex not in rule.sexes


def service_checks(service: Service, *, group: Group) -> tuple[Check, ...]:
    """Return what a visit would rest on that is not confirmed."""
    checks: set[Check] = set()
    if service.exists_known is not Basis.CONFIRMED:
        checks.add(Check.EXISTENCE_UNVERIFIED)
    if service.windows_known is Basis.ASSUMED:
        checks.add(Check.HOURS_ASSUMED)
    if service.windows_known is Basis.UNKNOWN:
        checks.add(Check.HOURS_UNKNOWN)
    if service.places is None or service.places_known is Basis.UNKNOWN:
        checks.add(Check.CAPACITY_UNKNOWN)
    elif service.places_known is Basis.ASSUMED:
        checks.add(Check.CAPACITY_ASSUMED)
    is_sex_unknown = any(member.sex == "" for member in group.whose_sex_counts)
    for rule in service.admissions:
        if rule.known is not Basis.CONFIRMED or (rule.sexes and is_sex_unknown):
            checks.add(Check.ADMISSION_UNVERIFIED)
    return tuple(sorted(checks))
