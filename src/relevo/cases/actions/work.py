"""Writes of the work on a case: notes, which are never changed, steps of the plan, follow-ups."""

from datetime import date, datetime
from uuid import UUID, uuid4

from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases import access
from relevo.cases.enums import TaskKind
from relevo.cases.errors import CaseNotVisible, TaskDone, WorkRefused
from relevo.cases.models import Note, Task
from relevo.cases.rules import work
from relevo.cases.rules.clocks import LOCAL
from relevo.kernel.actor import Actor
from relevo.plumbing.operations import once
from relevo.plumbing.sealed import seal


def role_of(actor: Actor) -> str:
    """In which role somebody works on a case; empty for one who is of its team without a role."""
    return min(access.CASE_WORK & actor.roles, default="")


def add_note(
    *, case_id: UUID, text: str, by: Actor, at: datetime, op_id: UUID | None = None
) -> Note:
    """Add a note. It is never changed or removed: a correction is another note.

    With ``op_id`` it is added once, however often it is sent. Raises CaseNotVisible, CaseClosed,
    WorkRefused, OperationDiffers.
    """
    if op_id is None:
        return _add_note(case_id, text=text, by=by, at=at)
    return once(
        op_id,
        institution_id=access.get_case(by, case_id).institution_id,
        content={"case": case_id, "text": text, "by": by.id},
        at=at,
        act=lambda: _add_note(case_id, text=text, by=by, at=at),
        again=lambda note_id: Note.objects.get(pk=note_id),
    )


@transaction.atomic
def _add_note(case_id: UUID, *, text: str, by: Actor, at: datetime) -> Note:
    case = access.locked_case(by, case_id=case_id)
    work.check_note(text)
    if Note.objects.filter(case=case).count() >= work.MOST_NOTES:
        raise WorkRefused(field="text", problem="too_many")
    note_id = uuid4()
    note = Note.objects.create(
        id=note_id,
        case=case,
        sealed=seal(
            {"text": text.strip(), "role": role_of(by)},
            context=work.note_context(note_id),
            holder=case.institution_id,
            envelope=case.pk,
        ),
        at=at,
        by=by.id,
    )
    audit.record("case.note_added", subject=str(case.pk), actor=by, at=at)
    return note


@transaction.atomic
def add_task(
    *,
    case_id: UUID,
    kind: str,
    what: str,
    due_on: date,
    by: Actor,
    at: datetime,
    goal: str = "",
    who: str = "",
) -> Task:
    """Add a step to the case plan, or a follow-up with its day.

    Raises CaseNotVisible, CaseClosed, WorkRefused.
    """
    case = access.locked_case(by, case_id=case_id)
    today = at.astimezone(LOCAL).date()
    work.check_task(kind=kind, goal=goal, what=what, who=who, due_on=due_on, today=today)
    if Task.objects.filter(case=case).count() >= work.MOST_TASKS:
        raise WorkRefused(field="what", problem="too_many")
    task_id = uuid4()
    task = Task.objects.create(
        id=task_id,
        case=case,
        kind=kind,
        sealed=seal(
            {"goal": goal.strip(), "what": what.strip(), "who": who.strip()},
            context=work.task_context(task_id),
            holder=case.institution_id,
            envelope=case.pk,
        ),
        due_on=due_on,
        created_at=at,
        created_by=by.id,
    )
    audit.record(
        "case.task_added", subject=str(case.pk), actor=by, at=at, facts={"kind": str(kind)}
    )
    return task


@transaction.atomic
def finish_task(*, case_id: UUID, task_id: UUID, outcome: str, by: Actor, at: datetime) -> Task:
    """Say what came of a step or a follow-up, once.

    Raises CaseNotVisible, CaseClosed, TaskDone, WorkRefused.
    """
    case = access.locked_case(by, case_id=case_id)
    task = Task.objects.select_for_update(no_key=True).filter(case=case, pk=task_id).first()
    if task is None:
        raise CaseNotVisible
    if task.done_at is not None:
        raise TaskDone
    work.check_outcome(task.kind, outcome)
    task.done_at, task.done_by, task.outcome = at, by.id, outcome
    task.save(update_fields=["done_at", "done_by", "outcome"])
    facts = {"kind": TaskKind(task.kind).value, "outcome": str(outcome)}
    audit.record("case.task_finished", subject=str(case.pk), actor=by, at=at, facts=facts)
    return task
