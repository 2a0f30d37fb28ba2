"""The map as a drawing from the server: no tiles, no script, for phones, paper and e-mail.

Everything is said by shape and letter, never by color alone, and again in the list beside the map.
The drawing carries classes only; ``static/web/map.css`` says how they look:

- ``map-drawing`` the whole; ``map-land`` its scaled land with ``map-neighbor``, ``map-department``
  (``map-department--gt``, ``--hn``, ``--sv``), ``map-river``, ``map-border`` and
  ``map-border--disputed``
- ``map-town`` with ``--left``, ``--right`` or ``--below``: where its name stands
- ``map-marker`` with its kind (``map-marker--crossing``, ``--service``, ``--here``) and state
  (``map-marker--open``, ``--restricted``, ``--closed``, ``--not_confirmed``); in it
  ``map-marker__touch`` (the area for a finger), ``map-marker__sign``, ``map-marker__letter``
- ``map-leader`` from a marker that had to give way to the point it stands for

Borders are drawn at 1:10 million: the drawing never says on which side of a border a point lies.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from math import cos, hypot, sin
from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

ATTRIBUTION = "GeoNames (CC BY 4.0) · Natural Earth"
KINDS = ("crossing", "service", "here")
UNKNOWN = "not_confirmed"

WIDTH = 400
"""Width of the drawing in its own units, about the pixels of a phone."""

FLATTEST, TALLEST = 0.45, 1.25
CLOSEST = 300
"""A view never shows less than this many units of the base map: about thirty kilometers."""

APART, ROUNDS, MARGIN = 18.0, 60, 12.0
MOVED = 3.0
CROWD = 80
"""More markers than this stay where they are: moving them would say nothing any more."""

SIGN = 9.5
LETTER, NAME_HEIGHT = 3.8, 3.5
"""Mean width of a letter of a town's name and half its height, at the size of a phone."""

NAME_STEP = 3
PLACES = {
    "left": (("left", 0), ("right", 0), ("below", 8), ("left", 4), ("right", 4), ("right", -4)),
    "right": (("right", 0), ("left", 0), ("below", 8), ("right", 4), ("left", 4), ("left", -4)),
}
"""Where a name may stand, the first choice by the side it would like: side and units down."""

_Box = tuple[float, float, float, float]


class MarkerLeadsElsewhere(ValueError):
    """The address of a marker is not a page of this site."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A place on the map. ``label`` says it in words; ``href`` empty: it is no link.

    A crossing whose state is not one of the four is drawn as not confirmed.
    """

    lat: float
    lon: float
    kind: str
    state: str
    label: str
    href: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"not a kind of marker: {self.kind}")
        if self.href and (self.href[0] not in "/?#" or self.href[:2] in {"//", "/\\"}):
            raise MarkerLeadsElsewhere(self.href)


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
class _View:
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


@dataclass(frozen=True, slots=True)
class _Sign:
    """A marker with the point it stands for and the place it is drawn at."""

    marker: Marker
    point: tuple[float, float]
    place: tuple[float, float]


def render_map(
    *, markers: Sequence[Marker], label: str, bounds: Bounds | None = None, language: str
) -> SafeString:
    """The drawing as an ``<svg>`` for a page; ``label`` is its name.

    Markers outside ``bounds`` are left out: the list beside the map has them all. A drawing with
    links is a group for assistive technology, one without is an image.
    """
    view = _view(bounds)
    signs = _signs(markers, view)
    linked = any(sign.marker.href for sign in signs)
    with override(language):
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="map-drawing" viewBox="0 0 {} {}" '
            'role="{}" lang="{}"><title>{}</title><desc>{}</desc>{}{}{}{}</svg>',
            WIDTH,
            view.drawn_height,
            "group" if linked else "img",
            language,
            _plain(label),
            _("The same places are in the list on this page."),
            _base(view, language),
            _towns(view, signs),
            format_html_join("", "{}", ((_leader(sign),) for sign in signs)),
            format_html_join("", "{}", ((_drawn(sign),) for sign in signs)),
        )


@lru_cache(maxsize=1)
def base_map() -> dict[str, Any]:
    """The committed base map; ``geodata/README.md`` says how it is made."""
    path = files("relevo").joinpath("region", "data", "geo", "basemap.json")
    found: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return found


def _units(lat: float, lon: float) -> tuple[float, float]:
    base = base_map()
    return (lon - base["west"]) * base["x_scale"], (base["north"] - lat) * base["y_scale"]


def _view(bounds: Bounds | None) -> _View:
    """The bounds with their center kept, not too flat, too tall or too close."""
    if bounds is None:
        width, height = base_map()["size"]
        return _View(0, 0, width, height)
    left, top = _units(bounds.north, bounds.west)
    right, bottom = _units(bounds.south, bounds.east)
    width = max(right - left, CLOSEST, (bottom - top) / TALLEST)
    height = max(bottom - top, width * FLATTEST)
    return _View((left + right - width) / 2, (top + bottom - height) / 2, width, height)


@lru_cache(maxsize=64)
def _base(view: _View, language: str) -> SafeString:
    base = base_map()
    departments = [found for found in base["departments"] if view.touches(found["box"])]
    with override(language):
        name = _("Map of El Salvador, Guatemala and Honduras with their departments")
    return format_html(
        '<g class="map-base" role="img" aria-label="{}"><g class="map-land" '
        'transform="scale({}) translate({} {})">{}{}<path class="map-river" d="{}"/>'
        '<path class="map-border" d="{}"/><path class="map-border map-border--disputed" d="{}"/>'
        "</g></g>",
        name,
        round(view.scale, 5),
        round(-view.left, 1),
        round(-view.top, 1),
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


def _towns(view: _View, signs: Sequence[_Sign]) -> SafeString:
    """Names of towns as far as they cover neither a sign nor a more important name."""
    taken = [_around(*sign.place, SIGN, SIGN) for sign in signs]
    shown = []
    for town in base_map()["towns"]:
        x, y = view.place(town["x"], town["y"])
        for side, down in PLACES[town["side"]]:
            box = _name_box(x, y + down, town["name"], side=side)
            fits = box[0] >= 0 and box[2] <= WIDTH and 0 <= y <= view.drawn_height
            if fits and not any(_cover(box, other) for other in taken):
                taken.append(box)
                step = {"left": -NAME_STEP, "right": NAME_STEP, "below": 0}[side]
                shown.append((side, round(x, 1), round(y, 1), step, 2 + down, town["name"]))
                break
    return format_html_join(
        "",
        '<g class="map-town map-town--{}" transform="translate({} {})">'
        '<circle r="1.3"/><text x="{}" y="{}">{}</text></g>',
        shown,
    )


def _name_box(x: float, y: float, name: str, *, side: str) -> _Box:
    half = (NAME_STEP + len(name) * LETTER) / 2
    return _around(x + {"left": -half, "right": half, "below": 0}[side], y, half, NAME_HEIGHT)


def _around(x: float, y: float, half_width: float, half_height: float) -> _Box:
    return x - half_width, y - half_height, x + half_width, y + half_height


def _cover(a: _Box, b: _Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def _signs(markers: Sequence[Marker], view: _View) -> list[_Sign]:
    seen = [
        (marker, view.place(x, y))
        for marker, (x, y) in ((marker, _units(marker.lat, marker.lon)) for marker in markers)
        if view.holds(x, y)
    ]
    places = _spread([point for _, point in seen], bottom=view.drawn_height)
    return [
        _Sign(marker, point, place) for (marker, point), place in zip(seen, places, strict=True)
    ]


def _spread(points: Sequence[tuple[float, float]], *, bottom: float) -> list[tuple[float, float]]:
    """The points moved apart until no two signs cover each other; the same every time."""
    places = list(points)
    if len(points) > CROWD:
        return places
    for _round in range(ROUNDS):
        crowded = False
        for first in range(len(places)):
            for second in range(first):
                a, b = places[first], places[second]
                gap = hypot(a[0] - b[0], a[1] - b[1])
                if gap >= APART:
                    continue
                crowded = True
                turn = float(first)
                x, y = (
                    (cos(turn), sin(turn))
                    if gap == 0
                    else ((a[0] - b[0]) / gap, (a[1] - b[1]) / gap)
                )
                push = (APART - gap) / 2 + 0.01
                places[first] = _inside(a[0] + x * push, a[1] + y * push, bottom)
                places[second] = _inside(b[0] - x * push, b[1] - y * push, bottom)
        if not crowded:
            break
    return places


def _inside(x: float, y: float, bottom: float) -> tuple[float, float]:
    return min(max(x, MARGIN), WIDTH - MARGIN), min(max(y, MARGIN), bottom - MARGIN)


def _leader(sign: _Sign) -> SafeString:
    (x, y), (to_x, to_y) = sign.point, sign.place
    if hypot(x - to_x, y - to_y) <= MOVED:
        return SafeString("")
    return format_html(
        '<path class="map-leader" d="M{} {}L{} {}"/>',
        round(x, 1),
        round(y, 1),
        round(to_x, 1),
        round(to_y, 1),
    )


def _drawn(sign: _Sign) -> SafeString:
    """The marker as a link, or as an image of its own where it leads nowhere."""
    marker, label = sign.marker, _plain(sign.marker.label)
    shape, letter, state = _shape(marker)
    classes = f"map-marker map-marker--{marker.kind}"
    body = format_html(
        '<title>{}</title><g transform="translate({} {})"><circle class="map-marker__touch" '
        'r="12"/><g class="map-marker__sign"><path d="{}"/>{}</g></g>',
        label,
        round(sign.place[0], 1),
        round(sign.place[1], 1),
        shape,
        letter,
    )
    named = f"{classes} map-marker--{state}" if state else classes
    if marker.href:
        return format_html(
            '<a class="{}" href="{}" aria-label="{}">{}</a>', named, marker.href, label, body
        )
    return format_html('<g class="{}" role="img" aria-label="{}">{}</g>', named, label, body)


ROUND = "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0z"
SHAPES = {
    "open": ROUND,
    "restricted": "M0-10L10 7.5H-10z",
    "closed": "M-7.5-7.5h15v15h-15z",
    "not_confirmed": "M0-10.5L10.5 0L0 10.5L-10.5 0z",
    "service": "M0 8C-3 4-6 1-6-2.500a6 6 0 0 1 12 0C6 1 3 4 0 8z",
    "here": "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0zM-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
}


def _shape(marker: Marker) -> tuple[str, SafeString, str]:
    """Outline, letter and state of a sign. Unknown is never drawn as open."""
    letters = {
        "open": pgettext("letter on the map: open", "O"),
        "restricted": pgettext("letter on the map: restricted", "R"),
        "closed": "×",
        UNKNOWN: "?",
    }
    if marker.kind != "crossing" and marker.state not in letters:
        return SHAPES[marker.kind], SafeString(""), ""
    state = marker.state if marker.state in letters else UNKNOWN
    letter = format_html(
        '<text class="map-marker__letter" y="{}" aria-hidden="true">{}</text>',
        5.5 if state == "restricted" else 3.5,
        letters[state],
    )
    return SHAPES[state], letter, state


def _plain(text: str) -> str:
    """One line without the characters that no document may carry."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
