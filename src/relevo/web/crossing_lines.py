"""Crossings with their headline, as both the public and the desk list them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from relevo.borders import queries
from relevo.borders.rules import Status
from relevo.places.models import Crossing
from relevo.web.map import Marker
from relevo.web.phrases import CROSSING_STATES
from relevo.web.templatetags.relevo_facts import state_prefix
from relevo.wording.words import both

REGION_PAIRS = ("GT-HN", "HN-SV", "GT-SV")
DIRECTION_WORDS = {"in": "entry", "out": "exit"}


@dataclass(frozen=True, slots=True)
class CrossingLine:
    """One crossing of a list with its headline."""

    crossing: Crossing
    status: Status


@dataclass(frozen=True, slots=True)
class SideLine:
    """One side and direction of a crossing."""

    country: str
    direction: str
    status: Status


def crossing_lines(*, at: datetime) -> list[CrossingLine]:
    """Every crossing with the worst of its sides, those among the three countries first."""
    crossings = list(Crossing.objects.prefetch_related("posts"))
    known = queries.statuses(at=at, known_at=at)
    lines = [
        CrossingLine(crossing, queries.crossing_status(known, crossing.key))
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


def side_lines(known: queries.Statuses) -> list[SideLine]:
    """The sides and directions of one crossing, in the order of its posts."""
    return [
        SideLine(country, DIRECTION_WORDS[direction], status)
        for (_, country, direction), status in known.items()
    ]


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
