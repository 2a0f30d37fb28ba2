"""Cases that end soon, and those past their time about which somebody has to decide."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from relevo.cases.access.stewardship import list_ending
from relevo.cases.actions import stewardship as actions
from relevo.cases.errors import StewardshipRefused
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.stewardship.door import for_stewards

KEEP, END = "conservar", "terminar"

REFUSALS = {
    "not_yet": _("Its time is not over yet, so nothing was deleted."),
    "unanswered_request": _(
        "The person has asked for something that nobody has answered yet: answer it first. "
        "Nothing was deleted."
    ),
    "open_referrals": _("There are open referrals: close them first. Nothing was deleted."),
}


@require_safe
@for_stewards
def ending(request: DeskRequest) -> HttpResponse:
    """By code and day; nobody opens a case from here."""
    rows = list_ending(request.actor, at=clock.now())
    return render(
        request,
        "desk/stewardship_ending.html",
        {
            "by_themselves": [row for row in rows if not row.is_reviewed],
            "to_decide": [row for row in rows if row.is_reviewed],
            "months": settings.RELEVO_CASE_MONTHS,
            "current": "ending",
            "section": "stewardship",
        },
    )


@require_POST
@for_stewards
def decide(request: DeskRequest, case_id: UUID, verb: str) -> HttpResponse:
    """Keep a case beyond its time, or end one that was kept."""
    at = clock.now()
    if verb == KEEP:
        actions.keep_longer(case_id=case_id, by=request.actor, at=at)
        messages.success(request, gettext("It does not end by itself any more. Decide in time."))
    elif verb == END:
        try:
            actions.end_reviewed(case_id=case_id, by=request.actor, at=at)
        except StewardshipRefused as refusal:
            messages.error(request, str(REFUSALS[refusal.problem]))
        else:
            messages.success(request, gettext("Deleted. Nobody can open it again."))
    else:
        raise Http404
    return redirect("desk:stewardship")
