"""Emergencies: the list, opening one, and its panorama with the figures of every source."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.actions import emergencies as actions
from relevo.situation.queries import emergencies as queries
from relevo.situation.queries import points as point_queries
from relevo.web.as_of import as_of
from relevo.web.desk.emergencies.context import page_context, view_or_404
from relevo.web.desk.emergencies.forms import EmergencyForm
from relevo.web.desk.emergencies.refused import REFUSALS, tell
from relevo.web.desk.http import DeskRequest, sent
from relevo.web.desk.sent_once import sent_once
from relevo.web.emergency_phrases import CRISIS_PHASE_TONES
from relevo.web.figure_lines import difference_lines, figure_tables


@require_safe
def emergency_list(request: DeskRequest) -> HttpResponse:
    """Every emergency with its phase, and the temporary points that are open."""
    asked = as_of(request)
    lines = queries.list_emergencies(
        at=asked.at, known_at=asked.known_at, sees_live=access.sees_live(request.actor)
    )
    return render(
        request,
        "desk/crisis_list.html",
        {
            "lines": [(line, CRISIS_PHASE_TONES[line.phase]) for line in lines],
            "points": point_queries.list_points(
                at=asked.at, known_at=asked.known_at, only_open=True
            ),
            "may_lead": asked.is_now and access.may_lead(request.actor),
            "may_speak": asked.is_now and access.may_speak(request.actor),
            "asof": asked,
            "section": "situation",
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def emergency_open(request: DeskRequest) -> HttpResponse:
    """What happened, where, since when."""
    now = clock.now()
    if not access.may_lead(request.actor):
        messages.error(request, gettext("The coordination of an institution opens an emergency."))
        return redirect("desk:emergencies")
    form = EmergencyForm(sent(request), on=now.date(), initial={"from_at": now})
    if request.method == "POST" and form.is_valid():
        try:
            made = sent_once(request, form, lambda: _open(request, form, at=now), at=now)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            if made is not None:
                messages.success(request, gettext("The emergency is open. Add areas and figures."))
                return redirect("desk:emergency-view", key=queries.key_of(made))
    return render(
        request,
        "desk/crisis_form.html",
        {
            "form": form,
            "title": gettext("Open an emergency"),
            "lead": gettext(
                "All but a large movement of people can be seen at once, also by the public. No "
                "names of persons."
            ),
            "button": gettext("Open it"),
            "section": "situation",
        },
        status=422 if form.errors else 200,
    )


def _open(request: DeskRequest, form: EmergencyForm, *, at: datetime) -> UUID:
    facts = _facts(form.cleaned_data)
    return actions.open_emergency(told=facts, by=request.actor, at=at).pk


def _facts(told: dict[str, Any]) -> actions.EmergencyFacts:
    return actions.EmergencyFacts(
        kind=told["kind"],
        name_es=told["name_es"],
        name_en=told["name_en"],
        phase=told["phase"],
        from_at=told["from_at"],
        where=[actions.Where(told["country"], told["area_key"])],
        source=told["source"],
    )


@require_safe
def panorama(request: DeskRequest, key: str) -> HttpResponse:
    """Where, in which phase, and how many: source by source, nothing averaged."""
    asked = as_of(request)
    view = view_or_404(request, key, asked)
    return render(
        request,
        "desk/crisis_page.html",
        {
            **page_context(request, view.line, asked, current="panorama"),
            "history": view.history,
            "earlier_names": view.earlier_names,
            "tables": figure_tables(view.figures.groups),
            "differences": difference_lines(view.figures.differing),
        },
    )
