"""Cases on whose team nobody is any more: which they are, and who could work on them.

A supervisor sees their codes and puts a colleague on them; that opens them to the colleague alone.
"""

from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, Min, OuterRef, Q, QuerySet

from relevo.accounts.enums import Attribute
from relevo.accounts.models import Membership
from relevo.audit import actions as audit
from relevo.cases.access.doors import CASE_WORK, not_excluded
from relevo.cases.access.team import LISTED
from relevo.cases.enums import CaseStatus
from relevo.cases.errors import CaseNotVisible, NotASupervisor
from relevo.cases.models import Case, TeamMember
from relevo.cases.rules.clocks import LOCAL, start_of_day
from relevo.cases.rules.walls import UnattendedRow
from relevo.cases.rules.work import MemberRow
from relevo.kernel.actor import Actor
from relevo.kernel.ids import CodeUnreadable, parse_code
from relevo.plumbing.models import DestroyedEnvelope, DestroyedKey


def without_team(institution_id: UUID, *, on: date) -> QuerySet[Case]:
    """Cases of an institution that still open, and whose team has nobody who belongs to it."""
    members = Membership.objects.current(on).filter(institution_id=institution_id)
    team = TeamMember.objects.filter(
        case=OuterRef("pk"), until=None, user_id__in=members.values("user_id")
    )
    return (
        Case.objects.filter(~Exists(team), institution_id=institution_id, shredded_at=None)
        .exclude(institution_id__in=DestroyedKey.objects.values("holder"))
        .exclude(pk__in=DestroyedEnvelope.objects.values("envelope"))
    )


def _supervised(actor: Actor, *, at: datetime) -> QuerySet[Case]:
    """Those of which this supervisor may know; NotASupervisor."""
    if actor.institution_id is None or not actor.has_attribute(Attribute.SUPERVISOR):
        raise NotASupervisor
    own = without_team(actor.institution_id, on=at.astimezone(LOCAL).date())
    return own.filter(not_excluded(actor))


def list_unattended(actor: Actor, *, at: datetime) -> list[UnattendedRow]:
    """Where somebody waits for an answer first, then the open ones. NotASupervisor."""
    due = Min("rights__due_at", filter=Q(rights__outcome=""))
    rows = list(_supervised(actor, at=at).annotate(answer_due=due).order_by("opened_on", "code"))
    audit.record_shown(
        LISTED,
        shown=[case.pk for case in rows],
        subject=str(actor.institution_id),
        actor=actor,
        since=start_of_day(at),
        at=at,
    )
    found = [
        UnattendedRow(
            code=case.code,
            is_closed=case.status == CaseStatus.CLOSED,
            answer_due=case.answer_due,
        )
        for case in rows
    ]
    return sorted(found, key=lambda row: (row.answer_due is None, row.is_closed))


def locked_unattended(actor: Actor, *, code: str, at: datetime) -> Case:
    """The case with this code, locked; CaseNotVisible for any other. NotASupervisor."""
    try:
        read = parse_code(code)
    except CodeUnreadable:
        read = ""
    cases = _supervised(actor, at=at)
    case = cases.select_for_update(of=("self",), no_key=True).filter(code=read).first()
    # As it is now that nobody else can put somebody on it meanwhile.
    if case is None or not cases.filter(pk=case.pk).exists():
        raise CaseNotVisible
    return case


def list_colleagues(actor: Actor, *, at: datetime) -> list[MemberRow]:
    """Who of the institution works on cases, but for the supervisor; NotASupervisor."""
    if actor.institution_id is None or not actor.has_attribute(Attribute.SUPERVISOR):
        raise NotASupervisor
    held = Membership.objects.current(at.astimezone(LOCAL).date()).filter(
        institution_id=actor.institution_id, role__in=CASE_WORK
    )
    people: dict[UUID, MemberRow] = {}
    for one in held.exclude(user_id=actor.id).select_related("user").order_by("role", "id"):
        name = one.user.get_full_name() or one.user.get_username()
        row = MemberRow(one.user_id, name=name, role=one.role, since=None, is_self=False)
        people.setdefault(one.user_id, row)
    return sorted(people.values(), key=lambda row: (row.name, str(row.user_id)))
