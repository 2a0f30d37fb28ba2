"""iCalendar (RFC 5545, with the name of a calendar from RFC 7986): what calendars subscribe to.

Times are UTC. An event keeps its ``uid`` for ever and counts its changes in ``sequence``, so that
a calendar that follows moves or strikes out what it already shows.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from relevo.formats.characters import plain

CONTENT_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Relevo//Relevo//ES"
LONGEST_LINE = 75
"""Octets of a line without its end; a longer one goes on in the next after a space."""
LINE_END = "\r\n"


class Status(StrEnum):
    """Whether an event takes place."""

    TENTATIVE = "TENTATIVE"
    CONFIRMED = "CONFIRMED"
    CANCELLED = "CANCELLED"


@dataclass(frozen=True, slots=True)
class Event:
    """One event. All times carry a zone."""

    uid: str
    starts_at: datetime
    title: str
    changed_at: datetime
    sequence: int
    status: Status
    ends_at: datetime | None = None
    place: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Calendar:
    """Events under one name. ``refresh_hours``: how often it is worth asking again."""

    name: str
    language: str
    events: tuple[Event, ...]
    refresh_hours: int = 12


def render_ical(calendar: Calendar) -> bytes:
    """The bytes of an .ics file."""
    name = _text(calendar.name)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        f"PRODID:{PRODUCT}",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"NAME;LANGUAGE={calendar.language}:{name}",
        f"X-WR-CALNAME:{name}",
        f"REFRESH-INTERVAL;VALUE=DURATION:PT{calendar.refresh_hours}H",
    ]
    for event in calendar.events:
        lines += _event(event, language=calendar.language)
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) + LINE_END for line in lines).encode()


def _event(event: Event, *, language: str) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{_text(event.uid)}",
        f"DTSTAMP:{_instant(event.changed_at)}",
        f"LAST-MODIFIED:{_instant(event.changed_at)}",
        f"SEQUENCE:{event.sequence}",
        f"STATUS:{event.status}",
        f"DTSTART:{_instant(event.starts_at)}",
    ]
    if event.ends_at is not None:
        lines.append(f"DTEND:{_instant(event.ends_at)}")
    told = (
        ("SUMMARY", event.title),
        ("LOCATION", event.place),
        ("DESCRIPTION", event.description),
    )
    lines += [f"{name};LANGUAGE={language}:{_text(text)}" for name, text in told if text]
    lines.append("END:VEVENT")
    return lines


def _instant(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("an event of a calendar needs a time with its zone")
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    """A value of type TEXT: backslash, semicolon, comma and line ends are escaped."""
    lines = plain(text).replace("\r\n", "\n").replace("\r", "\n")
    escaped = lines.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n").replace("\t", " ")


def _folded(line: str) -> str:
    """The line in pieces of at most 75 octets; a character is never torn apart."""
    pieces: list[str] = []
    piece, octets, room = "", 0, LONGEST_LINE
    for character in line:
        size = len(character.encode())
        if octets + size > room:
            pieces.append(piece)
            piece, octets, room = "", 0, LONGEST_LINE - 1  # the space that goes before it
        piece += character
        octets += size
    pieces.append(piece)
    return f"{LINE_END} ".join(pieces)
