"""Areas that are shaded and ways that are drawn as lines, under the signs.

An area has a hatch of its own for each kind, so that it can be told without color; two areas over
each other still show both. Municipalities have no outline in the base map: one is a circle around
its seat; a department is its outline.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relevo.kernel.geo import Point
from relevo.web.mapping.base import View, base_map, shapes_of, transform, units
from relevo.web.mapping.signs import plain

SHADES = ("alert", "emergency", "advisory", "movement")
MOST_CORNERS = 400
KM_PER_DEGREE = 111.2
HATCHES = {"alert": 45, "emergency": -45, "advisory": 0, "movement": 90}
"""Degrees by which the lines of a kind are turned."""


@dataclass(frozen=True, slots=True)
class Shade:
    """An area of one kind. ``label`` says it in words.

    ``departments``: country and name. ``circles``: a center and kilometers. ``polygons``: their
    corners.
    """

    kind: str
    label: str
    departments: tuple[tuple[str, str], ...] = ()
    circles: tuple[tuple[Point, float], ...] = ()
    polygons: tuple[tuple[Point, ...], ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in SHADES:
            raise ValueError(f"not a kind of area: {self.kind}")


@dataclass(frozen=True, slots=True)
class Way:
    """A stretch of road between two towns: cut or slow. ``label`` says it in words."""

    start: Point
    end: Point
    state: str
    label: str

    @property
    def middle(self) -> Point:
        return Point((self.start.lat + self.end.lat) / 2, (self.start.lon + self.end.lon) / 2)


def is_shade_seen(shade: Shade, view: View) -> bool:
    """Whether something of the area lies in the view, roughly: by boxes, centers and corners."""
    boxes = [found["box"] for pair in shade.departments for found in shapes_of(*pair)]
    points = [center for center, _km in shade.circles] + [
        corner for ring in shade.polygons for corner in ring
    ]
    return any(map(view.touches, boxes)) or any(_holds(view, point) for point in points)


def is_way_seen(way: Way, view: View) -> bool:
    """Whether an end or the middle of the road lies in the view."""
    return any(_holds(view, point) for point in (way.start, way.middle, way.end))


def _holds(view: View, point: Point) -> bool:
    return view.holds(*units(point.lat, point.lon))


def drawn_layers(shades: Sequence[Shade], ways: Sequence[Way], view: View) -> SafeString:
    """The areas and over them the ways, in units of the base map."""
    if not shades and not ways:
        return SafeString("")
    kinds = [kind for kind in SHADES if any(shade.kind == kind for shade in shades)]
    return format_html(
        '<defs>{}</defs><g class="map-land" transform="{}">{}{}</g>',
        format_html_join("", "{}", ((_hatch(kind, view),) for kind in kinds)),
        transform(view),
        format_html_join("", "{}", ((_shade(shade),) for shade in shades)),
        format_html_join("", "{}", ((_way(way),) for way in ways)),
    )


def _hatch(kind: str, view: View) -> SafeString:
    step = round(7 / view.scale, 1)
    return format_html(
        '<pattern id="map-hatch-{}" class="map-hatch map-hatch--{}" patternUnits="userSpaceOnUse" '
        'width="{}" height="{}" patternTransform="rotate({})"><path d="M0 0H{}" stroke-width="{}"/>'
        "</pattern>",
        kind,
        kind,
        step,
        step,
        HATCHES[kind],
        step,
        round(step / 2.5, 1),
    )


def _shade(shade: Shade) -> SafeString:
    return format_html(
        '<g class="map-shade map-shade--{}" fill="url(#map-hatch-{})" role="img" aria-label="{}">'
        "<title>{}</title>{}{}{}</g>",
        shade.kind,
        shade.kind,
        plain(shade.label),
        plain(shade.label),
        format_html_join(
            "",
            '<path d="{}"/>',
            (
                (found["path"],)
                for country, name in shade.departments
                for found in shapes_of(country, name)
            ),
        ),
        format_html_join("", '<ellipse cx="{}" cy="{}" rx="{}" ry="{}"/>', _circles(shade)),
        format_html_join("", '<path d="{}"/>', ((_outline(ring),) for ring in shade.polygons)),
    )


def _circles(shade: Shade) -> list[tuple[float, float, float, float]]:
    base = base_map()
    found: list[tuple[float, float, float, float]] = []
    for center, km in shade.circles:
        x, y = units(center.lat, center.lon)
        degrees = km / KM_PER_DEGREE
        found.append(
            (
                round(x),
                round(y),
                round(degrees * base["x_scale"], 1),
                round(degrees * base["y_scale"], 1),
            )
        )
    return found


def _outline(ring: Sequence[Point]) -> str:
    """A polygon with at most ``MOST_CORNERS`` corners: every nth of one that has more."""
    step = -(-len(ring) // MOST_CORNERS) or 1
    corners = [units(point.lat, point.lon) for point in ring[::step]]
    return "M" + "L".join(f"{round(x)} {round(y)}" for x, y in corners) + "z"


def _way(way: Way) -> SafeString:
    (x, y), (to_x, to_y) = units(way.start.lat, way.start.lon), units(way.end.lat, way.end.lon)
    return format_html(
        '<path class="map-way map-way--{}" role="img" aria-label="{}" d="M{} {}L{} {}">'
        "<title>{}</title></path>",
        way.state,
        plain(way.label),
        round(x),
        round(y),
        round(to_x),
        round(to_y),
        plain(way.label),
    )
