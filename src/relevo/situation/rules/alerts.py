"""Which alerts are in force at an instant, as known at another; pure.

A message holds from the start that it names until its end, or until a newer message of the same
sender and of the same status, come by the same way, takes its place or cancels it. An exercise
ends nothing real, nobody ends the alerts of another, and a sender's name alone is no proof: what
came by a feed is ended by that feed, and what an institution brought by hand by that institution.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from itertools import pairwise

from relevo.kernel.geo import Point, distance_m
from relevo.situation.enums import CapMessage, CapScope, CapStatus, Standing

HOLDS_WITHOUT_END = timedelta(hours=24)
"""An alert that names no end counts this long from its onset, and pages say that it is assumed."""

SHOWN: frozenset[str] = frozenset({CapStatus.ACTUAL})
DRILLS: frozenset[str] = frozenset({CapStatus.EXERCISE, CapStatus.TEST})
"""Shown to members only, apart from the others and marked as what they are."""

SPEAKS: frozenset[str] = frozenset({CapMessage.ALERT, CapMessage.UPDATE})
"""Messages that say something of the world; the others speak of messages."""

ENDS: frozenset[str] = frozenset({CapMessage.UPDATE, CapMessage.CANCEL, CapMessage.ERROR})
SEVERITY_ORDER = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")


class Goes(StrEnum):
    """Where a message goes that somebody brings by hand."""

    WAITS = "waits"
    """To the public, once a second person has confirmed it."""
    DRILL = "drill"
    """To members, apart: an exercise or a test."""
    NOT_PUBLIC = "not_public"
    """On no list: it says itself that it is not for everybody, or it is about nothing real."""


def needs_second(*, status: str, scope: str, message: str) -> bool:
    """Whether the public would hear of it, or hear no longer of another."""
    return status in SHOWN and (scope == CapScope.PUBLIC or message in ENDS)


def goes(*, status: str, scope: str, message: str) -> Goes:
    """Where it goes when it is brought by hand."""
    if needs_second(status=status, scope=scope, message=message):
        return Goes.WAITS
    return Goes.DRILL if status in DRILLS and scope == CapScope.PUBLIC else Goes.NOT_PUBLIC


Ring = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when an alert holds. ``is_assumed``: it named no end."""

    starts_at: datetime
    ends_at: datetime
    is_assumed: bool


@dataclass(frozen=True, slots=True)
class Times:
    """What one info says of time."""

    effective_at: datetime | None = None
    onset_at: datetime | None = None
    expires_at: datetime | None = None


def span_of(*, sent_at: datetime, infos: Iterable[Times]) -> Span:
    """From the earliest start of its infos, never before it was sent, until their latest end."""
    told = tuple(infos) or (Times(),)
    ends = [
        info.expires_at
        if info.expires_at is not None
        else max(info.onset_at or info.effective_at or sent_at, sent_at) + HOLDS_WITHOUT_END
        for info in told
    ]
    starts = [max(info.effective_at or sent_at, sent_at) for info in told]
    return Span(min(starts), max(ends), any(info.expires_at is None for info in told))


@dataclass(frozen=True, slots=True)
class Message:
    """A published message, as far as its standing goes.

    ``references``: pairs of sender and identifier. ``channel``: the way by which it came.
    """

    sender: str
    identifier: str
    sent_at: datetime
    status: str
    message: str
    channel: str
    known_from: datetime
    starts_at: datetime
    ends_at: datetime
    references: frozenset[tuple[str, str]] = frozenset()


@dataclass(frozen=True, slots=True)
class Ended:
    """What ended an alert before its time, and when."""

    at: datetime
    message: str


Key = tuple[str, str, str, str]
"""Sender, identifier, status and channel."""


def endings(
    messages: Iterable[Message], *, at: datetime, known_at: datetime
) -> Mapping[Key, Ended]:
    """What was ended by then: the earliest ending of each message that another one names."""
    found: dict[Key, Ended] = {}
    for later in messages:
        if later.message not in ENDS or later.known_from > known_at or later.sent_at > at:
            continue
        for sender, identifier in later.references:
            if sender != later.sender or identifier == later.identifier:
                continue
            key = (sender, identifier, later.status, later.channel)
            ended = Ended(later.sent_at, later.message)
            if key not in found or (ended.at, ended.message) < (found[key].at, found[key].message):
                found[key] = ended
    return found


def standing_of(
    message: Message, ended: Mapping[Key, Ended], *, at: datetime, known_at: datetime
) -> Standing:
    """What the message is at an instant, as known at another."""
    if message.known_from > known_at or message.sent_at > at:
        return Standing.UNKNOWN
    by = ended.get((message.sender, message.identifier, message.status, message.channel))
    if by is not None and by.at < message.ends_at:
        return Standing.UPDATED if by.message == CapMessage.UPDATE else Standing.CANCELLED
    if message.ends_at <= at:
        return Standing.EXPIRED
    return Standing.COMING if message.starts_at > at else Standing.IN_FORCE


def severity_rank(severity: str) -> int:
    """0 is the gravest; what is unknown comes last."""
    known = severity in SEVERITY_ORDER
    return SEVERITY_ORDER.index(severity) if known else len(SEVERITY_ORDER)


def inside(lat: float, lon: float, ring: Ring) -> bool:
    """Whether a point lies within a closed ring of points (even-odd rule)."""
    is_in = False
    for (lat_a, lon_a), (lat_b, lon_b) in pairwise(ring):
        if (lat_a > lat) != (lat_b > lat):
            cut = lon_a + (lat - lat_a) / (lat_b - lat_a) * (lon_b - lon_a)
            if lon < cut:
                is_in = not is_in
    return is_in


def box(ring: Ring) -> tuple[float, float, float, float]:
    """South, west, north, east of a ring."""
    lats, lons = [point[0] for point in ring], [point[1] for point in ring]
    return (min(lats), min(lons), max(lats), max(lons))


def kilometers(lat_a: float, lon_a: float, lat_b: float, lon_b: float) -> float:
    """Great-circle distance."""
    return distance_m(Point(lat_a, lon_a), Point(lat_b, lon_b)) / 1000
