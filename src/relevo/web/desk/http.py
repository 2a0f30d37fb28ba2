"""The request as desk pages know it: with an actor, never a user row."""

from django.http import HttpRequest

from relevo.accounts.models import Membership
from relevo.kernel.actor import Actor


class DeskRequest(HttpRequest):
    """Set by the wall: who acts, in which membership."""

    actor: Actor
    memberships: list[Membership]
    membership: Membership
