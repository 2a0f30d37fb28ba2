"""The start page: what is open, what is asked of me, where is help near me."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from relevo.directory import queries as directory
from relevo.plumbing import clock
from relevo.web.crossing_lines import REGION_PAIRS, crossing_lines, markers
from relevo.web.map import render_map
from relevo.web.public.responses import public_page


@public_page
def start(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    lines = [line for line in crossing_lines(at=at) if line.crossing.border_pair in REGION_PAIRS]
    drawing = render_map(
        markers=markers(lines),
        label=gettext("Crossings and their state now"),
        language=get_language() or "es",
    )
    return render(
        request,
        "public/start.html",
        {
            "lines": lines,
            "map": drawing,
            "needs": directory.list_needs(),
            "emergency_lines": directory.list_lines(kinds=["emergency"]),
            "section": "start",
        },
    )
