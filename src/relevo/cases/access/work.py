"""What a team keeps of a case while it is open: notes, plan, follow-ups, files, and who it is."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count, F, Q, QuerySet

from relevo.accounts.models import Membership
from relevo.audit import actions as audit
from relevo.cases import queries
from relevo.cases.access.doors import CASE_WORK, get_case, visible_cases
from relevo.cases.access.exclusions import may_join
from relevo.cases.access.team import check_reading
from relevo.cases.enums import AttachmentKind, CaseStatus, ReadPurpose, TaskKind
from relevo.cases.errors import CaseNotVisible
from relevo.cases.models import Attachment, Case, Note, Task, TeamMember
from relevo.cases.rules import asking
from relevo.cases.rules.attachments import attachment_context
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.facts import CaseFacts, facts_of, urgency_of
from relevo.cases.rules.work import (
    AttachmentRow,
    MemberRow,
    NoteRow,
    PendingRow,
    TaskRow,
    WorkCounts,
    note_context,
    task_context,
)
from relevo.directory.models import Service
from relevo.kernel.actor import Actor
from relevo.plumbing.sealed import unseal_bytes, unseal_many


def _opened(actor: Actor, case_id: UUID, *, part: str, at: datetime, purpose: ReadPurpose) -> Case:
    """The case, after it was recorded which part of it is opened for what."""
    case = get_case(actor, case_id)
    check_reading(actor, case_id=case.pk, at=at)
    audit.record_access(
        "case.read",
        subject=str(case.pk),
        actor=actor,
        at=at,
        purpose=purpose.value,
        facts={"part": part},
    )
    return case


def read_facts(actor: Actor, *, case_id: UUID, at: datetime) -> tuple[Case, CaseFacts, str]:
    """What is known of a case, to be changed, with its urgency; CaseNotVisible, ReadingTooFast."""
    case = _opened(actor, case_id, part="facts", at=at, purpose=ReadPurpose.INTAKE)
    groups = queries.opened_groups(case.pk)
    return case, facts_of(groups), urgency_of(groups).value


def needed_by_of(actor: Actor, *, case_id: UUID, at: datetime) -> tuple[asking.NeededBy, ...]:
    """What the answers of a case make urgent and is not over yet, the earliest first.

    For who is about to make an offer, or has the case open: it is not recorded again.
    """
    known = queries.opened_facts(get_case(actor, case_id).pk)
    found = asking.needed_by(known, holidays=_holidays_since(known, at=at))
    return tuple(one for one in found if one.at > at)


def proposed_needed_by(
    actor: Actor, *, case_id: UUID, service: Service, at: datetime
) -> datetime | None:
    """Until when this service would help, as the case says; a proposal only.

    A bed for a child alone is for this night: its limit is of the hour of asking, not of the case.
    """
    known = queries.opened_facts(get_case(actor, case_id).pk)
    limits = (
        *needed_by_of(actor, case_id=case_id, at=at),
        *asking.needed_tonight(known, at=at),
    )
    return asking.proposed_for(limits, served=queries.served_by(service))


def _holidays_since(known: CaseFacts, *, at: datetime) -> frozenset[date]:
    entered = asking.entered_on(known) or at.astimezone(LOCAL).date()
    start = datetime.combine(entered, datetime.min.time(), tzinfo=LOCAL)
    return queries.holidays_of(asking.CLAIM_COUNTRY, at=start)


def count_work(actor: Actor, *, case_id: UUID, at: datetime) -> WorkCounts:
    """How many notes, open tasks, colleagues and files a case has: one query, no content."""
    today = at.astimezone(LOCAL).date()
    waiting = Q(tasks__done_at=None)
    plan, follow = Q(tasks__kind=TaskKind.PLAN), Q(tasks__kind=TaskKind.FOLLOW_UP)
    late = waiting & Q(tasks__due_on__lt=today)
    found = (
        visible_cases(actor)
        .filter(pk=case_id)
        .annotate(
            many_notes=Count("notes", distinct=True),
            plan_open=Count("tasks", filter=waiting & plan, distinct=True),
            follow_ups_open=Count("tasks", filter=waiting & follow, distinct=True),
            overdue=Count("tasks", filter=late, distinct=True),
            colleagues=Count("team", filter=Q(team__until=None), distinct=True),
            many_files=Count("attachments", distinct=True),
        )
        .values_list(
            *("many_notes", "plan_open", "follow_ups_open", "overdue", "colleagues", "many_files")
        )
        .first()
    )
    if found is None:
        raise CaseNotVisible
    return WorkCounts(*found)


def list_notes(actor: Actor, *, case_id: UUID, at: datetime) -> tuple[Case, list[NoteRow]]:
    """All notes of a case, the newest first."""
    case = _opened(actor, case_id, part="notes", at=at, purpose=ReadPurpose.FOLLOW_UP)
    return case, opened_notes(Note.objects.filter(case=case), reader=actor)


def opened_notes(notes: QuerySet[Note], *, reader: Actor) -> list[NoteRow]:
    """Notes in words, the newest first: only behind a door, after it was recorded."""
    rows = list(notes.order_by("-at", "-id"))
    contents = unseal_many([(bytes(row.sealed), note_context(row.pk)) for row in rows])
    return [
        NoteRow(
            note_id=row.pk,
            at=row.at,
            role=content["role"],
            is_own=row.by == reader.id,
            text=content["text"],
        )
        for row, content in zip(rows, contents, strict=True)
    ]


def list_tasks(
    actor: Actor, *, case_id: UUID, kind: TaskKind, at: datetime
) -> tuple[Case, list[TaskRow]]:
    """The plan or the follow-ups of a case: what is to do first, by its day; then what is done."""
    purpose = ReadPurpose.PLAN if kind == TaskKind.PLAN else ReadPurpose.FOLLOW_UP
    case = _opened(actor, case_id, part=kind.value, at=at, purpose=purpose)
    return case, opened_tasks(Task.objects.filter(case=case, kind=kind), at=at)


def opened_tasks(tasks: QuerySet[Task], *, at: datetime) -> list[TaskRow]:
    """Steps in words: only behind a door, after it was recorded."""
    rows = list(tasks.order_by(F("done_at").desc(nulls_first=True), "due_on", "created_at", "id"))
    contents = unseal_many([(bytes(row.sealed), task_context(row.pk)) for row in rows])
    today = at.astimezone(LOCAL).date()
    return [
        _task_row(row, content, today=today) for row, content in zip(rows, contents, strict=True)
    ]


def _task_row(row: Task, content: Mapping[str, str], *, today: date) -> TaskRow:
    return TaskRow(
        task_id=row.pk,
        kind=row.kind,
        due_on=row.due_on,
        is_overdue=row.done_at is None and row.due_on < today,
        done_at=row.done_at,
        outcome=row.outcome,
        goal=content["goal"],
        what=content["what"],
        who=content["who"],
    )


def list_pending(actor: Actor, *, at: datetime) -> list[PendingRow]:
    """What is due today or overdue in all of the actor's open cases, the oldest first.

    One query, however many: no word of what is to be done, so that nothing is opened for a list.
    """
    today = at.astimezone(LOCAL).date()
    cases = visible_cases(actor).filter(status=CaseStatus.OPEN)
    rows = (
        Task.objects.filter(case__in=cases, done_at=None, due_on__lte=today)
        .select_related("case")
        .order_by("due_on", "case__code", "id")
    )
    return [
        PendingRow(
            case_id=row.case_id,
            case_code=row.case.code,
            kind=row.kind,
            due_on=row.due_on,
            is_overdue=row.due_on < today,
        )
        for row in rows
    ]


def list_team(
    actor: Actor, *, case_id: UUID, at: datetime
) -> tuple[Case, list[MemberRow], list[MemberRow]]:
    """Who works on a case, and who of the institution could; no content is opened.

    Whom the person chose never to know of the case is not among those who could.
    """
    case = get_case(actor, case_id)
    rows = TeamMember.objects.filter(case=case, until=None).order_by("id")
    since = dict(rows.values_list("user_id", "since"))
    current = Membership.objects.current(at.astimezone(LOCAL).date())
    own = current.filter(institution_id=case.institution_id).select_related("user")
    people: dict[UUID, MemberRow] = {}
    for one in own.order_by("role", "id"):
        if one.role in CASE_WORK or one.user_id in since:
            person = MemberRow(
                user_id=one.user_id,
                name=one.user.get_full_name() or one.user.get_username(),
                role=one.role,
                since=since.get(one.user_id),
                is_self=one.user_id == actor.id,
            )
            people.setdefault(one.user_id, person)
    belongs: dict[UUID, list[UUID]] = {}
    for held in current.filter(user_id__in=people).order_by("id"):
        belongs.setdefault(held.user_id, []).append(held.institution_id)
    ordered = sorted(people.values(), key=lambda person: (person.name, str(person.user_id)))
    return (
        case,
        [person for person in ordered if person.since is not None],
        [
            person
            for person in ordered
            if person.since is None
            and may_join(case.pk, user_id=person.user_id, institutions=belongs[person.user_id])
        ],
    )


def list_attachments(
    actor: Actor, *, case_id: UUID, at: datetime
) -> tuple[Case, list[AttachmentRow]]:
    """The files of a case by name, the newest first, without their content."""
    case = _opened(actor, case_id, part="attachments", at=at, purpose=ReadPurpose.FOLLOW_UP)
    return case, opened_attachments(Attachment.objects.filter(case=case), reader=actor)


def opened_attachments(files: QuerySet[Attachment], *, reader: Actor) -> list[AttachmentRow]:
    """Files by name, without their content: only behind a door, after it was recorded."""
    rows = list(files.defer("content").order_by("-added_at", "-id"))
    contents = unseal_many(
        [(bytes(row.sealed), attachment_context(row.pk, "sealed")) for row in rows]
    )
    return [
        AttachmentRow(
            attachment_id=row.pk,
            kind=row.kind,
            pages=row.pages,
            added_at=row.added_at,
            role=content["role"],
            is_own=row.added_by == reader.id,
            name=content["name"],
            description=content["description"],
        )
        for row, content in zip(rows, contents, strict=True)
    ]


def open_attachment(
    actor: Actor, *, case_id: UUID, attachment_id: UUID, at: datetime
) -> tuple[AttachmentKind, bytes]:
    """The content of one file, after its opening was recorded; CaseNotVisible."""
    case = get_case(actor, case_id)
    row = Attachment.objects.filter(case=case, pk=attachment_id).first()
    if row is None:
        raise CaseNotVisible
    check_reading(actor, case_id=case.pk, at=at)
    audit.record_access(
        "case.read",
        subject=str(case.pk),
        actor=actor,
        at=at,
        purpose=ReadPurpose.FOLLOW_UP.value,
        facts={"part": "attachment", "attachment": str(row.pk)},
    )
    return opened_content(row)


def opened_content(row: Attachment) -> tuple[AttachmentKind, bytes]:
    """The content of a file: only behind a door, after it was recorded."""
    context = attachment_context(row.pk, "content")
    return AttachmentKind(row.kind), unseal_bytes(bytes(row.content), context=context)
