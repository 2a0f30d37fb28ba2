"""Exchanges at the desk, to read: the list, the tabs of one, its closing page and its report."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.views.decorators.http import require_safe

from relevo.exchange import access
from relevo.exchange.enums import ExchangeState
from relevo.exchange.errors import ExchangeUnknown
from relevo.exchange.models import Exchange
from relevo.exchange.queries import commitments as commitment_queries
from relevo.exchange.queries import exchanges as queries
from relevo.exchange.queries import tables as table_queries
from relevo.exchange.queries.commitments import CommitmentLine
from relevo.formats.chat import render_chat
from relevo.formats.documents import Document
from relevo.kernel.actor import Actor
from relevo.kernel.countries import REGION
from relevo.networks.access import may_read_inside
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.documents.exchange import ExchangeReport, exchange_report
from relevo.web.downloads import docx_response, text_response
from relevo.web.exchange_lines import profile_terms
from relevo.web.exchange_phrases import EXCHANGE_STATES
from relevo.web.paging import page_links, page_of
from relevo.web.phrases import COUNTRIES

PAGE_SIZE = 25
LONGEST_QUERY = 80
LANGUAGES = ("es", "en")


@require_safe
def exchange_list(request: DeskRequest) -> HttpResponse:
    """Every exchange, by series, state, country and words."""
    series = queries.list_series()
    asked = request.GET
    wanted = {
        "series_key": _one_of(asked.get("series", ""), [row.key for row in series]),
        "state": _one_of(asked.get("state", ""), ExchangeState.values),
        "country": _one_of(asked.get("country", ""), REGION),
        "text": asked.get("q", "").strip()[:LONGEST_QUERY],
    }
    page = page_of(request)
    found = queries.list_exchanges(**wanted, limit=PAGE_SIZE, offset=(page - 1) * PAGE_SIZE)
    return render(
        request,
        "desk/exchange_list.html",
        {
            **wanted,
            "series": series,
            "states": EXCHANGE_STATES.items(),
            "countries": [(code, COUNTRIES[code]) for code in REGION],
            "exchanges": found.rows,
            "total": found.total,
            "page": page_links(found.total, number=page, size=PAGE_SIZE),
            "may_found": access.may_found_series(request.actor, network=None),
            "plannable": [row for row in series if access.may_plan_in(request.actor, row)],
            "section": "exchanges",
        },
    )


def _one_of(read: str, known: Any) -> str:  # noqa: ANN401 -- any collection of codes
    return read if read in known else ""


def find_exchange(key: str) -> Exchange:
    """The exchange, or a page that does not exist."""
    try:
        return queries.get_exchange(key)
    except ExchangeUnknown as unknown:
        raise Http404 from unknown


def around(request: DeskRequest, exchange: Exchange, *, tab: str) -> dict[str, Any]:
    """What every page of an exchange shows around its own part."""
    names = {
        "sessions": ("desk:exchange", pgettext("exchange", "Sessions")),
        "participants": ("desk:exchange-participants", pgettext("exchange", "Participants")),
        "tables": ("desk:exchange-tables", pgettext("exchange", "Working tables")),
        "practices": ("desk:exchange-practices", pgettext("exchange", "Practices")),
        "commitments": ("desk:exchange-commitments", pgettext("exchange", "Commitments")),
        "closing": ("desk:exchange-closing", pgettext("exchange", "Closing")),
    }
    return {
        "exchange": exchange,
        "tabs": [
            {"label": label, "url": reverse(name, args=[exchange.key]), "current": code == tab}
            for code, (name, label) in names.items()
        ],
        "may_keep": access.may_keep_exchange(request.actor, exchange),
        "section": "exchanges",
    }


@require_safe
def exchange(request: DeskRequest, key: str) -> HttpResponse:
    """One exchange: what is known of it, and its sessions."""
    found = find_exchange(key)
    return render(request, "desk/exchange_page.html", around(request, found, tab="sessions"))


@require_safe
def practices(request: DeskRequest, key: str) -> HttpResponse:
    """Good practices that were told at the exchange."""
    found = find_exchange(key)
    context = around(request, found, tab="practices")
    context["practices"] = queries.list_practices(found)
    return render(request, "desk/exchange_practices.html", context)


@require_safe
def commitments(request: DeskRequest, key: str) -> HttpResponse:
    """What was promised, as far as this reader may see it."""
    found = find_exchange(key)
    context = around(request, found, tab="commitments")
    context["lines"] = _commitments(request.actor, found)
    return render(request, "desk/exchange_commitments.html", context)


@require_safe
def closing(request: DeskRequest, key: str) -> HttpResponse:
    """The closing page: practices, proposed routes and commitments; it is the report."""
    report = _report(request.actor, find_exchange(key))
    context = around(request, report.exchange, tab="closing")
    context |= {
        "tables": report.tables,
        "practices": report.practices,
        "commitments": report.commitments,
        "has_routes": any(list(table.routes.all()) for table in report.tables),
        "profiles": report.profiles,
        "languages": LANGUAGES,
        "chat_text": render_chat(exchange_report(report, language=(get_language() or "es")[:2])),
    }
    return render(request, "desk/exchange_closing.html", context)


@require_safe
def report(request: DeskRequest, key: str, language: str) -> HttpResponse:
    """The report as a Word file, in one of the two languages."""
    document = _document(request, key, language)
    return docx_response(document, name=f"{document.title} {language}")


@require_safe
def report_text(request: DeskRequest, key: str, language: str) -> HttpResponse:
    """The report as text to paste into a chat."""
    return text_response(_document(request, key, language))


def _document(request: DeskRequest, key: str, language: str) -> Document:
    if language not in LANGUAGES:
        raise Http404
    return exchange_report(_report(request.actor, find_exchange(key)), language=language)


def _report(actor: Actor, found: Exchange) -> ExchangeReport:
    return ExchangeReport(
        exchange=found,
        tables=table_queries.list_tables(found),
        practices=queries.list_practices(found),
        commitments=[line.row for line in _commitments(actor, found)],
        profiles=profile_terms(),
    )


def _commitments(actor: Actor, found: Exchange) -> list[CommitmentLine]:
    """Who keeps the exchange sees all of its commitments, others those of their networks."""
    lines = commitment_queries.list_of_exchange(exchange_id=found.pk, on=clock.now().date())
    if access.may_keep_exchange(actor, found):
        return lines
    networks = {line.row.network_id: line.row.network for line in lines}
    readable = {key for key, network in networks.items() if may_read_inside(actor, network)}
    return [line for line in lines if line.row.network_id in readable]
