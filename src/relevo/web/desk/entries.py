"""Keeping an entry true: what somebody confirmed of it, and how many places are free."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from relevo.directory import actions
from relevo.directory.enums import VerificationMethod
from relevo.directory.errors import (
    CapacityRefused,
    NotYourService,
    NotYoursToVerify,
    VerificationRefused,
)
from relevo.directory.models import Service
from relevo.kernel.actor import Actor
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest, service_or_404
from relevo.web.phrases import VERIFICATION_METHODS, VERIFICATION_OUTCOMES

MOST_PLACES = 100_000


class VerifyForm(forms.Form):
    """How it was confirmed, and what came of it."""

    method = forms.ChoiceField(
        label=pgettext_lazy("verification", "How do you know?"),
        choices=[
            (code, words)
            for code, words in VERIFICATION_METHODS.items()
            if code != VerificationMethod.PUBLISHED
        ],
        widget=forms.RadioSelect,
    )
    outcome = forms.ChoiceField(
        label=pgettext_lazy("verification", "What came of it?"),
        choices=list(VERIFICATION_OUTCOMES.items()),
        widget=forms.RadioSelect,
    )


class PlacesForm(forms.Form):
    """Free places now; empty: not known any more."""

    available = forms.IntegerField(
        label=pgettext_lazy("capacity", "Free places now (empty: not known)"),
        min_value=0,
        max_value=MOST_PLACES,
        required=False,
    )


def may_verify(actor: Actor, service: Service) -> bool:
    """Whether the form is shown; the action decides again."""
    return actor.has_role("coordinator") or actor.institution_id == service.institution_id


@require_POST
def verify(request: DeskRequest, key: str) -> HttpResponse:
    """Note that somebody confirmed the entry."""
    service = service_or_404(request, key)
    form = VerifyForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Say how you know, and what came of it."))
        return redirect("desk:service", key=key)
    try:
        actions.verify_service(
            service_id=service.pk, **form.cleaned_data, by=request.actor, at=clock.now()
        )
    except (NotYoursToVerify, VerificationRefused):
        messages.error(
            request,
            gettext("Only a coordinator, or the institution itself, confirms this entry."),
        )
    else:
        messages.success(request, gettext("Noted. Trust in the entry counts from now."))
    return redirect("desk:service", key=key)


@require_POST
def places(request: DeskRequest, key: str) -> HttpResponse:
    """Tell the free places of one's own service."""
    service = service_or_404(request, key)
    form = PlacesForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Free places are a whole number from 0, or empty."))
        return redirect("desk:service", key=key)
    try:
        actions.set_capacity(
            service_id=service.pk,
            available=form.cleaned_data["available"],
            by=request.actor,
            at=clock.now(),
        )
    except (NotYourService, CapacityRefused):
        messages.error(
            request, gettext("Only the institution itself tells its places, up to its maximum.")
        )
    else:
        messages.success(request, gettext("Noted. Only your institution sees the figure."))
    return redirect("desk:service", key=key)
