"""What persons asked of the cases of one's team, and the answer within twenty working days."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_safe

from relevo.cases.access.rights import list_rights, read_rights
from relevo.cases.actions.rights import answer_request
from relevo.cases.enums import RightsKind, RightsOutcome
from relevo.cases.errors import RightsRefused
from relevo.cases.rules.rights import reasons_of
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.rights_phrases import RIGHTS_OUTCOMES, RIGHTS_REASONS


class ReasonField(forms.ChoiceField):
    """Asked for by the form itself, and only where something is not granted; so not optional."""

    def validate(self, value: str) -> None:
        if value:
            super().validate(value)


class AnswerForm(forms.Form):
    """Granted, in part or not; what is not granted names its lawful reason."""

    use_required_attribute = False  # the reason of what is granted is none
    outcome = forms.ChoiceField(
        label=_("Your answer"), choices=list(RIGHTS_OUTCOMES.items()), widget=forms.RadioSelect
    )
    reason = ReasonField(label=_("Reason, if not everything is granted"))

    def __init__(self, data: QueryDict | None = None, *, kind: str = "") -> None:
        super().__init__(data)
        field = self.fields["reason"]
        assert isinstance(field, ReasonField)  # noqa: S101 -- tells the type checker
        reasons = [(code, RIGHTS_REASONS[code]) for code in reasons_of(kind)]
        field.choices = [("", _("none, it is granted")), *reasons]

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        is_told = told.get("reason") or "reason" in self.errors
        if told.get("outcome") in {"partly", "refused"} and not is_told:
            self.add_error("reason", _("Choose why not everything is granted."))
        return told


def _done(kind: str, outcome: str) -> str:
    """How the person learns of the answer; of an erasure it is all that she can read."""
    if kind == RightsKind.ERASURE and outcome == RightsOutcome.GRANTED:
        return gettext(
            "Everything is deleted. With her code and words she reads from now on only this, "
            "who had received something and who confirmed that it was deleted."
        )
    return gettext("Noted. The person sees the answer with her key.")


@require_safe
def request_list(request: DeskRequest) -> HttpResponse:
    """What is to be answered, the first due first."""
    shows_all = "all" in request.GET
    rows = list_rights(request.actor, open_only=not shows_all)
    return render(
        request,
        "desk/rights_requests.html",
        {"rows": rows, "shows_all": shows_all, "section": "rights"},
    )


@require_http_methods(["GET", "HEAD", "POST"])
def request(request: DeskRequest, request_id: UUID) -> HttpResponse:
    """One request in the words of the person, and its answer."""
    found = read_rights(request.actor, request_id=request_id, at=clock.now())
    form = AnswerForm(request.POST if request.method == "POST" else None, kind=found.row.kind)
    if request.method == "POST" and form.is_valid():
        try:
            answer_request(
                request_id=request_id,
                outcome=form.cleaned_data["outcome"],
                reason=form.cleaned_data["reason"],
                by=request.actor,
                at=clock.now(),
            )
        except RightsRefused:
            messages.error(request, gettext("This request was answered before."))
        else:
            messages.success(request, _done(found.row.kind, form.cleaned_data["outcome"]))
        return redirect("desk:rights-requests")
    return render(
        request,
        "desk/rights_request.html",
        {"found": found, "form": form, "section": "rights"},
        status=422 if form.errors else 200,
    )
