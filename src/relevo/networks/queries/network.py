"""Reads of networks: which there are, where, of which others they are made."""

from uuid import UUID

from django.db.models import Prefetch, QuerySet

from relevo.networks.enums import SPEAKS_FOR_NETWORK
from relevo.networks.errors import NetworkUnknown
from relevo.networks.models import Member, Network


def _with_seats() -> QuerySet[Network]:
    seats = Member.objects.seated().select_related("institution").order_by("country", "id")
    return Network.objects.prefetch_related(
        "crossings", Prefetch("members", seats, to_attr="seats")
    )


def list_networks() -> list[Network]:
    """All networks as a list names them, in Spanish order; ``get_network`` brings their seats."""
    return list(Network.objects.order_by("sort_key", "key"))


def get_network(key: str) -> Network:
    """A network with crossings, current seats, parts and wholes; raises NetworkUnknown."""
    found = _with_seats().prefetch_related("parts", "wholes").filter(key=key).first()
    if found is None:
        raise NetworkUnknown(key)
    return found


def led_by(institution_id: UUID | None) -> frozenset[UUID]:
    """The networks of which an institution is the secretariat or the chair today."""
    if institution_id is None:
        return frozenset()
    seats = Member.objects.seated().filter(institution=institution_id, role__in=SPEAKS_FOR_NETWORK)
    return frozenset(seats.values_list("network_id", flat=True))


def networks_of(institution_id: UUID | None) -> list[Network]:
    """The networks in which an institution sits today, in Spanish order."""
    seats = Member.objects.seated().filter(institution=institution_id)
    if institution_id is None:
        return []
    return list(Network.objects.filter(pk__in=seats.values("network")).order_by("sort_key", "key"))
