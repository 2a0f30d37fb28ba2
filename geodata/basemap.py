"""The base map in drawing units: departments, neighbors, border lines, rivers and towns.

A unit is about a hundred meters. Degrees are stretched evenly, longitude by the cosine of the
middle latitude as well, so that the drawing needs no map library.
"""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from math import cos, dist, radians
from pathlib import Path

from areas import AUTHORED, Area
from checks import departments
from links import Node
from shapely import coverage_simplify, unary_union
from shapely.geometry import LineString, MultiLineString, MultiPolygon, Point, Polygon, box
from shapely.geometry.base import BaseGeometry
from shapely.ops import linemerge, transform
from sources import COUNTRIES, NEIGHBORS, read_country_map, read_csv

WEST, SOUTH, EAST, NORTH = -92.75, 12.6, -82.85, 18.05
UNITS_PER_DEGREE = 1080
TOLERANCE = 9
COARSE = 25
LEAST_ISLAND = 60
"""Smaller islets, in square units, are left out where a department has other land."""

LAND_LINES = {
    "MX": ("GT", (-92.235, 14.54), (-89.15, 17.815), (-91.5, 16.05), 300),
    "BZ": ("GT", (-89.15, 17.815), (-88.91, 15.89), (-89.2, 16.9), 40),
    "NI": ("HN", (-87.31, 12.98), (-83.15, 15.0), (-86.0, 14.0), 40),
}
"""Neighbor: country of ours, the two ends of its line, a point near the middle of it, and how many
units of the neighbor's side are filled along it, as the neighbor's own outline is coarser."""

SEAM = 15
"""Units that the outlines of two countries may be apart along their common border."""

JUMP_DEGREES = 0.12
"""Parts of a river are strung together; a longer step is a gap between two of them."""

LIMIT_BYTES = 60_000


@dataclass(frozen=True)
class Projection:
    """From degrees to units of the drawing, y downward."""

    x_scale: float
    y_scale: float

    def flat(self, shape: BaseGeometry) -> BaseGeometry:
        return transform(
            lambda lon, lat: ((lon - WEST) * self.x_scale, (NORTH - lat) * self.y_scale), shape
        )


def _projection() -> Projection:
    shrink = cos(radians((SOUTH + NORTH) / 2))
    return Projection(UNITS_PER_DEGREE * shrink, UNITS_PER_DEGREE)


def build(
    shapes: dict[tuple[str, str], BaseGeometry],
    land: dict[str, BaseGeometry],
    areas: Iterable[Area],
    nodes: Iterable[Node],
) -> str:
    """The whole map as JSON text."""
    flat = _projection()
    exact = {key: flat.flat(shape) for key, shape in shapes.items()}
    drawn = dict(zip(exact, coverage_simplify(list(exact.values()), TOLERANCE), strict=True))
    drawn = {key: _without_islets(shape) for key, shape in drawn.items()}
    departments(exact, drawn)
    countries = {
        country: unary_union([shape for key, shape in drawn.items() if key[0] == country])
        for country in COUNTRIES
    }
    names = {area.id: area.name for area in areas if area.level == "department"}
    lines = {country: _land_line(flat, countries, country) for country in NEIGHBORS}
    text = _text(
        {
            "note": "Derived data; see geodata/README.md.",
            "west": WEST,
            "north": NORTH,
            "x_scale": round(flat.x_scale, 3),
            "y_scale": flat.y_scale,
            "size": _size(flat),
            "departments": [
                {
                    "country": key[0],
                    "name": names["-".join(key)],
                    "box": [round(edge) for edge in shape.bounds],
                    "path": _area_path(shape),
                }
                for key, shape in sorted(drawn.items())
            ],
            "neighbors": {
                country: _area_path(_neighbor(flat.flat(land[country]), lines[country], country))
                for country in NEIGHBORS
            },
            "borders": _line_path([*_inner_borders(countries), lines["MX"], lines["NI"]]),
            "disputed": _line_path([lines["BZ"]]),
            "rivers": _line_path(_rivers(flat, unary_union(list(countries.values())))),
            "towns": list(_towns(flat, nodes)),
        }
    )
    assert len(text.encode()) <= LIMIT_BYTES, f"{len(text.encode())} bytes"
    return text


def _size(flat: Projection) -> list[int]:
    return [round((EAST - WEST) * flat.x_scale), round((NORTH - SOUTH) * flat.y_scale)]


def _without_islets(shape: BaseGeometry) -> BaseGeometry:
    parts = _polygons(shape)
    kept = [part for part in parts if part.area >= LEAST_ISLAND]
    return MultiPolygon(kept or [max(parts, key=lambda part: part.area)])


def _polygons(shape: BaseGeometry) -> list[Polygon]:
    return [part for part in getattr(shape, "geoms", [shape]) if isinstance(part, Polygon)]


def _land_line(flat: Projection, countries: dict[str, BaseGeometry], neighbor: str) -> LineString:
    """The stretch of our own outline that is the line with a neighbor."""
    country, start, end, middle, _ = LAND_LINES[neighbor]
    ring = max(_polygons(countries[country]), key=lambda part: part.area).exterior
    corners = list(ring.coords)[:-1]
    first, last = sorted(_nearest(corners, flat.flat(Point(at))) for at in (start, end))
    one, other = corners[first : last + 1], [*corners[last:], *corners[: first + 1]]
    return min(
        (LineString(one), LineString(other)),
        key=lambda line: line.distance(flat.flat(Point(middle))),
    )


def _nearest(corners: Sequence[tuple[float, ...]], point: Point) -> int:
    return min(range(len(corners)), key=lambda n: dist(corners[n], point.coords[0]))


def _neighbor(outline: BaseGeometry, line: LineString, country: str) -> BaseGeometry:
    """The neighbor's land up to our own line, which hides where its outline is off."""
    width = LAND_LINES[country][4]
    sides = [line.buffer(side, single_sided=True) for side in (width, -width)]
    beyond = max(sides, key=lambda side: side.intersection(outline).area)
    frame = box(0, 0, *_size(_projection()))
    return _without_islets(unary_union([outline, beyond]).simplify(COARSE).intersection(frame))


def _inner_borders(countries: dict[str, BaseGeometry]) -> Iterator[LineString]:
    for a, b in combinations(COUNTRIES, 2):
        shared = countries[a].boundary.intersection(countries[b].buffer(SEAM))
        yield from _strings(linemerge(MultiLineString(_strings(shared))))


def _strings(shape: BaseGeometry) -> list[LineString]:
    parts = getattr(shape, "geoms", [shape])
    return [part for part in parts if isinstance(part, LineString) and part.length >= 1]


def _rivers(flat: Projection, ours: BaseGeometry) -> Iterator[LineString]:
    for country in COUNTRIES:
        for river in read_country_map(country)["rivers"]:
            for part in _parts(river["points"]):
                line = flat.flat(LineString(part)).simplify(COARSE / 2)
                yield from _strings(line.intersection(ours))


def _parts(points: list[list[float]]) -> Iterator[list[list[float]]]:
    part = points[:1]
    for before, point in pairwise(points):
        if dist(before, point) > JUMP_DEGREES:
            if len(part) > 1:
                yield part
            part = []
        part.append(point)
    if len(part) > 1:
        yield part


def _towns(flat: Projection, nodes: Iterable[Node]) -> Iterator[dict[str, object]]:
    by_id = {node.id: node for node in nodes}
    for row in read_csv(AUTHORED / "map_towns.csv"):
        node = by_id[row["node_id"]]
        x, y = flat.flat(Point(node.lon, node.lat)).coords[0]
        yield {"name": row["name"], "x": round(x), "y": round(y), "side": row["side"]}


def _area_path(shape: BaseGeometry) -> str:
    rings = [ring for part in _polygons(shape) for ring in (part.exterior, *part.interiors)]
    return "".join(f"{_steps(list(ring.coords)[:-1])}z" for ring in rings)


def _line_path(lines: Iterable[LineString]) -> str:
    return "".join(_steps(list(line.coords)) for line in lines)


def _steps(corners: Sequence[tuple[float, ...]]) -> str:
    """Whole units, each corner as the step from the one before."""
    whole = [(round(x), round(y)) for x, y in corners]
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(whole)]
    moved = [f"{x}{'' if y < 0 else ' '}{y}" for x, y in steps if (x, y) != (0, 0)]
    ahead = "".join(
        f"{'' if n == 0 or step[0] == '-' else ' '}{step}" for n, step in enumerate(moved)
    )
    return f"M{whole[0][0]} {whole[0][1]}l{ahead}"


def _text(found: dict[str, object]) -> str:
    return json.dumps(found, ensure_ascii=False, separators=(",", ":")) + "\n"


def write(folder: Path, text: str) -> None:
    (folder / "basemap.json").write_text(text, encoding="utf-8")
