"""What every page of a network's workspace begins with."""

from django.http import Http404
from django.urls import reverse

from relevo.networks import access
from relevo.networks.errors import NetworkUnknown
from relevo.networks.models import Member, Network, Protocol
from relevo.networks.queries import network as networks
from relevo.networks.queries import protocols
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest


def network_or_404(key: str) -> Network:
    """The network of an address."""
    try:
        return networks.get_network(key)
    except NetworkUnknown as unknown:
        raise Http404 from unknown


def network_context(request: DeskRequest, network: Network) -> dict[str, object]:
    """The network, and what this person may do and read there."""
    return {
        "network": network,
        "is_keeper": access.may_keep(request.actor, network),
        "is_member": access.may_read_inside(request.actor, network),
        "section": "networks",
    }


def address_of(name: str, *parts: object) -> str:
    """The address of a page of the desk."""
    return reverse(f"desk:{name}", args=parts)


def unsigned_seats(protocol: Protocol) -> list[Member]:
    """Seats that have not signed a version; on a demonstration no real institution is named."""
    rows = protocols.list_unsigned(protocol)
    if not clock.is_demo():
        return rows
    return [row for row in rows if row.institution is not None and row.institution.is_demo]
