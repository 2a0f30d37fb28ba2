"""Meetings as calendars show them: title, time, place and state; no minutes, nobody's name."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.utils.translation import get_language

from relevo.formats.ical import Calendar, Event, Status
from relevo.networks.enums import MeetingState
from relevo.networks.models import Meeting, Network
from relevo.web.network_phrases import MEETING_KINDS, MODALITIES
from relevo.wording.words import both

_EPOCH = datetime(2010, 1, 1, tzinfo=UTC)


def meeting_calendar(network: Network, meetings: Iterable[Meeting]) -> Calendar:
    """The calendar of a network, in the active language."""
    return Calendar(
        name=both(network, "name"),
        language=(get_language() or "es")[:2],
        events=tuple(_event(meeting) for meeting in meetings),
    )


def _event(meeting: Meeting) -> Event:
    is_off = meeting.state == MeetingState.CANCELLED
    return Event(
        uid=f"{meeting.pk}@relevo",
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
        title=both(meeting, "title"),
        place=meeting.place,
        description=f"{MEETING_KINDS[meeting.kind]}. {MODALITIES[meeting.modality]}.",
        changed_at=meeting.changed_at,
        sequence=_sequence(meeting.changed_at),
        status=Status.CANCELLED if is_off else Status.CONFIRMED,
    )


def _sequence(changed_at: datetime) -> int:
    """Every change is later than the one before it, so its second counts changes well enough."""
    return max(0, int((changed_at - _EPOCH).total_seconds()))
