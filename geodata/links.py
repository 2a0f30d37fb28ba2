"""The graph one travels on: seats, localities and border posts, and the ways between them.

Ways of two rules. A *corridor* is a road written by hand with its kilometers. A *local* link
joins neighboring places of one country that nobody wrote a road for: an edge of their Gabriel
graph (no third place lies in the circle over the two), with the great circle times 1.9. No link
leaves its country: a border is crossed at a crossing, between the two posts, which is not a link.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import combinations
from math import cos, radians
from pathlib import Path

from areas import AUTHORED, Area, write_rows
from shapely import unary_union
from shapely.geometry import LineString
from shapely.geometry.base import BaseGeometry
from sources import COUNTRIES, folded, great_circle_km, read_csv

DETOUR = 1.9
SHORTEST_KM = 0.5
KM_PER_DEGREE = 111.2
ABROAD_KM = 5.0
"""A straight line with more than this on other countries' land is no link: the outlines are drawn
at 1:10 million, and towns beside a border have roads along it."""

BESIDE_KM = 1.0
"""A locality this close to its own seat or crossing is reached through that only."""

AT_THE_BORDER = 2
"""A post that no corridor reaches is joined to this many nearest places."""

VILLAGE_KM = 12.0
"""A post with a corridor is joined to the nearest place as well, when it is this close: the
corridor may pass the village at the post by."""

SOURCES = {
    "corridor": "public route tables, recalled, unverified",
    "local": "great circle times 1.9",
}


@dataclass(frozen=True)
class Node:
    """One row of ``nodes.csv``."""

    id: str
    kind: str
    country: str
    area_id: str
    name: str
    lat: float
    lon: float
    precision: str

    @property
    def point(self) -> tuple[float, float]:
        return self.lat, self.lon


@dataclass(frozen=True)
class Link:
    """One row of ``links.csv``."""

    id: str
    from_node: str
    to_node: str
    km: float
    road_class: str
    rule: str
    source: str
    sourced: str
    confidence: str


def build_nodes(region: Path, areas: Iterable[Area]) -> list[Node]:
    """Every place that has a point, area seats first, then localities, then posts."""
    rows = [asdict(area) for area in areas]
    return [*_seats(rows), *_localities(region), *_posts(region, rows)]


def _seats(areas: Sequence[dict[str, str]]) -> Iterator[Node]:
    names = {row["node_id"]: row["name"] for row in read_csv(AUTHORED / "node_names.csv")}
    for row in areas:
        seat_of = "district" if row["country"] == "SV" else "municipality"
        if row["level"] == seat_of and row["node_id"]:
            yield Node(
                id=row["node_id"],
                kind="area",
                country=row["country"],
                area_id=row["id"],
                name=names.get(row["node_id"], row["name"]),
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                precision=row["precision"],
            )


def _localities(region: Path) -> Iterator[Node]:
    path = region / "localities.csv"
    for row in read_csv(path) if path.exists() else ():
        if row["country"] in COUNTRIES and row["lat"] and row["municipality_area_id"]:
            yield Node(
                id=row["id"],
                kind="locality",
                country=row["country"],
                area_id=_district(row["municipality_area_id"]),
                name=row["name"],
                lat=float(row["lat"]),
                lon=float(row["lon"]),
                precision=row["precision"],
            )


def _district(area_id: str) -> str:
    """The district of today for a former Salvadoran municipality, any other area as it is."""
    return f"{area_id}-D" if area_id[:3] == "SV-" and area_id[3:].isdigit() else area_id


def _posts(region: Path, areas: Sequence[dict[str, str]]) -> Iterator[Node]:
    """A node per side of a crossing whose point is known, at that point.

    A sea crossing has one point, on one shore: only the post of that shore gets a node.
    """
    crossings = {row["id"]: row for row in read_csv(region / "crossings.csv")}
    by_id = {row["id"]: row for row in areas}
    seats = {
        (row["country"], folded(by_id[row["parent_id"]]["name"]), folded(row["name"])): row["id"]
        for row in areas
        if row["level"] == "municipality" and row["parent_id"] and row["official_code"]
    }
    for row in read_csv(region / "posts.csv"):
        crossing = crossings[row["crossing_id"]]
        if row["country"] not in COUNTRIES or not crossing["lat"]:
            continue
        if crossing["type"] == "maritime" and row["country"] != row["crossing_id"][:2]:
            continue
        key = (row["country"], folded(row["admin1"]), folded(row["municipality"]))
        yield Node(
            id=row["id"],
            kind="post",
            country=row["country"],
            area_id=_district(seats[key]),
            name=row["name"],
            lat=float(crossing["lat"]),
            lon=float(crossing["lon"]),
            precision=crossing["coord_precision"],
        )


def build_links(nodes: Sequence[Node], land: dict[str, BaseGeometry]) -> list[Link]:
    """Corridors, then local links among places, then those of localities and posts."""
    by_id = {node.id: node for node in nodes}
    cut_off = {row["node_id"] for row in read_csv(AUTHORED / "cut_off.csv")}
    hosts = _hosts(nodes)
    links = list(_corridors(by_id))
    joined = {frozenset((link.from_node, link.to_node)) for link in links}
    by_road = [
        node
        for node in nodes
        if node.kind != "post" and node.id not in hosts and _seat_id(node) not in cut_off
    ]
    for country in COUNTRIES:
        others = [shape for name, shape in land.items() if name != country]
        abroad = unary_union(others).difference(land[country])
        for a, b in gabriel_pairs([node for node in by_road if node.country == country]):
            if frozenset((a.id, b.id)) not in joined and _abroad_km(a, b, abroad) <= ABROAD_KM:
                links.append(_local(a, b))
    links += [_local(by_id[guest], host) for guest, host in hosts.items()]
    for post in (node for node in nodes if node.kind == "post"):
        own_seat = [node for node in nodes if node.id == _seat_id(post)]
        links += _approaches(post, own_seat if _seat_id(post) in cut_off else by_road, joined)
    return links


def _hosts(nodes: Sequence[Node]) -> dict[str, Node]:
    """The post or seat right beside a locality, by the locality's id."""
    hosts = {}
    for guest in (node for node in nodes if node.kind == "locality"):
        beside = [
            (great_circle_km(guest.point, node.point), node.id, node)
            for node in nodes
            if node.kind != "locality"
            and node.country == guest.country
            and (node.kind == "post" or node.area_id == guest.area_id)
        ]
        km, _, host = min(beside)
        if km <= BESIDE_KM:
            hosts[guest.id] = host
    return hosts


def _seat_id(node: Node) -> str:
    return node.area_id.removesuffix("-D")


def _corridors(by_id: dict[str, Node]) -> Iterator[Link]:
    for row in read_csv(AUTHORED / "corridors.csv"):
        a, b = by_id[row["from_node"]], by_id[row["to_node"]]
        yield _link(a, b, km=float(row["km"]), road_class=row["road_class"], rule="corridor")


def _approaches(post: Node, places: Sequence[Node], joined: set[frozenset[str]]) -> Iterator[Link]:
    """Local links from a post to the places nearest to it.

    The post of an island or of a region without roads is joined to its own seat only.
    """
    near = sorted(
        (great_circle_km(post.point, node.point), node.id, node)
        for node in places
        if node.country == post.country
    )[:AT_THE_BORDER]
    if any(post.id in pair for pair in joined):
        near = [found for found in near[:1] if found[0] <= VILLAGE_KM]
    for _, _, node in near:
        if frozenset((post.id, node.id)) not in joined:
            yield _local(post, node)


def gabriel_pairs(places: Sequence[Node]) -> Iterator[tuple[Node, Node]]:
    """Pairs of places with no third place in the circle that has them as its diameter."""
    shrink = cos(radians(sum(place.lat for place in places) / len(places)))
    flat = [
        (place.lon * shrink * KM_PER_DEGREE, place.lat * KM_PER_DEGREE, place) for place in places
    ]

    def square(a: tuple[float, float, Node], b: tuple[float, float, Node]) -> float:
        return (a[0] - b[0]) ** 2 + (a[1] - b[1]) ** 2

    for a, b in combinations(flat, 2):
        across = square(a, b)
        if not any(square(a, c) + square(c, b) < across for c in flat if c is not a and c is not b):
            yield a[2], b[2]


def _abroad_km(a: Node, b: Node, abroad: BaseGeometry) -> float:
    line = LineString([(a.lon, a.lat), (b.lon, b.lat)])
    return float(line.intersection(abroad).length) * KM_PER_DEGREE


def _local(a: Node, b: Node) -> Link:
    a, b = sorted((a, b), key=lambda node: node.id)
    km = max(SHORTEST_KM, DETOUR * great_circle_km(a.point, b.point))
    return _link(a, b, km=round(km, 1), road_class="secondary", rule="local")


def _link(a: Node, b: Node, *, km: float, road_class: str, rule: str) -> Link:
    return Link(
        id=f"{a.id}--{b.id}",
        from_node=a.id,
        to_node=b.id,
        km=km,
        road_class=road_class,
        rule=rule,
        source=SOURCES[rule],
        sourced="no",
        confidence="low",
    )


def write(folder: Path, nodes: Iterable[Node], links: Iterable[Link]) -> None:
    write_rows(folder / "nodes.csv", [_plain(asdict(node)) for node in nodes])
    write_rows(folder / "links.csv", [_plain(asdict(link)) for link in links])


def _plain(row: dict[str, object]) -> dict[str, str]:
    return {
        name: f"{value:.5f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
        for name, value in row.items()
    }
