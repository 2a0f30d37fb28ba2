"""Where help is: search by need and place, and the page of one service."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode
from django.utils.translation import get_language

from relevo.directory import queries as directory
from relevo.directory.errors import ServiceUnknown
from relevo.kernel.countries import REGION
from relevo.kernel.geo import Point
from relevo.places import queries as places
from relevo.places.errors import PlaceAmbiguous, PlaceUnknown
from relevo.places.queries import PlaceMatch
from relevo.plumbing import clock
from relevo.web.paging import page_links, page_of
from relevo.web.public.responses import public_page

PAGE_SIZE = 50
LONGEST_QUERY = 80


@public_page
def service_list(request: HttpRequest) -> HttpResponse:
    """Search by need (a code), place and free words; accents and case do not matter."""
    at = clock.now()
    needs = directory.list_needs()
    asked_needs = [n for n in request.GET.getlist("need")[:8] if n in {t.code for t in needs}]
    text = request.GET.get("q", "").strip()[:LONGEST_QUERY]
    place_text = request.GET.get("place", "").strip()[:LONGEST_QUERY]
    country = request.GET.get("country", "") if request.GET.get("country") in REGION else ""
    near: Point | None = None
    place: PlaceMatch | None = None
    place_problem = ""
    nearest: list[str] = []
    if place_text:
        try:
            place = places.get_place(place_text, on=at.date(), country=country or None)
            near = places.point_of(place)
        except PlaceAmbiguous:
            matches = places.find_places(place_text, on=at.date(), country=country or None)
            nearest = [match.department for match in matches]
            place = next((match for match in matches if match.point), matches[0])
            near = places.point_of(place)
        except PlaceUnknown as unknown:
            place_problem, nearest = place_text, list(unknown.nearest)
    page = page_of(request)
    asked = {"need": asked_needs, "place": place_text, "q": text}
    found = directory.search_services(
        needs=asked_needs,
        text=text,
        near=near,
        country=country,
        on=at.date(),
        at=at,
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    return render(
        request,
        "public/service_list.html",
        {
            "needs": needs,
            "asked_needs": asked_needs,
            "text": text,
            "place_text": place_text,
            "place": place,
            "is_measured": near is not None,
            "place_problem": place_problem,
            "nearest": nearest,
            "country": country,
            "hits": found.hits,
            "rows": _by_letter(found.hits, is_in_order=near is None and get_language() == "es"),
            "countries": [
                (code, urlencode(asked | ({"country": code} if code else {}), doseq=True))
                for code in ("", *REGION)
            ],
            "total": found.total,
            "page": page_links(found.total, number=page, size=PAGE_SIZE),
            "section": "services",
        },
    )


def _by_letter(
    hits: Sequence[directory.ServiceHit], *, is_in_order: bool
) -> list[tuple[str, directory.ServiceHit]]:
    """Each hit; the first of a letter with that letter, where the list is in their order."""
    rows: list[tuple[str, directory.ServiceHit]] = []
    last = ""
    for hit in hits:
        letter = hit.service.sort_key[:1].upper() if is_in_order else ""
        rows.append((letter if letter != last else "", hit))
        last = letter
    return rows


@public_page
def service(request: HttpRequest, key: str) -> HttpResponse:
    at = clock.now()
    try:
        found = directory.get_service(key, viewer=None)
    except ServiceUnknown as unknown:
        raise Http404 from unknown
    return render(
        request,
        "public/service_page.html",
        {
            "service": found,
            "schedule": getattr(found, "schedule", None),
            "confidence": directory.confidence_of(found, at=at),
            "line": directory.contact_line(found),
            "assumption": directory.assumption_for(found),
            "section": "services",
        },
    )
