"""The map as a sheet that says by itself what it shows: saved, printed or passed on alone.

Above the drawing stand its title, the instant with its zone and what is shown; under it the signs
that are used, what has no place on it, and the sources. It carries its own style and no link.
"""

from collections.abc import Iterable, Iterator, Sequence
from textwrap import wrap

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from relevo.web.as_of import AsOf
from relevo.web.map_phrases import MAP_LAYERS, MAP_SIGNS
from relevo.web.mapping.base import WIDTH, View, base_map, view_of
from relevo.web.mapping.content import Layer
from relevo.web.mapping.drawing import ATTRIBUTION, drawn_body
from relevo.web.mapping.file import as_file
from relevo.web.mapping.layers import is_shade_seen, is_way_seen
from relevo.web.mapping.names import Names
from relevo.web.mapping.page import SIGNS, Asked, sign_of
from relevo.web.mapping.signs import Sign, bare_sign, drawn_state, plain, signs_of
from relevo.wording.words import moment

NAME = 9.0
"""Size of names on a sheet: to be read on a phone of 360 pixels."""

EDGE, INDENT = 10, 34
TITLE, TEXT, SMALL = 16, 12.5, 11
LETTER, LINE = 0.56, 1.3
"""Width of a letter and height of a line at the size of one; some letters are as wide as that."""

ROW = 22
MOST_UNPLACED = 5


def sheet_file(asked: Asked, layers: Sequence[Layer], *, is_demo: bool) -> bytes:
    """The sheet as a file, in the active language."""
    view = view_of(asked.zone.bounds)
    entries = [entry for layer in reversed(layers) for entry in layer.entries]
    named = {
        marker: entry.name
        for entry in entries
        if entry.kind == "crossing" and (marker := entry.marker) is not None
    }
    signs = signs_of([found for entry in entries if (found := entry.marker) is not None], view)
    names = Names(view, signs, size=NAME)
    names.of_signs(named)
    names.of_countries()
    names.of_towns()
    language = get_language() or "es"
    title = _("Map of the situation: %(zone)s") % {"zone": asked.zone.name}
    instant = as_of_words(asked.asof)
    top = list(_head(title, instant, layers, is_demo=is_demo))
    above = round(max(y for _kind, _x, y, _text in top) + 9, 1)
    below, height = _foot(
        legend=list(_legend(layers, signs, view)),
        notes=[*_unplaced(layers), *_sources()],
        top=above + view.drawn_height + 8,
    )
    body = drawn_body(
        view,
        signs,
        shades=[shade for layer in layers for shade in layer.shades],
        ways=[way for layer in layers for way in layer.ways],
        names=names.drawn,
        language=language,
    )
    return as_file(
        format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="map-drawing" viewBox="0 0 {} {}" '
            'role="img" lang="{}"><title>{}. {}</title><desc>{}</desc>'
            '<rect width="{}" height="{}" fill="#fff"/>{}<svg y="{}" width="{}" height="{}">'
            '<rect class="map-sea" width="100%" height="100%"/>{}</svg>{}</svg>',
            WIDTH,
            height,
            language,
            plain(title),
            instant,
            " ".join(text for _kind, _x, _y, text in top),
            WIDTH,
            height,
            _drawn(top),
            above,
            WIDTH,
            view.drawn_height,
            body,
            below,
        )
    )


def as_of_words(asof: AsOf) -> str:
    """Of which instant it is, and as known when if that is another."""
    at, known = moment(asof.at), moment(asof.known_at)
    if at == known:
        return _("As of %(moment)s.") % {"moment": at}
    return _("What was true on %(at)s, as known on %(known)s.") % {"at": at, "known": known}


_Text = tuple[str, float, float, str]
"""Its class, where it begins, and its words."""


def _head(title: str, instant: str, layers: Sequence[Layer], *, is_demo: bool) -> Iterator[_Text]:
    y = 4.0
    for line in _lines(title, size=TITLE):
        y += TITLE * LINE
        yield "map-sheet-title", EDGE, y, line
    shown = ", ".join(str(MAP_LAYERS[layer.code]) for layer in layers)
    told = [
        instant + " " + _("Time of El Salvador, Guatemala and Honduras (UTC−6)."),
        _("Shown: %(things)s.") % {"things": shown},
    ]
    if is_demo:
        told.insert(0, _("DEMONSTRATION: this is not the situation of today."))
    for text in told:
        for line in _lines(text):
            y += TEXT * LINE
            yield "map-sheet", EDGE, y, line


def _legend(
    layers: Sequence[Layer], signs: Sequence[Sign], view: View
) -> Iterator[tuple[SafeString, str]]:
    """The signs that are used, in the order of the layers, each with its meaning."""
    used = {
        (mark.kind, drawn_state(mark.kind, mark.state)) for mark in (sign.marker for sign in signs)
    }
    shades = [shade for layer in layers for shade in layer.shades]
    ways = [way for layer in layers for way in layer.ways]
    used |= {(shade.kind, "") for shade in shades if is_shade_seen(shade, view)}
    used |= {("road", way.state) for way in ways if is_way_seen(way, view)}
    for layer in layers:
        for code in SIGNS[layer.code]:
            if sign_of(layer.code, code) in used:
                yield bare_sign(*sign_of(layer.code, code)), str(MAP_SIGNS[code])
    x, y = (float(number) for number in base_map()["disputed"][1:].split("l")[0].split())
    if view.holds(x, y):
        dashed = format_html('<path class="map-border map-border--{}" d="M-10 0H10"/>', "disputed")
        yield dashed, pgettext("sign on the map", "border in dispute")


def _unplaced(layers: Sequence[Layer]) -> Iterator[str]:
    """What holds in a whole country or at a place that nobody knows is on no drawing."""
    ordered = sorted(layers, key=lambda layer: layer.code == "crossings")
    found = [entry.label for layer in ordered for entry in layer.entries if entry.point is None]
    if found:
        things = "; ".join(found[:MOST_UNPLACED])
        if len(found) > MOST_UNPLACED:
            things += f" (+{len(found) - MOST_UNPLACED})"
        yield _("Without a place on the map: %(things)s.") % {"things": things}


def _sources() -> Iterator[str]:
    coarse = _("Borders are drawn coarsely: the map does not say on which side a point lies.")
    yield f"{ATTRIBUTION}. {coarse}"


def _foot(
    *, legend: Sequence[tuple[SafeString, str]], notes: Iterable[str], top: float
) -> tuple[SafeString, float]:
    """Legend and notes under the drawing, and where the sheet ends."""
    y, rows = top, []
    for sign, meaning in legend:
        middle, lines = y + ROW / 2, _lines(meaning, indent=INDENT)
        texts = [
            ("map-sheet__row", INDENT, middle + TEXT * (0.35 + LINE * number), line)
            for number, line in enumerate(lines)
        ]
        y += ROW + TEXT * LINE * (len(lines) - 1)
        rows.append((EDGE + 10, round(middle, 1), sign, _drawn(texts)))
    drawn_rows = format_html_join("", '<g transform="translate({} {})">{}</g>{}', rows)
    notes_drawn = []
    y += 4
    for note in notes:
        for line in _lines(note, size=SMALL):
            y += SMALL * LINE
            notes_drawn.append(("map-sheet map-sheet--small", float(EDGE), y, line))
    return (
        format_html('<g class="map-sheet__legend">{}</g>{}', drawn_rows, _drawn(notes_drawn)),
        round(y + 10, 1),
    )


def _lines(text: str, *, size: float = TEXT, indent: float = EDGE) -> list[str]:
    """The text in lines that fit on the sheet."""
    return wrap(plain(text), int((WIDTH - indent - EDGE) / (size * LETTER)))


def _drawn(texts: Iterable[_Text]) -> SafeString:
    return format_html_join(
        "",
        '<text class="{}" x="{}" y="{}">{}</text>',
        ((k, x, round(y, 1), t) for k, x, y, t in texts),
    )
