"""Who must never know of a case: one list a case, for its team alone."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from relevo.accounts import queries as accounts
from relevo.cases import access, actions
from relevo.cases.enums import ExclusionKind
from relevo.cases.errors import CaseClosed, ExclusionRefused, LastOfTheTeam
from relevo.cases.rules.walls import ExclusionRow
from relevo.directory.models import Institution
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import institution_name
from relevo.web.desk.walls.forms import ExclusionForm
from relevo.web.wall_phrases import EXCLUSION_REFUSALS


@require_http_methods(["GET", "HEAD", "POST"])
def exclusions(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Ask the person, note whom she names, and say what that does."""
    at = clock.now()
    rows = access.list_exclusions(request.actor, case_id=case_id, at=at)
    form = _form(request, at=at)
    if request.method == "POST" and form.is_valid() and _add(request, case_id, form=form, at=at):
        messages.success(
            request, gettext("Noted. For them there is no such case, from this moment on.")
        )
        return redirect("desk:exclusions", case_id=case_id)
    return render(
        request,
        "desk/exclusions.html",
        {
            "case_id": case_id,
            "form": form,
            "excluded": _told(rows),
            "section": "cases",
        },
        status=422 if form.errors else 200,
    )


def _form(request: DeskRequest, *, at: datetime) -> ExclusionForm:
    own = request.membership.institution_id
    institutions = Institution.objects.exclude(pk=own).order_by("sort_key", "key")
    colleagues = accounts.list_user_names(
        institution_id=own, on=at.date(), without=request.actor.id
    )
    return ExclusionForm(
        request.POST if request.method == "POST" else None,
        institutions=[(row.pk, institution_name(row)) for row in institutions],
        colleagues=colleagues,
    )


def _add(request: DeskRequest, case_id: UUID, *, form: ExclusionForm, at: datetime) -> bool:
    typed = form.cleaned_data["user_name"]
    kind, who = form.named(by_user_name=accounts.ids_of_user_names([typed]))
    try:
        actions.add_exclusion(case_id=case_id, kind=kind, who=who, by=request.actor, at=at)
    except ExclusionRefused as refusal:
        form.add_error(None, str(EXCLUSION_REFUSALS[refusal.problem]))
    except LastOfTheTeam:
        form.add_error(None, gettext("Nobody would be left who can open the case."))
    except CaseClosed:
        form.add_error(None, gettext("The case is closed."))
    return not form.errors


def _told(rows: list[ExclusionRow]) -> list[tuple[UUID, str, bool, datetime]]:
    """Id, name, whether it is an institution, since when."""
    named = accounts.user_names([row.who for row in rows])
    institutions = {
        row.pk: institution_name(row)
        for row in Institution.objects.filter(pk__in=[row.who for row in rows]).order_by("pk")
    }
    return [
        (
            row.exclusion_id,
            institutions.get(row.who) or named.get(row.who, "—"),
            row.kind == ExclusionKind.INSTITUTION,
            row.at,
        )
        for row in rows
    ]


@require_POST
def remove(request: DeskRequest, case_id: UUID, exclusion_id: UUID) -> HttpResponse:
    """The person has changed her mind."""
    try:
        actions.remove_exclusion(
            case_id=case_id, exclusion_id=exclusion_id, by=request.actor, at=clock.now()
        )
    except ExclusionRefused:
        messages.error(request, gettext("This is not on the list any more."))
    except CaseClosed:
        messages.error(request, gettext("The case is closed."))
    else:
        messages.success(
            request, gettext("Taken off the list. What was taken back is not sent again.")
        )
    return redirect("desk:exclusions", case_id=case_id)
