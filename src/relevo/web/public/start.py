"""The start page: what is open, what is asked of me, where is help near me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from relevo.directory import queries as directory
from relevo.plumbing import clock
from relevo.situation.queries import alerts
from relevo.situation.queries.signals import advisories_at
from relevo.web.alert_lines import shown
from relevo.web.crossing_lines import REGION_PAIRS, crossing_lines, markers
from relevo.web.map import Bounds, render_map
from relevo.web.public.responses import public_page

BORDERS = Bounds(south=13.0, west=-90.6, north=15.9, east=-87.2)
"""Where the three countries meet: large enough for a finger on a small phone."""


@public_page
def start(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    lines = [line for line in crossing_lines(at=at) if line.crossing.border_pair in REGION_PAIRS]
    drawing = render_map(
        markers=markers(lines),
        bounds=BORDERS,
        label=gettext("Crossings and their state now"),
        language=get_language() or "es",
    )
    return render(
        request,
        "public/start.html",
        {
            "alerts": shown(alerts.alerts_in_force(at=at, known_at=at)),
            "lines": lines,
            "advisories": advisories_at(at=at, known_at=at),
            "map": drawing,
            "needs": directory.list_needs(),
            "emergency_lines": directory.list_danger_lines(),
            "section": "start",
        },
    )
