"""Redes and mesas: members, territory, governance, as far as sources say."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from relevo.networks.errors import NetworkUnknown
from relevo.networks.queries import network as network_queries
from relevo.web.public.responses import public_page


@public_page
def network_list(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "public/network_list.html",
        {"networks": network_queries.list_networks(), "section": "networks"},
    )


@public_page
def network(request: HttpRequest, key: str) -> HttpResponse:
    try:
        found = network_queries.get_network(key)
    except NetworkUnknown as unknown:
        raise Http404 from unknown
    return render(request, "public/network_page.html", {"network": found, "section": "networks"})
