"""Restrictions, roads and what is asked, as pages show them: rows with their words ready."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from relevo.borders.enums import Basis, RestrictionKind, Stops
from relevo.borders.models import Restriction
from relevo.borders.queries.restrictions import (
    facts_of,
    known_restrictions,
    list_restrictions,
    list_restrictions_of,
    restrictions_in_force,
)
from relevo.borders.rules.restrictions import RestrictionFact
from relevo.kernel.countries import REGION
from relevo.places.models import Area, Crossing
from relevo.situation.queries.roads import RoadLine, list_roads
from relevo.situation.rules.roads import RoadWord
from relevo.web.restriction_phrases import ISOLATED, RESTRICTION_KINDS, ROAD_STATES, STOPS
from relevo.wording.obstacles import area_names, hours_of
from relevo.wording.words import all_of, both, country, since


@dataclass(frozen=True, slots=True)
class ToldRestriction:
    """One restriction in words. ``standing``: in force, coming, ended, or grown old."""

    row: Restriction
    standing: str
    kind: str
    where: str
    stops: str
    hours: str
    text: str
    legal_act: str
    safe_conduct: str
    until: datetime | None

    @property
    def is_unstated(self) -> bool:
        """Nobody said until when."""
        return self.until is None


@dataclass(frozen=True, slots=True)
class CountryPart:
    """The restrictions of one country."""

    code: str
    name: str
    lines: list[ToldRestriction]


@dataclass(frozen=True, slots=True)
class ToldRoad:
    """One road in words."""

    key: str
    one: str
    other: str
    state: str
    state_word: str
    said: str
    text: str
    source: str
    from_node: str
    to_node: str
    until: datetime | None
    is_demo: bool


def tell_restriction(
    row: Restriction, fact: RestrictionFact, *, at: datetime, known_at: datetime
) -> ToldRestriction:
    """One row, as it stood at ``at`` by what was known at ``known_at``."""
    until = fact.stated_end(known_at=known_at)
    if fact.holds(at=at, known_at=known_at):
        standing = "in_force"
    elif at < fact.from_at:
        standing = "coming"
    else:
        standing = "old" if until is None else "ended"
    return ToldRestriction(
        row=row,
        standing=standing,
        kind=str(RESTRICTION_KINDS[row.kind]),
        where=area_names(row),
        stops=_stops(row),
        hours=hours_of(row.binding_hours),
        text=both(row, "text"),
        legal_act=both(row, "legal_act"),
        safe_conduct=both(row, "safe_conduct"),
        until=until,
    )


def _stops(row: Restriction) -> str:
    is_isolation = row.kind == RestrictionKind.QUARANTINE and row.stops == Stops.NOTHING
    return str(ISOLATED if is_isolation else STOPS[row.stops])


def told_restrictions(
    rows: Iterable[Restriction], *, at: datetime, known_at: datetime
) -> list[ToldRestriction]:
    """Rows in words, in their order."""
    listed = list(rows)
    return [
        tell_restriction(row, fact, at=at, known_at=known_at)
        for row, fact in zip(listed, facts_of(listed), strict=True)
    ]


def all_restrictions(*, at: datetime, known_at: datetime) -> list[ToldRestriction]:
    """Everything that was told, what is in force first."""
    told = told_restrictions(list_restrictions(known_at=known_at), at=at, known_at=known_at)
    order = ("in_force", "coming", "old", "ended")
    return sorted(told, key=lambda line: order.index(line.standing))


def by_country(lines: Iterable[ToldRestriction]) -> list[CountryPart]:
    """The lines of each country, in the order of the countries; one without any is left out."""
    listed = list(lines)
    parts = [
        CountryPart(code, country(code), [line for line in listed if line.row.country == code])
        for code in sorted(REGION)
    ]
    return [part for part in parts if part.lines]


def countries_without(parts: Iterable[CountryPart]) -> str:
    """The countries of the region of which no such line is known, in words."""
    told = {part.code for part in parts}
    names = (country(code) for code in REGION if code not in told)
    return all_of(sorted(names))


def restrictions_at(
    *, at: datetime, known_at: datetime, country_code: str, area_keys: Iterable[str]
) -> list[ToldRestriction]:
    """What is in force where a place lies."""
    rows = restrictions_in_force(
        at=at, known_at=known_at, country=country_code, area_keys=area_keys
    )
    return told_restrictions(rows, at=at, known_at=known_at)


def areas_of(crossing: Crossing) -> list[Area]:
    """The municipalities in which the posts of a crossing lie."""
    posts = crossing.posts.select_related("area__parent")
    return [post.area for post in posts if post.area is not None]


def with_parents(areas: Iterable[Area]) -> set[str]:
    """The keys of areas and of all in which they lie."""
    keys: set[str] = set()
    for area in areas:
        here: Area | None = area
        while here is not None:
            keys.add(here.key)
            here = here.parent
    return keys


def restrictions_for(
    crossing: Crossing, *, nationality: str, at: datetime, until: datetime, known_at: datetime
) -> list[ToldRestriction]:
    """What holds one of this nationality up where a crossing lies, from an instant to another."""
    areas = areas_of(crossing)
    keys = with_parents(areas)
    countries = {area.country for area in areas}
    found = [
        fact.key
        for fact in known_restrictions(known_at=known_at, start=at, end=until)
        if fact.country in countries
        and fact.concerns_area(country=fact.country, keys=keys)
        and fact.concerns_people_of(nationality)
    ]
    return told_restrictions(list_restrictions_of(found), at=at, known_at=known_at)


def told_roads(
    *, at: datetime, known_at: datetime, area_keys: Iterable[str] | None = None
) -> list[ToldRoad]:
    """Roads of which a word holds, worst first."""
    keys = None if area_keys is None else list(area_keys)
    return [tell_road(line) for line in list_roads(at=at, known_at=known_at, area_keys=keys)]


def tell_road(line: RoadLine) -> ToldRoad:
    word = line.word
    return ToldRoad(
        key=word.key,
        one=line.link.from_node.name,
        other=line.link.to_node.name,
        state=word.state,
        state_word=str(ROAD_STATES[word.state]),
        said=said_of(word),
        text=both(word, "text"),
        source=word.source,
        from_node=line.link.from_node_id,
        to_node=line.link.to_node_id,
        until=word.until_at,
        is_demo=word.is_demo,
    )


def said_of(word: RoadWord) -> str:
    """*Announced by … on …* against *seen by the network on …*."""
    facts = {"moment": since(word.from_at), "source": word.source}
    if word.basis == Basis.OBSERVED:
        return _("Seen by the network, %(moment)s.") % facts
    if word.source.startswith("http"):
        return pgettext("road", "Announced, %(moment)s.") % facts
    return pgettext("road", "Announced by %(source)s, %(moment)s.") % facts
