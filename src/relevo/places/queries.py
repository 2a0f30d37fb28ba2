"""From a name that somebody typed to the place that is meant; crossings and towns to list."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from rapidfuzz import fuzz, process

from relevo.kernel.geo import Point, distance_m
from relevo.places.errors import CrossingUnknown, PlaceAmbiguous, PlaceUnknown
from relevo.places.models import Area, AreaAlias, Crossing, Node
from relevo.plumbing.folding import fold

MOST_NEAREST = 5
NEAR_ENOUGH = 70
SAME_PLACE_M = 5_000
LONGEST_NAME = 120
ARTICLES = ("el", "la", "los", "las")
_BETWEEN_NAMES = re.compile(r" - | / |[()]")


@dataclass(frozen=True, slots=True)
class PlaceMatch:
    """A place that has the name that was asked for.

    ``kind``: area, locality or crossing. ``key``: of that row; ``area_key``: the municipality or
    district it lies in ("" for a crossing of two countries). ``node_keys``: where one can start or
    arrive there; several for a crossing asked for without a country.
    """

    kind: str
    key: str
    name: str
    country: str
    department: str
    node_keys: tuple[str, ...]
    area_key: str = ""
    point: Point | None = None
    level: str = ""


def find_places(text: str, *, on: date, country: str | None = None) -> list[PlaceMatch]:
    """All places of that name on a day: areas by name or alias, localities, crossings.

    Accents and case do not matter, nor a missing or added article: people say *Amatillo* and *El
    Amatillo*. Crossings come first, then areas from small to large.
    """
    wanted = fold(text[:LONGEST_NAME])
    spellings = (
        found for name in _spellings(wanted) if (found := _named(name, on=on, country=country))
    )
    return next(spellings, [])


def _spellings(wanted: str) -> Iterator[str]:
    """As it was typed; then without its article, or with each that it may lack."""
    if not wanted:
        return
    yield wanted
    first, _, rest = wanted.partition(" ")
    if first in ARTICLES and rest:
        yield rest
    else:
        yield from (f"{article} {wanted}" for article in ARTICLES)


def _named(wanted: str, *, on: date, country: str | None = None) -> list[PlaceMatch]:
    nodes = {
        node.key: node
        for node in Node.objects.filter(
            Q(kind="post") | Q(kind="locality", name_folded=wanted)
        ).select_related("area", "department")
    }
    crossings = list(_crossings_named(wanted, nodes=nodes, country=country))
    areas = list(_areas_named(wanted, on=on))
    localities = [_locality(node) for node in nodes.values() if node.kind == "locality"]
    found = [*crossings, *areas, *localities]
    return [match for match in found if country in {None, match.country}]


def _crossings_named(
    wanted: str, *, nodes: dict[str, Node], country: str | None
) -> Iterator[PlaceMatch]:
    for crossing in list_crossings():
        posts = list(crossing.posts.all())
        names = [crossing.name_es, crossing.name_en]
        names += [post.name for post in posts]
        parts = {fold(part) for name in names for part in (name, *_BETWEEN_NAMES.split(name))}
        sides = [post for post in posts if country in {None, post.country}]
        if wanted not in parts or not sides:
            continue
        held = [nodes[post.key] for post in sides if post.key in nodes]
        only = held[0] if country is not None and held else None
        yield PlaceMatch(
            kind="crossing",
            key=crossing.key,
            name=crossing.name_es,
            country=country or "",
            department=only.department.name if only else "",
            node_keys=tuple(node.key for node in held),
            area_key=only.area.key if only else "",
            point=_point(crossing.lat, crossing.lon),
        )


def _areas_named(wanted: str, *, on: date) -> Iterator[PlaceMatch]:
    named = AreaAlias.objects.filter(name_folded=wanted).values("area")
    areas = (
        Area.objects.valid_on(on)
        .filter(Q(name_folded=wanted) | Q(pk__in=named))
        .select_related("parent__parent")
        .order_by("country", "sort_key", "key")
    )
    found = list(areas)
    seats = {
        node.key: node.area.key
        for node in Node.objects.filter(key__in=[area.node_key for area in found]).select_related(
            "area"
        )
    }
    for level in ("district", "municipality", "department"):
        for area in (area for area in found if area.level == level):
            is_department = level == "department"
            yield PlaceMatch(
                kind="area",
                key=area.key,
                name=area.name,
                country=area.country,
                department=_department(area).name,
                node_keys=(area.node_key,) if area.node_key in seats else (),
                area_key=seats.get(area.node_key, area.key) if is_department else area.key,
                point=_point(area.lat, area.lon),
                level=level,
            )


def _locality(node: Node) -> PlaceMatch:
    return PlaceMatch(
        kind="locality",
        key=node.key,
        name=node.name,
        country=node.country,
        department=node.department.name,
        node_keys=(node.key,),
        area_key=node.area.key,
        point=Point(node.lat, node.lon),
    )


def _department(area: Area) -> Area:
    while area.parent is not None:
        area = area.parent
    return area


def _point(lat: float | None, lon: float | None) -> Point | None:
    return Point(lat, lon) if lat is not None and lon is not None else None


def get_place(text: str, *, on: date, country: str | None = None) -> PlaceMatch:
    """The one place that is meant; raises PlaceUnknown or PlaceAmbiguous.

    A town is meant rather than the department named after it, and a crossing rather than the
    hamlet beside it.
    """
    found = find_places(text, on=on, country=country)
    if not found:
        raise PlaceUnknown(text, nearest=nearest_place_names(text, on=on))
    meant = [match for match in found if not _is_meant_by_another(match, found)]
    if len(meant) > 1:
        raise PlaceAmbiguous(text, matches=meant)
    return meant[0]


def _is_meant_by_another(match: PlaceMatch, found: Sequence[PlaceMatch]) -> bool:
    for other in found:
        if other is match or match.kind == "crossing":
            continue
        if match.level == "department":
            if other.level != "department" and match.node_keys == other.node_keys != ():
                return True
        elif match.kind == "locality":
            near = (
                match.point is not None
                and other.point is not None
                and distance_m(match.point, other.point) <= SAME_PLACE_M
            )
            if near and other.kind != "locality":
                return True
    return False


def nearest_place_names(text: str, *, on: date) -> list[str]:
    """At most five names of places that look like what was read, best first."""
    wanted = fold(text[:LONGEST_NAME])
    if not wanted:
        return []
    areas = Area.objects.valid_on(on)
    names = [
        *areas.order_by("key").values_list("name", flat=True),
        *AreaAlias.objects.filter(area__in=areas).order_by("id").values_list("name", flat=True),
        *Node.objects.filter(kind="locality").order_by("key").values_list("name", flat=True),
        *Crossing.objects.order_by("key").values_list("name_es", flat=True),
    ]
    by_folded = {fold(name): name for name in names}
    found = process.extract(
        wanted, list(by_folded), scorer=fuzz.WRatio, limit=MOST_NEAREST, score_cutoff=NEAR_ENOUGH
    )
    return [by_folded[folded] for folded, _score, _index in found]


def point_of(match: PlaceMatch) -> Point | None:
    """Where the place is on the map, if that is known."""
    return match.point


def list_crossings() -> list[Crossing]:
    """All crossings with their posts, in Spanish order."""
    return list(Crossing.objects.prefetch_related("posts").order_by("sort_key", "key"))


def get_crossing(key: str) -> Crossing:
    """A crossing with its posts; raises CrossingUnknown."""
    found = Crossing.objects.prefetch_related("posts").filter(key=key).first()
    if found is None:
        raise CrossingUnknown(key)
    return found


def list_towns(department: Area, *, on: date) -> list[Area]:
    """Towns of a department as people call them: districts where there are, else municipalities."""
    valid = Area.objects.valid_on(on).order_by("sort_key", "key")
    districts = list(valid.filter(level="district", parent__parent=department))
    return districts or list(valid.filter(level="municipality", parent=department))
