"""Writes of teams from outside of them: who belongs no more leaves, and who left is replaced."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from relevo.accounts import actions as accounts
from relevo.accounts.enums import Role
from relevo.accounts.models import User
from relevo.audit import actions as audit
from relevo.cases.access.unattended import locked_unattended, without_team
from relevo.cases.actions.cases import join_team
from relevo.cases.errors import NotInTheInstitution
from relevo.cases.models import TeamMember
from relevo.cases.rules.clocks import LOCAL
from relevo.directory.models import Institution
from relevo.kernel.actor import Actor


@transaction.atomic
def end_membership(
    *, user: User, institution: Institution, by: Actor, at: datetime, role: Role | None = None
) -> int:
    """End what somebody is in an institution, in one role or in all; with the last, its teams.

    Every case that they leave gets a new key, closed ones too. How many cases of the institution
    have nobody now. Raises NotAnAdministrator, NoMembership.
    """
    belongs = accounts.end_memberships(user=user, institution=institution, role=role, by=by, at=at)
    if not belongs:
        own = TeamMember.objects.filter(case__institution=institution, user_id=user.pk, until=None)
        _leave(own, by=by, at=at)
    return without_team(institution.pk, on=at.astimezone(LOCAL).date()).count()


def _leave(members: QuerySet[TeamMember], *, by: Actor, at: datetime) -> None:
    for member in list(members.order_by("case_id", "id")):
        member.until = at
        member.save(update_fields=["until"])
        facts = {"who": str(member.user_id)}
        audit.record("case.team_left", subject=str(member.case_id), actor=by, at=at, facts=facts)


@transaction.atomic
def put_on_case(*, code: str, user_id: UUID, by: Actor, at: datetime) -> TeamMember:
    """A supervisor puts a colleague on a case without anybody; it does not open to the supervisor.

    Closed ones too: somebody may wait for an answer there. Whose term ran out does not come back
    by itself. Raises NotASupervisor, CaseNotVisible, NotInTheInstitution.
    """
    case = locked_unattended(by, code=code, at=at)
    if user_id == by.id:
        raise NotInTheInstitution
    _leave(TeamMember.objects.filter(case=case, until=None), by=by, at=at)
    return join_team(case, user_id=user_id, by=by, at=at)
