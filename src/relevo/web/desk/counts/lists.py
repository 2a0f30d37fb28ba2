"""Counts and pairs of counts that somebody may see, and one count."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from relevo.places.models import Crossing
from relevo.situation import access
from relevo.situation.errors import NotFound
from relevo.web.as_of import as_of
from relevo.web.desk.http import DeskRequest
from relevo.web.paging import page_links, page_of

PAGE_SIZE = 20
LONGEST_KEY = 20


@require_safe
def count_list(request: DeskRequest) -> HttpResponse:
    """The counts that hold, the newest first, of all crossings or of one."""
    asked, page = as_of(request), page_of(request)
    crossing_key = request.GET.get("paso", "")[:LONGEST_KEY]
    found = access.list_counts(
        request.actor,
        at=asked.at,
        known_at=asked.known_at,
        crossing_key=crossing_key,
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    return render(
        request,
        "desk/count_list.html",
        {
            "lines": found.lines,
            "total": found.total,
            "page": page_links(found.total, number=page, size=PAGE_SIZE),
            "crossings": Crossing.objects.order_by("sort_key", "key"),
            "crossing_key": crossing_key,
            "asof": asked,
            **_rights(request),
        },
    )


@require_safe
def reconciliation_list(request: DeskRequest) -> HttpResponse:
    """Counts that stand side by side, the newest first."""
    asked, page = as_of(request), page_of(request)
    lines, total = access.list_reconciliations(
        request.actor,
        known_at=asked.known_at,
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    return render(
        request,
        "desk/reconciliation_list.html",
        {
            "lines": lines,
            "page": page_links(total, number=page, size=PAGE_SIZE),
            "asof": asked,
            **_rights(request),
        },
    )


@require_safe
def count(request: DeskRequest, count_id: UUID) -> HttpResponse:
    """One count: its parts and whether they add up, its versions, what it is compared with."""
    asked = as_of(request)
    try:
        view = access.count_view(
            request.actor, count_id=count_id, at=asked.at, known_at=asked.known_at
        )
    except NotFound as missing:
        raise Http404 from missing
    is_newest = view.versions[0].id == view.line.id
    return render(
        request,
        "desk/count_page.html",
        {
            "view": view,
            "line": view.line,
            "is_newest": is_newest,
            "is_own": view.line.institution is not None
            and view.line.institution.id == request.actor.institution_id,
            "asof": asked,
            **_rights(request),
        },
    )


def _rights(request: DeskRequest) -> dict[str, object]:
    return {
        "may_count": access.may_count(request.actor),
        "may_compare": access.may_compare(request.actor),
        "is_enforcement": access.is_enforcement(request.actor),
        "section": "situation",
    }
