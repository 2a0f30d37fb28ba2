"""The agreed routes that a case follows: what is to do next, done, or does not apply."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from relevo.cases import access
from relevo.cases.actions import runs as actions
from relevo.cases.errors import CaseClosed, RunRefused
from relevo.cases.rules.views import RunView
from relevo.directory import queries as directory
from relevo.directory.models import Service
from relevo.kernel.text import LocalisedText
from relevo.pathways.enums import MarkKind
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest

UNDO = "undo"
REFUSED = {
    "does_not_work": _("This route does not work any more. Choose another one."),
    "already_followed": _("The case follows this route already."),
    "too_many": _("A case follows at most three routes at a time. End one of them first."),
    "marked": _("Somebody of the team has marked this step already."),
    "not_marked": _("This step has no mark any more."),
    "ended": _("The case does not follow this route any more."),
}


class MarkForm(forms.Form):
    """What is said of a step: nothing of the case, only that it was done or does not apply."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("step of a route", "What about this step?"),
        choices=[
            (MarkKind.DONE.value, pgettext_lazy("step of a route", "Done")),
            (MarkKind.NOT_APPLICABLE.value, pgettext_lazy("step of a route", "Does not apply")),
            (UNDO, pgettext_lazy("step of a route", "Take the mark back")),
        ],
    )


class FollowForm(forms.Form):
    """Which of the routes that work now the case shall follow."""

    version = forms.CharField(label=_("Agreed route"), max_length=36)

    def clean_version(self) -> UUID:
        try:
            return UUID(self.cleaned_data["version"])
        except ValueError as error:
            raise forms.ValidationError(_("Choose a route.")) from error


@dataclass(frozen=True, slots=True)
class ToldRun:
    """A route of a case, with names of services that its plan has beyond it.

    ``hides_lateness``: a real institution is not shown late or failing on a demonstration.
    """

    run: RunView
    hides_lateness: bool
    beyond: tuple[LocalisedText, ...]
    missing: tuple[LocalisedText, ...]
    earlier: tuple[LocalisedText, ...]


def told_runs(request: DeskRequest, *, case_id: UUID, at: datetime) -> list[ToldRun]:
    """The routes of a case as its page shows them."""
    found = access.list_runs(request.actor, case_id=case_id, at=at)
    keys = {key for run in found for key in run.comparison.beyond}
    names = {
        row.key: directory.name_for(row, institution_id=request.actor.institution_id)
        for row in Service.objects.filter(key__in=keys).order_by("key")
    }
    hides = clock.is_demo() and not request.membership.institution.is_demo
    return [_told(run, names, hides_lateness=hides) for run in found]


@dataclass(frozen=True, slots=True)
class RouteToFollow:
    """A route that works now and that the case does not follow yet."""

    version_id: UUID
    title: LocalisedText


def routes_to_follow(request: DeskRequest, *, case_id: UUID, at: datetime) -> list[RouteToFollow]:
    """What the team may choose: routes for what is known of the case."""
    return [
        RouteToFollow(
            version.pk, LocalisedText(es=version.pathway.title_es, en=version.pathway.title_en)
        )
        for version in access.list_routes_to_follow(request.actor, case_id=case_id, at=at)
    ]


def _told(run: RunView, names: dict[str, LocalisedText], *, hides_lateness: bool) -> ToldRun:
    actions_by_key = {one.step.key: one.step.action for one in run.steps}
    return ToldRun(
        run=run,
        hides_lateness=hides_lateness,
        beyond=tuple(names[key] for key in run.comparison.beyond if key in names),
        missing=tuple(actions_by_key[key] for key in run.comparison.missing),
        earlier=tuple(actions_by_key[key] for key in run.comparison.earlier),
    )


@require_POST
def mark(request: DeskRequest, case_id: UUID, run_id: UUID, step_key: str) -> HttpResponse:
    """A step was done, does not apply, or the mark is taken back."""
    form = MarkForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose what is to be said of the step."))
        return redirect("desk:case", case_id=case_id)
    kind = form.cleaned_data["kind"]

    def act() -> object:
        if kind == UNDO:
            return actions.unmark_step(
                case_id=case_id, run_id=run_id, step_key=step_key, by=request.actor, at=clock.now()
            )
        return actions.mark_step(
            case_id=case_id,
            run_id=run_id,
            step_key=step_key,
            kind=kind,
            by=request.actor,
            at=clock.now(),
        )

    return _acted(request, case_id, act)


@require_POST
def follow(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Let the case follow one more route that works now."""
    form = FollowForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose a route."))
        return redirect("desk:case", case_id=case_id)
    version_id = form.cleaned_data["version"]
    return _acted(
        request,
        case_id,
        lambda: actions.start_run(
            case_id=case_id, version_id=version_id, by=request.actor, at=clock.now()
        ),
    )


@require_POST
def end(request: DeskRequest, case_id: UUID, run_id: UUID) -> HttpResponse:
    """The case does not follow a route any more."""
    return _acted(
        request,
        case_id,
        lambda: actions.end_run(case_id=case_id, run_id=run_id, by=request.actor, at=clock.now()),
    )


def _acted(request: DeskRequest, case_id: UUID, act: Callable[[], object]) -> HttpResponse:
    try:
        act()
    except CaseClosed:
        messages.error(request, gettext("The case is closed."))
    except RunRefused as refusal:
        unknown = gettext("This route or this step is not there.")
        messages.error(request, str(REFUSED.get(refusal.problem, unknown)))
    return redirect("desk:case", case_id=case_id)
