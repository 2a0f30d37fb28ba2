"""Crossings with their headline, as both the public and the desk list them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from relevo.borders import queries
from relevo.borders.access import Told
from relevo.borders.enums import Basis, Direction
from relevo.borders.models import StatusReport
from relevo.borders.rules import Status
from relevo.directory.models import Institution
from relevo.places.models import Crossing, Post
from relevo.web.border_phrases import TRAVEL_KINDS
from relevo.web.map import Marker
from relevo.web.phrases import COUNTRIES, CROSSING_STATES, DIRECTIONS
from relevo.web.templatetags.relevo_facts import state_prefix
from relevo.wording.crossings import authorities, said_at, told_by, who_says
from relevo.wording.words import both

REGION_PAIRS = ("GT-HN", "HN-SV", "GT-SV")
DIRECTION_WORDS = {"in": "entry", "out": "exit"}


@dataclass(frozen=True, slots=True)
class CrossingLine:
    """One crossing of a list with its headline, and the ways behind it.

    ``ways``: country and direction (``in`` or ``out`` of it) in the order of the posts.
    """

    crossing: Crossing
    status: Status
    ways: Mapping[tuple[str, str], Status]

    @property
    def said_at(self) -> datetime | None:
        """When the headline was announced, or seen."""
        return said_at(self.status)


@dataclass(frozen=True, slots=True)
class PostLine:
    """One side of a crossing with the institutions that work there."""

    post: Post
    institutions: tuple[Institution, ...]


@dataclass(frozen=True, slots=True)
class ModeLine:
    """What vehicles or cargo meet on one side, where somebody told it."""

    mode: str
    status: Status


@dataclass(frozen=True, slots=True)
class SideLine:
    """One side and direction of a crossing; ``said`` is who says so, ``confidence`` how sure."""

    country: str
    direction: str
    status: Status
    said: str = ""
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
    ways: dict[str, dict[tuple[str, str], Status]] = defaultdict(dict)
    for (key, country, direction), status in known.items():
        ways[key][country, direction] = status
    lines = [
        CrossingLine(crossing, queries.crossing_status(known, crossing.key), ways[crossing.key])
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
    told: Iterable[Told] = (),
    others: Mapping[str, queries.Statuses] | None = None,
) -> list[SideLine]:
    """The sides and directions of one crossing, in the order of its posts.

    ``others``: the states for other modes, of which those are kept that somebody told.
    """
    confidence = {row.report.key: row.confidence.value for row in told}
    names = authorities(list(known.values()))
    return [
        SideLine(
            country,
            DIRECTION_WORDS[direction],
            status,
            said=who_says(status, names=names),
            confidence=confidence.get(status.report_key, ""),
            others=tuple(
                ModeLine(mode, found[key, country, direction])
                for mode, found in (others or {}).items()
                if found[key, country, direction].last_word is not None
            ),
        )
        for (key, country, direction), status in known.items()
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


def markers(lines: Iterable[CrossingLine], *, url_name: str = "public:crossing") -> list[Marker]:
    """The crossings on a map: a shape and a word each, never color alone."""
    return [
        Marker(
            lat=line.crossing.lat,
            lon=line.crossing.lon,
            kind="crossing",
            state=str(line.status.state),
            label=_label(line),
            href=reverse(url_name, args=[line.crossing.key]),
        )
        for line in lines
        if line.crossing.lat is not None and line.crossing.lon is not None
    ]


def _label(line: CrossingLine) -> str:
    """Name and state; what was only announced is said to be announced, as in the list."""
    said = (state_prefix(line.status), str(CROSSING_STATES[line.status.state]))
    return f"{both(line.crossing, 'name')}: {' '.join(word for word in said if word)}"
