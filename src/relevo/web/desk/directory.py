"""The directory at the desk: what the public sees and what the network shares; refer from here."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from relevo.cases import access
from relevo.cases.enums import ReadPurpose
from relevo.cases.rules.views import CaseView
from relevo.directory import queries as directory
from relevo.directory.models import Institution
from relevo.kernel.geo import Point
from relevo.networks.queries import mirrors
from relevo.places import queries as places
from relevo.places.errors import PlaceAmbiguous, PlaceUnknown
from relevo.places.models import Crossing, Node
from relevo.plumbing import clock
from relevo.web.desk import entries
from relevo.web.desk.http import DeskRequest, service_or_404
from relevo.web.desk.left_out import not_asked, rules_against
from relevo.web.paging import page_links, page_of
from relevo.wording.reasons import ToldReason

PAGE_SIZE = 50
LONGEST_QUERY = 80


@require_safe
def service_list(request: DeskRequest) -> HttpResponse:
    """Search the directory; within a case every hit can be referred to at once."""
    at = clock.now()
    case, needed, start = _within_a_case(request, at)
    needs = directory.list_needs()
    known = {term.code for term in needs}
    asked = [code for code in request.GET.getlist("need")[:8] if code in known] or needed
    place_text = request.GET.get("place", "").strip()[:LONGEST_QUERY]
    near, place_problem = _near(place_text or start, at)
    page = page_of(request)
    found = directory.search_services(
        needs=asked,
        text=request.GET.get("q", "").strip()[:LONGEST_QUERY],
        near=near,
        on=at.date(),
        at=at,
        viewer=request.actor,
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    return render(
        request,
        "desk/service_list.html",
        {
            "rows": _rows(request, case, found.hits, at=at),
            "case": case,
            "needs": needs,
            "asked_needs": asked,
            "text": request.GET.get("q", "")[:LONGEST_QUERY],
            "place_text": place_text,
            "place_problem": place_problem,
            "hits": found.hits,
            "total": found.total,
            "page": page_links(found.total, number=page, size=PAGE_SIZE),
            "section": "cases" if case else "directory",
        },
    )


Row = tuple[directory.ServiceHit, Sequence[ToldReason], str]
"""A hit, what its rules say against the group, and why no consent for it would be asked."""


def _rows(
    request: DeskRequest,
    case: CaseView | None,
    hits: Sequence[directory.ServiceHit],
    *,
    at: datetime,
) -> list[Row]:
    """In their order; within a case those that cannot be asked come last."""
    if case is None:
        return [(hit, (), "") for hit in hits]
    against = rules_against(request.actor, case, at=at)
    barred = not_asked(request.actor, case, [hit.service for hit in hits], at=at)
    rows = [(hit, against.get(hit.service.key, ()), barred.get(hit.service.pk, "")) for hit in hits]
    return sorted(rows, key=lambda row: bool(row[2]))


def _within_a_case(request: DeskRequest, at: datetime) -> tuple[CaseView | None, list[str], str]:
    """The case one refers from, with what it needs and where: never said in an address.

    The first look searches for the needs of the case; a search of one's own says its own.
    """
    if not request.GET.get("case"):
        return None, [], ""
    case = access.read_case(
        request.actor,
        case_id=_case_id(request.GET["case"]),
        at=at,
        purpose=ReadPurpose.REFERRAL,
    )
    needs = [] if "q" in request.GET else list(case.facts.needs)
    return case, needs, case.facts.start_node


def _case_id(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError as error:
        raise Http404 from error


def _near(text: str, at: datetime) -> tuple[Point | None, str]:
    if not text:
        return None, ""
    node = Node.objects.filter(pk=text).first()
    if node is not None:
        return Point(node.lat, node.lon), ""
    try:
        return places.point_of(places.get_place(text, on=at.date())), ""
    except PlaceAmbiguous:
        known = [match.point for match in places.find_places(text, on=at.date()) if match.point]
        return (known[0] if known else None), ""
    except PlaceUnknown as unknown:
        return None, ", ".join(unknown.nearest) or "—"


@require_safe
def service(request: DeskRequest, key: str) -> HttpResponse:
    """One service as this viewer may see it."""
    at = clock.now()
    found = service_or_404(request, key)
    return render(
        request,
        "desk/service_page.html",
        {
            "service": found,
            "schedule": directory.schedule_of(found, viewer=request.actor),
            "confidence": directory.confidence_of(found, at=at),
            "line": directory.contact_line(found),
            "assumption": directory.assumption_for(found),
            "capacities": directory.capacity_of(found, viewer=request.actor),
            "may_verify": entries.may_verify(request.actor, found),
            "is_own": request.actor.institution_id == found.institution_id,
            "verify_form": entries.VerifyForm(),
            "places_form": entries.PlacesForm(),
            "counterparts": _counterparts(found.institution_id),
            "section": "directory",
        },
    )


def _counterparts(institution_id: UUID) -> list[tuple[Crossing, Institution]]:
    """Who does the same task on the other side of which crossing; each pair is told once."""
    return list(
        dict.fromkeys(
            (
                pair.crossing,
                pair.institution_b
                if pair.institution_a_id == institution_id
                else pair.institution_a,
            )
            for pair in mirrors.counterparts_of(institution_id)
        )
    )
