"""Lists of commitments: what we owe, what waits for us, what a network follows."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_safe

from relevo.exchange.enums import CommitmentState
from relevo.exchange.models import Commitment
from relevo.exchange.queries import commitments as queries
from relevo.formats.sheets import Cell, Column, Sheet, stream_csv
from relevo.networks import access
from relevo.networks.models import Network
from relevo.plumbing import clock
from relevo.web.desk.commitments.told import Told, confirmer_words, state_words, told
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.names import institution_name
from relevo.web.desk.networks.context import network_context, network_or_404
from relevo.web.documents.commitments import commitments_document
from relevo.web.downloads import csv_response, text_response
from relevo.web.exchange_phrases import COMMITMENT_STATES
from relevo.web.paging import page_links, page_of

PAGE_SIZE = 30
LONGEST_QUERY = 80
MOST_ROWS = 10_000


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters of an address."""

    state: str
    is_overdue: bool
    owner: str
    text: str


@require_safe
def mine(request: DeskRequest) -> HttpResponse:
    """What waits for our confirmation, then what our institution promised."""
    institution_id, on = _institution(request), clock.now().date()
    page, asked = page_of(request), _asked(request)
    waiting = queries.list_waiting_for(institution_id=institution_id, on=on)
    owed = queries.list_of_owner(
        institution_id=institution_id,
        on=on,
        state=asked.state,
        only_overdue=asked.is_overdue,
        text=asked.text,
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    return render(
        request,
        "desk/commitment_mine.html",
        {
            "waiting": told(waiting.lines, on=on),
            "waiting_total": waiting.total,
            "owed": told(owed.lines, on=on),
            "total": owed.total,
            "page": page_links(owed.total, number=page, size=PAGE_SIZE),
            "networks": queries.list_networks_of(institution_id=institution_id),
            "states": COMMITMENT_STATES,
            "asked": asked,
            "section": "networks",
        },
    )


@require_safe
def of_network(request: DeskRequest, key: str) -> HttpResponse:
    """What a network follows, with filters; for its members."""
    network = network_or_404(key)
    if not access.may_read_inside(request.actor, network):
        return _turned_away(request, key)
    on, page, asked = clock.now().date(), page_of(request), _asked(request)
    owners = queries.list_owners(network_id=network.pk)
    found = queries.list_of_network(
        network_id=network.pk,
        on=on,
        state=asked.state,
        owner_id=next((row.pk for row in owners if row.key == asked.owner), None),
        only_overdue=asked.is_overdue,
        text=asked.text,
        limit=PAGE_SIZE,
        offset=(page - 1) * PAGE_SIZE,
    )
    return render(
        request,
        "desk/commitment_network.html",
        {
            **network_context(request, network),
            "lines": told(found.lines, on=on),
            "total": found.total,
            "page": page_links(found.total, number=page, size=PAGE_SIZE),
            "overdue": queries.count_overdue(network_id=network.pk, on=on),
            "counts": _counts(network),
            "owners": owners,
            "states": COMMITMENT_STATES,
            "asked": asked,
        },
    )


@require_safe
def chat(request: DeskRequest, key: str) -> HttpResponse:
    """Unfinished commitments of a network as text for the group."""
    network = network_or_404(key)
    if not access.may_read_inside(request.actor, network):
        return _turned_away(request, key)
    on = clock.now().date()
    lines = queries.list_for_agenda(network_id=network.pk, on=on)
    return text_response(commitments_document(network, lines=lines, on=on, is_demo=clock.is_demo()))


@require_safe
def sheet(request: DeskRequest, key: str) -> HttpResponseBase:
    """All commitments of a network as a table."""
    network = network_or_404(key)
    if not access.may_read_inside(request.actor, network):
        return _turned_away(request, key)
    on = clock.now().date()
    found = queries.list_of_network(network_id=network.pk, on=on, limit=MOST_ROWS)
    rows = _rows(told(found.lines, on=on))
    name = gettext("Commitments %(network)s") % {"network": network.key}
    return csv_response(stream_csv(Sheet("commitments", _columns(), rows)), name=name)


def _columns() -> tuple[Column, ...]:
    names = (
        pgettext("column", "Number"),
        pgettext("column", "Commitment"),
        pgettext("column", "Who promised it"),
        pgettext("column", "Country"),
        pgettext("column", "Until"),
        pgettext("column", "State"),
        pgettext("column", "Overdue"),
        pgettext("column", "Who confirms"),
        pgettext("column", "Reported on"),
        pgettext("column", "Confirmed on"),
    )
    return tuple(Column(name, name) for name in names)


def _rows(lines: list[Told]) -> Iterator[tuple[Cell, ...]]:
    for line in lines:
        row = line.row
        yield (
            row.number,
            row.text_es,
            institution_name(row.owner),
            row.owner.country,
            line.due_on,
            state_words(row),
            int(line.is_overdue),
            confirmer_words(row),
            _day(row, "reported_at"),
            _day(row, "confirmed_at"),
        )


def _day(row: Commitment, name: str) -> Cell:
    instant = getattr(row, name)
    return None if instant is None else instant.astimezone(clock.LOCAL).date()


def _counts(network: Network) -> list[tuple[str, int]]:
    counted = queries.count_by_state(network_id=network.pk)
    return [(state, counted[state]) for state in CommitmentState.values]


def _asked(request: DeskRequest) -> Asked:
    """The filters of the address; what is no filter asks for nothing."""
    state = request.GET.get("state", "")
    return Asked(
        state=state if state in CommitmentState.values else "",
        is_overdue=request.GET.get("overdue") == "1",
        owner=request.GET.get("owner", "")[:LONGEST_QUERY],
        text=request.GET.get("q", "").strip()[:LONGEST_QUERY],
    )


def _institution(request: DeskRequest) -> UUID:
    if request.actor.institution_id is None:
        raise Http404
    return request.actor.institution_id


def _turned_away(request: DeskRequest, key: str) -> HttpResponse:
    messages.error(
        request,
        gettext("Your institution has no seat in this network. Ask its secretariat for one."),
    )
    return redirect("desk:network", key=key)
