"""The request as desk pages know it: with an actor, never a user row."""

from django.http import HttpRequest, QueryDict

from relevo.accounts.models import Membership
from relevo.kernel.actor import Actor


class DeskRequest(HttpRequest):
    """Set by the wall: who acts, in which membership."""

    actor: Actor
    memberships: list[Membership]
    membership: Membership


def sent(request: HttpRequest) -> QueryDict | None:
    """What a form was sent with; None where its page is only read. Nothing sent is sent, too."""
    return request.POST if request.method == "POST" else None
