"""Networks at the desk: all of them, and the workspace of one."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from relevo.networks.enums import SeatRole
from relevo.networks.queries import network as queries
from relevo.networks.queries import seats
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.networks.cards import cards_of
from relevo.web.desk.networks.context import network_context, network_or_404


@require_safe
def network_list(request: DeskRequest) -> HttpResponse:
    """The networks in which one's institution sits, then all others."""
    own = {row.pk for row in queries.networks_of(request.actor.institution_id)}
    rows = queries.list_networks()
    return render(
        request,
        "desk/network_list.html",
        {
            "networks": rows,
            "own": [row for row in rows if row.pk in own],
            "others": [row for row in rows if row.pk not in own],
            "may_found": request.actor.has_role("coordinator"),
            "section": "networks",
        },
    )


@require_safe
def workspace(request: DeskRequest, key: str) -> HttpResponse:
    """What waits in a network, who steers it, of which others it is made."""
    network = network_or_404(key)
    context = network_context(request, network)
    rows = seats.list_seats(network)
    return render(
        request,
        "desk/network.html",
        {
            **context,
            "cards": cards_of(
                network,
                actor=request.actor,
                is_member=bool(context["is_member"]),
                at=clock.now(),
            ),
            "steering": [row for row in rows if row.is_steering or row.role == SeatRole.CHAIR],
            "secretariat": [row for row in rows if row.role == SeatRole.SECRETARIAT],
            "seat_count": sum(1 for row in rows if row.is_seat),
            "own_seat": next(
                (
                    row
                    for row in rows
                    if row.institution_id == request.actor.institution_id
                    and row.institution_id is not None
                ),
                None,
            ),
        },
    )
