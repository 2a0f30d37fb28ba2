"""A coordinator begins a network, and a keeper settles of which others it is made."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from relevo.networks import access
from relevo.networks.actions import networks as actions
from relevo.networks.errors import NotKeeper
from relevo.networks.models import Network
from relevo.places.models import Crossing
from relevo.plumbing import clock
from relevo.web.days import DayField
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.networks.context import network_context, network_or_404
from relevo.web.desk.networks.refused import REFUSALS, sentence, tell
from relevo.web.network_phrases import NETWORK_SCOPES
from relevo.web.phrases import COUNTRIES

SHORTEST_KEY, LONGEST_KEY = 3, 40


class FoundForm(forms.Form):
    """What is said of a network when it begins."""

    name_es = forms.CharField(label=_("Name in Spanish"), max_length=actions.LONGEST_NAME)
    name_en = forms.CharField(
        label=_("Name in English"), max_length=actions.LONGEST_NAME, required=False
    )
    key = forms.RegexField(
        label=_("Short name, for addresses and lists"),
        regex=actions.KEY.pattern + r"\Z",
        min_length=SHORTEST_KEY,
        max_length=LONGEST_KEY,
        help_text=_("Capital letters, digits and hyphens, such as RED-OCOTEPEQUE. It stays."),
        error_messages={
            "invalid": _("Use capital letters, digits and hyphens, from 3 to 40 signs.")
        },
    )
    scope = forms.ChoiceField(
        label=pgettext_lazy("network", "Scope"), choices=list(NETWORK_SCOPES.items())
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        choices=[(code, COUNTRIES[code]) for code in ("GT", "HN", "SV")],
        widget=forms.CheckboxSelectMultiple,
    )
    territory_es = forms.CharField(
        label=_("Territory"),
        max_length=actions.LONGEST_TERRITORY,
        required=False,
        help_text=_("Departments or municipalities."),
    )
    crossings = forms.MultipleChoiceField(
        label=_("Crossings"), widget=forms.CheckboxSelectMultiple, required=False
    )
    started_on = DayField(
        label=_("Since"), help_text=_("The day of the founding acta, or of the first meeting.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.fields["crossings"].choices = [  # type: ignore[attr-defined]  # a choice field
            (row.key, row.name_es) for row in Crossing.objects.order_by("sort_key", "key")
        ]


class SettleForm(forms.Form):
    """Of which networks this one is made, and how often its directory is confirmed."""

    parts = forms.MultipleChoiceField(
        label=_("It is made of these networks"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    verify_every_days = forms.IntegerField(
        label=_("Every entry of the directory is confirmed every … days"),
        min_value=actions.FEWEST_DAYS,
        max_value=actions.MOST_DAYS,
    )

    def __init__(self, *args: Any, network: Network, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.fields["parts"].choices = [  # type: ignore[attr-defined]  # a choice field
            (row.key, row.name_es)
            for row in Network.objects.exclude(pk=network.pk).order_by("sort_key", "key")
        ]


@require_http_methods(["GET", "HEAD", "POST"])
def found(request: DeskRequest) -> HttpResponse:
    """Begin a network: one account is enough."""
    form = FoundForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        founding = actions.Founding(
            key=told["key"],
            name_es=told["name_es"],
            name_en=told["name_en"],
            scope=told["scope"],
            countries=tuple(told["countries"]),
            territory_es=told["territory_es"],
            crossing_keys=tuple(told["crossings"]),
        )
        try:
            network = actions.found_network(
                founding, started_on=told["started_on"], by=request.actor, at=clock.now()
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(
                request,
                gettext("The network is there. Your institution has its secretariat."),
            )
            return redirect("desk:network", key=network.key)
    return render(
        request,
        "desk/network_found.html",
        {
            "form": form,
            "may_found": request.actor.has_role("coordinator"),
            "section": "networks",
        },
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def settle(request: DeskRequest, key: str) -> HttpResponse:
    """Parts of the network and the rhythm of its directory."""
    network = network_or_404(key)
    if not access.may_keep(request.actor, network):
        messages.error(request, sentence(NotKeeper(key=key)))
        return redirect("desk:network", key=key)
    form = SettleForm(
        request.POST if request.method == "POST" else None,
        network=network,
        initial={
            "parts": [part.key for part in network.parts.all()],
            "verify_every_days": network.verify_every_days,
        },
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.settle_network(
                key=key,
                part_keys=form.cleaned_data["parts"],
                verify_every_days=form.cleaned_data["verify_every_days"],
                by=request.actor,
                at=clock.now(),
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("Settled."))
            return redirect("desk:network", key=key)
    return render(
        request,
        "desk/network_settle.html",
        {**network_context(request, network), "form": form},
        status=422 if form.errors else 200,
    )
