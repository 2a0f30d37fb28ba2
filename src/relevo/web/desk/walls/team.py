"""The supervisor's page: cases by code, and who opened how many."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from relevo.accounts import queries as accounts
from relevo.cases import access
from relevo.cases.errors import CaseNotVisible, NotASupervisor
from relevo.kernel.ids import group_code, short_code
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.phrases import URGENCIES


@require_safe
def team(request: DeskRequest) -> HttpResponse:
    """What weighs on the team, without a word of who is helped."""
    at = clock.now()
    try:
        cases = access.list_caseload(request.actor, at=at)
        readers = access.list_readers(request.actor, at=at)
    except NotASupervisor as refusal:
        raise CaseNotVisible from refusal
    named = accounts.user_names([row.user_id for row in readers])
    return render(
        request,
        "desk/team.html",
        {
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
        },
    )
