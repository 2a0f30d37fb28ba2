"""The directory of a network: read it, take it away, bring one's own list."""

from datetime import datetime

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from relevo.formats.chat import render_chat
from relevo.formats.documents import Document, Page
from relevo.formats.sheets import stream_csv
from relevo.kernel.countries import REGION
from relevo.networks import access
from relevo.networks.models import Network
from relevo.networks.queries import directory as queries
from relevo.networks.queries import uploads
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.networks.context import network_context, network_or_404
from relevo.web.documents import directory as documents
from relevo.web.downloads import csv_response, docx_response, text_response
from relevo.web.paging import page_links, page_of

PAGE_SIZE = 50


@require_safe
def network_directory(request: DeskRequest, key: str) -> HttpResponse:
    """Entries by country and place, with how sure each is and when it is due."""
    at = clock.now()
    network = network_or_404(key)
    country = request.GET.get("country", "")
    found = queries.services_of(network, on=at.date())
    if country in REGION:
        found = found.filter(country=country)
    page = page_of(request)
    total = found.count()
    start = (page - 1) * PAGE_SIZE
    is_keeper = access.may_keep(request.actor, network)
    return render(
        request,
        "desk/upload_directory.html",
        network_context(request, network)
        | {
            "entries": queries.list_entries(
                found, viewer=request.actor, at=at, page=slice(start, start + PAGE_SIZE)
            ),
            "total": total,
            "page": page_links(total, number=page, size=PAGE_SIZE),
            "country": country if country in REGION else "",
            "countries": REGION,
            "today": at.date(),
            "waiting": uploads.list_uploads(network) if is_keeper else [],
        },
    )


def _all(request: DeskRequest, network: Network, at: datetime) -> list[queries.Entry]:
    found = queries.services_of(network, on=at.date())
    return queries.list_entries(found, viewer=request.actor, at=at)


def _document(request: DeskRequest, network: Network, page: Page) -> Document:
    at = clock.now()
    return documents.directory_document(
        network, _all(request, network, at), at=at, page=page, is_demo=clock.is_demo()
    )


def _name(network: Network) -> str:
    word = pgettext("name of a file", "directory")
    return f"{word} {network.key} {clock.now():%Y-%m-%d}"


@require_safe
def as_sheet(request: DeskRequest, key: str) -> HttpResponse:
    """A4 as a Word file."""
    network = network_or_404(key)
    return docx_response(_document(request, network, Page.A4), name=_name(network))


@require_safe
def as_booklet(request: DeskRequest, key: str) -> HttpResponse:
    """A5 to fold and staple, as a Word file."""
    network = network_or_404(key)
    return docx_response(_document(request, network, Page.A5_BOOKLET), name=f"{_name(network)} A5")


@require_safe
def as_text(request: DeskRequest, key: str) -> HttpResponse:
    """Text for a chat: shown on a page with a button that copies it."""
    network = network_or_404(key)
    document = _document(request, network, Page.A5_BOOKLET)
    if request.GET.get("plain"):
        return text_response(document)
    return render(
        request,
        "desk/upload_text.html",
        network_context(request, network) | {"text": render_chat(document)},
    )


@require_safe
def as_csv(request: DeskRequest, key: str) -> StreamingHttpResponse:
    """A spreadsheet without formulas."""
    network = network_or_404(key)
    at = clock.now()
    sheet = documents.directory_sheet(_all(request, network, at), at=at)
    return csv_response(list(stream_csv(sheet)), name=_name(network))
