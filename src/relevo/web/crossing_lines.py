"""Crossings with their headline, as both the public and the desk list them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from relevo.borders import queries
from relevo.borders.access import Told
from relevo.borders.enums import Basis, Direction
from relevo.borders.models import StatusReport
from relevo.borders.queries.hours import HoursKept, hours_kept
from relevo.borders.rules import Status
from relevo.borders.rules.hours import Hours
from relevo.directory.models import Institution
from relevo.places.models import Crossing, Post
from relevo.web.border_phrases import TRAVEL_KINDS
from relevo.web.map import Marker
from relevo.web.phrases import COUNTRIES, DIRECTIONS
from relevo.wording.crossings import (
    authorities,
    hours_sentence,
    said_at,
    sign_state,
    sign_words,
    told_by,
    who_says,
)
from relevo.wording.hours import closed_words, hours_by_side, hours_words
from relevo.wording.words import LOCAL, both

REGION_PAIRS = ("GT-HN", "HN-SV", "GT-SV")
DIRECTION_WORDS = {"in": "entry", "out": "exit"}


@dataclass(frozen=True, slots=True)
class CrossingLine:
    """One crossing of a list with its headline, and the ways behind it.

    ``ways``: country and direction (``in`` or ``out`` of it) in the order of the posts.
    ``hours``: likewise, where they are known; ``at``: the instant of all of it.
    """

    crossing: Crossing
    status: Status
    ways: Mapping[tuple[str, str], Status]
    hours: Mapping[tuple[str, str], Hours]
    at: datetime

    @property
    def said_at(self) -> datetime | None:
        """When the headline was announced, or seen."""
        return said_at(self.status)

    @property
    def said_on(self) -> date | None:
        """The same, of what was announced as its day alone: an announcement knows no hour."""
        told = self.said_at
        if told is None or self.status.basis != Basis.ANNOUNCED:
            return told
        return told.astimezone(LOCAL).date()

    @property
    def closed(self) -> str:
        """That one side is closed at this hour, and when it opens; empty where none is."""
        return closed_words(self.hours.values(), at=self.at)

    @property
    def hours_said(self) -> str:
        """The hours, by side where they differ; empty where none are known."""
        return hours_by_side(self.hours, ways=self.ways)

    @property
    def is_contradicted(self) -> bool:
        """Whether of one side words stand that contradict each other."""
        return any(status.is_contradicted for status in self.ways.values())


@dataclass(frozen=True, slots=True)
class PostLine:
    """One side of a crossing with the institutions that work there."""

    post: Post
    institutions: tuple[Institution, ...]


@dataclass(frozen=True, slots=True)
class ModeLine:
    """What vehicles or cargo meet on one side, where somebody told it; see ``SideLine``."""

    mode: str
    status: Status
    hours: str = ""
    closed: str = ""


@dataclass(frozen=True, slots=True)
class ModeKnown:
    """The states of sides for another mode of travel, and their hours."""

    states: queries.Statuses
    hours: HoursKept


@dataclass(frozen=True, slots=True)
class SideLine:
    """One side and direction of a crossing; ``said`` is who says so, ``confidence`` how sure.

    ``hours``: with who told them, where the word on the state did not; ``closed``: at this hour.
    """

    country: str
    direction: str
    status: Status
    said: str = ""
    hours: str = ""
    closed: str = ""
    confidence: str = ""
    others: tuple[ModeLine, ...] = ()


@dataclass(frozen=True, slots=True)
class ToldLine:
    """A word about a crossing with its sentences. ``where``: side, direction and mode."""

    told: Told
    said: str
    where: str


@dataclass(frozen=True, slots=True)
class Timeline:
    """What was told up to an instant, and what had been announced for later, both newest first."""

    lines: tuple[ToldLine, ...]
    ahead: tuple[ToldLine, ...]


def crossing_lines(*, at: datetime, known_at: datetime | None = None) -> list[CrossingLine]:
    """Every crossing with the worst of its sides, those among the three countries first.

    As known at ``known_at``, else as known then.
    """
    crossings = list(Crossing.objects.prefetch_related("posts"))
    known = queries.statuses(at=at, known_at=known_at or at)
    hours: dict[str, dict[tuple[str, str], Hours]] = defaultdict(dict)
    for (key, country, direction), kept in hours_kept(
        known, at=at, known_at=known_at or at
    ).items():
        hours[key][country, direction] = kept
    ways: dict[str, dict[tuple[str, str], Status]] = defaultdict(dict)
    for (key, country, direction), status in known.items():
        ways[key][country, direction] = status
    lines = [
        CrossingLine(
            crossing,
            queries.crossing_status(known, crossing.key),
            ways[crossing.key],
            hours=hours[crossing.key],
            at=at,
        )
        for crossing in crossings
    ]
    return sorted(
        lines,
        key=lambda line: (
            line.crossing.border_pair not in REGION_PAIRS,
            line.crossing.border_pair,
            line.crossing.sort_key,
        ),
    )


def side_lines(
    known: queries.Statuses,
    *,
    hours: HoursKept,
    at: datetime,
    told: Iterable[Told] = (),
    others: Mapping[str, ModeKnown] | None = None,
) -> list[SideLine]:
    """The sides and directions of one crossing at an instant, in the order of its posts.

    ``others``: the states for other modes, of which those are kept that somebody told.
    """
    confidence = {row.report.key: row.confidence.value for row in told}
    names = authorities(known.values(), hours=hours.values())
    return [
        SideLine(
            country,
            DIRECTION_WORDS[direction],
            status,
            said=who_says(status, names=names),
            hours=hours_sentence(kept, status=status, names=names)
            if (kept := hours.get(way))
            else "",
            closed=closed_words([kept], at=at),
            confidence=confidence.get(status.report_key, ""),
            others=tuple(
                ModeLine(
                    mode,
                    found.states[way],
                    hours=hours_words(by_mode.expression)
                    if (by_mode := found.hours.get(way))
                    else "",
                    closed=closed_words([by_mode], at=at),
                )
                for mode, found in (others or {}).items()
                if found.states[way].last_word is not None
            ),
        )
        for way, status in known.items()
        for _key, country, direction in [way]
    ]


def posts_of(crossing: Crossing) -> list[PostLine]:
    """Both posts with their authorities, as far as the directory knows them."""
    posts = list(crossing.posts.all())
    keys = {key for post in posts for key in post.authority_keys.split("|")}
    found = Institution.objects.in_bulk(keys - {""}, field_name="key")
    return [
        PostLine(
            post,
            tuple(found[key] for key in post.authority_keys.split("|") if key in found),
        )
        for post in posts
    ]


def side_by_side(lines: Iterable[ToldLine], statuses: Iterable[Status]) -> list[ToldLine]:
    """The words that contradict each other, of all sides, each once, the newest first."""
    keys = {report.key for status in statuses for report in status.side_by_side}
    return [line for line in lines if line.told.report.key in keys]


def timeline(told: Iterable[Told], *, at: datetime) -> Timeline:
    """The words with who said them and when; what was announced for later stands apart."""
    lines = [
        ToldLine(row, told_by(row.report, authority=row.authority), _where(row.report))
        for row in told
    ]
    return Timeline(
        lines=tuple(line for line in lines if line.told.report.from_at <= at),
        ahead=tuple(
            line
            for line in lines
            if line.told.report.from_at > at and line.told.report.basis == Basis.ANNOUNCED
        ),
    )


def _where(report: StatusReport) -> str:
    """``Honduras · Entering · People``; of a whole crossing only the mode."""
    parts = [str(COUNTRIES.get(report.country, report.country))] if report.country else []
    if report.direction != Direction.BOTH:
        parts.append(str(DIRECTIONS[DIRECTION_WORDS[report.direction]]))
    parts.append(str(TRAVEL_KINDS[report.mode]))
    return " · ".join(parts)


def markers(
    lines: Iterable[CrossingLine], *, url_name: str = "public:crossing", query: str = ""
) -> list[Marker]:
    """The crossings on a map: a shape and a word each, never color alone.

    ``query``: the instant of the page, which the page behind a sign keeps.
    """
    return [
        Marker(
            lat=line.crossing.lat,
            lon=line.crossing.lon,
            kind="crossing",
            state=sign_state(line.status, closed=line.closed),
            label=f"{both(line.crossing, 'name')}: {sign_words(line.status, closed=line.closed)}",
            href=reverse(url_name, args=[line.crossing.key]) + query,
        )
        for line in lines
        if line.crossing.lat is not None and line.crossing.lon is not None
    ]
