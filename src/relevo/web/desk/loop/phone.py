"""What was told by telephone: noted by who sent, settled by who received."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from relevo.cases import access, actions
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.loop.forms import PhoneForm
from relevo.web.desk.loop.refused import REFUSALS, said


@require_http_methods(["GET", "HEAD", "POST"])
def note(request: DeskRequest, referral_id: UUID) -> HttpResponse:
    """Note what somebody of the recipient said. It moves nothing until they confirm it here."""
    at = clock.now()
    found = access.read_referral(request.actor, referral_id=referral_id, at=at)
    if not found.is_sender or not found.loop.tellable:
        raise Http404
    form = PhoneForm(
        request.POST if request.method == "POST" else None, tellable=found.loop.tellable
    )
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.note_phone_answer(
                referral_id=referral_id,
                told=told["told"],
                decline_code=told["decline_code"],
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
