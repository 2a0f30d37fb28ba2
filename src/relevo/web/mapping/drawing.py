"""The whole drawing: land, areas, ways, names of towns and signs."""

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import override

from relevo.web.mapping.base import WIDTH, Bounds, View, drawn_base, view_of
from relevo.web.mapping.layers import Shade, Way, drawn_layers
from relevo.web.mapping.names import Names
from relevo.web.mapping.signs import (
    Marker,
    Sign,
    drawn,
    leader,
    plain,
    signs_of,
)

ATTRIBUTION = "GeoNames (CC BY 4.0) · Natural Earth"


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
    names = Names(view, signs)
    names.of_towns()
    with override(language):
        return format_html(
            '<svg xmlns="http://www.w3.org/2000/svg" class="map-drawing" viewBox="0 0 {} {}" '
            'role="{}" lang="{}"><title>{}</title><desc>{}</desc>{}</svg>',
            WIDTH,
            view.drawn_height,
            "group" if linked else "img",
            language,
            plain(label),
            _("The same places are in the list on this page."),
            drawn_body(view, signs, shades=shades, ways=ways, names=names.drawn, language=language),
        )


def drawn_body(
    view: View,
    signs: Sequence[Sign],
    *,
    shades: Sequence[Shade],
    ways: Sequence[Way],
    names: SafeString,
    language: str,
) -> SafeString:
    """Land, areas, ways, names and over them the signs."""
    return format_html(
        "{}{}{}{}{}",
        drawn_base(view, language),
        drawn_layers(shades, ways, view),
        names,
        format_html_join("", "{}", ((leader(sign),) for sign in signs)),
        format_html_join("", "{}", ((drawn(sign),) for sign in signs)),
    )
