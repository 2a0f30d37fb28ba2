"""The request as desk pages know it: with an actor, never a user row."""

from django.http import Http404, HttpRequest, QueryDict

from relevo.accounts.models import Membership
from relevo.directory import queries as directory
from relevo.directory.errors import ServiceUnknown
from relevo.directory.models import Service
from relevo.kernel.actor import Actor


class DeskRequest(HttpRequest):
    """Set by the wall: who acts, in which membership."""

    actor: Actor
    memberships: list[Membership]
    membership: Membership


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None where its page is only read. Nothing sent is sent, too."""
    return request.POST if request.method == "POST" else None


def service_or_404(request: DeskRequest, key: str) -> Service:
    """The service of an address, as far as the reader may see it."""
    try:
        return directory.get_service(key, viewer=request.actor)
    except ServiceUnknown as unknown:
        raise Http404 from unknown
