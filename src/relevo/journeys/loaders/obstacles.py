"""What stands in the way on the roads: roads that are cut or slow, curfews, closed areas.

Each becomes hours in which a road or a crossing can be used, so that a plan waits for a road to
open again, or goes another way. Hours are those known at one instant.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from relevo import planner
from relevo.borders.enums import Stops
from relevo.borders.queries.restrictions import known_restrictions
from relevo.borders.rules.restrictions import RestrictionFact
from relevo.journeys.loaders.hours import A_DAY, Calendar, intersection
from relevo.journeys.loaders.roads import Network, walked
from relevo.journeys.rules import minute_of
from relevo.places.enums import Mode
from relevo.places.models import Link, Node
from relevo.situation.enums import RoadState
from relevo.situation.queries.roads import RoadLine, known_words
from relevo.situation.rules.roads import RoadWord, slowed, stretches

WALKED_IN_A_BAN_KM = 10.0
"""Where no bus may run, a link no longer than this is walked; longer ones are waited for."""
NEVER_BEFORE, NEVER_AFTER = planner.ALWAYS[0]

AreaKeys = Mapping[str, frozenset[str]]
"""The areas in which each node lies, by its key."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A restriction with the minutes at which it binds."""

    fact: RestrictionFact
    windows: tuple[planner.Window, ...]


@dataclass(frozen=True, slots=True)
class Obstacles:
    """All that is in the way until the horizon, as known at one instant."""

    roads: Mapping[str, tuple[tuple[int, int, RoadWord], ...]]
    """By link: when it is cut or slow, and the word that says so."""
    bound: tuple[Bound, ...]
    areas: AreaKeys
    countries: Mapping[str, str]

    @property
    def restrictions(self) -> tuple[RestrictionFact, ...]:
        return tuple(bound.fact for bound in self.bound)

    def touches(self, fact: RestrictionFact, node: str) -> bool:
        """Whether a place lies where the restriction is in force."""
        return fact.concerns_area(country=self.countries[node], keys=self.areas[node])


def load_obstacles(
    *,
    at: datetime,
    horizon: datetime,
    known_at: datetime,
    calendar: Calendar,
    nationality: str = "",
) -> Obstacles:
    """What is known of roads and restrictions for travel between two instants."""
    facts = known_restrictions(known_at=known_at, start=at - A_DAY, end=horizon + A_DAY)
    bound = []
    for fact in facts:
        windows = fact.binds(
            start=at - A_DAY,
            end=horizon + A_DAY,
            known_at=known_at,
            holidays=calendar.holidays.get(fact.country, frozenset()),
        )
        if windows and fact.concerns_people_of(nationality):
            minutes = tuple((minute_of(opens), minute_of(closes)) for opens, closes in windows)
            bound.append(Bound(fact, tuple(one for one in minutes if one[0] < one[1])))
    rows = Node.objects.values_list("key", "country", "area__key", "department__key")
    places = list(rows) if bound else []
    return Obstacles(
        roads=_roads(at=at, horizon=horizon, known_at=known_at),
        bound=tuple(bound),
        areas={key: frozenset({area, department}) for key, _, area, department in places},
        countries={key: country for key, country, _, _ in places},
    )


def _roads(
    *, at: datetime, horizon: datetime, known_at: datetime
) -> dict[str, tuple[tuple[int, int, RoadWord], ...]]:
    found = {}
    for key, words in known_words(known_at=known_at, before=horizon).items():
        told = [
            (minute_of(stretch.starts), minute_of(stretch.ends), stretch.word)
            for stretch in stretches(words, start=at, end=horizon, known_at=known_at)
            if stretch.word is not None and stretch.state != RoadState.OPEN
        ]
        if told:
            found[key] = tuple(
                (starts, NEVER_AFTER if ends == minute_of(horizon) else ends, word)
                for starts, ends, word in told
            )
    return found


def free_of(taken: Iterable[planner.Window]) -> tuple[planner.Window, ...]:
    """What is left of all time once some of it is taken."""
    free: list[planner.Window] = []
    at = NEVER_BEFORE
    for starts, ends in sorted(taken):
        if starts > at:
            free.append((at, starts))
        at = max(at, ends)
    if at < NEVER_AFTER:
        free.append((at, NEVER_AFTER))
    return tuple(free)


def roads_with(network: Network, obstacles: Obstacles, *, mode: str) -> tuple[planner.Road, ...]:
    """The roads with the hours at which they can be used; the same ones where nothing is known."""
    if not obstacles.roads and not obstacles.bound:
        return network.roads
    roads: list[planner.Road] = []
    for link, road in zip(network.links, network.roads, strict=True):
        barred, no_bus = _bound_on(road, obstacles)
        told = obstacles.roads.get(link.key, ())
        if not (barred or no_bus or told):
            roads.append(road)
            continue
        cut = [(a, b) for a, b, word in told if word.state == RoadState.CUT]
        slow = [(a, b) for a, b, word in told if word.state == RoadState.SLOW]
        shut = [*barred, *cut]
        rides = [*shut, *no_bus] if mode == Mode.BUS else shut
        roads += _with_hours(road, taken=rides, slow=slow)
        if mode == Mode.BUS and no_bus and link.km <= WALKED_IN_A_BAN_KM:
            roads += _with_hours(
                walked(link, road, with_children=network.walking_with_children), taken=shut, slow=()
            )
    return tuple(roads)


def _with_hours(
    road: planner.Road, *, taken: Sequence[planner.Window], slow: Sequence[planner.Window]
) -> list[planner.Road]:
    free = free_of([*taken, *slow])
    found = [replace(road, windows=free)] if free else []
    if slow:
        low, high = slowed(road.low_minutes, road.high_minutes)
        hours = intersection(slow, free_of(taken))
        if hours:
            found.append(
                replace(road, low_minutes=low, high_minutes=high, rule="slow", windows=hours)
            )
    return found


def _bound_on(
    road: planner.Road, obstacles: Obstacles
) -> tuple[list[planner.Window], list[planner.Window]]:
    """When nobody may be on a road, and when no bus may."""
    barred: list[planner.Window] = []
    no_bus: list[planner.Window] = []
    for bound in obstacles.bound:
        inside = [obstacles.touches(bound.fact, node) for node in (road.a, road.b)]
        if bound.fact.stops == Stops.ENTRY:
            barred += bound.windows if any(inside) and not all(inside) else ()
        elif any(inside):
            (barred if bound.fact.stops == Stops.ALL_TRAVEL else no_bus).extend(bound.windows)
    return barred, no_bus


def passage_with(passage: planner.Passage, obstacles: Obstacles) -> planner.Passage:
    """A crossing with the hours at which one may come to it from both sides.

    Nobody passes where nobody may be on the way, and nobody comes into a closed area.
    """
    taken: list[planner.Window] = []
    for bound in obstacles.bound:
        if bound.fact.stops == Stops.PUBLIC_TRANSPORT:
            continue
        if any(
            obstacles.touches(bound.fact, node) for node in (passage.from_node, passage.to_node)
        ):
            taken += bound.windows
    if not taken:
        return passage
    hours = passage.windows
    if not hours and passage.windows_known is planner.Basis.UNKNOWN:
        hours = planner.ALWAYS
    known = passage.windows_known
    return replace(
        passage,
        windows=intersection(hours, free_of(taken)),
        windows_known=planner.Basis.ASSUMED if known is planner.Basis.UNKNOWN else known,
    )


def lines_of(obstacles: Obstacles) -> tuple[RoadLine, ...]:
    """The roads in the way, with the places they join: for telling."""
    rows = Link.objects.filter(pk__in=obstacles.roads).select_related(
        "from_node__department", "to_node__department"
    )
    return tuple(
        RoadLine(link=row, word=word)
        for row in rows.order_by("key")
        for _starts, _ends, word in obstacles.roads[row.key]
    )
