"""The register of legal demands: what an authority asked for, and the answer of two persons."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from relevo.cases.access import stewardship as access
from relevo.cases.actions import stewardship as actions
from relevo.cases.errors import StewardshipRefused
from relevo.cases.rules.stewardship import LONGEST_TEXT
from relevo.plumbing import clock
from relevo.web.days import DayField
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.stewardship.door import for_stewards
from relevo.web.phrases import COUNTRIES
from relevo.web.stewardship_phrases import LEGAL_ANSWERS, LEGAL_KINDS

CONFIRM = "confirm"


class DemandForm(forms.Form):
    """Who asked, from which country, when, for what."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("demand", "Who asks?"), choices=list(LEGAL_KINDS.items())
    )
    country = forms.ChoiceField(
        label=pgettext_lazy("demand", "Of which country?"), choices=list(COUNTRIES.items())
    )
    received_on = DayField(label=pgettext_lazy("demand", "Received on"))
    text = forms.CharField(
        label=pgettext_lazy("demand", "What it asks for, with the number of the order"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Sealed: only who answers for the institution reads it."),
    )


class AnswerForm(forms.Form):
    """What the first of two persons proposes; the other one confirms it."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("demand", "Answer"),
        choices=list(LEGAL_ANSWERS.items()),
        widget=forms.RadioSelect,
        initial="neither",
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_stewards
def demand_list(request: DeskRequest) -> HttpResponse:
    """The register, what is counted of it a year, and a new demand."""
    form = DemandForm(
        request.POST if request.method == "POST" else None,
        initial={"country": request.membership.institution.country},
    )
    if request.method == "POST" and form.is_valid():
        try:
            registered = actions.register_demand(
                **form.cleaned_data, by=request.actor, at=clock.now()
            )
        except StewardshipRefused:
            form.add_error("received_on", _("This day has not come yet."))
        else:
            return redirect("desk:demand", request_id=registered.pk)
    return render(
        request,
        "desk/stewardship_demands.html",
        {
            "rows": access.list_legal(request.actor),
            "counts": access.count_legal(request.actor),
            "form": form,
            "current": "demands",
            "section": "stewardship",
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_stewards
def demand(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """One demand: proposed by one, confirmed by another."""
    confirms = request.method == "POST" and CONFIRM in request.POST
    proposes = request.method == "POST" and not confirms
    form = AnswerForm(request.POST if proposes else None)
    if confirms or (proposes and form.is_valid()):
        answer = request.POST[CONFIRM] if confirms else form.cleaned_data["answer"]
        _answer(request, request_id, answer=answer, confirms=confirms)
        return redirect("desk:demand", request_id=request_id)
    return render(
        request,
        "desk/stewardship_demand.html",
        {
            "row": access.read_legal(request.actor, request_id=request_id, at=clock.now()),
            "form": form,
            "current": "demands",
            "section": "stewardship",
        },
        status=422 if form.errors else 200,
    )


def _answer(request: DeskRequest, request_id: UUID, *, answer: str, confirms: bool) -> None:
    """Propose the answer, or confirm the one that was on the page."""
    at = clock.now()
    try:
        if confirms:
            actions.confirm_answer(request_id=request_id, seen=answer, by=request.actor, at=at)
            messages.success(request, gettext("Confirmed: this is the answer."))
        else:
            actions.propose_answer(request_id=request_id, answer=answer, by=request.actor, at=at)
            messages.success(request, gettext("Proposed. A second person has to confirm it."))
    except StewardshipRefused as refusal:
        sentences = {
            "changed": gettext(
                "Another answer is proposed now. Read it, then confirm it or propose yours."
            ),
            "answered": gettext("This demand was answered before."),
            "not_proposed": gettext("Nobody has proposed an answer yet."),
            "same_person": gettext("Whoever proposed it cannot confirm it: another person has to."),
        }
        messages.error(request, sentences[refusal.problem])
