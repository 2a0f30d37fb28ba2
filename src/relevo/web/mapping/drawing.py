"""The whole drawing: land, areas, ways, names of towns and signs."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from relevo.web.mapping.base import WIDTH, Bounds, View, base_map, drawn_base, view_of
from relevo.web.mapping.layers import Shade, Way, drawn_layers
from relevo.web.mapping.signs import (
    Marker,
    Sign,
    drawn,
    leader,
    plain,
    signs_of,
)

ATTRIBUTION = "GeoNames (CC BY 4.0) · Natural Earth"
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


def render_map(
    *,
    markers: Sequence[Marker],
    label: str,
    bounds: Bounds | None = None,
    shades: Sequence[Shade] = (),
    ways: Sequence[Way] = (),
    language: str,
) -> SafeString:
    """The drawing as an ``<svg>`` for a page; ``label`` is its name.

    Markers outside ``bounds`` are left out: the list beside the map has them all. A drawing with
    links is a group for assistive technology, one without is an image.
    """
    view = view_of(bounds)
    signs = signs_of(markers, view)
    linked = any(sign.marker.href for sign in signs)
    with override(language):
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="map-drawing" viewBox="0 0 {} {}" '
            'role="{}" lang="{}"><title>{}</title><desc>{}</desc>{}{}{}{}{}</svg>',
            WIDTH,
            view.drawn_height,
            "group" if linked else "img",
            language,
            plain(label),
            _("The same places are in the list on this page."),
            drawn_base(view, language),
            drawn_layers(shades, ways, view),
            _towns(view, signs),
            format_html_join("", "{}", ((leader(sign),) for sign in signs)),
            format_html_join("", "{}", ((drawn(sign),) for sign in signs)),
        )


def _towns(view: View, signs: Sequence[Sign]) -> SafeString:
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
