"""Areas, the graph one travels on, crossings and their posts."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from django.utils.translation import gettext as _

from relevo.kernel.ids import imported_id
from relevo.places.models import Area, AreaAlias, Crossing, Link, Node, Post
from relevo.plumbing.folding import fold, sort_key
from relevo.region.reading import Row
from relevo.region.tables import (
    AREA_ALIASES,
    AREAS,
    CROSSINGS,
    LINKS,
    LOCALITIES,
    NODES,
    POSTS,
)
from relevo.region.upserts import (
    Writing,
    cut,
    day,
    in_both,
    replace,
    source_of,
    texts,
    upsert,
)

NAME = 120


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """Finds the area and the node that a table names in words, on any date."""

    areas: Mapping[str, Row]
    aliases: Mapping[str, tuple[str, ...]]
    nodes: Mapping[str, Row]
    sides: Mapping[tuple[str, str], str]
    _by_name: dict[tuple[str, str, str], str] = field(default_factory=dict)
    _departments: dict[tuple[str, str], str] = field(default_factory=dict)
    _nodes_by_name: dict[tuple[str, str], list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        # former units first, so that a unit of today with the same name takes the place
        for row in sorted(self.areas.values(), key=lambda r: r.values["valid_until"] is None):
            if row.values["level"] == "department":
                self._departments[row.text("country"), fold(row.text("name"))] = row.text("id")
                continue
            department = self.areas[self.department_of(row.text("id"))]
            for name in (row.text("name"), *self.aliases.get(row.text("id"), ())):
                place = row.text("country"), fold(department.text("name")), fold(name)
                self._by_name[place] = row.text("id")
        for row in self.nodes.values():
            place_name = self.department_of(row.text("area_id")), fold(row.text("name"))
            self._nodes_by_name.setdefault(place_name, []).append(row.text("id"))

    def department_of(self, key: str) -> str:
        while parent := self.areas[key].text("parent_id"):
            key = parent
        return key

    def department(self, *, country: str, name: str) -> str:
        return self._departments[country, fold(name)]

    def area(self, *, country: str, department: str, name: str) -> str | None:
        """The municipality or district of that name, today's before a former one."""
        return self._by_name.get((country, fold(department), fold(name)))

    def node(self, *, area: str | None, locality: str, crossing: str) -> str:
        """Where a service is reached: its locality, its crossing's side, or its area's seat."""
        if area is None:
            return ""
        country = self.areas[area].text("country")
        named = self._nodes_by_name.get((self.department_of(area), fold(locality)), [])
        if locality and len(named) == 1:
            return named[0]
        side = self.sides.get((crossing, country))
        if locality and side:
            return side
        seat = self.areas[area].text("node_id")
        return seat if seat in self.nodes else ""


def gazetteer(writing: Writing) -> Gazetteer:
    aliases: dict[str, tuple[str, ...]] = {}
    for row in writing.of(AREA_ALIASES):
        key = row.text("area_id")
        aliases[key] = (*aliases.get(key, ()), row.text("alias"))
    sides: dict[tuple[str, str], str] = {}
    for row in writing.of(LOCALITIES):
        if row.values["crossing_id"] and row.values["lat"] is not None:
            sides.setdefault((row.text("crossing_id"), row.text("country")), row.text("id"))
    return Gazetteer(
        areas={row.text("id"): row for row in writing.of(AREAS)},
        aliases=aliases,
        nodes={row.text("id"): row for row in writing.of(NODES)},
        sides=sides,
    )


def write_areas(writing: Writing) -> None:
    upsert(
        [
            Area(
                id=imported_id("area", row.text("id")),
                key=row.text("id"),
                **texts(row, "country", "level", "official_code", "code_source", "name"),
                **texts(row, "precision", node_key="node_id"),
                name_folded=cut(fold(row.text("name")), NAME),
                sort_key=cut(sort_key(row.text("name")), NAME),
                parent_id=_area_id(row.text("parent_id")),
                predecessor_id=_area_id(row.text("predecessor_id")),
                valid_from=day(row.values["valid_from"]),
                valid_until=day(row.values["valid_until"]),
                lat=row.values["lat"],
                lon=row.values["lon"],
                population=row.values["population"],
                **source_of(row),
            )
            for row in writing.of(AREAS)
        ],
        by=["id"],
    )
    replace(
        AreaAlias.objects.all(),
        [
            AreaAlias(
                area_id=imported_id("area", area), name=name, name_folded=cut(fold(name), NAME)
            )
            for area, name in sorted({*_aliases(writing)})
        ],
    )


def _aliases(writing: Writing) -> Iterator[tuple[str, str]]:
    for row in writing.of(AREA_ALIASES):
        yield row.text("area_id"), row.text("alias")
    for row in writing.of(LOCALITIES):
        if row.values["lat"] is None:
            effect = _("no point known: found as a name of its municipality")
            writing.warn(LOCALITIES, row, column="name", effect=effect)
            yield row.text("municipality_area_id"), row.text("name")


def _area_id(key: str | None) -> UUID | None:
    return imported_id("area", key) if key else None


def write_graph(writing: Writing, *, names: Gazetteer) -> None:
    """Nodes and links; a locality with a point that the graph does not hold becomes a node."""
    upsert([_node(row, names=names) for row in _node_rows(writing)], by=["key"])
    upsert(
        [
            Link(
                key=row.text("id"),
                from_node_id=row.text("from_node"),
                to_node_id=row.text("to_node"),
                km=row.values["km"],
                **texts(row, "road_class", "rule"),
                **source_of(row),
            )
            for row in writing.of(LINKS)
        ],
        by=["key"],
    )


def _node_rows(writing: Writing) -> Iterable[Row]:
    yield from writing.of(NODES)
    known = {row.text("id") for row in writing.of(NODES)}
    for row in writing.of(LOCALITIES):
        if row.text("id") in known:
            continue
        if row.values["lat"] is None:
            continue  # without a point it is found as a name of its municipality
        area = row.values["municipality_area_id"]
        yield Row(row.number, {**row.values, "area_id": area, "kind": "locality"})


def _node(row: Row, *, names: Gazetteer) -> Node:
    return Node(
        key=row.text("id"),
        **texts(row, "kind", "country", "name", "precision"),
        area_id=imported_id("area", row.text("area_id")),
        department_id=imported_id("area", names.department_of(row.text("area_id"))),
        name_folded=cut(fold(row.text("name")), NAME),
        lat=row.values["lat"],
        lon=row.values["lon"],
    )


def write_crossings(writing: Writing, *, names: Gazetteer) -> None:
    upsert([_crossing(row) for row in writing.of(CROSSINGS)], by=["id"])
    upsert([_post(writing, row, names=names) for row in writing.of(POSTS)], by=["id"])


def _crossing(row: Row) -> Crossing:
    return Crossing(
        id=imported_id("crossing", row.text("id")),
        key=row.text("id"),
        **in_both(row, "name", "role", "hours_note", status="official_status"),
        **in_both(row, not_planned="not_planned_reason"),
        name_folded=cut(fold(row.text("name_es")), NAME),
        sort_key=cut(sort_key(row.text("name_es")), NAME),
        border_pair="-".join(row.parts("border_pair")),
        **texts(row, kind="type", precision="coord_precision"),
        is_integrated=row.values["integrated"],
        lat=row.values["lat"],
        lon=row.values["lon"],
        planned_through=row.values["planned_through"],
        **source_of(row),
    )


def _post(writing: Writing, row: Row, *, names: Gazetteer) -> Post:
    area = None
    if row.values["country"] in {"GT", "HN", "SV"} and row.values["municipality"]:
        area = names.area(
            country=row.text("country"),
            department=row.text("admin1"),
            name=row.text("municipality"),
        )
        if area is None:
            writing.warn(POSTS, row, column="municipality", effect=_("kept as words: no such area"))
    return Post(
        id=imported_id("post", row.text("id")),
        key=row.text("id"),
        crossing_id=imported_id("crossing", row.text("crossing_id")),
        **texts(row, "country", "name", "admin1", "municipality", "locality"),
        area_id=_area_id(area),
        authority_keys="|".join(row.parts("authority_ids")),
        # an empty cell: nobody has said that a list leaves it out
        is_listed_official=row.values["listed_official"] is not False,
        **in_both(row, "note"),
        **source_of(row),
    )
