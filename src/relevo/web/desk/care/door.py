"""What every page of this package begins with: the network, for who may read inside it."""

from django.core.exceptions import PermissionDenied
from django.http import Http404

from relevo.networks import access
from relevo.networks.errors import NetworkUnknown, NotMember
from relevo.networks.models import Network
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.networks.context import network_context


def network_inside(request: DeskRequest, key: str) -> Network:
    """The network of an address; a page that is not there, or not for this institution."""
    try:
        return access.network_to_read_inside(request.actor, key=key)
    except NetworkUnknown as unknown:
        raise Http404 from unknown
    except NotMember as refusal:
        raise PermissionDenied from refusal


def care_context(request: DeskRequest, network: Network) -> dict[str, object]:
    """The tabs of the network, with this package as the current one."""
    return {**network_context(request, network), "current": "rounds"}
