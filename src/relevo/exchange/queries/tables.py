"""Reads of working tables and of the routes that were proposed at them."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from relevo.exchange.errors import RouteUnknown, TableUnknown
from relevo.exchange.models import Exchange, ProposedRoute, ProposedStep, WorkingTable
from relevo.networks.models import Network


def list_tables(exchange: Exchange) -> list[WorkingTable]:
    """Tables of an exchange in their order, with networks, routes and steps."""
    return list(_whole_tables().filter(exchange=exchange).order_by("position", "id"))


def get_table(table_id: UUID) -> WorkingTable:
    """A table with networks, routes and steps; raises TableUnknown."""
    found = _whole_tables().filter(pk=table_id).first()
    if found is None:
        raise TableUnknown(table_id)
    return found


def get_route(route_id: UUID) -> ProposedRoute:
    """A proposed route with its table and steps; raises RouteUnknown."""
    found = (
        _whole_routes()
        .select_related("table__exchange__series__network", "table__crossing")
        .prefetch_related(Prefetch("table__networks", _networks()))
        .filter(pk=route_id)
        .first()
    )
    if found is None:
        raise RouteUnknown(route_id)
    return found


def _whole_tables() -> QuerySet[WorkingTable]:
    return WorkingTable.objects.select_related(
        "exchange__series__network", "crossing"
    ).prefetch_related(Prefetch("networks", _networks()), Prefetch("routes", _whole_routes()))


def _whole_routes() -> QuerySet[ProposedRoute]:
    steps = ProposedStep.objects.select_related("institution").order_by("position", "id")
    return (
        ProposedRoute.objects.select_related("taken_up_by", "acta")
        .prefetch_related(Prefetch("steps", steps))
        .order_by("proposed_at", "id")
    )


def _networks() -> QuerySet[Network]:
    return Network.objects.order_by("sort_key", "key")
