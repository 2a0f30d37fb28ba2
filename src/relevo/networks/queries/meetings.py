"""Reads of meetings and actas, of the calendar, and of entries to confirm before a meeting."""

import hmac
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from relevo.directory.enums import Visibility
from relevo.directory.models import Service
from relevo.kernel.actor import Actor
from relevo.networks.enums import MeetingState
from relevo.networks.errors import ActaUnknown, CalendarUnknown, MeetingUnknown
from relevo.networks.models import Acta, AgendaItem, Attendance, Decision, Meeting, Member, Network
from relevo.plumbing.links import LinkBroken, make_token, read_token

CALENDAR = "calendar"
MOST_NAMED = 12


@dataclass(frozen=True, slots=True)
class EntriesToConfirm:
    """Directory entries of members that nobody confirmed lately: how many, the first by name."""

    total: int
    first: tuple[Service, ...]


def list_meetings(network: Network) -> list[Meeting]:
    """All meetings of a network, the latest first."""
    return list(Meeting.objects.filter(network=network).order_by("-starts_at", "-number"))


def get_meeting(network: Network, *, number: int) -> Meeting:
    """A meeting with agenda, attendance, decisions and actas; raises MeetingUnknown."""
    found = (
        Meeting.objects.filter(network=network, number=number)
        .prefetch_related(
            Prefetch("agenda", AgendaItem.objects.order_by("position", "id")),
            Prefetch(
                "attendance",
                Attendance.objects.select_related("institution").order_by(
                    "institution__sort_key", "id"
                ),
            ),
            Prefetch("decisions", Decision.objects.select_related("acta").order_by("number")),
            Prefetch("actas", Acta.objects.order_by("adopted_on", "number")),
        )
        .first()
    )
    if found is None:
        raise MeetingUnknown(number)
    found.network = network
    return found


def meeting_before(meeting: Meeting) -> Meeting | None:
    """The last meeting that was held before this one, with what it decided."""
    return (
        Meeting.objects.filter(
            network=meeting.network, state=MeetingState.HELD, starts_at__lt=meeting.starts_at
        )
        .prefetch_related(Prefetch("decisions", Decision.objects.order_by("number")))
        .order_by("-starts_at", "-number")
        .first()
    )


def next_meeting(network: Network, *, at: datetime) -> Meeting | None:
    """The meeting that comes next."""
    return (
        Meeting.objects.filter(network=network, state=MeetingState.PLANNED, starts_at__gte=at)
        .order_by("starts_at", "number")
        .first()
    )


def list_attending_seats(network: Network) -> list[Member]:
    """Seats whose institution the directory knows: whose attendance can be noted."""
    return list(
        Member.objects.seated()
        .filter(network=network, institution__isnull=False)
        .select_related("institution")
        .order_by("country", "institution__sort_key", "id")
    )


def list_actas(network: Network) -> list[Acta]:
    """Actas of a network with their meeting, the latest first."""
    return list(_actas(network))


def get_acta(network: Network, *, acta_id: UUID) -> Acta:
    """An acta with its meeting and decisions; raises ActaUnknown."""
    found = (
        _actas(network)
        .prefetch_related(Prefetch("decisions", Decision.objects.order_by("number", "id")))
        .filter(pk=acta_id)
        .first()
    )
    if found is None:
        raise ActaUnknown(str(acta_id))
    return found


def _actas(network: Network) -> QuerySet[Acta]:
    return (
        Acta.objects.filter(network=network)
        .select_related("meeting")
        .order_by("-adopted_on", "number")
    )


def entries_to_confirm(network: Network, *, viewer: Actor, at: datetime) -> EntriesToConfirm:
    """Entries of members whose day to be confirmed has passed, or that have none.

    Restricted services are confirmed with whoever runs them, not around a table: they are not
    among these. Only public ones are named, because an agenda is passed on.
    """
    members = Member.objects.seated().filter(network=network, institution__isnull=False)
    found = (
        Service.objects.visible_to(viewer)
        .offered_on(at.date())
        .filter(institution__in=members.values("institution"))
        .filter(Q(verify_by=None) | Q(verify_by__lt=at.date()))
        .exclude(visibility=Visibility.RESTRICTED)
    )
    named = found.filter(visibility=Visibility.PUBLIC).select_related("institution")
    first = named.order_by("sort_key", "key")[:MOST_NAMED]
    return EntriesToConfirm(found.count(), tuple(first))


def calendar_token(network: Network) -> str:
    """The secret part of the network's calendar address; empty before one was made."""
    if not network.calendar_nonce:
        return ""
    return f"{make_token(CALENDAR, row_id=network.pk)}.{network.calendar_nonce}"


def network_of_calendar(token: str) -> Network:
    """The network whose calendar the address is for; raises CalendarUnknown."""
    signed, _point, nonce = token.partition(".")
    try:
        network = Network.objects.filter(pk=read_token(CALENDAR, token=signed)).first()
    except LinkBroken as broken:
        raise CalendarUnknown from broken
    if network is None or not network.calendar_nonce:
        raise CalendarUnknown
    if not hmac.compare_digest(nonce.encode(), network.calendar_nonce.encode()):
        raise CalendarUnknown
    return network
