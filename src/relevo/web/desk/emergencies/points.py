"""Temporary points: opened on one page in under a minute, extended, closed everywhere."""

from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.directory import actions as directory
from relevo.directory import queries as entries
from relevo.kernel.text import LocalisedText
from relevo.places.errors import CrossingUnknown
from relevo.places.queries import get_crossing
from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import points as actions
from relevo.situation.errors import NotFound
from relevo.situation.queries import points as queries
from relevo.situation.queries.points import PointLine
from relevo.web.as_of import as_of
from relevo.web.desk.emergencies.context import line_or_404, may_see, page_context, view_or_404
from relevo.web.desk.emergencies.forms import EndForm, PointForm, tiles
from relevo.web.desk.emergencies.places import ReadPlace
from relevo.web.desk.emergencies.refused import REFUSALS, sentence, tell
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.sent_once import sent_once

NAMED_NEEDS = 3
"""The name of a point says its first services; the others stand on its page."""


@require_safe
def of_emergency(request: DeskRequest, key: str) -> HttpResponse:
    """The points of an emergency: open, still to open, and closed."""
    asked = as_of(request)
    view = view_or_404(request, key, asked)
    return render(
        request,
        "desk/crisis_points.html",
        {
            **page_context(request, view.line, asked, current="points"),
            "points": queries.list_points(at=asked.at, known_at=asked.known_at, emergency_key=key),
            "own": request.actor.institution_id,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def point_open(request: DeskRequest) -> HttpResponse:
    """Place, services, from, until; ``emergencia`` and ``paso`` of the address fill it in."""
    now = clock.now()
    if not access.may_speak(request.actor):
        messages.error(request, str(_own_only()))
        return redirect("desk:emergencies")
    key = request.GET.get("emergencia", "")
    line = line_or_404(request, key) if key else None
    needs = tiles()
    form = PointForm(
        sent(request),
        at=now.replace(second=0, microsecond=0),
        needs=needs,
        initial=_proposed(request),
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = _open(request, form, line.id if line else None)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            if made is not None:
                messages.success(request, _opened(queries.get_point(made, at=clock.now())))
                return redirect("desk:point", point_id=made)
    return render(
        request,
        "desk/point_open.html",
        {
            "form": form,
            "line": line,
            "pictures": {term.code: term.pictogram for term in needs},
            "section": "situation",
        },
        status=422 if form.errors else 200,
    )


def _open(request: DeskRequest, form: PointForm, emergency_id: UUID | None) -> UUID | None:
    told, at = form.cleaned_data, clock.now()

    def act() -> UUID:
        facts = _facts(told)
        return actions.open_point(told=facts, emergency_id=emergency_id, by=request.actor, at=at).pk

    return sent_once(request, form, act, at=at, about=emergency_id)


def _opened(row: PointLine) -> str:
    """What is true of it now: one to come, or outside its hours, is not open yet."""
    if row.state == "open":
        return gettext("The point is open. Whoever looks for help finds it from now on.")
    return gettext("The point is noted. Whoever looks for help finds it with its days and hours.")


def _own_only() -> str:
    return gettext("Choose first for which institution you act: it opens its own points.")


def _proposed(request: DeskRequest) -> dict[str, str]:
    """The crossing of the address, and the side on which the institution works."""
    initial = {"country": request.membership.institution.country}
    crossing_key = request.GET.get("paso", "")
    if crossing_key:
        with suppress(CrossingUnknown):
            initial["place"] = get_crossing(crossing_key).name_es
    return initial


def _facts(told: dict[str, Any]) -> directory.TemporaryFacts:
    found: ReadPlace = told["found"]
    name = _name(told["needs"], found, told["locality"])
    return directory.TemporaryFacts(
        name_es=name.es,
        name_en=name.en,
        kind=told["kind"],
        needs=told["needs"],
        place=directory.TemporaryPlace(
            country=found.country,
            area_key=found.area_key,
            node_key=found.node_key,
            crossing_key=found.crossing_key,
            locality=told["locality"] or (found.name if found.crossing_key else ""),
        ),
        from_at=told["from_at"],
        until_at=told["until_at"],
        opens=told["opens"],
        closes=told["closes"],
        phone=told["phone"],
        places=told["places"],
    )


def _name(needs: list[str], found: ReadPlace, locality: str) -> LocalisedText:
    """What stands in every list: the services, the place, and that it is temporary."""
    terms = {term.code: term for term in entries.list_needs()}
    named = [terms[code] for code in needs[:NAMED_NEEDS]]
    where = ", ".join(dict.fromkeys(part for part in (locality, found.name) if part))
    es = ", ".join(term.name_es for term in named).lower()
    en = ", ".join(term.name_en for term in named).lower()
    return LocalisedText(f"Punto temporal: {es}. {where}", f"Temporary point: {en}. {where}")


@require_http_methods(["GET", "HEAD", "POST"])
def point(request: DeskRequest, point_id: UUID) -> HttpResponse:
    """One point: until when it stays; its institution says another end here, or closes it."""
    row = _point(request, point_id)
    is_own = row.institution_id == request.actor.institution_id
    form = EndForm(
        sent(request),
        at=clock.now(),
        initial={"until_at": row.until_at.astimezone(clock.LOCAL)},
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.extend_point(
                point_id=point_id, **form.cleaned_data, by=request.actor, at=clock.now()
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The new end is noted, and every page says it."))
            return redirect("desk:point", point_id=point_id)
    return render(
        request,
        "desk/point_page.html",
        {
            "point": row,
            "form": form,
            "may_change": is_own and row.state != "closed" and access.may_speak(request.actor),
            "section": "situation",
        },
        status=422 if form.errors else 200,
    )


@require_POST
def point_close(request: DeskRequest, point_id: UUID) -> HttpResponse:
    """Close it now; from now on no search, plan or map shows it."""
    _point(request, point_id)
    try:
        actions.close_point(point_id=point_id, by=request.actor, at=clock.now())
    except REFUSALS as refusal:
        messages.error(request, str(sentence(refusal)))
    else:
        messages.success(request, gettext("The point is closed, here and everywhere else."))
    return redirect("desk:point", point_id=point_id)


def _point(request: DeskRequest, point_id: UUID) -> PointLine:
    """A point is for everybody; its emergency is named to who may know of it alone."""
    try:
        row = queries.get_point(point_id, at=clock.now())
    except NotFound as unknown:
        raise Http404 from unknown
    if row.emergency_key and not may_see(request, row.emergency_key):
        return replace(row, emergency_key="", emergency=LocalisedText("", ""))
    return row
