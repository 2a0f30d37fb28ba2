"""The complaints that this person may open, one of them, and what is done about it.

Who may not open one gets the page of an address that leads nowhere, whether there is one or not.
"""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from relevo.cases.access.voices import codes_worked_on, people_on
from relevo.feedback import access, actions, queries
from relevo.feedback.enums import ComplaintState
from relevo.feedback.errors import ComplaintNotVisible, HandlingRefused, MoveRefused
from relevo.feedback.rules.bodies import body_of
from relevo.feedback.rules.states import MOVES
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.voice.forms import AnswerForm, ClosingForm
from relevo.web.telling import local

P = ParamSpec("P")
View = Callable[Concatenate[DeskRequest, P], HttpResponse]


def _or_404(view: View[P]) -> View[P]:
    @wraps(view)
    def answer(request: DeskRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except ComplaintNotVisible as hidden:
            raise Http404 from hidden

    return answer


@require_safe
@_or_404
def complaints(request: DeskRequest) -> HttpResponse:
    """What is due first."""
    rows = access.list_complaints(request.actor, worked_on=codes_worked_on, at=clock.now())
    context = {"rows": rows, "overdue": sum(row.is_overdue for row in rows), "section": "voice"}
    return render(request, "desk/voice_list.html", context)


@require_safe
@_or_404
def complaint(request: DeskRequest, complaint_id: UUID) -> HttpResponse:
    """One complaint; opening it is written down."""
    return _page(request, complaint_id, answer=AnswerForm(), closing=ClosingForm())


def _page(
    request: DeskRequest, complaint_id: UUID, *, answer: AnswerForm, closing: ClosingForm
) -> HttpResponse:
    at = clock.now()
    found = access.open_complaint(
        request.actor, complaint_id=complaint_id, barred_by_code=people_on, at=at
    )
    body = body_of(found.outside_body)
    moves = MOVES[ComplaintState(found.row.state)]
    bound = next((form for form in (answer, closing) if form.is_bound), answer)
    return render(
        request,
        "desk/voice_complaint.html",
        {
            "complaint": found,
            "at": at,
            "institution": local(found.institution) if found.institution else "",
            "service": local(found.service) if found.service else "",
            "body": local(body.name) if body else "",
            "telephone": queries.telephone_of(body) if body else "",
            "body_country": body.country if body else "",
            "may_acknowledge": ComplaintState.ACKNOWLEDGED in moves,
            "may_answer": ComplaintState.ANSWERED in moves,
            "may_refer": ComplaintState.REFERRED in moves and body is not None,
            "may_close": ComplaintState.CLOSED in moves,
            "form": bound,
            "answer_form": answer,
            "closing_form": closing,
            "section": "voice",
        },
        status=422 if bound.is_bound else 200,
    )


@require_POST
@_or_404
def step(request: DeskRequest, complaint_id: UUID, verb: str) -> HttpResponse:
    """Acknowledge, answer, hand on or close."""
    answer, closing = AnswerForm(), ClosingForm()
    told: dict[str, str] = {}
    if verb == "responder":
        answer = AnswerForm(request.POST)
        told = _told(answer)
    elif verb == "cerrar":
        closing = ClosingForm(request.POST)
        told = _told(closing)
    elif verb not in VERBS:
        raise Http404
    if answer.errors or closing.errors:
        return _page(request, complaint_id, answer=answer, closing=closing)
    try:
        VERBS[verb](
            complaint_id=complaint_id,
            barred_by_code=people_on,
            by=request.actor,
            at=clock.now(),
            **told,
        )
    except ComplaintNotVisible:
        access.note_refusal(request.actor, complaint_id=complaint_id, at=clock.now())
        raise
    except (MoveRefused, HandlingRefused):
        messages.error(
            request, gettext("That cannot be done now: look at how the complaint stands.")
        )
    else:
        if verb == ASIDE:
            messages.success(request, gettext("Noted. From now on the other person opens it."))
            return redirect("desk:voice")
        messages.success(request, gettext("Noted. The person sees it with the code."))
    return redirect("desk:voice-complaint", complaint_id=complaint_id)


ASIDE = "apartarme"


def _told(form: forms.Form) -> dict[str, str]:
    return dict(form.cleaned_data) if form.is_valid() else {}


VERBS: dict[str, Callable[..., None]] = {
    "acusar": actions.acknowledge,
    "responder": actions.answer,
    "derivar": actions.refer,
    "cerrar": actions.close,
    "apartarme": actions.step_aside,
}
"""By the word in the address."""
