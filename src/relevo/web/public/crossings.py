"""Crossings as they really are: the state now, what stands behind it, what is asked of whom."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language, gettext

from relevo.borders import queries
from relevo.borders.models import Requirement
from relevo.directory import queries as directory
from relevo.formats.chat import render_chat
from relevo.kernel.geo import Point
from relevo.places.models import Crossing
from relevo.plumbing import clock
from relevo.web.as_of import as_of
from relevo.web.crossing_lines import crossing_lines, markers
from relevo.web.crossing_page import view_of
from relevo.web.documents.crossings import crossings_today
from relevo.web.map import render_map
from relevo.web.public.responses import public_page

NEAR_CROSSING = 6


@public_page
def crossing_list(request: HttpRequest) -> HttpResponse:
    asof = as_of(request)
    lines = crossing_lines(at=asof.at, known_at=asof.known_at)
    drawing = render_map(
        markers=markers(lines, query=asof.query),
        label=gettext("Crossings and their state now"),
        language=get_language() or "es",
    )
    return render(
        request,
        "public/crossing_list.html",
        {
            "asof": asof,
            "lines": lines,
            "map": drawing,
            "chat_text": render_chat(
                crossings_today(lines, at=asof.known_at, is_demo=clock.is_demo())
            ),
            "section": "crossings",
        },
    )


@dataclass(frozen=True, slots=True)
class Asked:
    """What one country asks in one direction."""

    country: str
    direction: str
    rows: list[Requirement]


def _asked(rows: list[Requirement]) -> list[Asked]:
    groups: dict[tuple[str, str], list[Requirement]] = {}
    for row in rows:
        groups.setdefault((row.country, row.direction), []).append(row)
    return [Asked(country, direction, found) for (country, direction), found in groups.items()]


@public_page
def crossing(request: HttpRequest, key: str) -> HttpResponse:
    asof = as_of(request)
    found = Crossing.objects.prefetch_related("posts").filter(key=key).first()
    if found is None:
        raise Http404
    here = Point(found.lat, found.lon) if found.lat is not None and found.lon is not None else None
    today = clock.now()
    near = directory.search_services(near=here, on=today.date(), at=today, limit=NEAR_CROSSING)
    return render(
        request,
        "public/crossing_page.html",
        {
            **view_of(found, asof=asof, viewer=None).context,
            "asked": _asked(
                queries.list_requirements(on=asof.at.date(), known_at=asof.known_at, crossing=found)
            ),
            "near": near.hits if here else [],
            "lines": directory.list_lines(countries=[p.country for p in found.posts.all()]),
        },
    )
