"""Crossings as they really are: the state now, what stands behind it, what is asked of whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from relevo.borders import queries
from relevo.borders.models import Requirement
from relevo.borders.rules import Status
from relevo.directory import queries as directory
from relevo.kernel.geo import Point
from relevo.places.models import Crossing
from relevo.plumbing import clock
from relevo.web.map import Marker, render_map
from relevo.web.phrases import CROSSING_STATES
from relevo.web.public.responses import public_page

REGION_PAIRS = ("GT-HN", "HN-SV", "GT-SV")
NEAR_CROSSING = 6
DIRECTION_WORDS = {"in": "entry", "out": "exit"}


@dataclass(frozen=True, slots=True)
class CrossingLine:
    """One crossing of a list with its headline."""

    crossing: Crossing
    status: Status


@dataclass(frozen=True, slots=True)
class SideLine:
    """One side and direction of a crossing."""

    country: str
    direction: str
    status: Status


def crossing_lines(*, at: datetime) -> list[CrossingLine]:
    """Every crossing with the worst of its sides, those among the three countries first."""
    crossings = list(Crossing.objects.prefetch_related("posts"))
    known = queries.statuses(at=at, known_at=at)
    lines = [
        CrossingLine(crossing, queries.crossing_status(known, crossing.key))
        for crossing in crossings
    ]
    return sorted(
        lines,
        key=lambda line: (
            line.crossing.border_pair not in REGION_PAIRS,
            line.crossing.border_pair,
            line.crossing.sort_key,
        ),
    )


def markers(lines: Iterable[CrossingLine]) -> list[Marker]:
    """The crossings on a map: a shape and a word each, never color alone."""
    return [
        Marker(
            lat=line.crossing.lat,
            lon=line.crossing.lon,
            kind="crossing",
            state=str(line.status.state),
            label=f"{line.crossing.name_es}: {CROSSING_STATES[line.status.state]}",
            href=reverse("public:crossing", args=[line.crossing.key]),
        )
        for line in lines
        if line.crossing.lat is not None and line.crossing.lon is not None
    ]


@public_page
def crossing_list(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    lines = crossing_lines(at=at)
    drawing = render_map(
        markers=markers(lines),
        label=gettext("Crossings and their state now"),
        language=get_language() or "es",
    )
    return render(
        request,
        "public/crossing_list.html",
        {"lines": lines, "map": drawing, "section": "crossings"},
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
    at = clock.now()
    found = Crossing.objects.prefetch_related("posts").filter(key=key).first()
    if found is None:
        raise Http404
    known = queries.statuses(at=at, known_at=at, crossings=[found])
    here = Point(found.lat, found.lon) if found.lat is not None and found.lon is not None else None
    near = directory.search_services(near=here, on=at.date(), at=at, limit=NEAR_CROSSING)
    return render(
        request,
        "public/crossing_page.html",
        {
            "crossing": found,
            "status": queries.crossing_status(known, found.key),
            "sides": [
                SideLine(country, DIRECTION_WORDS[direction], status)
                for (_, country, direction), status in known.items()
            ],
            "reports": queries.list_reports(found, known_at=at),
            "asked": _asked(queries.list_requirements(on=at.date(), known_at=at, crossing=found)),
            "near": near.hits if here else [],
            "lines": directory.list_lines(countries=[p.country for p in found.posts.all()]),
            "section": "crossings",
        },
    )
