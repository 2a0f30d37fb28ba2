"""Notes, the case plan and follow-ups as plain values, and what makes one of them usable."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from relevo.cases.enums import TaskKind, TaskOutcome
from relevo.cases.errors import WorkRefused
from relevo.kernel.refusals import raise_first

LONGEST_NOTE = 4000
LONGEST_GOAL = 160
LONGEST_WHAT = 300
LONGEST_WHO = 120
MOST_NOTES = 2000
MOST_TASKS = 400
FARTHEST = timedelta(days=730)

OUTCOMES: dict[TaskKind, tuple[TaskOutcome, ...]] = {
    TaskKind.PLAN: (TaskOutcome.DONE, TaskOutcome.NOT_POSSIBLE, TaskOutcome.NOT_NEEDED),
    TaskKind.FOLLOW_UP: (
        TaskOutcome.DONE,
        TaskOutcome.NOT_REACHED,
        TaskOutcome.NOT_POSSIBLE,
        TaskOutcome.NOT_NEEDED,
    ),
}


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note; ``role``: in which role it was written. Who wrote it is told to the writer only."""

    note_id: UUID
    at: datetime
    role: str
    is_own: bool
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A step of the plan or a follow-up, with what came of it."""

    task_id: UUID
    kind: str
    due_on: date
    is_overdue: bool
    done_at: datetime | None
    outcome: str
    goal: str = field(repr=False)
    what: str = field(repr=False)
    who: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PendingRow:
    """Something to do today or overdue, by the code of its case: no word of it."""

    case_id: UUID
    case_code: str
    kind: str
    due_on: date
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class WorkCounts:
    """How much there is of everything, for the links of a case's page."""

    notes: int
    plan_open: int
    follow_ups_open: int
    overdue: int
    team: int
    attachments: int


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody of the institution: on the team since when, or None who could join it."""

    user_id: UUID
    name: str
    role: str
    since: datetime | None
    is_self: bool


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """One kept file as its case lists it, without its content."""

    attachment_id: UUID
    kind: str
    pages: int
    added_at: datetime
    role: str
    is_own: bool
    name: str = field(repr=False)
    description: str = field(repr=False)


def note_context(note_id: UUID) -> str:
    return f"cases_note|sealed|{note_id}"


def task_context(task_id: UUID) -> str:
    return f"cases_task|sealed|{task_id}"


def check_note(text: str) -> None:
    """WorkRefused for a note without words, or with too many."""
    if not text.strip():
        raise WorkRefused(field="text", problem="missing")
    if len(text) > LONGEST_NOTE:
        raise WorkRefused(field="text", problem="too_long")


def check_task(*, kind: str, goal: str, what: str, who: str, due_on: date, today: date) -> None:
    """WorkRefused with the first part that says nothing usable."""
    refusals = (
        (kind not in TaskKind.values, "kind", "unknown"),
        (not what.strip(), "what", "missing"),
        (len(goal) > LONGEST_GOAL, "goal", "too_long"),
        (len(what) > LONGEST_WHAT, "what", "too_long"),
        (len(who) > LONGEST_WHO, "who", "too_long"),
        (not today <= due_on <= today + FARTHEST, "due_on", "out_of_range"),
    )
    raise_first(refusals, WorkRefused)


def check_outcome(kind: str, outcome: str) -> None:
    """WorkRefused for an outcome that this kind of task does not have."""
    if outcome not in OUTCOMES[TaskKind(kind)]:
        raise WorkRefused(field="outcome", problem="unknown")
