"""Which pages of a network are for who keeps it, which for its members; others are told so."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect

from relevo.networks import access
from relevo.networks.errors import MeetingUnknown
from relevo.networks.models import Meeting, Network
from relevo.networks.queries import meetings
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.meetings.refused import NOT_KEEPER, NOT_MEMBER
from relevo.web.desk.networks.context import network_or_404

LANGUAGES = ("es", "en")
View = Callable[..., HttpResponse]


def for_keepers(view: View) -> View:
    """The view gets the network in place of its key, and only for who keeps it."""

    @wraps(view)
    def guarded(request: DeskRequest, key: str, **rest: object) -> HttpResponse:
        network = network_or_404(key)
        if not access.may_keep(request.actor, network):
            messages.error(request, str(NOT_KEEPER))
            return redirect("desk:network-meetings", key=key)
        return view(request, network, **rest)

    return guarded


def for_members(view: View) -> View:
    """The view gets the network in place of its key, and only for who sits in it."""

    @wraps(view)
    def guarded(request: DeskRequest, key: str, **rest: object) -> HttpResponse:
        network = network_or_404(key)
        if not access.may_read_inside(request.actor, network):
            messages.error(request, str(NOT_MEMBER))
            return redirect("desk:network-meetings", key=key)
        return view(request, network, **rest)

    return guarded


def meeting_or_404(network: Network, number: int) -> Meeting:
    """The meeting of an address."""
    try:
        return meetings.get_meeting(network, number=number)
    except MeetingUnknown as unknown:
        raise Http404 from unknown


def language_or_404(language: str) -> str:
    """A language that documents are written in."""
    if language not in LANGUAGES:
        raise Http404
    return language
