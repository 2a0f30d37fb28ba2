"""Signs that stand at a point: a shape and a letter for each kind, moved apart where they crowd."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import cos, hypot, sin

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import pgettext

from relevo.web.mapping.base import WIDTH, View, units

KINDS = (
    "crossing",
    "service",
    "here",
    "services",
    "alert",
    "emergency",
    "road",
    "point",
    "advisory",
    "movement",
)
UNKNOWN = "not_confirmed"
APART, ROUNDS, MARGIN = 18.0, 60, 12.0
MOVED = 3.0
CROWD = 80
"""More markers than this stay where they are: moving them would say nothing any more."""

ROUND = "M-8 0a8 8 0 1 0 16 0a8 8 0 1 0-16 0z"
SHAPES = {
    "open": ROUND,
    "restricted": "M0-10L10 7.5H-10z",
    "closed": "M-7.5-7.5h15v15h-15z",
    "not_confirmed": "M0-10.5L10.5 0L0 10.5L-10.5 0z",
    "service": "M0 8C-3 4-6 1-6-2.5a6 6 0 0 1 12 0C6 1 3 4 0 8z",
    "here": "M-9 0a9 9 0 1 0 18 0a9 9 0 1 0-18 0zM-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "services": "M-9-6h18v12h-18z",
    "alert": "M0-10L9.5-3.1L5.9 8H-5.9L-9.5-3.1z",
    "emergency": "M-9-9h18v11L0 10L-9 2z",
    "road": "M-4-9.5h8L9.5-4v8L4 9.5h-8L-9.5 4v-8z",
    "point": "M-10 8L-3-8.5h6L10 8z",
    "advisory": "M-9-8.5h18v12h-11l-4 5v-5h-3z",
    "movement": "M-10-8h12l8 8l-8 8h-12l5-8z",
}
DROP = {"restricted": 5.5, "point": 5.0, "advisory": 1.2, "emergency": 2.5}
"""How far under the middle a letter stands; 3.5 where nothing is said."""


class MarkerLeadsElsewhere(ValueError):
    """The address of a marker is not a page of this site."""


@dataclass(frozen=True, slots=True)
class Marker:
    """A place on the map. ``label`` says it in words; ``href`` empty: it is no link.

    A crossing whose state is not one of the four is drawn as not confirmed. ``count``: how many
    services stand together there.
    """

    lat: float
    lon: float
    kind: str
    state: str
    label: str
    href: str = ""
    count: int = 0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"not a kind of marker: {self.kind}")
        if self.href and (self.href[0] not in "/?#" or self.href[:2] in {"//", "/\\"}):
            raise MarkerLeadsElsewhere(self.href)


@dataclass(frozen=True, slots=True)
class Sign:
    """A marker with the point it stands for and the place it is drawn at."""

    marker: Marker
    point: tuple[float, float]
    place: tuple[float, float]


def signs_of(markers: Sequence[Marker], view: View) -> list[Sign]:
    """What is seen of the markers; services that stand together lie below and never move."""
    seen = [
        (marker, view.place(x, y))
        for marker, (x, y) in ((marker, units(marker.lat, marker.lon)) for marker in markers)
        if view.holds(x, y)
    ]
    still = [Sign(marker, point, point) for marker, point in seen if marker.kind == "services"]
    rest = [(marker, point) for marker, point in seen if marker.kind != "services"]
    places = _spread([point for _, point in rest], bottom=view.drawn_height)
    return still + [
        Sign(marker, point, place) for (marker, point), place in zip(rest, places, strict=True)
    ]


def _spread(points: Sequence[tuple[float, float]], *, bottom: float) -> list[tuple[float, float]]:
    """The points moved apart until no two signs cover each other; the same every time."""
    places = list(points)
    if len(points) > CROWD:
        return places
    for _round in range(ROUNDS):
        crowded = False
        for first, second in _too_near(places):
            crowded = True
            a, b = places[first], places[second]
            gap = hypot(a[0] - b[0], a[1] - b[1])
            turn = float(first)
            x, y = (
                (cos(turn), sin(turn)) if gap == 0 else ((a[0] - b[0]) / gap, (a[1] - b[1]) / gap)
            )
            push = (APART - gap) / 2 + 0.01
            places[first] = _inside(a[0] + x * push, a[1] + y * push, bottom)
            places[second] = _inside(b[0] - x * push, b[1] - y * push, bottom)
        if not crowded:
            break
    return places


def _too_near(places: Sequence[tuple[float, float]]) -> Iterator[tuple[int, int]]:
    """Pairs that cover each other, as they stand at the moment they are asked for."""
    for first in range(len(places)):
        for second in range(first):
            a, b = places[first], places[second]
            if hypot(a[0] - b[0], a[1] - b[1]) < APART:
                yield first, second


def _inside(x: float, y: float, bottom: float) -> tuple[float, float]:
    return min(max(x, MARGIN), WIDTH - MARGIN), min(max(y, MARGIN), bottom - MARGIN)


def leader(sign: Sign) -> SafeString:
    """The line from a sign that gave way to the point that it stands for."""
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


def drawn(sign: Sign) -> SafeString:
    """The marker as a link, or as an image of its own where it leads nowhere."""
    marker, label = sign.marker, plain(sign.marker.label)
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


def letter_of(kind: str, state: str = "", count: int = 0) -> str:
    """The letter of a sign, in the language that is active; empty for those without one."""
    if kind == "services":
        return str(count) if count else "n"
    states = {
        "open": pgettext("letter on the map: open", "O"),
        "restricted": pgettext("letter on the map: restricted", "R"),
        "closed": "×",
        UNKNOWN: "?",
    }
    if state in states and kind != "road":
        return states[state]
    return {
        "crossing": states[UNKNOWN],
        "alert": "!",
        "emergency": pgettext("letter on the map: emergency", "E"),
        "road": pgettext("letter on the map: road slow", "S")
        if state == "slow"
        else pgettext("letter on the map: road cut", "C"),
        "point": pgettext("letter on the map: temporary point", "T"),
        "advisory": pgettext("letter on the map: advice to the public", "i"),
        "movement": pgettext("letter on the map: large movement", "M"),
    }.get(kind, "")


def drawn_state(kind: str, state: str) -> str:
    """The state as it is drawn: of a crossing always one of the four."""
    if kind == "crossing" and state not in {"open", "restricted", "closed"}:
        return UNKNOWN
    return state if kind in {"crossing", "road"} or state in SHAPES else ""


def _shape(marker: Marker) -> tuple[str, SafeString, str]:
    """Outline, letter and state of a sign. Unknown is never drawn as open."""
    letter = letter_of(marker.kind, marker.state, marker.count)
    state = drawn_state(marker.kind, marker.state)
    outline = marker.kind if marker.kind == "road" else (state or marker.kind)
    if not letter:
        return SHAPES[outline], SafeString(""), state
    return (
        SHAPES[outline],
        format_html(
            '<text class="map-marker__letter" y="{}" aria-hidden="true">{}</text>',
            DROP.get(outline, 3.5),
            letter,
        ),
        state,
    )


def sign_svg(kind: str, state: str = "") -> SafeString:
    """One sign alone, for the legend and the table; the words beside it say what it is."""
    return format_html(
        '<svg class="map-sign" viewBox="-12 -12 24 24" aria-hidden="true">{}</svg>',
        bare_sign(kind, state),
    )


def bare_sign(kind: str, state: str = "") -> SafeString:
    """One sign around the middle of where it stands."""
    marker = Marker(lat=0, lon=0, kind=kind, state=state, label="")
    shape, letter, named = _shape(marker)
    classes = f"map-marker map-marker--{kind}" + (f" map-marker--{named}" if named else "")
    return format_html('<g class="{}"><path d="{}"/>{}</g>', classes, shape, letter)


def plain(text: str) -> str:
    """One line without the characters that no document may carry."""
    return "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
