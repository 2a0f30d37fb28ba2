"""What a supervisor sees of the institution's cases, and how many cases anybody may open."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import Count, Q

from relevo.accounts.enums import Attribute
from relevo.audit import actions as audit
from relevo.audit import queries as audited
from relevo.cases import queries
from relevo.cases.access.doors import not_excluded
from relevo.cases.enums import CaseStatus, FieldGroup
from relevo.cases.errors import NotASupervisor, ReadingTooFast
from relevo.cases.models import Case, SealedGroup
from relevo.cases.rules import walls
from relevo.cases.rules.clocks import LOCAL, start_of_day
from relevo.kernel.actor import Actor
from relevo.plumbing.models import DestroyedEnvelope, DestroyedKey
from relevo.plumbing.sealed import unseal_many

READ = "case.read"
STOPPED = "case.reading_stopped"
LISTED = "caseload.listed"


def check_reading(actor: Actor, *, case_id: UUID, at: datetime) -> None:
    """ReadingTooFast, recorded, when somebody opens more cases than anybody works on.

    A case that was opened already that day counts once, and stays open to who works on it.
    """
    read = audited.subjects_of(READ, actor_id=actor.id, since=at - walls.DAY, until=at)
    if str(case_id) in read:
        return
    try:
        walls.check_reading(
            last_hour=sum(1 for instant in read.values() if instant > at - walls.HOUR),
            last_day=len(read),
            an_hour=settings.RELEVO_CASES_AN_HOUR,
            a_day=settings.RELEVO_CASES_A_DAY,
        )
    except ReadingTooFast as refusal:
        audit.record_access(
            STOPPED, subject=str(actor.id), actor=actor, at=at, facts={"within": refusal.within}
        )
        raise


def list_caseload(actor: Actor, *, at: datetime) -> list[walls.CaseloadRow]:
    """The open cases of a supervisor's institution: code, urgency, age, overdue tasks.

    Not those whose person chose that this supervisor never knows. NotASupervisor.
    """
    if actor.institution_id is None or not actor.has_attribute(Attribute.SUPERVISOR):
        raise NotASupervisor
    audit.record_access("caseload.read", subject=str(actor.institution_id), actor=actor, at=at)
    today = at.astimezone(LOCAL).date()
    late = Q(tasks__done_at=None, tasks__due_on__lt=today)
    cases = list(
        Case.objects.filter(
            not_excluded(actor), institution_id=actor.institution_id, status=CaseStatus.OPEN
        )
        .exclude(institution_id__in=DestroyedKey.objects.values("holder"))
        .exclude(pk__in=DestroyedEnvelope.objects.values("envelope"))
        .annotate(overdue=Count("tasks", filter=late))
        .order_by("opened_on", "code")
    )
    urgency = _urgencies([case.pk for case in cases])
    audit.record_shown(
        LISTED,
        shown=[case.pk for case in cases],
        subject=str(actor.institution_id),
        actor=actor,
        since=start_of_day(at),
        at=at,
    )
    return [
        walls.CaseloadRow(
            code=case.code,
            urgency=urgency[case.pk],
            days_open=(today - case.opened_on).days,
            overdue_tasks=case.overdue,
        )
        for case in cases
    ]


def _urgencies(case_ids: list[UUID]) -> dict[UUID, str]:
    groups = list(
        SealedGroup.objects.filter(case_id__in=case_ids, group=FieldGroup.NEEDS).order_by("id")
    )
    contents = unseal_many(
        [(bytes(row.sealed), queries.group_context(row.case_id, row.group)) for row in groups]
    )
    return {row.case_id: content["urgency"] for row, content in zip(groups, contents, strict=True)}


def list_readers(actor: Actor, *, at: datetime) -> list[walls.ReaderRow]:
    """Who of the institution opened how many different cases in seven days. NotASupervisor.

    A case that must not be known to the supervisor is not counted either.
    """
    if actor.institution_id is None or not actor.has_attribute(Attribute.SUPERVISOR):
        raise NotASupervisor
    own = Case.objects.filter(institution_id=actor.institution_id)
    known = {
        str(pk)
        for pk in own.filter(not_excluded(actor)).order_by("pk").values_list("pk", flat=True)
    }
    since = at - walls.GLASS_WEEK
    rows = audited.subjects_by_actor(
        [READ, STOPPED], institution_id=actor.institution_id, since=since, until=at
    )
    read: dict[UUID, set[str]] = {}
    stopped: dict[UUID, int] = {}
    for verb, actor_id, subject in rows:
        if verb == STOPPED:
            stopped[actor_id] = stopped.get(actor_id, 0) + 1
        elif subject in known:
            read.setdefault(actor_id, set()).add(subject)
    return [
        walls.ReaderRow(user_id=pk, cases=len(read.get(pk, ())), stopped=stopped.get(pk, 0))
        for pk in sorted({*read, *stopped}, key=lambda pk: (-len(read.get(pk, ())), str(pk)))
    ]
