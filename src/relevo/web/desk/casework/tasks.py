"""The case plan, follow-ups, and what is due today over all of one's cases."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.cases import access, actions
from relevo.cases.enums import TaskKind
from relevo.cases.errors import CaseClosed, TaskDone, WorkRefused
from relevo.cases.rules import work
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.work import PendingRow, TaskRow
from relevo.plumbing import clock
from relevo.web.casework_phrases import TASK_OUTCOMES, WORK_REFUSALS
from relevo.web.desk.casework.context import case_page, told_closed
from relevo.web.desk.http import DeskRequest

PAGES = {TaskKind.PLAN: "desk:case-plan", TaskKind.FOLLOW_UP: "desk:case-follow-ups"}


class TaskForm(forms.Form):
    """What is to be done, by whom, until when; a step of a plan also says what for."""

    goal = forms.CharField(
        label=pgettext_lazy("task", "What for (goal)"), max_length=work.LONGEST_GOAL, required=False
    )
    what = forms.CharField(
        label=pgettext_lazy("task", "What will be done"), max_length=work.LONGEST_WHAT
    )
    who = forms.CharField(
        label=pgettext_lazy("task", "Who does it"), max_length=work.LONGEST_WHO, required=False
    )
    due_on = forms.DateField(
        label=pgettext_lazy("task", "Until when"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        input_formats=["%Y-%m-%d"],
    )

    def __init__(self, *args: Any, kind: TaskKind, at: datetime, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.today = at.astimezone(LOCAL).date()
        if kind == TaskKind.FOLLOW_UP:
            del self.fields["goal"]

    def clean_due_on(self) -> date:
        """From today on, within two years."""
        due_on: date = self.cleaned_data["due_on"]
        if not self.today <= due_on <= self.today + work.FARTHEST:
            raise forms.ValidationError(str(WORK_REFUSALS["due_on:out_of_range"]))
        return due_on


class OutcomeForm(forms.Form):
    """What came of a step or a follow-up: a code and no more."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("task", "What came of it?"), choices=list(TASK_OUTCOMES.items())
    )


@dataclass(frozen=True, slots=True)
class Goal:
    """The open steps towards one goal, in the order of their days."""

    words: str
    rows: list[TaskRow]


@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """The plan agreed with the person: steps by goal."""
    return _tasks(request, case_id, kind=TaskKind.PLAN)


@require_http_methods(["GET", "HEAD", "POST"])
def follow_ups(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """When to ask again how the person is."""
    return _tasks(request, case_id, kind=TaskKind.FOLLOW_UP)


def _tasks(request: DeskRequest, case_id: UUID, *, kind: TaskKind) -> HttpResponse:
    at = clock.now()
    form = TaskForm(request.POST if request.method == "POST" else None, kind=kind, at=at)
    if request.method == "POST" and form.is_valid():
        told = {"goal": "", **form.cleaned_data}
        try:
            actions.add_task(case_id=case_id, kind=kind.value, by=request.actor, at=at, **told)
        except CaseClosed:
            return told_closed(request, case_id, back=PAGES[kind])
        except WorkRefused as refusal:
            form.add_error(None, str(WORK_REFUSALS[f"{refusal.field}:{refusal.problem}"]))
        else:
            messages.success(request, gettext("It is noted."))
            return redirect(PAGES[kind], case_id=case_id)
    case, rows = access.list_tasks(request.actor, case_id=case_id, kind=kind, at=at)
    context = {
        "form": form,
        "goals": _by_goal([row for row in rows if row.done_at is None]),
        "done": [row for row in rows if row.done_at is not None],
        "kind": kind.value,
        "outcomes": [(code, TASK_OUTCOMES[code]) for code in work.OUTCOMES[kind]],
    }
    return case_page(request, "case_tasks", case, context)


def _by_goal(rows: list[TaskRow]) -> list[Goal]:
    goals: dict[str, list[TaskRow]] = {}
    for row in rows:
        goals.setdefault(row.goal, []).append(row)
    return [Goal(words, steps) for words, steps in goals.items()]


@require_POST
def finish(request: DeskRequest, case_id: UUID, kind: str, task_id: UUID) -> HttpResponse:
    """Say what came of a step or a follow-up."""
    back = PAGES[TaskKind.PLAN if kind == TaskKind.PLAN else TaskKind.FOLLOW_UP]
    form = OutcomeForm(request.POST)
    unknown = gettext("Choose what came of it.")
    if not form.is_valid():
        access.get_case(request.actor, case_id)  # strangers learn nothing of their mistake
        messages.error(request, unknown)
        return redirect(back, case_id=case_id)
    outcome = form.cleaned_data["outcome"]
    try:
        actions.finish_task(
            case_id=case_id, task_id=task_id, outcome=outcome, by=request.actor, at=clock.now()
        )
    except CaseClosed:
        return told_closed(request, case_id, back=back)
    except TaskDone:
        messages.error(request, gettext("Somebody of the team has said already what came of it."))
    except WorkRefused:
        messages.error(request, unknown)
    else:
        messages.success(request, gettext("It is noted."))
    return redirect(back, case_id=case_id)


@require_safe
def pending(request: DeskRequest) -> HttpResponse:
    """What is due today or overdue in all of one's cases, by code."""
    rows = access.list_pending(request.actor, at=clock.now())
    late = [row for row in rows if row.is_overdue]
    parts: list[tuple[object, list[PendingRow]]] = [
        (_("Overdue"), late),
        (_("Today"), [row for row in rows if not row.is_overdue]),
    ]
    context = {"parts": [part for part in parts if part[1]], "section": "cases"}
    return render(request, "desk/case_pending.html", context)
