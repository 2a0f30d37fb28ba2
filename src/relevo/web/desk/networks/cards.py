"""What a secretary needs first: counts of the workspace, each with the page where it is settled."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q
from django.utils.translation import get_language, gettext, ngettext, pgettext

from relevo.directory.enums import ChangeState
from relevo.directory.models import ChangeRequest, Service
from relevo.exchange.enums import CommitmentState
from relevo.exchange.models import Commitment
from relevo.kernel.actor import Actor
from relevo.networks.enums import MeetingState, ProtocolState
from relevo.networks.models import Meeting, Network, Protocol
from relevo.networks.queries import protocols, seats
from relevo.pathways.enums import VersionState
from relevo.pathways.models import PathwayVersion
from relevo.web.desk.networks.context import address_of, unsigned_seats
from relevo.wording.words import moment

UNKEPT = (CommitmentState.OPEN, CommitmentState.REPORTED)
IN_WORK = (VersionState.DRAFT, VersionState.PROPOSED)


@dataclass(frozen=True, slots=True)
class Card:
    """One thing to look after; ``tone`` is amber where something waits."""

    title: str
    icon: str
    text: str
    href: str
    tone: str = ""


def cards_of(network: Network, *, actor: Actor, is_member: bool, at: datetime) -> list[Card]:
    """The cards of a workspace; what belongs to the members is counted for members only."""
    cards = [_next_meeting(network, at=at), _protocol(network, actor=actor)]
    if is_member:
        cards += [_overdue(network, at=at), _unverified(network, at=at), _changes(network)]
    cards.append(_pathways(network))
    if is_member:
        cards.append(_terms(network, at=at))
    return cards


def _next_meeting(network: Network, *, at: datetime) -> Card:
    meeting = (
        Meeting.objects.filter(network=network, state=MeetingState.PLANNED, starts_at__gte=at)
        .order_by("starts_at", "id")
        .first()
    )
    title = pgettext("network", "Next meeting")
    if meeting is None:
        text = gettext("None is planned.")
        return Card(title, "history", text, address_of("network-meetings", network.key))
    english = (get_language() or "es").startswith("en")
    name = (meeting.title_en if english else "") or meeting.title_es
    return Card(
        title,
        "history",
        f"{name}. {moment(meeting.starts_at)}",
        address_of("meeting", network.key, meeting.number),
    )


def _protocol(network: Network, *, actor: Actor) -> Card:
    title = pgettext("network", "Information-sharing protocol")
    href = address_of("network-protocol", network.key)
    versions = protocols.list_protocols(network)
    current = next((row for row in versions if row.state == ProtocolState.IN_FORCE), None)
    if current is None:
        text = (
            gettext("A draft is there; no version is in force.")
            if versions
            else gettext("None yet: no case moves between institutions of this network.")
        )
        return Card(title, "documents", text, href, tone="amber")
    unsigned = unsigned_seats(current)
    own = _waits_for(current, actor=actor)
    if own:
        text = gettext("Your institution has not signed version %(version)s yet.")
        return Card(title, "documents", text % {"version": current.version}, href, tone="amber")
    text = ngettext(
        "Version %(version)s is in force. %(count)s institution has not signed it.",
        "Version %(version)s is in force. %(count)s institutions have not signed it.",
        len(unsigned),
    )
    return Card(
        title, "documents", text % {"version": current.version, "count": len(unsigned)}, href
    )


def _waits_for(protocol: Protocol, *, actor: Actor) -> bool:
    return any(
        seat.institution_id == actor.institution_id for seat in protocols.list_unsigned(protocol)
    )


def _counted(title: str, icon: str, count: int, *, some: str, none: str, href: str) -> Card:
    text = some % {"count": count} if count else none
    return Card(title, icon, text, href, tone="amber" if count else "")


def _overdue(network: Network, *, at: datetime) -> Card:
    count = Commitment.objects.filter(
        network=network, state__in=UNKEPT, due_on__lt=at.date()
    ).count()
    return _counted(
        pgettext("network", "Commitments"),
        "handshake",
        count,
        some=ngettext(
            "%(count)s commitment is past its day.",
            "%(count)s commitments are past their day.",
            count,
        ),
        none=gettext("None is past its day."),
        href=address_of("network-commitments", network.key),
    )


def _unverified(network: Network, *, at: datetime) -> Card:
    count = (
        Service.objects.offered_on(at.date())
        .filter(institution__in=_institutions(network))
        .filter(Q(verify_by=None) | Q(verify_by__lt=at.date()))
        .count()
    )
    return _counted(
        pgettext("network", "Entries to confirm"),
        "directory",
        count,
        some=ngettext(
            "%(count)s entry of the directory waits to be confirmed.",
            "%(count)s entries of the directory wait to be confirmed.",
            count,
        ),
        none=gettext("Every entry is confirmed."),
        href=address_of("network-to-confirm", network.key),
    )


def _changes(network: Network) -> Card:
    count = ChangeRequest.objects.filter(
        state=ChangeState.OPEN, service__institution__in=_institutions(network)
    ).count()
    return _counted(
        pgettext("network", "Requested changes"),
        "documents",
        count,
        some=ngettext(
            "%(count)s requested change waits for its owner.",
            "%(count)s requested changes wait for their owners.",
            count,
        ),
        none=gettext("None is open."),
        href=address_of("network-changes", network.key),
    )


def _pathways(network: Network) -> Card:
    count = PathwayVersion.objects.filter(pathway__network=network, state__in=IN_WORK).count()
    return Card(
        pgettext("network", "Pathways"),
        "route",
        (
            ngettext("%(count)s version is in work.", "%(count)s versions are in work.", count)
            % {"count": count}
            if count
            else gettext("None is in work.")
        ),
        f"{address_of('pathways')}?network={network.key}",
    )


def _terms(network: Network, *, at: datetime) -> Card:
    ended = seats.list_ended_terms(network, on=at.date())
    followed = seats.list_overdue_successions(network, on=at.date())
    count = len({seat.pk for seat in (*ended, *followed)})
    return _counted(
        pgettext("network", "Seats to settle"),
        "person",
        count,
        some=ngettext(
            "%(count)s seat needs a new term or passes to a successor.",
            "%(count)s seats need a new term or pass to a successor.",
            count,
        ),
        none=gettext("Every term runs."),
        href=address_of("network-members", network.key),
    )


def _institutions(network: Network) -> list[UUID]:
    return [
        seat.institution_id
        for seat in network.seats  # type: ignore[attr-defined]  # prefetched by get_network
        if seat.institution_id is not None
    ]
