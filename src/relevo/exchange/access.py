"""Who founds a series, keeps an exchange, writes at a table of it, decides about a route.

Every person who is signed in for an institution may read exchanges; this is about writing.
"""

from uuid import UUID

from relevo.exchange.enums import ProposedState
from relevo.exchange.errors import (
    ExchangeUnknown,
    NotAtTheTable,
    NotExchangeKeeper,
    NotYourSeries,
    NotYoursToSetAside,
    RouteUnknown,
    SeriesUnknown,
    TableUnknown,
)
from relevo.exchange.models import Exchange, ProposedRoute, Series, WorkingTable
from relevo.kernel.actor import Actor
from relevo.networks import access as networks
from relevo.networks.enums import SeatRole
from relevo.networks.models import Network


def may_found_series(actor: Actor, *, network: Network | None) -> bool:
    """A coordinator, for a network if it is one that they keep."""
    if network is not None:
        return networks.may_keep(actor, network)
    return actor.has_role("platform_admin") or _coordinates(actor)


def may_plan_in(actor: Actor, series: Series) -> bool:
    """Who keeps the series' network or has hosted one of it; anyone who coordinates begins one."""
    if actor.has_role("platform_admin"):
        return True
    if series.network is not None and networks.may_keep(actor, series.network):
        return True
    if not _coordinates(actor):
        return False
    exchanges = series.exchanges
    hosted = exchanges.filter(host=actor.institution_id).exists()
    return hosted or (series.network is None and not exchanges.exists())


def may_keep_exchange(actor: Actor, exchange: Exchange) -> bool:
    """A coordinator of the host, who keeps the series' network, the administrator."""
    if actor.has_role("platform_admin"):
        return True
    if _coordinates(actor) and actor.institution_id == exchange.host_id:
        return True
    network = exchange.series.network
    return network is not None and networks.may_keep(actor, network)


def may_write_at(actor: Actor, table: WorkingTable) -> bool:
    """Who keeps the exchange, and coordinators of institutions of the table's networks."""
    if may_keep_exchange(actor, table.exchange):
        return True
    return _coordinates(actor) and any(
        networks.is_member(actor, network) for network in table.networks.all()
    )


def may_set_aside(actor: Actor, route: ProposedRoute) -> bool:
    """Once a network took a route up, it decides; before, who keeps the exchange or a network."""
    if route.state == ProposedState.TAKEN_UP and route.taken_up_by is not None:
        return networks.may_keep(actor, route.taken_up_by)
    table = route.table
    return may_keep_exchange(actor, table.exchange) or any(
        networks.may_keep(actor, network) for network in table.networks.all()
    )


def list_kept_networks(actor: Actor, *, table: WorkingTable) -> list[Network]:
    """Networks that could take a route of this table up through this actor."""
    if actor.has_role("platform_admin"):
        return sorted(table.networks.all(), key=lambda network: network.sort_key)
    seats = Network.objects.filter(
        members__institution=actor.institution_id, members__left_on=None
    ).exclude(members__role=SeatRole.LISTED)
    found = seats.distinct().order_by("sort_key", "key")
    return [network for network in found if networks.may_keep(actor, network)]


def series_to_plan_in_locked(actor: Actor, *, key: str) -> Series:
    """The series, locked while a number of it is given; SeriesUnknown, NotYourSeries."""
    series = Series.objects.select_for_update(of=("self",)).filter(key=key).first()
    if series is None:
        raise SeriesUnknown(key)
    if not may_plan_in(actor, series):
        raise NotYourSeries(key=key)
    return series


def exchange_to_keep_locked(actor: Actor, *, key: str) -> Exchange:
    """The exchange, locked for a change; raises ExchangeUnknown, NotExchangeKeeper."""
    rows = Exchange.objects.select_for_update(of=("self",)).select_related("series__network")
    exchange = rows.filter(key=key).first()
    if exchange is None:
        raise ExchangeUnknown(key)
    if not may_keep_exchange(actor, exchange):
        raise NotExchangeKeeper(key=key)
    return exchange


def table_to_write_locked(actor: Actor, *, table_id: UUID) -> WorkingTable:
    """The table, locked while a route is written at it; raises TableUnknown, NotAtTheTable."""
    rows = WorkingTable.objects.select_for_update(of=("self",))
    table = rows.select_related("exchange__series__network").filter(pk=table_id).first()
    if table is None:
        raise TableUnknown(table_id)
    if not may_write_at(actor, table):
        raise NotAtTheTable(table_id=table_id)
    return table


def route_locked(*, route_id: UUID) -> ProposedRoute:
    """The route, locked; each act asks its own question of the actor. Raises RouteUnknown."""
    rows = ProposedRoute.objects.select_for_update(of=("self",)).select_related(
        "table__exchange__series__network", "taken_up_by"
    )
    route = rows.filter(pk=route_id).first()
    if route is None:
        raise RouteUnknown(route_id)
    return route


def route_to_write_locked(actor: Actor, *, route_id: UUID) -> ProposedRoute:
    """The route, locked for who may write at its table; raises RouteUnknown, NotAtTheTable."""
    route = route_locked(route_id=route_id)
    if not may_write_at(actor, route.table):
        raise NotAtTheTable(table_id=route.table_id)
    return route


def route_to_set_aside_locked(actor: Actor, *, route_id: UUID) -> ProposedRoute:
    """The route, locked for who may set it aside; raises RouteUnknown, NotYoursToSetAside."""
    route = route_locked(route_id=route_id)
    if not may_set_aside(actor, route):
        raise NotYoursToSetAside(route_id=route_id)
    return route


def _coordinates(actor: Actor) -> bool:
    return actor.has_role("coordinator") and actor.institution_id is not None
