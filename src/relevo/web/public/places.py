"""Municipalities: the nearest crossings, the nearest help, and the country's telephone lines."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from relevo.directory import queries as directory
from relevo.kernel.countries import REGION
from relevo.kernel.geo import Point, distance_m
from relevo.places import queries
from relevo.places.errors import PlaceAmbiguous, PlaceUnknown
from relevo.places.models import Area
from relevo.plumbing import clock
from relevo.web.crossing_lines import CrossingLine, crossing_lines
from relevo.web.public.responses import public_page

NEAREST_CROSSINGS = 3
NEAREST_SERVICES = 12
LONGEST_QUERY = 80
TOWN_LEVELS = ("municipality", "district")


@public_page
def place_list(request: HttpRequest) -> HttpResponse:
    """Departments of the three countries, and the municipalities of the chosen one."""
    on = clock.now().date()
    areas = Area.objects.valid_on(on)
    chosen = areas.filter(key=request.GET.get("d", "")[:40], level="department").first()
    departments = areas.filter(level="department").order_by("country", "sort_key", "key")
    towns: list[Area] = []
    if chosen is not None:
        towns = queries.list_towns(chosen, on=on)
    return render(
        request,
        "public/place_list.html",
        {
            "countries": [
                (country, [area for area in departments if area.country == country])
                for country in REGION
            ],
            "chosen": chosen,
            "towns": towns,
            "section": "services",
        },
    )


@public_page
def find(request: HttpRequest) -> HttpResponse:
    """From what somebody typed to the page of that crossing or municipality."""
    asked = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    on = clock.now().date()
    if not asked:
        return redirect("public:places")
    try:
        matches = [queries.get_place(asked, on=on)]
    except PlaceAmbiguous:
        matches = queries.find_places(asked, on=on)
    except PlaceUnknown as unknown:
        return render(
            request,
            "public/place_unknown.html",
            {"asked": asked, "nearest": unknown.nearest, "section": "services"},
            status=404,
        )
    if len(matches) > 1:
        return render(
            request,
            "public/place_choice.html",
            {"asked": asked, "matches": matches, "section": "services"},
        )
    return redirect(page_of(matches[0]))


def page_of(match: queries.PlaceMatch) -> str:
    """The page of what was meant: a crossing's own, else the municipality's."""
    name = "public:crossing" if match.kind == "crossing" else "public:place"
    return reverse(name, args=[match.key if match.kind == "crossing" else match.area_key])


def nearest_crossings(here: Point, lines: list[CrossingLine]) -> list[tuple[CrossingLine, int]]:
    """The nearest crossings with the distance in whole kilometers, as the crow flies."""
    measured = [
        (line, round(distance_m(here, Point(line.crossing.lat, line.crossing.lon)) / 1000))
        for line in lines
        if line.crossing.lat is not None and line.crossing.lon is not None
    ]
    return sorted(measured, key=lambda pair: (pair[1], pair[0].crossing.key))[:NEAREST_CROSSINGS]


@public_page
def place(request: HttpRequest, key: str) -> HttpResponse:
    at = clock.now()
    area = Area.objects.select_related("parent").filter(key=key, level__in=TOWN_LEVELS).first()
    if area is None:
        raise Http404
    here = Point(area.lat, area.lon) if area.lat is not None and area.lon is not None else None
    found = directory.search_services(
        near=here,
        area_key="" if here else area.key,
        on=at.date(),
        at=at,
        limit=NEAREST_SERVICES,
    )
    return render(
        request,
        "public/place_page.html",
        {
            "area": area,
            "crossings": nearest_crossings(here, crossing_lines(at=at)) if here else [],
            "hits": found.hits,
            "needs": directory.list_needs(),
            "lines": directory.list_lines(countries=[area.country]),
            "section": "services",
        },
    )
