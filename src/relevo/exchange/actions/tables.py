"""Working tables and the routes they propose: drafted on the spot, then taken up by a network."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.models import Institution, Term
from relevo.exchange import access
from relevo.exchange.enums import ProposedState
from relevo.exchange.errors import ActaOfAnotherNetwork, ExchangeRefused
from relevo.exchange.models import (
    Exchange,
    Participation,
    ProposedRoute,
    ProposedStep,
    WorkingTable,
)
from relevo.exchange.rules import exchanges as moves
from relevo.exchange.rules.tables import (
    LONGEST_REASON,
    RouteDraft,
    check_route,
    check_table,
    check_texts,
)
from relevo.kernel.actor import Actor
from relevo.networks.access import network_to_keep
from relevo.networks.models import Acta, Network
from relevo.outbox import actions as outbox
from relevo.places.models import Crossing

LONGEST_PATHWAY_KEY = 40


@dataclass(frozen=True, slots=True)
class TablePlan:
    """What a table is about (a crossing, a profile or both), and which networks sit at it."""

    network_keys: tuple[str, ...]
    crossing_key: str = ""
    profile: str = ""


@transaction.atomic
def add_table(*, exchange_key: str, plan: TablePlan, by: Actor, at: datetime) -> WorkingTable:
    """Set up a working table, with members of at least two networks that take part.

    Raises ExchangeUnknown, NotExchangeKeeper, ExchangeNotInState, TooFewNetworks, TakesNoPart,
    ExchangeRefused.
    """
    exchange = access.exchange_to_keep_locked(by, key=exchange_key)
    moves.check_not_closed(exchange.state)
    check_table(
        networks=plan.network_keys,
        participants=_participants(exchange),
        subject=plan.crossing_key or plan.profile,
    )
    table = WorkingTable.objects.create(
        exchange=exchange,
        position=exchange.tables.count() + 1,
        crossing=_crossing(plan.crossing_key) if plan.crossing_key else None,
        profile=_profile(plan.profile) if plan.profile else "",
    )
    table.networks.set(Network.objects.filter(key__in=plan.network_keys))
    _note("exchange.table_added", subject=table.pk, by=by, at=at)
    return table


@transaction.atomic
def propose_route(*, table_id: UUID, draft: RouteDraft, by: Actor, at: datetime) -> ProposedRoute:
    """Write down a route at a table of an exchange that is open.

    Raises TableUnknown, NotAtTheTable, ExchangeNotInState, ExchangeRefused.
    """
    table = access.table_to_write_locked(by, table_id=table_id)
    moves.check_open(table.exchange.state)
    route = ProposedRoute(
        table=table, state=ProposedState.PROPOSED, proposed_by=by.id, proposed_at=at
    )
    _write_route(route, draft)
    _note("exchange.route_proposed", subject=route.pk, by=by, at=at)
    return route


@transaction.atomic
def change_route(*, route_id: UUID, draft: RouteDraft, by: Actor, at: datetime) -> ProposedRoute:
    """Write a route anew while it is proposed and its exchange is open.

    Raises RouteUnknown, NotAtTheTable, ExchangeNotInState, RouteMoveRefused, ExchangeRefused.
    """
    route = access.route_to_write_locked(by, route_id=route_id)
    moves.check_open(route.table.exchange.state)
    moves.check_still_proposed(route.state)
    _write_route(route, draft)
    _note("exchange.route_changed", subject=route.pk, by=by, at=at)
    return route


@transaction.atomic
def take_up_route(*, route_id: UUID, network_key: str, by: Actor, at: datetime) -> ProposedRoute:
    """A network takes a route up: from here on it decides about it.

    Raises RouteUnknown, NetworkUnknown, NotKeeper, RouteMoveRefused.
    """
    route = access.route_locked(route_id=route_id)
    network = network_to_keep(by, key=network_key)
    moves.check_route_move(route.state, ProposedState.TAKEN_UP)
    route.state, route.taken_up_by = ProposedState.TAKEN_UP, network
    route.set_aside_reason = ""
    route.save(update_fields=["state", "taken_up_by", "set_aside_reason"])
    _note("exchange.route_taken_up", subject=route.pk, by=by, at=at, network=network.pk)
    return route


@transaction.atomic
def adopt_route(*, route_id: UUID, acta_number: str, by: Actor, at: datetime) -> ProposedRoute:
    """The network that took a route up adopts it by one of its own actas.

    Raises RouteUnknown, RouteMoveRefused, NotKeeper, ActaOfAnotherNetwork.
    """
    route = access.route_locked(route_id=route_id)
    moves.check_route_move(route.state, ProposedState.ADOPTED)
    network = _taken_up_by(route)
    network_to_keep(by, key=network.key)
    acta = Acta.objects.filter(network=network, number=acta_number).first()
    if acta is None:
        raise ActaOfAnotherNetwork
    route.state, route.acta = ProposedState.ADOPTED, acta
    route.save(update_fields=["state", "acta"])
    _note("exchange.route_adopted", subject=route.pk, by=by, at=at, network=network.pk)
    return route


@transaction.atomic
def set_aside_route(*, route_id: UUID, reason: str, by: Actor, at: datetime) -> ProposedRoute:
    """Nobody goes on with a route for now, for a reason that everybody can read.

    Raises RouteUnknown, NotYoursToSetAside, RouteMoveRefused, ExchangeRefused.
    """
    route = access.route_to_set_aside_locked(by, route_id=route_id)
    moves.check_route_move(route.state, ProposedState.SET_ASIDE)
    check_texts({"reason": reason}, required={"reason"}, longest=LONGEST_REASON)
    route.state, route.set_aside_reason = ProposedState.SET_ASIDE, reason.strip()
    route.taken_up_by = None
    route.save(update_fields=["state", "set_aside_reason", "taken_up_by"])
    _note("exchange.route_set_aside", subject=route.pk, by=by, at=at)
    return route


@transaction.atomic
def link_pathway(*, route_id: UUID, pathway_key: str, by: Actor, at: datetime) -> ProposedRoute:
    """Note which draft pathway was made of a route that a network took up; once.

    Raises RouteUnknown, NotKeeper, RouteMoveRefused, ExchangeRefused.
    """
    route = access.route_locked(route_id=route_id)
    moves.check_goes_on(route.state)
    network_to_keep(by, key=_taken_up_by(route).key)
    if route.pathway_key:
        raise ExchangeRefused(field="pathway", problem="already_linked")
    check_texts({"pathway": pathway_key}, required={"pathway"}, longest=LONGEST_PATHWAY_KEY)
    route.pathway_key = pathway_key
    route.save(update_fields=["pathway_key"])
    _note("exchange.route_drafted", subject=route.pk, by=by, at=at)
    return route


def _write_route(route: ProposedRoute, draft: RouteDraft) -> None:
    check_route(draft)
    route.title_es, route.title_en = draft.title_es.strip(), draft.title_en.strip()
    route.problem_es, route.problem_en = draft.problem_es.strip(), draft.problem_en.strip()
    route.missing_es, route.missing_en = draft.missing_es.strip(), draft.missing_en.strip()
    keys = {step.institution_key for step in draft.steps if step.institution_key}
    known = {row.key: row for row in Institution.objects.filter(key__in=keys)}
    if keys - set(known):
        raise ExchangeRefused(field="institution", problem="unknown")
    route.save()
    route.steps.all().delete()
    ProposedStep.objects.bulk_create(
        ProposedStep(
            route=route,
            position=position,
            action_es=step.action_es.strip(),
            action_en=step.action_en.strip(),
            role=step.role.strip(),
            institution=known.get(step.institution_key),
            side=step.side,
            within_minutes=step.within_minutes,
        )
        for position, step in enumerate(draft.steps, start=1)
    )


def _participants(exchange: Exchange) -> set[str]:
    rows = Participation.objects.filter(exchange=exchange, network__isnull=False)
    return set(rows.values_list("network__key", flat=True))


def _crossing(key: str) -> Crossing:
    found = Crossing.objects.filter(key=key).first()
    if found is None:
        raise ExchangeRefused(field="crossing", problem="unknown")
    return found


def _profile(code: str) -> str:
    if not Term.objects.filter(kind="profile", code=code).exists():
        raise ExchangeRefused(field="profile", problem="unknown")
    return code


def _taken_up_by(route: ProposedRoute) -> Network:
    """The network of a route that was taken up; its state says that there is one."""
    if route.taken_up_by is None:  # pragma: no cover -- the action that takes up names it
        raise ExchangeRefused(field="network", problem="missing")
    return route.taken_up_by


def _note(
    verb: str, *, subject: UUID, by: Actor, at: datetime, network: UUID | None = None
) -> None:
    facts = {"network": str(network)} if network is not None else None
    outbox.queue(verb, subject_id=str(subject), at=at, facts=facts)
    audit.record(verb, subject=str(subject), actor=by, at=at, facts=facts)
