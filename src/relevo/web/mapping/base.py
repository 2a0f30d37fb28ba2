"""The base map, the part of it that is seen, and where a point of the earth lies on it."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

WIDTH = 400
"""Width of the drawing in its own units, about the pixels of a phone."""

FLATTEST, TALLEST = 0.45, 1.25
CLOSEST = 300
"""A view never shows less than this many units of the base map: about thirty kilometers."""

ROOM = 0.06
"""Share of a country or department that is left free around it."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """The part of the map that must be seen, in degrees."""

    south: float
    west: float
    north: float
    east: float

    def __post_init__(self) -> None:
        if not (self.south < self.north and self.west < self.east):
            raise ValueError(f"not bounds: {self}")


@dataclass(frozen=True, slots=True)
class View:
    """The shown rectangle of the base map, in its units."""

    left: float
    top: float
    width: float
    height: float

    @property
    def scale(self) -> float:
        return WIDTH / self.width

    @property
    def drawn_height(self) -> float:
        return round(self.height * self.scale, 1)

    def place(self, x: float, y: float) -> tuple[float, float]:
        return (x - self.left) * self.scale, (y - self.top) * self.scale

    def holds(self, x: float, y: float) -> bool:
        right, bottom = self.left + self.width, self.top + self.height
        return self.left <= x <= right and self.top <= y <= bottom

    def touches(self, box: Sequence[float]) -> bool:
        west, north, east, south = box
        return (
            west <= self.left + self.width
            and east >= self.left
            and north <= self.top + self.height
            and south >= self.top
        )


@lru_cache(maxsize=1)
def base_map() -> dict[str, Any]:
    """The committed base map; ``geodata/README.md`` says how it is made."""
    path = files("relevo").joinpath("region", "data", "geo", "basemap.json")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def units(lat: float, lon: float) -> tuple[float, float]:
    """Where a point of the earth lies on the base map, in its units."""
    base = base_map()
    return (lon - base["west"]) * base["x_scale"], (base["north"] - lat) * base["y_scale"]


def shapes_of(country: str, department: str = "") -> list[dict[str, Any]]:
    """The departments of a country, or the one of that name."""
    return [
        found
        for found in base_map()["departments"]
        if found["country"] == country and department in {"", found["name"]}
    ]


def bounds_of(country: str, department: str = "") -> Bounds | None:
    """What must be seen of a country or a department; None: the base map has no such."""
    boxes = [found["box"] for found in shapes_of(country, department)]
    if not boxes:
        return None
    base = base_map()
    west, north = min(box[0] for box in boxes), min(box[1] for box in boxes)
    east, south = max(box[2] for box in boxes), max(box[3] for box in boxes)
    across, down = (east - west) * ROOM, (south - north) * ROOM
    return Bounds(
        south=base["north"] - (south + down) / base["y_scale"],
        west=base["west"] + (west - across) / base["x_scale"],
        north=base["north"] - (north - down) / base["y_scale"],
        east=base["west"] + (east + across) / base["x_scale"],
    )


def view_of(bounds: Bounds | None) -> View:
    """The bounds with their center kept, not too flat, too tall or too close."""
    if bounds is None:
        width, height = base_map()["size"]
        return View(0, 0, width, height)
    left, top = units(bounds.north, bounds.west)
    right, bottom = units(bounds.south, bounds.east)
    width = max(right - left, CLOSEST, (bottom - top) / TALLEST)
    height = max(bottom - top, width * FLATTEST)
    return View((left + right - width) / 2, (top + bottom - height) / 2, width, height)


def transform(view: View) -> str:
    """What brings units of the base map to those of the drawing."""
    return f"scale({round(view.scale, 5)}) translate({round(-view.left, 1)} {round(-view.top, 1)})"


@lru_cache(maxsize=64)
def drawn_base(view: View, language: str) -> SafeString:
    """Land, departments, rivers and borders; the same for everybody."""
    base = base_map()
    departments = [found for found in base["departments"] if view.touches(found["box"])]
    with override(language):
        name = _("Map of El Salvador, Guatemala and Honduras with their departments")
    return format_html(
        '<g class="map-base" role="img" aria-label="{}"><g class="map-land" '
        'transform="{}">{}{}<path class="map-river" d="{}"/>'
        '<path class="map-border" d="{}"/><path class="map-border map-border--disputed" d="{}"/>'
        "</g></g>",
        name,
        transform(view),
        format_html_join(
            "",
            '<path class="map-neighbor" d="{}"/>',
            ((path,) for path in base["neighbors"].values()),
        ),
        format_html_join(
            "",
            '<path class="map-department map-department--{}" d="{}"><title>{}</title></path>',
            ((found["country"].lower(), found["path"], found["name"]) for found in departments),
        ),
        base["rivers"],
        base["borders"],
        base["disputed"],
    )
