"""Redes and mesas: members, territory, governance, as far as sources say."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from relevo.networks import queries
from relevo.networks.errors import NetworkUnknown
from relevo.web.public.responses import public_page


@public_page
def network_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "public/network_list.html",
        {"networks": queries.list_networks(), "section": "networks"},
    )


@public_page
def network(request: HttpRequest, key: str) -> HttpResponse:
    try:
        found = queries.get_network(key)
    except NetworkUnknown as unknown:
        raise Http404 from unknown
    return render(request, "public/network_page.html", {"network": found, "section": "networks"})
