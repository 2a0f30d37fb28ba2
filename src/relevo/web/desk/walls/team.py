"""The supervisor's page: cases by code, who opened how many, and cases that nobody works on."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_http_methods

from relevo.accounts import queries as accounts
from relevo.cases import access
from relevo.cases.access.unattended import list_colleagues, list_unattended
from relevo.cases.actions.teams import put_on_case
from relevo.cases.errors import CaseNotVisible, NotASupervisor, NotInTheInstitution
from relevo.kernel.ids import group_code, short_code
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.walls.forms import PutForm
from relevo.web.phrases import ROLES, URGENCIES


@require_http_methods(["GET", "HEAD", "POST"])
def team(request: DeskRequest) -> HttpResponse:
    """What weighs on the team, without a word of who is helped; and a colleague for a case."""
    at = clock.now()
    try:
        form = _form(request, at=at)
        if request.method == "POST" and form.is_valid() and _put(request, form=form, at=at):
            messages.success(request, gettext("Your colleague can open the case now."))
            return redirect("desk:team")
        context = _context(request, at=at)
    except NotASupervisor as refusal:
        raise CaseNotVisible from refusal
    return render(
        request, "desk/team.html", context | {"form": form}, status=422 if form.errors else 200
    )


def _form(request: DeskRequest, *, at: datetime) -> PutForm:
    return PutForm(
        request.POST if request.method == "POST" else None,
        colleagues=[
            (one.user_id, f"{one.name} ({ROLES[one.role]})")
            for one in list_colleagues(request.actor, at=at)
        ],
    )


def _put(request: DeskRequest, *, form: PutForm, at: datetime) -> bool:
    """Whether it was done; why not is one sentence, whatever the reason."""
    told = form.cleaned_data
    try:
        put_on_case(code=told["code"], user_id=UUID(told["colleague"]), by=request.actor, at=at)
    except (CaseNotVisible, NotInTheInstitution):
        form.add_error(
            None,
            gettext(
                "This cannot be done. Compare the code with the list, or choose another colleague."
            ),
        )
        return False
    return True


def _context(request: DeskRequest, *, at: datetime) -> dict[str, object]:
    cases = access.list_caseload(request.actor, at=at)
    readers = access.list_readers(request.actor, at=at)
    named = accounts.user_names([row.user_id for row in readers])
    return {
        "nobodys": list_unattended(request.actor, at=at),
        "case_headers": [
            gettext("Code"),
            pgettext("case", "Urgency"),
            gettext("Days open"),
            gettext("Overdue tasks"),
        ],
        "cases": [
            (group_code(row.code), URGENCIES[row.urgency], row.days_open, row.overdue_tasks)
            for row in cases
        ],
        "reader_headers": [
            gettext("Who"),
            gettext("Mark on pages"),
            gettext("Cases opened in seven days"),
            gettext("Times stopped"),
        ],
        "readers": [
            (named.get(row.user_id, "—"), short_code(row.user_id), row.cases, row.stopped)
            for row in readers
        ],
        "section": "cases",
    }
