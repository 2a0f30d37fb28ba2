"""Who reads complaints of a network: named by who keeps it, who learns counts and no more."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from relevo.accounts.models import Membership
from relevo.feedback import actions, queries
from relevo.feedback.errors import FocalPointRefused, FocalPointUnknown
from relevo.kernel.text import LocalisedText
from relevo.networks import access as networks
from relevo.networks.errors import NotKeeper
from relevo.networks.models import Member, Network
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.networks.context import network_context, network_or_404
from relevo.web.desk.voice.forms import NameForm
from relevo.web.telling import local

PROBLEMS = {
    "two_already": _("The network has its two persons. End the task of one first."),
    "same_institution": _("The two persons belong to different institutions."),
    "named_already": _("This person is one of the two already."),
    "no_seat": _("Choose a person of an institution that sits in this network."),
    "no_member": _("Choose a person of an institution that sits in this network."),
    "enforcement": _("Police, army and migration control read no complaints."),
    "never_readers": _(
        "Whoever coordinates a network or gives access to accounts reads no complaints."
    ),
    "on_probation": _("This person is still on probation."),
}


def _keeps(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def answer(request: DeskRequest, key: str, **kwargs: int) -> HttpResponse:
        network = network_or_404(key)
        if not networks.may_keep(request.actor, network):
            messages.error(request, gettext("Only who keeps the network sees this page."))
            return redirect("desk:network", key=key)
        return view(request, network, **kwargs)

    return answer


def _people(network: Network) -> list[tuple[str, str]]:
    """Persons of the institutions that sit in the network, by institution."""
    seats = Member.objects.seated().filter(network=network).values("institution")
    rows = (
        Membership.objects.current(clock.now().date())
        .filter(institution__in=seats)
        .select_related("user", "institution")
        .order_by("institution__sort_key", "user__username", "id")
    )
    found = {}
    for row in rows:
        name = local(LocalisedText(row.institution.name_es, row.institution.name_en))
        found[f"{row.user_id}:{row.institution_id}"] = f"{name}: {row.user.username}"
    return list(found.items())


@require_http_methods(["GET", "HEAD", "POST"])
@_keeps
def readers(request: DeskRequest, network: Network) -> HttpResponse:
    """The two persons, the counts, and how many wait for too long."""
    people = _people(network)
    form = NameForm(request.POST if request.method == "POST" else None, people=people)
    if request.method == "POST" and form.is_valid():
        user_id, _sep, institution_id = form.cleaned_data["person"].partition(":")
        try:
            actions.name_focal_point(
                network_key=network.key,
                user_id=UUID(user_id),
                institution_id=UUID(institution_id),
                by=request.actor,
                at=clock.now(),
            )
        except FocalPointRefused as refused:
            form.add_error("person", str(PROBLEMS[refused.problem]))
        else:
            messages.success(request, gettext("Named. Tell the person by voice what it means."))
            return redirect("desk:network-psea", key=network.key)
    at = clock.now()
    points = queries.list_points(network)
    can_read = set(queries.reading_points(at.date()).values_list("pk", flat=True))
    return render(
        request,
        "desk/voice_readers.html",
        {
            **network_context(request, network),
            "points": points,
            "cannot_read": {point.pk for point in points} - can_read,
            "may_name": len(points) < actions.TWO,
            "form": form,
            "counts": queries.counts_of(network, at=at),
            "overdue": queries.overdue_count(network, at=at),
        },
        status=422 if form.errors else 200,
    )


@require_POST
@_keeps
def end(request: DeskRequest, network: Network, point_id: int) -> HttpResponse:
    """One of the two reads no more, from now on."""
    try:
        actions.end_focal_point(
            network_key=network.key, point_id=point_id, by=request.actor, at=clock.now()
        )
    except (FocalPointUnknown, NotKeeper) as unknown:
        raise Http404 from unknown
    messages.success(request, gettext("Ended. Name somebody else, so that two can read."))
    return redirect("desk:network-psea", key=network.key)
