"""Who stands before a network's list, and what every page about it begins with."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from relevo.networks import access
from relevo.networks.errors import NetworkUnknown, NotKeeper, UploadUnknown
from relevo.networks.models import DirectoryUpload, Network
from relevo.networks.queries import uploads as queries
from relevo.web.desk.http import DeskRequest


def network_to_keep(request: DeskRequest, key: str) -> Network:
    """The network, for who keeps it; others are told that it is not theirs to do."""
    try:
        return access.network_to_keep(request.actor, key=key)
    except NetworkUnknown as unknown:
        raise Http404 from unknown
    except NotKeeper as refused:
        raise PermissionDenied from refused


def upload_to_keep(
    request: DeskRequest, key: str, upload_id: UUID
) -> tuple[Network, DirectoryUpload]:
    """A list of the network, for who keeps it: it may hold private persons' contacts."""
    network = network_to_keep(request, key)
    try:
        return network, queries.get_upload(network, upload_id=upload_id)
    except UploadUnknown as unknown:
        raise Http404 from unknown
