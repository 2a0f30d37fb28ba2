"""Alerts for members: in force, waiting for me, unfinished, exercises, and what is over."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.queries import alerts as queries
from relevo.web.alert_lines import shown
from relevo.web.as_of import as_of
from relevo.web.desk.http import DeskRequest
from relevo.web.paging import page_links, page_of

PAGE_SIZE = 20


@require_safe
def alert_list(request: DeskRequest) -> HttpResponse:
    """Everything about alerts on one page; what is past as it was at the instant asked for."""
    asof, page = as_of(request), page_of(request)
    networks = access.networks_to_alert(request.actor)
    past, total = queries.list_past(
        at=asof.at,
        known_at=asof.known_at,
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    context = {
        "asof": asof,
        "alerts": shown(
            queries.alerts_at(at=asof.at, known_at=asof.known_at, standings=queries.STANDS)
        ),
        "drills": shown(queries.drills_at(at=asof.at, known_at=asof.known_at)),
        "past": shown(past),
        "page": page_links(total, number=page, size=PAGE_SIZE),
        "total": total,
        "may_write": bool(networks),
        "section": "situation",
    }
    if asof.is_now:
        context["brought"] = shown(queries.list_brought(at=clock.now()))
        if access.may_bring_alerts(request.actor):
            context["not_confirmed"] = shown(queries.list_not_confirmed(at=clock.now()))
    if asof.is_now and networks and request.actor.institution_id is not None:
        at = clock.now()
        waiting = queries.list_waiting(
            network_ids=[row.pk for row in networks], not_by=request.actor.id, at=at
        )
        mine = queries.list_unfinished(institution_id=request.actor.institution_id, at=at)
        context |= {"waiting": shown(waiting), "mine": shown(mine)}
    return render(request, "desk/alert_list.html", context)
