"""Which of many reports can still decide what a crossing does at an instant: few, of a million.

``state_at`` looks at three things of a side and direction: the newest word, the newest word that
holds, and what was seen in the last days. Whatever else there is, it says nothing, and is not
fetched. A test holds the answer from these few against the answer from all.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import fields
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, OuterRef, Q, QuerySet, Subquery, Window
from django.db.models.functions import RowNumber

from relevo.borders.enums import Basis, Direction, Mode
from relevo.borders.models import StatusReport
from relevo.borders.rules.state import ANNOUNCED_HOLDS, LOOKS_BACK, OBSERVED_HOLDS, Report
from relevo.places.models import Crossing, Post

NEWEST_FIRST = ("-from_at", "-known_from", "-key")
COLUMNS = tuple(
    "crossing__key" if part.name == "crossing_key" else part.name for part in fields(Report)
)
"""Of a row, in the order of a ``Report``. Rows are known by their keys: ids cost more to read."""

KEY = COLUMNS.index("key")
WHO_SAW = (*COLUMNS[: COLUMNS.index("until_at") + 1], "reporter_institution_id", "settles")
"""What counting who agrees needs of a sighting: texts and source are told of the newest alone."""

SEEN = tuple(
    WHO_SAW.index(name) for name in ("crossing__key", "country", "direction", "state", "settles")
)
Row = tuple[Any, ...]
"""What ``WHO_SAW`` names."""

NO_KEY = "-"
"""Of no row: so that as many queries are asked where there is nothing to ask for."""

WAYS = (Direction.IN.value, Direction.OUT.value)


def deciding_reports(
    crossings: Iterable[Crossing],
    *,
    at: datetime,
    known_at: datetime,
    mode: str = Mode.PEOPLE.value,
) -> dict[str, list[Report]]:
    """The known reports from which ``state_at`` tells the same as from all; by crossing key."""
    chosen = {crossing.pk: crossing.key for crossing in crossings}
    names = frozenset(chosen.values())
    known = StatusReport.objects.filter(
        crossing__in=chosen, known_from__lte=known_at, from_at__lte=at, mode__in=(mode, Mode.ALL)
    )
    seen = known.filter(basis=Basis.OBSERVED, from_at__gte=at - LOOKS_BACK).exclude(
        until_at__lte=at
    )
    latest, contested = _latest_of_each(seen)
    newest = _newest(chosen, at=at, known_at=known_at, mode=mode)
    found: dict[str, list[Report]] = defaultdict(list)
    # what began long ago and holds has an end of its own ahead, or was told late: few, by an index
    began = StatusReport.objects.filter(known_from__lte=known_at, from_at__lte=at - ANNOUNCED_HOLDS)
    several = (
        StatusReport.objects.filter(key__in=newest | {NO_KEY}).order_by("key"),
        began.filter(until_at__gt=at).order_by("until_at", "from_at"),
        # that it was told late follows, and names the index
        began.filter(Q(known_from__gt=F("from_at")), known_from__gt=at - ANNOUNCED_HOLDS).order_by(
            "known_from", "from_at"
        ),
        seen.filter(contested).order_by("crossing", "from_at"),
    )
    reports = latest | {
        values[KEY]: Report(*values) for part in several for values in part.values_list(*COLUMNS)
    }
    for report in reports.values():
        if report.crossing_key in names:
            found[report.crossing_key].append(report)
    return found


def _newest(
    crossings: Collection[UUID], *, at: datetime, known_at: datetime, mode: str
) -> set[str]:
    """Of each side and direction the newest word, and the newest of this quarter that holds."""
    words = {}
    for way in WAYS:
        told = StatusReport.objects.filter(
            Q(country="") | Q(country=OuterRef("country")),
            crossing=OuterRef("crossing"),
            direction__in=(way, Direction.BOTH),
            mode__in=(mode, Mode.ALL),
            known_from__lte=known_at,
            from_at__lte=at,
        ).order_by(*NEWEST_FIRST)
        holding = told.filter(holds(at), from_at__gt=at - ANNOUNCED_HOLDS)
        words[f"last_{way}"] = Subquery(told.values("key")[:1])
        words[f"deciding_{way}"] = Subquery(holding.values("key")[:1])
    posts = Post.objects.filter(crossing__in=crossings).annotate(**words).order_by("pk")
    return {key for row in posts.values_list(*words) for key in row if key is not None}


def _latest_of_each(seen: QuerySet[StatusReport]) -> tuple[dict[str, Report], Q]:
    """What each institution saw last of each side, and where all that was seen is needed.

    Where everybody saw the same, nobody contradicts, and only who saw it last is told.
    """
    cell = ("crossing_id", "country", "direction")
    latest = seen.annotate(
        place=Window(
            RowNumber(),
            partition_by=[*cell, "mode", "reporter_institution_id", "state", "settles"],
            order_by=[F(column[1:]).desc() for column in NEWEST_FIRST],
        )
    ).filter(place=1)
    rows = list(latest.order_by("key").values_list(*WHO_SAW))
    contested = Q(key=NO_KEY)
    for (crossing, country, way), states in _states_by_side(rows).items():
        if len(states) > 1:
            contested |= Q(
                crossing__key=crossing,
                country__in=("", country),
                direction__in=(way, Direction.BOTH),
            )
    parts = [name.replace("__", "_") for name in WHO_SAW]
    told = {row[KEY]: Report(**dict(zip(parts, row, strict=True))) for row in rows}
    return told, contested


def _states_by_side(rows: Iterable[Row]) -> dict[tuple[str, str, str], set[str]]:
    """What was seen of each side and direction; that somebody settled it counts as another."""
    sightings = [tuple(row[place] for place in SEEN) for row in rows]
    by_crossing: dict[str, set[str]] = defaultdict(set)
    for crossing, country, *_rest in sightings:
        by_crossing[crossing].add(country)
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for crossing, country, direction, state, settles in sightings:
        for side in by_crossing[crossing] if country == "" else (country,):
            for way in WAYS if direction == Direction.BOTH else (direction,):
                found[crossing, side, way] |= {state, "settled"} if settles else {state}
    return found


def holds(at: datetime) -> Q:
    """``Report.holds_at`` of what has begun, in the words of the database."""
    own_end = Q(until_at__gt=at)
    for basis, lasts in ((Basis.OBSERVED, OBSERVED_HOLDS), (Basis.ANNOUNCED, ANNOUNCED_HOLDS)):
        fresh = Q(from_at__gt=at - lasts) | Q(known_from__gt=at - lasts)
        own_end |= Q(until_at=None, basis=basis) & fresh
    return own_end
