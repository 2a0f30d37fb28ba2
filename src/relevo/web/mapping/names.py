"""Names on the map: each where it covers neither a sign nor a more important name, else nowhere."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from itertools import product

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from relevo.kernel.geo import Point
from relevo.situation.rules.alerts import Ring, inside
from relevo.web.mapping.base import WIDTH, View, base_map, units
from relevo.web.mapping.signs import Marker, Sign, plain
from relevo.web.phrases import COUNTRIES

PHONE = 7.5
"""Size of names on a page, in units of the drawing, about the pixels of a phone."""

SIGN = 9.5
LETTER, HALF = 0.507, 0.467
"""Mean width of a letter and half the height of a line, at the size of one."""

WIDE = 1.45
"""Names of countries are larger and wider spaced."""

SHARES = (0.25, 0.5, 0.75)
STEP = 3
PLACES = {
    "left": (("left", 0), ("right", 0), ("below", 8), ("left", 4), ("right", 4), ("right", -4)),
    "right": (("right", 0), ("left", 0), ("below", 8), ("right", 4), ("left", 4), ("left", -4)),
}
"""Where a name may stand, the first choice by the side it would like: side and units down."""

BESIDE = (("right", 0), ("left", 0), ("below", 16), ("below", -15), ("right", 7), ("left", 7))
NEIGHBORS = {"MX": Point(17.2, -92.0), "BZ": Point(17.3, -88.7), "NI": Point(13.3, -85.6)}

Box = tuple[float, float, float, float]


class Names:
    """Names as they are placed one after the other on one drawing.

    ``taken``: what is covered, of it ``of_marks`` the signs. ``placed``: the names as drawn.
    """

    def __init__(self, view: View, signs: Sequence[Sign], *, size: float = PHONE) -> None:
        self.view, self.signs, self.size = view, signs, size
        self.of_marks = [_around(*sign.place, SIGN, SIGN) for sign in signs]
        self.taken = list(self.of_marks)
        self.placed: list[SafeString] = []

    @property
    def drawn(self) -> SafeString:
        return format_html_join("", "{}", ((name,) for name in self.placed))

    def of_signs(self, names: Mapping[Marker, str]) -> None:
        """Beside the signs that have one."""
        for sign in self.signs:
            name = plain(names.get(sign.marker, ""))
            x, y = sign.place
            for side, down in BESIDE if name else ():
                step = 0 if side == "below" else SIGN + STEP - 1
                if self._take(x, y + down, name, side=side, step=step):
                    self._draw(name, x + _step(side, step), y + down, kind="map-name", side=side)
                    break

    def of_countries(self) -> None:
        """In the middle of what is seen of each, or on its land near to it."""
        for country, anchors in self._anchors():
            name = str(COUNTRIES[country])
            for x, y in anchors:
                if self._take(x, y, name, side="below", step=0, wide=WIDE):
                    self._draw(name, x, y, kind="map-country", side="below")
                    break

    def of_towns(self) -> None:
        """The more important first, each with a dot."""
        grow = self.size / PHONE
        for town in base_map()["towns"]:
            x, y = self.view.place(town["x"], town["y"])
            for side, down in PLACES[town["side"]]:
                shift = down * grow
                if self._take(x, y + shift, town["name"], side=side, step=STEP, dot=y):
                    self.placed.append(
                        format_html(
                            '<g class="map-town map-town--{}" transform="translate({} {})">'
                            '<circle r="1.3"/><text x="{}" y="{}">{}</text></g>',
                            side,
                            round(x, 1),
                            round(y, 1),
                            _step(side, STEP),
                            round(2 * grow + shift, 1),
                            town["name"],
                        )
                    )
                    break

    def _anchors(self) -> Iterable[tuple[str, list[tuple[float, float]]]]:
        seen: dict[str, list[tuple[float, float]]] = {}
        for country, x, y in _on_land():
            if self.view.holds(x, y):
                seen.setdefault(country, []).append(self.view.place(x, y))
        for country, places in sorted(seen.items()):
            middle = tuple(sum(numbers) / len(places) for numbers in zip(*places, strict=True))
            near = sorted(
                places, key=lambda at: (at[0] - middle[0]) ** 2 + (at[1] - middle[1]) ** 2
            )
            yield country, near
        for country, point in NEIGHBORS.items():
            x, y = units(point.lat, point.lon)
            if self.view.holds(x, y):
                yield country, [self.view.place(x, y)]

    def _take(
        self,
        x: float,
        y: float,
        name: str,
        *,
        side: str,
        step: float,
        wide: float = 1,
        dot: float | None = None,
    ) -> bool:
        """Whether the name fits there, which then is taken."""
        half = (step + len(name) * self.size * wide * LETTER) / 2
        middle = x + {"left": -half, "right": half, "below": 0}[side]
        box = _around(middle, y, half, self.size * HALF * wide)
        at = y if dot is None else dot
        fits = box[0] >= 0 and box[2] <= WIDTH and 0 <= at <= self.view.drawn_height
        fits = fits and box[1] >= 0 and box[3] <= self.view.drawn_height
        if not fits or any(_cover(box, other) for other in self.taken):
            return False
        self.taken.append(box)
        return True

    def _draw(self, name: str, x: float, y: float, *, kind: str, side: str) -> None:
        self.placed.append(
            format_html(
                '<text class="{} map-name--{}" x="{}" y="{}">{}</text>',
                kind,
                side,
                round(x, 1),
                round(y + self.size * 0.27, 1),
                name,
            )
        )


@lru_cache(maxsize=1)
def _on_land() -> list[tuple[str, float, float]]:
    """Points of each department that lie on its land, in units of the base map."""
    points = []
    for found in base_map()["departments"]:
        west, north, east, south = found["box"]
        rings = [_ring(path) for path in found["path"].split("z") if path]
        for across, down in product(SHARES, SHARES):
            x, y = west + (east - west) * across, north + (south - north) * down
            if any(inside(x, y, ring) for ring in rings):
                points.append((found["country"], x, y))
    return points


def _ring(path: str) -> Ring:
    """The corners of one ring, written as its first and the steps from each to the next."""
    first, steps = path[1:].split("l")
    numbers = [int(number) for number in steps.replace("-", " -").split()]
    x, y = map(int, first.split())
    corners = [(float(x), float(y))]
    for right, down in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + right, y + down
        corners.append((float(x), float(y)))
    return (*corners, corners[0])


def _step(side: str, step: float) -> float:
    return {"left": -step, "right": step, "below": 0}[side]


def _around(x: float, y: float, half_width: float, half_height: float) -> Box:
    return x - half_width, y - half_height, x + half_width, y + half_height


def _cover(a: Box, b: Box) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
