"""What was told by telephone: noted by who sent, settled by who received."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from relevo.cases import access, actions
from relevo.cases.rules.views import ReferralView
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.left_out import barred_for
from relevo.web.desk.loop.forms import PhoneForm
from relevo.web.desk.loop.refused import REFUSALS, said
from relevo.web.service_choice import Shelf, is_looked_for, near_institution, typed


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """Note what somebody of the recipient said. It moves nothing until they confirm it here."""
    at = clock.now()
    found = access.read_referral(request.actor, referral_id=referral_id, at=at)
    if not found.is_sender or not found.loop.tellable:
        raise Http404
    form = _form(request, found, at=at)
    if form.is_bound and form.is_valid():
        told = form.cleaned_data
        try:
            actions.note_phone_answer(
                referral_id=referral_id,
                told=told["told"],
                decline_code=told["decline_code"],
                better_service_id=form.chosen.pk if form.chosen else None,
                role=told["role"],
                slip_code=told["slip_code"],
                by=request.actor,
                at=at,
            )
        except REFUSALS as refusal:
            form.add_error(None, said(refusal))
        else:
            messages.success(request, gettext("Noted as told by telephone."))
            return redirect("desk:referral", referral_id=referral_id)
    return render(
        request,
        "desk/loop_phone.html",
        {"referral": found, "form": form, "section": "inbox"},
        status=422 if form.errors else 200,
    )


def _form(request: DeskRequest, found: ReferralView, *, at: datetime) -> PhoneForm:
    """Empty, as it was sent, or as it starts again where a service was looked for.

    A better address is one that the public may see, for it is shown to who confirms it, and one to
    which the case may go.
    """
    case_id = cast("UUID", found.row.case_id)  # the sender's
    is_whole = request.method == "POST" and not is_looked_for(request.POST)
    return PhoneForm(
        request.POST if is_whole else None,
        initial=typed(request.POST),
        tellable=found.loop.tellable,
        shelf=Shelf(
            viewer=None,
            at=at,
            needs=found.loop.needs,
            near=near_institution(request.actor.institution_id),
            without=found.row.service_id,
            barred=barred_for(request.actor, case_id, at=at, lets=["serves_no_need"]),
        ),
    )


@require_POST
def settle(request: DeskRequest, referral_id: UUID, answer_id: UUID, word: str) -> HttpResponse:
    """The recipient confirms or contradicts what somebody said in its name."""
    at = clock.now()
    try:
        if word == "confirmar":
            actions.confirm_phone_answer(
                referral_id=referral_id,
                answer_id=answer_id,
                is_learnt=not clock.is_demo() or request.membership.institution.is_demo,
                by=request.actor,
                at=at,
            )
        elif word == "contradecir":
            actions.contradict_phone_answer(
                referral_id=referral_id, answer_id=answer_id, by=request.actor, at=at
            )
        else:
            raise Http404
        messages.success(request, gettext("Noted. The other side sees it now."))
    except REFUSALS as refusal:
        messages.error(request, said(refusal))
    return redirect("desk:referral", referral_id=referral_id)
