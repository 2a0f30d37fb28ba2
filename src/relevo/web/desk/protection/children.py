"""The decision on the best interests of a child: recorded once it is made, by whoever may."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from relevo.cases import access, actions
from relevo.cases.enums import ReadPurpose
from relevo.cases.errors import BestInterestsRefused, CaseClosed, CaseNotVisible
from relevo.plumbing import clock
from relevo.web.consent_phrases import DECISION_REFUSALS
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.protection.forms import BestInterestsForm


@require_http_methods(["GET", "HEAD", "POST"])
def best_interests(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Say what it opens and what stays shut, and record it. Only for a case of a child alone."""
    at = clock.now()
    case = access.read_case(request.actor, case_id=case_id, at=at, purpose=ReadPurpose.PLAN)
    if not access.is_child_case(request.actor, case_id=case_id):
        raise CaseNotVisible
    form = BestInterestsForm(
        request.POST if request.method == "POST" else None,
        initial=BestInterestsForm.told(case.facts.best_interests),
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.record_best_interests(
                case_id=case_id, decision=form.decision(), by=request.actor, at=at
            )
        except BestInterestsRefused as refusal:
            form.add_error(refusal.field, str(DECISION_REFUSALS[refusal.problem]))
        except CaseClosed:
            form.add_error(None, gettext("The case is closed."))
        else:
            messages.success(request, gettext("The decision is recorded, sealed with the case."))
            return redirect("desk:case", case_id=case_id)
    return render(
        request,
        "desk/best_interests.html",
        {"case": case, "form": form, "section": "cases"},
        status=422 if form.errors else 200,
    )
