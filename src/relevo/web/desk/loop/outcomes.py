"""What came back: reported by who received, read and closed by who sent; and the way onward."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from relevo.cases import access, actions
from relevo.cases.errors import MoveNotYours
from relevo.plumbing import clock
from relevo.web.desk import telling
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.loop.forms import OutcomeForm
from relevo.web.desk.loop.refused import REFUSALS, said
from relevo.web.desk.loop.told import history
from relevo.web.desk.names import hides_failure, need_names


@require_http_methods(["GET", "HEAD", "POST"])
def counter_referral(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """One page with what came back. No content of the service: that stays where it was given."""
    at = clock.now()
    found = access.read_referral(request.actor, referral_id=referral_id, at=at)
    form = OutcomeForm(request.POST if request.method == "POST" else None)
    may_report = "delivered" in found.moves
    if request.method == "POST" and form.is_valid():
        verb, _colon, code = form.cleaned_data["outcome"].partition(":")
        try:
            if not found.is_recipient:
                raise MoveNotYours(wanted=verb)
            report = actions.mark_delivered if verb == "delivered" else actions.mark_not_delivered
            report(referral_id=referral_id, code=code, by=request.actor, at=at)
        except REFUSALS as refusal:
            messages.error(request, said(refusal))
        else:
            messages.success(request, gettext("Noted. The other side sees it now."))
        return redirect("desk:loop-outcome", referral_id=referral_id)
    own = request.membership.institution
    is_hidden = hides_failure(
        found.row,
        on_demo=clock.is_demo(),
        is_recipient_demo=found.row.is_institution_demo if found.is_sender else own.is_demo,
        past=[step.status for step in found.history],
    )
    return render(
        request,
        "desk/loop_outcome.html",
        {
            "referral": found,
            "line": telling.line(found.row, names=need_names(), is_failure_hidden=is_hidden),
            "form": form,
            "may_report": may_report,
            "may_close": "closed" in found.moves,
            "history": history(found.history),
            "section": "inbox",
        },
        status=422 if form.errors else 200,
    )


@require_POST
def open_own(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """Open a case of one's own out of what was received, with the consent to just that."""
    try:
        case = actions.open_own_case(referral_id=referral_id, by=request.actor, at=clock.now())
    except REFUSALS as refusal:
        messages.error(request, said(refusal))
        return redirect("desk:referral", referral_id=referral_id)
    messages.success(request, gettext("This is your own case now. What you refer onward follows."))
    return redirect("desk:case", case_id=case.pk)
