"""Roads at the desk: what is cut or slow, and the word of whoever knows."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from relevo.places.errors import PlaceAmbiguous, PlaceUnknown
from relevo.places.models import Link, Node
from relevo.places.queries import get_place
from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions.roads import RoadTold, report_road
from relevo.situation.errors import FactRefused, NotAllowed
from relevo.web.as_of import as_of
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.place_words import several_places
from relevo.web.desk.refused import show_refusal
from relevo.web.desk.roads.forms import RoadForm
from relevo.web.desk.sent_once import sent_once
from relevo.web.restriction_lines import told_roads
from relevo.web.trace_phrases import TRACES

PLACE = "lugar"


@require_safe
def road_list(request: DeskRequest) -> HttpResponse:
    """Every road of which a word holds, worst first."""
    asof = as_of(request)
    return render(
        request,
        "desk/road_list.html",
        {
            "asof": asof,
            "roads": told_roads(at=asof.at, known_at=asof.known_at),
            "may_tell": asof.is_now and _may_tell(request),
            "section": "situation",
        },
    )


def _may_tell(request: DeskRequest) -> bool:
    try:
        access.check_tells(request.actor, act="report_road")
    except NotAllowed:
        return False
    return True


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: DeskRequest) -> HttpResponse:
    """First a place, then which of its roads and what is the matter on it."""
    if not _may_tell(request):
        messages.error(request, gettext("Only border monitors and coordinators report."))
        return redirect("desk:roads")
    at = clock.now()
    place = request.GET.get(PLACE, "").strip()
    links, problem = _roads_of(place, at=at)
    form = RoadForm(sent(request), links=links, at=at) if links else None
    if (
        request.method == "POST"
        and form is not None
        and form.is_valid()
        and _reported(request, form, at=at)
    ):
        messages.success(request, gettext("It is noted, and open routes follow it."))
        return redirect("desk:roads")
    return render(
        request,
        "desk/road_new.html",
        {"form": form, "place": place, "problem": problem, "section": "situation"},
        status=422 if request.method == "POST" else 200,
    )


def _reported(request: DeskRequest, form: RoadForm, *, at: datetime) -> bool:
    """Whether it was noted; what is refused stands in the form, words that name somebody too."""
    try:
        made = sent_once(request, form, lambda: _report(request, form, at=at), at=at)
    except FactRefused as refused:
        if refused.problem not in TRACES:
            raise
        show_refusal(form, refused, TRACES[refused.problem])
        return False
    return made is not None


def _report(request: DeskRequest, form: RoadForm, *, at: datetime) -> UUID:
    told = form.cleaned_data
    link = form.links[told["link"]]
    is_seen = told["basis"] == "observed"
    return report_road(
        told=RoadTold(
            from_node=link.from_node_id,
            to_node=link.to_node_id,
            state=told["state"],
            basis=told["basis"],
            source=gettext("Network") if is_seen else told["source"],
            from_at=told["from_at"] or at,
            until_at=told["until_at"],
            text=told["text"],
        ),
        by=request.actor,
        at=at,
        is_demo=clock.is_demo(),
    ).pk


def _roads_of(place: str, *, at: datetime) -> tuple[Sequence[Link], str]:
    """The roads that leave a place, or the sentence that says why there are none."""
    if not place:
        return [], ""
    nodes = list(Node.objects.filter(pk=place).values_list("pk", flat=True))
    if not nodes:
        try:
            nodes = list(get_place(place, on=at.date()).node_keys)
        except PlaceUnknown as unknown:
            near = ", ".join(unknown.nearest)
            sentence = gettext("We know no place called “%(read)s”. Did you mean: %(nearest)s?")
            return [], sentence % {"read": unknown.read, "nearest": near or "—"}
        except PlaceAmbiguous as several:
            return [], several_places(several)
    rows = Link.objects.filter(Q(from_node__in=nodes) | Q(to_node__in=nodes))
    found = list(rows.select_related("from_node", "to_node").order_by("key"))
    return found, "" if found else gettext("No road to this place is known.")
