"""Who keeps a network, who reads what of it.

Every signed-in person may read networks, meetings, pathways and practices. Minutes, uploads,
rounds, signatures and commitments belong to the institutions that sit at the table.
"""

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from django.db.models import Q

from relevo.kernel.actor import Actor
from relevo.networks.enums import SPEAKS_FOR_NETWORK
from relevo.networks.errors import NetworkUnknown, NotKeeper, NotMember
from relevo.networks.models import Member, Network
from relevo.networks.models.network import MemberQuerySet
from relevo.places.models import Crossing

EVERYWHERE: frozenset[str] = frozenset({"platform_admin", "system"})
"""The administrator of the instance, and the instance itself."""


BINDS_OWN: frozenset[str] = frozenset({"coordinator", "institution_admin"})


def keepers_of(network: Network) -> frozenset[UUID]:
    """Institutions whose coordinators keep the network: secretariat, chair, steering committee.

    A network without any of these is kept by all that sit in it, so that somebody can begin.
    """
    speaking = Q(role__in=SPEAKS_FOR_NETWORK) | Q(is_steering=True)
    seats = _current(network)
    return frozenset(seats.filter(speaking).values_list("institution_id", flat=True)) or frozenset(
        seats.values_list("institution_id", flat=True)
    )


def steers_crossing(actor: Actor, *, crossing: Crossing) -> bool:
    """Whether the person's institution sits in the steering committee of a network of the crossing.

    Of one that has it in its territory. No other seat will do, not the secretariat's or the
    chair's by itself, and no administrator.
    """
    return (
        actor.institution_id is not None
        and Member.objects.seated()
        .filter(is_steering=True, network__crossings=crossing, institution=actor.institution_id)
        .exists()
    )


def may_keep(actor: Actor, network: Network) -> bool:
    """A coordinator of an institution that keeps it; the administrator of the instance always."""
    if EVERYWHERE & actor.roles:
        return True
    return actor.has_role("coordinator") and actor.institution_id in keepers_of(network)


def kept_among(actor: Actor, network_ids: Collection[UUID]) -> frozenset[UUID]:
    """Which of these networks the person may keep, asked at once."""
    if EVERYWHERE & actor.roles:
        return frozenset(network_ids)
    if not actor.has_role("coordinator") or actor.institution_id is None:
        return frozenset()
    seats = Member.objects.seated().filter(network_id__in=network_ids, institution__isnull=False)
    sitting: dict[UUID, set[UUID | None]] = defaultdict(set)
    speaking: dict[UUID, set[UUID | None]] = defaultdict(set)
    for network_id, institution_id, role, is_steering in seats.values_list(
        "network_id", "institution_id", "role", "is_steering"
    ):
        sitting[network_id].add(institution_id)
        if is_steering or role in SPEAKS_FOR_NETWORK:
            speaking[network_id].add(institution_id)
    mine = actor.institution_id
    return frozenset(pk for pk, seated in sitting.items() if mine in (speaking[pk] or seated))


def is_member(actor: Actor, network: Network) -> bool:
    """Whether the person's institution sits in the network today."""
    return (
        actor.institution_id is not None
        and _current(network).filter(institution=actor.institution_id).exists()
    )


def may_read_inside(actor: Actor, network: Network) -> bool:
    """Minutes, uploads, rounds, signatures, commitments: members and the instance's admin."""
    return bool(EVERYWHERE & actor.roles) or is_member(actor, network)


def speaks_for_own(actor: Actor) -> bool:
    """Who binds their own institution: its administrator or its coordinator, nobody else."""
    return actor.institution_id is not None and bool(BINDS_OWN & actor.roles)


def may_see(actor: Actor, network: Network) -> bool:  # noqa: ARG001 -- the same for every network
    """Who acts for any institution may read networks, meetings, pathways and practices."""
    return actor.institution_id is not None or bool(EVERYWHERE & actor.roles)


def network_to_keep(actor: Actor, *, key: str) -> Network:
    """The network, for who keeps it; raises NetworkUnknown, NotKeeper."""
    network = _get(key)
    if not may_keep(actor, network):
        raise NotKeeper(key=key)
    return network


def network_to_keep_locked(actor: Actor, *, key: str) -> Network:
    """The same, locked until the end of the transaction; raises NetworkUnknown, NotKeeper."""
    network = network_to_keep(actor, key=key)
    return Network.objects.select_for_update(of=("self",), no_key=True).get(pk=network.pk)


def network_to_read_inside(actor: Actor, *, key: str) -> Network:
    """The network, for who may read its minutes and papers; raises NetworkUnknown, NotMember."""
    network = _get(key)
    if not may_read_inside(actor, network):
        raise NotMember(key=key)
    return network


def _get(key: str) -> Network:
    network = Network.objects.filter(key=key).first()
    if network is None:
        raise NetworkUnknown(key)
    return network


def _current(network: Network) -> MemberQuerySet:
    return Member.objects.seated().filter(network=network, institution__isnull=False)
