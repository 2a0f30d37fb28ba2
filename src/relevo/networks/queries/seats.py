"""Reads of seats: who sits, who left, what changed about them."""

from datetime import date
from uuid import UUID

from relevo.directory.models import Institution, valid_on
from relevo.networks.errors import SeatUnknown
from relevo.networks.models import Member, Network, SeatChange


def list_seats(network: Network) -> list[Member]:
    """Current seats with their institution, by country and name; listed ones too."""
    return list(
        Member.objects.current()
        .filter(network=network)
        .select_related("institution__successor")
        .order_by("country", "institution__sort_key", "stated_name_es", "id")
    )


def list_ended_seats(network: Network) -> list[Member]:
    """Seats that ended, the last first, with who came after."""
    return list(
        Member.objects.filter(network=network, left_on__isnull=False)
        .select_related("institution", "successor__institution")
        .order_by("-left_on", "stated_name_es", "id")
    )


def get_seat(network: Network, *, seat_id: int) -> Member:
    """A seat, current or not, with its institution; raises SeatUnknown."""
    seat = (
        Member.objects.filter(network=network, pk=seat_id)
        .select_related("institution__successor", "successor__institution", "network")
        .first()
    )
    if seat is None:
        raise SeatUnknown(seat_id)
    return seat


def history_of(seat: Member) -> list[SeatChange]:
    """What changed about a seat, the last first."""
    return list(SeatChange.objects.filter(member=seat).order_by("-at", "-id"))


def list_overdue_successions(network: Network, *, on: date) -> list[Member]:
    """Current seats of institutions that have ended and name who follows them."""
    return list(
        Member.objects.current()
        .filter(network=network, institution__successor__isnull=False)
        .exclude(institution__in=Institution.objects.filter(valid_on(on)))
        .select_related("institution__successor")
        .order_by("country", "id")
    )


def list_ended_terms(network: Network, *, on: date) -> list[Member]:
    """Current seats whose term is over: somebody has to be named anew."""
    return list(
        Member.objects.seated()
        .filter(network=network, term_until__lt=on)
        .select_related("institution")
        .order_by("term_until", "id")
    )


def seats_of(institution_id: UUID) -> list[Member]:
    """Current rows of an institution in all networks, by network."""
    return list(
        Member.objects.current()
        .filter(institution=institution_id)
        .select_related("network")
        .order_by("network__sort_key", "id")
    )
