"""The map as a file says by itself what it shows: when, what its signs mean, who, and where."""

import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from xml.etree import ElementTree as ET

import pytest
from django.utils.translation import override
from tests.factories.pages import said

from relevo.kernel.geo import Point
from relevo.places.models import Area
from relevo.web.as_of import AsOf
from relevo.web.mapping.base import Bounds, view_of
from relevo.web.mapping.content import Entry, Layer
from relevo.web.mapping.layers import Shade, Way
from relevo.web.mapping.names import Names
from relevo.web.mapping.page import PUBLIC_LAYERS, Asked, Zone
from relevo.web.mapping.sheet import MOST_UNPLACED, sheet_file
from relevo.web.mapping.signs import Marker, signs_of

SVG = "{http://www.w3.org/2000/svg}"
AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)
AMATILLO = Point(13.593, -87.767)
SMALL = 40_000
HOSTILE = '"><script>alert(1)</script>&amp;\x00'


def asked(**changes):
    plain = Asked(
        zone=Zone(),
        layers=PUBLIC_LAYERS,
        offered=PUBLIC_LAYERS,
        asof=AsOf(AT, AT),
        departments=(),
    )
    return replace(plain, **changes)


def crossing(name="El Amatillo", state="closed", point=AMATILLO):
    return Entry(kind="crossing", name=name, said="cerrado", state=state, href="/x/", point=point)


def layers(*entries, **changes):
    return [Layer("crossings", entries or (crossing(),), **changes)]


def read(what=None, given=(), language="es", *, is_demo=False):
    with override(language):
        content = sheet_file(what or asked(), given or layers(), is_demo=is_demo)
    return content, ET.fromstring(content)  # noqa: S314 - our own text


def words(root):
    """Its texts as they are read, without those on the map itself."""
    return " ".join(
        text.text
        for text in root.findall(f".//{SVG}text")
        if text.get("class", "").startswith("map-sheet")
    )


@pytest.mark.parametrize(
    ("language", "title", "instant", "sign", "layer"),
    [
        (
            "es",
            "Mapa de la situación: Los tres países",
            "Al 20 de noviembre de 2020, 15:40.",
            "frontera cerrada, o cerrada a esta hora",
            "Fronteras",
        ),
        (
            "en",
            "Map of the situation: The three countries",
            "As of 20 November 2020, 15:40.",
            "crossing closed, or closed at this hour",
            "Crossings",
        ),
    ],
)
def test_it_says_what_it_is_when_and_in_which_time_in_both_languages(
    language, title, instant, sign, layer
):
    _content, root = read(language=language)
    told = words(root)
    assert root.find(f"{SVG}title").text == f"{title}. {instant}"
    assert told.startswith(title)
    assert instant in told
    assert "UTC−6" in told
    assert "GeoNames (CC BY 4.0) · Natural Earth" in told
    assert (root.get("lang"), root.get("role")) == (language, "img")
    assert sign in told
    assert f" {layer}" in told


def test_another_instant_says_what_was_true_and_what_was_known():
    asof = AsOf(AT, AT + timedelta(days=1), is_now=False)
    told = words(read(asked(asof=asof))[1])
    assert (
        said(
            "What was true on %(at)s, as known on %(known)s.",
            at="20 de noviembre de 2020, 15:40",
            known="21 de noviembre de 2020, 15:40",
        )
        in told
    )


def test_a_demonstration_says_so():
    sentence = said("DEMONSTRATION: this is not the situation of today.")
    assert sentence not in words(read()[1])
    assert sentence in words(read(is_demo=True)[1])


def test_the_legend_has_the_signs_that_are_used_and_no_others():
    given = [
        *layers(crossing(), crossing("Otro", "strange", Point(14.4, -89.2))),
        Layer("alerts", [], shades=[Shade("alert", "x", departments=(("HN", "Valle"),))]),
        Layer("roads", [], ways=[Way(AMATILLO, Point(13.8, -87.6), "slow", "x")]),
        Layer("points", [Entry(kind="point", name="x", said="", point=Point(40.0, -87.0))]),
    ]
    _content, root = read(given=given)
    (legend,) = [g for g in root.iter(f"{SVG}g") if g.get("class") == "map-sheet__legend"]
    rows = [
        text.text for text in legend.iter(f"{SVG}text") if text.get("class") == "map-sheet__row"
    ]
    assert rows == [
        said(words, context="sign on the map")
        for words in (
            "crossing closed, or closed at this hour",
            "crossing not confirmed",
            "alert; its area has slanted lines",
            "road slow; a dotted line",
            "border in dispute",
        )
    ]


def test_the_legend_names_nothing_that_lies_outside_of_what_is_seen():
    guatemala = (Point(15.2, -91.0), Point(15.3, -91.1), Point(15.2, -91.1))
    given = [
        Layer("crossings", []),
        Layer("alerts", [], shades=[Shade("alert", "x", polygons=(guatemala,))]),
        Layer("roads", [], ways=[Way(guatemala[0], guatemala[1], "slow", "x")]),
        Layer("emergencies", [], shades=[Shade("emergency", "x", circles=((AMATILLO, 9.0),))]),
    ]
    valle = Zone("HN", Area(key="HN-17", country="HN", level="department", name="Valle"))
    told = words(read(asked(zone=valle), given)[1])
    assert (
        said("emergency; its area has lines slanted the other way", context="sign on the map")[:30]
        in told
    )
    for sign in (
        "alert; its area has slanted lines",
        "road slow; a dotted line",
        "border in dispute",
    ):
        assert said(sign, context="sign on the map") not in told


def test_what_has_no_place_on_the_map_is_named_below_it():
    whole = [
        Entry(kind="alert", name=f"Alerta {n}", said="grave") for n in range(MOST_UNPLACED + 2)
    ]
    told = words(read(given=[*layers(), Layer("alerts", whole)])[1])
    assert "Alerta 0: grave" in told
    assert f"Alerta {MOST_UNPLACED}" not in told
    assert "(+2)" in told
    assert said("Without a place on the map: %(things)s.", things="x").split(":")[0] in told
    assert "Sin lugar" not in words(read()[1])


def test_crossings_and_countries_are_named_where_nothing_is_covered():
    _content, root = read(
        given=layers(crossing(), crossing("Agua Caliente", "open", Point(14.4, -89.2)))
    )
    named = {text.text for text in root.findall(f".//{SVG}text")}
    assert {
        "El Amatillo",
        "Agua Caliente",
        "Honduras",
        "El Salvador",
        "Guatemala",
        "Nicaragua",
    } <= named


def test_no_two_names_cover_each_other_nor_a_sign_and_none_is_cut():
    many = [
        Marker(
            lat=13.2 + n / 7, lon=-89.9 + n / 9, kind="crossing", state="open", label=f"Cruce {n}"
        )
        for n in range(30)
    ]
    for bounds in (None, Bounds(south=13.2, west=-88.5, north=14.2, east=-87.0)):
        view = view_of(bounds)
        names = Names(view, signs_of(many, view), size=9)
        names.of_signs({marker: marker.label for marker in many})
        names.of_countries()
        names.of_towns()
        assert names.placed
        for one, other in combinations(names.taken, 2):
            if one in names.of_marks and other in names.of_marks:
                continue
            apart = (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
            assert apart
        for box in names.taken:
            if box not in names.of_marks:
                assert box[0] >= 0
                assert box[2] <= 400
                assert box[1] >= 0
                assert box[3] <= view.drawn_height


def test_it_is_small_leads_nowhere_and_asks_nobody():
    content, root = read(given=layers(*(crossing(f"Cruce {n}") for n in range(40))))
    text = content.decode().replace("http://www.w3.org/2000/svg", "")
    assert len(gzip.compress(content)) <= SMALL
    for trace in ("href", "http", "@import", "<image", "<script", "url(//"):
        assert trace not in text
    assert root.find(f"{SVG}style").text.startswith(".map-drawing")


def test_words_are_escaped():
    content, _root = read(
        given=layers(crossing(HOSTILE), Entry(kind="crossing", name=HOSTILE, said=""))
    )
    assert b"<script" not in content


def test_nothing_stands_outside_of_the_sheet():
    _content, root = read()
    _x, _y, width, height = map(float, root.get("viewBox").split())
    assert width == 400
    for text in root.findall(f".//{SVG}text"):
        if text.get("class", "").startswith("map-sheet"):
            assert 0 < float(text.get("y")) < height
    assert height / width < 1.5
