"""Networks at the desk: the same read side as the public pages."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from relevo.networks.queries import network as queries
from relevo.web.desk.http import DeskRequest


@require_safe
def network_list(request: DeskRequest) -> HttpResponse:
    """Every network, with a link to its page."""
    return render(
        request,
        "desk/network_list.html",
        {"networks": queries.list_networks(), "section": "networks"},
    )
