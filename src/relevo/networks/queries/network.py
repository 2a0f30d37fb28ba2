"""Reads of networks."""

from django.db.models import Prefetch, QuerySet

from relevo.networks.errors import NetworkUnknown
from relevo.networks.models import Member, Network


def _with_seats() -> QuerySet[Network]:
    members = Member.objects.select_related("institution").order_by("country", "id")
    return Network.objects.prefetch_related("crossings", Prefetch("members", members))


def list_networks() -> list[Network]:
    """All networks with crossings and members, in Spanish order."""
    return list(_with_seats().order_by("sort_key", "key"))


def get_network(key: str) -> Network:
    """A network with crossings and members; raises NetworkUnknown."""
    found = _with_seats().filter(key=key).first()
    if found is None:
        raise NetworkUnknown(key)
    return found
