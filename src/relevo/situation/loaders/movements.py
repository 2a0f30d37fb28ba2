"""A movement as its page tells it: who saw what, where it may be, and when."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from relevo.places.models import Area, Crossing
from relevo.situation.enums import SightingKind
from relevo.situation.models import Movement, Sighting
from relevo.situation.queries.movements import seen_by
from relevo.situation.queries.ways import Corridors, crossings_on, load_corridors, node_of
from relevo.situation.rules.movements import (
    HALF,
    PRIOR,
    Fix,
    Going,
    Pace,
    People,
    Span,
    going_of,
    half_day,
    pace_of,
    people_of,
    reach,
    window,
)
from relevo.situation.rules.needs import Stay
from relevo.situation.rules.ways import (
    Sides,
    Stop,
    crossings_left,
    kilometers_along,
    kilometers_from,
    way_over,
)

MOST_ELSEWHERE = 6
STAYS = frozenset({SightingKind.OVERNIGHT.value, SightingKind.GATHERING.value})
UNDER_WAY = frozenset({Going.EXPECTED, Going.MOVING})


@dataclass(frozen=True, slots=True)
class Told:
    """What different sources told of one place and half-day, side by side."""

    area: Area
    span: Span
    sightings: tuple[Sighting, ...]
    people: People | None

    @property
    def differs(self) -> bool:
        """Whether two sources gave different numbers."""
        rows = [(row.low, row.best, row.high) for row in self.sightings if row.best is not None]
        return len(set(rows)) > 1


@dataclass(frozen=True, slots=True)
class Expected:
    """A place and the window in which the group may be there.

    ``crossing`` None: a municipality. ``km``: along corridors from where it was last seen.
    """

    area: Area
    crossing: Crossing | None
    window: Span
    km: int
    stay: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A movement as known at an instant.

    ``people``: of the newest half-day with numbers. ``since``: the half-day in which it was last
    seen, or the day on which it is said to begin. ``here``: the place of then. ``elsewhere``: other
    crossings of that country, to which it may turn.
    """

    row: Movement
    going: Going
    told: tuple[Told, ...]
    people: People | None
    since: Span
    pace: Pace
    crossings: tuple[Crossing, ...]
    here: Expected
    ahead: tuple[Expected, ...]
    elsewhere: tuple[Expected, ...]

    @property
    def is_under_way(self) -> bool:
        return self.going in UNDER_WAY

    @property
    def is_over(self) -> bool:
        return self.going == Going.OVER

    def still_ahead(self, *, at: datetime) -> tuple[Expected, ...]:
        """Where it may be yet: what it was expected at before is no longer told as coming."""
        return tuple(place for place in self.ahead if place.window.end > at)

    def is_silent(self, *, at: datetime) -> bool:
        """Whether it was under way and every window is over without any word of it."""
        return self.is_under_way and bool(self.ahead) and not self.still_ahead(at=at)


def load_picture(row: Movement, *, at: datetime) -> Picture:
    """What is told and expected of a row of ``list_movements`` at an instant."""
    roads = load_corridors()
    seen = seen_by(row, at=at)
    fixes = [Fix(_node(told, roads), told.day, told.half, told.kind) for told in seen]
    told = told_of(seen)
    keys = crossings_on(row.way, roads)
    by_key = {found.key: found for found in Crossing.objects.order_by("key")}
    sides = tuple(roads.sides_of[key] for key in keys)
    going, pace = going_of(fixes), _pace(fixes, sides, roads)
    if fixes:
        place, since, node = seen[-1].area, fixes[-1].span, fixes[-1].node
    else:
        place, since, node = row.origin, _whole_day(row), row.way[0] if row.way else ""
    left = crossings_left(row.way, sides, at_node=node, country_of=roads.country_of)
    ahead: tuple[Expected, ...] = ()
    elsewhere: tuple[Expected, ...] = ()
    if going in UNDER_WAY and node:
        stops = way_over(roads.roads, node, left)
        behind = {key for key, held in roads.sides_of.items() if node in held and held not in left}
        but: set[UUID | str] = {place.pk, *behind}
        ahead = tuple(_places(stops, roads, by_key, since=since, pace=pace, but=but))
        others = _others(node, left, roads)
        elsewhere = tuple(_places(others, roads, by_key, since=since, pace=pace, but=()))
    return Picture(
        row=row,
        going=going,
        told=told,
        people=latest_people(told),
        since=since,
        pace=pace,
        crossings=tuple(by_key[key] for key in keys),
        here=_here(place, since, fixes[-1].kind if fixes else ""),
        ahead=ahead,
        elsewhere=tuple(row for row in elsewhere if row.crossing is not None),
    )


def told_of(sightings: Iterable[Sighting]) -> tuple[Told, ...]:
    """Sightings by half-day and place, the newest half-day first."""
    rows = sorted(sightings, key=lambda row: (row.day, row.half, row.area.sort_key, row.area.key))
    told = []
    for (day, half, _), found in groupby(rows, key=lambda row: (row.day, row.half, row.area)):
        same = tuple(sorted(found, key=lambda row: (row.told_first, row.key)))
        people = people_of((row.low, row.best, row.high) for row in same)
        told.append(Told(same[0].area, half_day(day, half), same, people))
    return tuple(reversed(told))


def latest_people(told: Sequence[Told]) -> People | None:
    """The band of the newest half-day that has numbers, over all its places.

    A group seen at two places in one half-day is not added up: it may be the same people.
    """
    for _start, found in groupby(told, key=lambda row: row.span.start):
        rows = [sighting for row in found for sighting in row.sightings]
        people = people_of((row.low, row.best, row.high) for row in rows)
        if people is not None:
            return people
    return None


def expected_at(picture: Picture, area_key: str) -> Expected | None:
    """The window of a municipality, if the group is expected or was last seen there."""
    rows = (*picture.ahead, picture.here)
    return next((row for row in rows if row.area.key == area_key), None)


def _whole_day(row: Movement) -> Span:
    return Span(half_day(row.day, "am").start, half_day(row.day, "pm").end)


def _node(sighting: Sighting, roads: Corridors) -> str:
    """The side of its crossing in the country of the municipality, else the municipality's seat."""
    if sighting.crossing is not None:
        for side in roads.sides_of.get(sighting.crossing.key, ()):
            if roads.country_of[side] == sighting.area.country:
                return side
    return node_of(sighting.area)


def _pace(fixes: Sequence[Fix], sides: Sequence[Sides], roads: Corridors) -> Pace:
    """From its departure on: while people gather they do not walk."""
    moving = [fix for fix in fixes if fix.kind != SightingKind.GATHERING]
    if not moving:
        return PRIOR
    km = kilometers_along(roads.roads, [fix.node for fix in moving], sides)
    return pace_of(moving[0].span, moving[-1].span, km=km)


def _others(node: str, left: Sequence[Sides], roads: Corridors) -> list[Stop]:
    """The near sides of the other crossings of the country in which it was last, nearest first."""
    reached = kilometers_from(roads.roads, node)
    expected = {side for sides in left for side in sides}
    found = [
        Stop(side, reached[side])
        for sides in roads.sides_of.values()
        for side in sides
        if side in reached and side != node and side not in expected
    ]
    return sorted(found, key=lambda stop: (stop.km, stop.node))[:MOST_ELSEWHERE]


def _places(
    stops: Sequence[Stop],
    roads: Corridors,
    crossings: Mapping[str, Crossing],
    *,
    since: Span,
    pace: Pace,
    but: Collection[UUID | str],
) -> Iterator[Expected]:
    """Each crossing once, where it is reached, and each municipality once, where it begins.

    ``but``: municipalities and keys of crossings where it has been already.
    """
    of_node = {node: key for key, sides in roads.sides_of.items() for node in sides}
    areas = {
        area.pk: area
        for area in Area.objects.filter(pk__in={roads.area_of[stop.node] for stop in stops})
        .select_related("parent")
        .order_by("pk")
    }
    bordering = {roads.area_of[stop.node] for stop in stops if stop.node in of_node}
    told: set[UUID | str] = set(but)
    for stop in stops:
        area = areas[roads.area_of[stop.node]]
        when = window(reach(stop, since=since, pace=pace))
        stay = Stay.OVERNIGHT if area.pk in bordering else Stay.TRANSIT
        key = of_node.get(stop.node, "")
        if area.pk not in told:
            told.add(area.pk)
            yield Expected(area, None, when, round(stop.km), stay.value)
        if key and key not in told:
            told.add(key)
            yield Expected(area, crossings[key], when, round(stop.km), Stay.OVERNIGHT.value)


def _here(place: Area, since: Span, kind: str) -> Expected:
    """Where it was last, until half a day after: who is held up is there still."""
    if kind in {SightingKind.BLOCKED, SightingKind.STRANDED}:
        stay = Stay.STRANDED
    else:
        stay = Stay.OVERNIGHT if kind in STAYS else Stay.TRANSIT
    return Expected(place, None, window(Span(since.start, since.end + HALF)), 0, stay.value)
