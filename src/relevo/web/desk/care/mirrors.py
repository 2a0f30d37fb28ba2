"""Mirror pairs: which institutions are each other's counterpart across a crossing."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from relevo.networks.actions import mirrors as actions
from relevo.networks.errors import MirrorRefused, MirrorUnknown, NotKeeper
from relevo.networks.models import Network
from relevo.networks.queries import mirrors as queries
from relevo.networks.queries.rounds import institutions_of
from relevo.places.models import Crossing
from relevo.plumbing import clock
from relevo.web.desk.care.door import care_context, network_inside
from relevo.web.desk.care.rounds import ONLY_KEEPERS
from relevo.web.desk.http import DeskRequest
from relevo.wording.words import both

REFUSED: dict[tuple[str, str], Promise] = {
    ("institution_b", "same_side"): _("Choose two institutions of different countries."),
    ("institution_b", "known"): _("This pair is in the list already."),
    ("institution_b", "unknown"): _("Choose institutions of this network."),
    ("crossing", "unknown"): _("Choose a crossing from the list."),
}


class MirrorForm(forms.Form):
    """A crossing and the two counterparts."""

    crossing = forms.ChoiceField(label=_("Crossing"))
    institution_a = forms.ChoiceField(label=_("Institution"))
    institution_b = forms.ChoiceField(label=_("Its counterpart on the other side"))
    note = forms.CharField(
        label=_("What they do together"), max_length=actions.LONGEST_NOTE, required=False
    )

    def __init__(self, data: object = None, *, network: Network) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        own = list(network.crossings.order_by("sort_key", "key"))
        crossings = own or list(Crossing.objects.order_by("sort_key", "key"))
        known = [
            (row.key, f"{both(row, 'name')} ({row.country})")
            for row in institutions_of(network).order_by("sort_key", "key")
        ]
        for name, choices in (
            ("crossing", [(row.key, both(row, "name")) for row in crossings]),
            ("institution_a", known),
            ("institution_b", known),
        ):
            self.fields[name].choices = [("", _("Choose")), *choices]  # type: ignore[attr-defined]


@require_http_methods(["GET", "HEAD", "POST"])
def mirror_list(request: DeskRequest, key: str) -> HttpResponse:
    """The pairs of a network; a keeper adds one."""
    network = network_inside(request, key)
    form = MirrorForm(request.POST if request.method == "POST" else None, network=network)
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        try:
            actions.add_mirror(
                network_key=key,
                crossing_key=told["crossing"],
                keys=(told["institution_a"], told["institution_b"]),
                note=told["note"],
                by=request.actor,
                at=clock.now(),
            )
        except NotKeeper:
            form.add_error(None, str(ONLY_KEEPERS))
        except MirrorRefused as refusal:
            form.add_error(refusal.field, str(REFUSED[refusal.field, refusal.problem]))
        else:
            messages.success(request, gettext("The pair is in the list."))
            return redirect("desk:network-mirrors", key=key)
    return render(
        request,
        "desk/care_mirrors.html",
        {
            **care_context(request, network),
            "mirrors": queries.list_mirrors(network),
            "form": form,
        },
        status=422 if form.errors else 200,
    )


@require_POST
def remove(request: DeskRequest, key: str, mirror_id: int) -> HttpResponse:
    """Take a pair out of the list."""
    network_inside(request, key)
    try:
        actions.remove_mirror(
            network_key=key, mirror_id=mirror_id, by=request.actor, at=clock.now()
        )
    except NotKeeper:
        messages.error(request, str(ONLY_KEEPERS))
    except MirrorUnknown as unknown:
        raise Http404 from unknown
    else:
        messages.success(request, gettext("The pair is no longer in the list."))
    return redirect("desk:network-mirrors", key=key)
