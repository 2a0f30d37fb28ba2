"""The situation sheet of a network: on the screen, on paper, as a Word file and as a text."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from relevo.formats.chat import render_chat
from relevo.networks.models import Network
from relevo.networks.queries import network as networks
from relevo.plumbing import clock
from relevo.web.as_of import as_of
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.networks.context import network_or_404
from relevo.web.documents.situation import situation_sheet, title_of
from relevo.web.downloads import docx_response
from relevo.web.sheets.content import Sheet
from relevo.web.sheets.gather import sheet_of

VERSION, SHARED = "version", "publica"
"""Of an address: the version that holds only what everybody may know."""


@require_safe
def situation(request: DeskRequest) -> HttpResponse:
    """The sheet of the nearest of one's networks; of the nearest of all for who sits in none."""
    own = networks.networks_of(request.actor.institution_id)
    rows = own or networks.list_networks()
    if not rows:
        return render(request, "desk/situation_none.html", {"section": "situation"})
    led = networks.led_by(request.actor.institution_id)
    country = request.membership.institution.country
    nearest = min(rows, key=lambda row: (row.pk not in led, country not in row.countries))
    return _page(request, networks.get_network(nearest.key))


@require_safe
def network_sheet(request: DeskRequest, key: str) -> HttpResponse:
    """The sheet of one network."""
    return _page(request, network_or_404(key))


@require_safe
def network_sheet_file(request: DeskRequest, key: str) -> HttpResponse:
    """The same as a Word file, in the version that the address asks for."""
    sheet = _sheet(request, network_or_404(key))
    return docx_response(situation_sheet(sheet, is_demo=clock.is_demo()), name=title_of(sheet))


def _sheet(request: DeskRequest, network: Network) -> Sheet:
    is_shared = request.GET.get(VERSION) == SHARED
    viewer = None if is_shared else request.actor
    return sheet_of(network, asof=as_of(request), viewer=viewer)


def _page(request: DeskRequest, network: Network) -> HttpResponse:
    sheet = _sheet(request, network)
    own = networks.networks_of(request.actor.institution_id)
    asof = sheet.scope.asof
    version = f"{VERSION}={SHARED}"
    return render(
        request,
        "desk/situation.html",
        {
            "sheet": sheet,
            "network": network,
            "asof": asof,
            "own": own,
            "others": [row for row in networks.list_networks() if row not in own],
            "chat_text": render_chat(situation_sheet(sheet, is_demo=clock.is_demo())),
            "shared_query": _with_version(asof.query, version),
            "file_query": _with_version(asof.query, version if sheet.is_shared else ""),
            "section": "situation",
        },
    )


def _with_version(query: str, version: str) -> str:
    parts = "&".join(part for part in (query.lstrip("?"), version) if part)
    return f"?{parts}" if parts else ""
