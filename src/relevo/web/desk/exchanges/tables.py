"""Working tables at the desk: the tables of an exchange, and one table with its routes."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from relevo.exchange import access
from relevo.exchange.actions import tables as actions
from relevo.exchange.enums import ExchangeState
from relevo.exchange.errors import TableUnknown, TakesNoPart, TooFewNetworks
from relevo.exchange.models import Exchange, WorkingTable
from relevo.exchange.queries import tables as queries
from relevo.places.models import Crossing
from relevo.plumbing import clock
from relevo.web.desk.exchanges.keeping import attempt, sent
from relevo.web.desk.exchanges.pages import around, find_exchange
from relevo.web.desk.exchanges.route_forms import TableForm
from relevo.web.desk.http import DeskRequest
from relevo.web.exchange_lines import profile_terms
from relevo.wording.words import both


@require_http_methods(["GET", "HEAD", "POST"])
def table_list(request: DeskRequest, key: str) -> HttpResponse:
    """The tables of an exchange; its keeper sets up one more."""
    exchange = find_exchange(key)
    form = _table_form(request, exchange)
    if request.method == "POST" and form.is_valid() and _add(request, exchange, form):
        return redirect("desk:exchange-tables", key=key)
    context = around(request, exchange, tab="tables")
    context |= {
        "form": form,
        "tables": queries.list_tables(exchange),
        "profiles": profile_terms(),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "desk/exchange_tables.html", context, status=status)


def _table_form(request: DeskRequest, exchange: Exchange) -> TableForm:
    networks = {
        row.network.key: both(row.network, "name")
        for row in exchange.participations.all()
        if row.network is not None
    }
    crossings = Crossing.objects.order_by("sort_key", "key")
    return TableForm(
        sent(request),
        networks=sorted(networks.items(), key=lambda pair: pair[1]),
        crossings=[(row.key, both(row, "name")) for row in crossings],
        profiles=[(code, both(term, "name")) for code, term in profile_terms().items()],
    )


def _add(request: DeskRequest, exchange: Exchange, form: TableForm) -> bool:
    try:
        return attempt(
            request,
            lambda: actions.add_table(
                exchange_key=exchange.key, plan=form.plan(), by=request.actor, at=clock.now()
            ),
            said=_("The table is set up."),
        )
    except (TooFewNetworks, TakesNoPart):
        form.add_error("networks", _("Choose at least two networks that take part."))
        return False


@require_safe
def table(request: DeskRequest, table_id: UUID) -> HttpResponse:
    """One table: what it is about, who sits at it, what it proposed."""
    found = find_table(table_id)
    context = around(request, found.exchange, tab="tables")
    context |= {
        "table": found,
        "profiles": profile_terms(),
        "may_propose": access.may_write_at(request.actor, found)
        and found.exchange.state == ExchangeState.OPEN,
    }
    return render(request, "desk/exchange_table.html", context)


def find_table(table_id: UUID) -> WorkingTable:
    """The table, or a page that does not exist."""
    try:
        return queries.get_table(table_id)
    except TableUnknown as unknown:
        raise Http404 from unknown
