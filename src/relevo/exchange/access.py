"""Who founds a series, keeps an exchange, writes at a table of it, decides about a route.

Every person who is signed in for an institution may read exchanges; this is about writing.
"""

from datetime import date
from uuid import UUID

from relevo.accounts.models import Membership
from relevo.directory import queries as directory
from relevo.directory.access import MAY_SPEAK_FOR_OWN
from relevo.directory.models import Institution
from relevo.exchange.enums import RESEARCH_KINDS, CommitmentMove, PracticeState, ProposedState
from relevo.exchange.errors import (
    CommitmentNotYours,
    CommitmentUnknown,
    ExchangeUnknown,
    NotAtTheTable,
    NotExchangeKeeper,
    NotResearch,
    NotYourPractice,
    NotYourSeries,
    NotYoursToSetAside,
    PracticeIsYours,
    PracticeUnknown,
    RouteUnknown,
    SeriesUnknown,
    TableUnknown,
)
from relevo.exchange.models import (
    Commitment,
    Exchange,
    Practice,
    ProposedRoute,
    Series,
    WorkingTable,
)
from relevo.exchange.rules.commitments import MOVES, Hands, Promise
from relevo.kernel.actor import Actor
from relevo.networks import access as networks
from relevo.networks.enums import SeatRole
from relevo.networks.models import Member, Network


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
    seats = Member.objects.seated().filter(institution=actor.institution_id)
    found = Network.objects.filter(pk__in=seats.values("network")).order_by("sort_key", "key")
    return [network for network in found if networks.may_keep(actor, network)]


def series_to_plan_in_locked(actor: Actor, *, key: str) -> Series:
    """The series, locked while a number of it is given; SeriesUnknown, NotYourSeries."""
    series = Series.objects.select_for_update(of=("self",), no_key=True).filter(key=key).first()
    if series is None:
        raise SeriesUnknown(key)
    if not may_plan_in(actor, series):
        raise NotYourSeries(key=key)
    return series


def exchange_to_keep_locked(actor: Actor, *, key: str) -> Exchange:
    """The exchange, locked for a change; raises ExchangeUnknown, NotExchangeKeeper."""
    rows = Exchange.objects.select_for_update(of=("self",), no_key=True).select_related(
        "series__network"
    )
    exchange = rows.filter(key=key).first()
    if exchange is None:
        raise ExchangeUnknown(key)
    if not may_keep_exchange(actor, exchange):
        raise NotExchangeKeeper(key=key)
    return exchange


def table_to_write_locked(actor: Actor, *, table_id: UUID) -> WorkingTable:
    """The table, locked with its exchange, so that nobody closes it while a route is written.

    Raises TableUnknown, NotAtTheTable.
    """
    rows = WorkingTable.objects.select_for_update(of=("self", "exchange"), no_key=True)
    table = rows.select_related("exchange__series__network").filter(pk=table_id).first()
    if table is None:
        raise TableUnknown(table_id)
    if not may_write_at(actor, table):
        raise NotAtTheTable(table_id=table_id)
    return table


def route_locked(*, route_id: UUID) -> ProposedRoute:
    """The route, locked; each act asks its own question of the actor. Raises RouteUnknown."""
    rows = ProposedRoute.objects.select_for_update(
        of=("self", "table__exchange"), no_key=True
    ).select_related("table__exchange__series__network", "taken_up_by")
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


def may_read_commitment(actor: Actor, commitment: Commitment) -> bool:
    """Institutions that sit in its network, who owes it, who confirms it, the administrator."""
    if actor.has_role("platform_admin"):
        return True
    if actor.institution_id is None:
        return False
    sides = {commitment.owner_id, commitment.counterpart_id}
    return actor.institution_id in sides or networks.is_member(actor, commitment.network)


def commitment_to_read(actor: Actor, *, commitment_id: UUID) -> Commitment:
    """The commitment with whom it concerns; raises CommitmentUnknown, also when it is hidden."""
    rows = Commitment.objects.select_related(
        "network",
        "owner",
        "counterpart",
        "meeting",
        "exchange",
        "changed_service",
        "confirmed_by_institution",
        "reported_by_institution",
    )
    commitment = rows.filter(pk=commitment_id).first()
    if commitment is None or not may_read_commitment(actor, commitment):
        raise CommitmentUnknown(commitment_id)
    return commitment


def commitment_locked(actor: Actor, *, commitment_id: UUID) -> Commitment:
    """The commitment, locked for a move; each move asks who may. Raises CommitmentUnknown."""
    rows = Commitment.objects.select_for_update(of=("self",), no_key=True).select_related(
        "network", "owner"
    )
    commitment = rows.filter(pk=commitment_id).first()
    if commitment is None or not may_read_commitment(actor, commitment):
        raise CommitmentUnknown(commitment_id)
    return commitment


def may_report(actor: Actor, commitment: Commitment) -> bool:
    """Who speaks for the owner; or who keeps the network, and records what the owner told."""
    return speaks_for(actor, commitment.owner_id) or networks.may_keep(actor, commitment.network)


def check_may_report(actor: Actor, commitment: Commitment, *, move: CommitmentMove) -> None:
    """Raises CommitmentNotYours."""
    if not may_report(actor, commitment):
        raise CommitmentNotYours(commitment_id=commitment.pk, move=move)


def check_keeps(actor: Actor, commitment: Commitment, *, move: CommitmentMove) -> None:
    """Raises CommitmentNotYours unless the actor keeps the network of the commitment."""
    if not networks.may_keep(actor, commitment.network):
        raise CommitmentNotYours(commitment_id=commitment.pk, move=move)


def speaks_for(actor: Actor, institution_id: UUID | None) -> bool:
    """Officers, coordinators and the administrator of an institution speak for it."""
    return (
        institution_id is not None
        and actor.institution_id == institution_id
        and bool(MAY_SPEAK_FOR_OWN & actor.roles)
    )


def hands_of(actor: Actor, *, on: date) -> Hands:
    """The person with every institution they belong to on a day, whichever they act for.

    Who only reads for their institution (an analyst, a monitor) confirms nothing for it.
    """
    belongs = Membership.objects.current(on).filter(user=actor.id)
    ids = frozenset(belongs.values_list("institution_id", flat=True))
    acts_for = actor.institution_id if speaks_for(actor, actor.institution_id) else None
    own = frozenset() if actor.institution_id is None else frozenset({actor.institution_id})
    return Hands(actor_id=actor.id, institution_id=acts_for, belongs_to=ids | own)


def promise_of(commitment: Commitment) -> Promise:
    """The commitment as the values that decide about it."""
    return Promise(
        id=commitment.pk,
        state=commitment.state,
        owner_bodies=bodies_of(commitment.owner_id),
        confirmer_kind=commitment.confirmer_kind,
        counterpart_id=commitment.counterpart_id,
        steering=steering_of(commitment.network),
        reported_by=commitment.reported_by,
    )


def bodies_of(institution_id: UUID) -> frozenset[UUID]:
    """An institution with its predecessors and successors: one body under several names."""
    return directory.bodies_of([institution_id])


def steering_of(network: Network) -> frozenset[UUID]:
    """Institutions of the steering committee today."""
    seats = Member.objects.filter(
        network=network, left_on=None, is_steering=True, institution__isnull=False
    ).exclude(role=SeatRole.LISTED)
    return frozenset(seats.values_list("institution_id", flat=True))


def sitting_ids(network: Network, exchange: Exchange | None) -> frozenset[UUID]:
    """Who may promise or confirm here: seats of the network, of its parts and of its wholes.

    At an exchange also those who take part in it, with the seats of their networks.
    """
    ids = {network.pk}
    ids |= set(network.parts.values_list("pk", flat=True))
    ids |= set(network.wholes.values_list("pk", flat=True))
    guests: set[UUID] = set()
    if exchange is not None:
        pairs = exchange.participations.values_list("network", "institution")
        ids |= {network_id for network_id, _ in pairs if network_id is not None}
        guests = {institution_id for _, institution_id in pairs if institution_id is not None}
    seats = Member.objects.filter(network__in=ids, left_on=None, institution__isnull=False).exclude(
        role=SeatRole.LISTED
    )
    return frozenset(seats.values_list("institution_id", flat=True)) | guests


def moves_for(actor: Actor, commitment: Commitment, *, on: date) -> frozenset[CommitmentMove]:
    """What this person may do with a commitment now, for a page; each action decides again."""
    promise, hands = promise_of(commitment), hands_of(actor, on=on)
    is_of_owner = bool(hands.sides & promise.owner_bodies)
    found: set[CommitmentMove] = set()
    if may_report(actor, commitment):
        found |= {CommitmentMove.REPORTED, CommitmentMove.LINKED}
    if networks.may_keep(actor, commitment.network):
        found.add(CommitmentMove.POSTPONED)
        if not is_of_owner:
            found |= {CommitmentMove.SET_ASIDE, CommitmentMove.CONFIRMER_CHANGED}
    confirms = hands.institution_id in promise.confirmers and not is_of_owner
    if confirms and hands.actor_id != promise.reported_by:
        found |= {CommitmentMove.CONFIRMED, CommitmentMove.RETURNED}
    return frozenset(move for move in found if commitment.state in MOVES[move])


def may_tell_practices(actor: Actor) -> bool:
    """Who speaks for an institution, and its analysts, tell what worked there."""
    return actor.institution_id is not None and bool(
        (MAY_SPEAK_FOR_OWN | {"analyst"}) & actor.roles
    )


def tells_for(actor: Actor) -> UUID:
    """The institution for which the person tells what worked; raises NotYourPractice."""
    if actor.institution_id is None or not may_tell_practices(actor):
        raise NotYourPractice(practice_id=None)
    return actor.institution_id


def may_change_practice(actor: Actor, practice: Practice) -> bool:
    """The institution that told it."""
    return may_tell_practices(actor) and actor.institution_id == practice.institution_id


def practice_to_read(actor: Actor, *, practice_id: UUID) -> Practice:
    """A published practice; what is not published for its own only. Raises PracticeUnknown."""
    rows = Practice.objects.select_related("institution", "network", "exchange__series")
    practice = rows.filter(pk=practice_id).first()
    if practice is None or not (
        practice.state == PracticeState.PUBLISHED or may_change_practice(actor, practice)
    ):
        raise PracticeUnknown(practice_id)
    return practice


def own_practice_locked(actor: Actor, *, practice_id: UUID) -> Practice:
    """The practice, locked for a change by its own; PracticeUnknown, NotYourPractice."""
    practice = practice_to_read(actor, practice_id=practice_id)
    if not may_change_practice(actor, practice):
        raise NotYourPractice(practice_id=practice_id)
    return Practice.objects.select_for_update(of=("self",), no_key=True).get(pk=practice_id)


def practice_of_others(actor: Actor, *, practice_id: UUID) -> Practice:
    """A published practice of another institution, locked, for who may say something about it.

    Raises PracticeUnknown, NotYourPractice, PracticeIsYours.
    """
    practice = practice_to_read(actor, practice_id=practice_id)
    if practice.state != PracticeState.PUBLISHED:
        raise PracticeUnknown(practice_id)
    if practice.institution_id == tells_for(actor):
        raise PracticeIsYours(practice_id=practice_id)
    return Practice.objects.select_for_update(of=("self",), no_key=True).get(pk=practice_id)


def may_review(actor: Actor) -> bool:
    """Whether the person acts for a university or a research institution."""
    return may_tell_practices(actor) and _kind_of(actor) in RESEARCH_KINDS


def check_may_review(actor: Actor) -> None:
    """Raises NotResearch."""
    if not may_review(actor):
        raise NotResearch(kind=_kind_of(actor))


def _kind_of(actor: Actor) -> str:
    if actor.institution_id is None:
        return ""
    return Institution.objects.get(pk=actor.institution_id).kind
