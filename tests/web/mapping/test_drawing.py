"""Areas, ways and signs of the map: told by shape, letter and hatch, and safe with any text."""

import csv
import re
from importlib.resources import files
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from relevo.kernel.geo import Point
from relevo.places.models import Area
from relevo.web.map import Marker, Shade, Way, render_map
from relevo.web.mapping.base import bounds_of, shapes_of
from relevo.web.mapping.content import Entry, Spot, middle_of, point_of, shade_of, spot_of
from relevo.web.mapping.file import as_file
from relevo.web.mapping.layers import MOST_CORNERS
from relevo.web.mapping.signs import KINDS, SHAPES, letter_of, sign_svg

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '"><script>alert(1)</script>&amp;\x00'
HERE = Point(13.6, -87.8)


def parsed(text):
    return ET.fromstring(text)  # noqa: S314 - our own text


def drawing(**given):
    return parsed(render_map(**{"markers": [], "label": "Mapa", "language": "es"} | given))


def by_class(root, name):
    return [found for found in root.iter() if name in found.get("class", "").split()]


def test_an_area_is_hatched_by_its_kind_and_says_its_words():
    shades = [
        Shade("alert", "Alerta", departments=(("HN", "Valle"),)),
        Shade("emergency", "Tormenta", circles=((HERE, 9.0),)),
        Shade(
            "movement", "Puede llegar", polygons=((HERE, Point(13.7, -87.8), Point(13.7, -87.7)),)
        ),
    ]
    root = drawing(shades=shades)
    hatches = by_class(root, "map-hatch")
    assert [hatch.get("id") for hatch in hatches] == [
        "map-hatch-alert",
        "map-hatch-emergency",
        "map-hatch-movement",
    ]
    assert len({hatch.get("patternTransform") for hatch in hatches}) == 3
    found = by_class(root, "map-shade")
    assert [shade.get("fill") for shade in found] == [
        "url(#map-hatch-alert)",
        "url(#map-hatch-emergency)",
        "url(#map-hatch-movement)",
    ]
    assert [shade.find(f"{SVG}title").text for shade in found] == [
        "Alerta",
        "Tormenta",
        "Puede llegar",
    ]
    assert found[0].find(f"{SVG}path").get("d") == shapes_of("HN", "Valle")[0]["path"]
    circle = found[1].find(f"{SVG}ellipse")
    assert float(circle.get("rx")) == pytest.approx(84.3, abs=0.2)
    assert found[2].find(f"{SVG}path").get("d").count("L") == 2


def test_a_polygon_of_many_corners_is_thinned():
    ring = tuple(Point(14 + n / 10_000, -88 - n / 10_000) for n in range(5_000))
    path = by_class(drawing(shades=[Shade("alert", "x", polygons=(ring,))]), "map-shade")[0]
    assert path.find(f"{SVG}path").get("d").count("L") < MOST_CORNERS


def test_a_road_is_a_line_with_its_state_and_a_sign_in_its_middle():
    way = Way(HERE, Point(13.8, -87.6), "cut", "Nacaome – Choluteca: cortado")
    root = drawing(ways=[way])
    (line,) = by_class(root, "map-way")
    assert line.get("class") == "map-way map-way--cut"
    assert line.get("aria-label") == "Nacaome – Choluteca: cortado"
    assert (way.middle.lat, way.middle.lon) == pytest.approx((13.7, -87.7))


def test_without_areas_and_ways_no_pattern_is_drawn():
    assert by_class(drawing(), "map-hatch") == []


def test_a_kind_of_area_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="not a kind of area: tracked"):
        Shade("tracked", "x")


def test_words_of_areas_and_roads_are_escaped():
    text = render_map(
        markers=[],
        shades=[Shade("alert", HOSTILE, departments=(("HN", "Valle"),))],
        ways=[Way(HERE, Point(14, -88), "slow", HOSTILE)],
        label="Mapa",
        language="es",
    )
    assert "<script" not in text
    parsed(text)


def test_every_kind_has_a_shape_of_its_own_and_no_two_letters_are_the_same():
    signs = [
        *(("crossing", state) for state in ("open", "restricted", "closed", "not_confirmed")),
        ("alert", ""),
        ("emergency", ""),
        ("road", "cut"),
        ("road", "slow"),
        ("point", ""),
        ("advisory", ""),
        ("movement", ""),
    ]
    drawn = [
        (letter_of(kind, state), re.search(r' d="([^"]+)"', sign_svg(kind, state))[1])
        for kind, state in signs
    ]
    assert len(set(drawn)) == len(signs)
    assert len({letter for letter, _shape in drawn}) == len(signs)
    assert {kind for kind in KINDS if kind != "crossing"} <= set(SHAPES)
    assert letter_of("services", count=12) == "12"
    assert letter_of("services") == "n"
    assert letter_of("here") == ""


def test_a_crossing_of_unknown_state_is_drawn_as_not_confirmed():
    assert "map-marker--not_confirmed" in sign_svg("crossing", "strange")


def test_services_that_stand_together_stay_where_they_are_and_below():
    at = {"lat": 13.6, "lon": -87.8}
    markers = [
        Marker(**at, kind="alert", state="", label="Alerta"),
        Marker(**at, kind="services", state="", label="12 servicios", count=12),
        Marker(**at, kind="services", state="", label="3 servicios", count=3),
    ]
    root = drawing(markers=markers)
    order = [found.get("aria-label") for found in by_class(root, "map-marker")]
    assert order == ["12 servicios", "3 servicios", "Alerta"]
    assert by_class(root, "map-leader") == []


@pytest.mark.parametrize("country", ["GT", "HN", "SV"])
def test_a_country_is_seen_whole(country):
    bounds = bounds_of(country)
    inside = drawing(bounds=bounds)
    names = {
        found.find(f"{SVG}title").text
        for found in by_class(inside, f"map-department--{country.lower()}")
    }
    assert names == {shape["name"] for shape in shapes_of(country)}


def test_every_department_of_the_region_is_on_the_base_map():
    path = files("relevo").joinpath("region", "data", "geo", "areas.csv")
    read = csv.DictReader(path.read_text("utf-8").splitlines())
    rows = [row for row in read if row["level"] == "department"]
    assert [row["name"] for row in rows if bounds_of(row["country"], row["name"]) is None] == []
    assert len(rows) == 54
    assert bounds_of("HN", "Atlántida del Sur") is None


def area(name, level, parent=None, **point):
    return Area(key=name, country="HN", level=level, name=name, parent=parent, **point)


def test_an_area_without_a_point_borrows_one_for_its_sign_and_none_for_its_shade():
    valle = area("Valle", "department", lat=13.5, lon=-87.5)
    town = area("Goascorán", "municipality", parent=valle)
    assert point_of(town) == Point(13.5, -87.5)
    assert point_of(area("Nada", "municipality")) is None
    assert spot_of(town) == Spot("HN", "Goascorán", "municipality", None)
    shade = shade_of("alert", "x", spots=[spot_of(valle), spot_of(town)])
    assert shade == Shade("alert", "x", departments=(("HN", "Valle"),))
    seen = shade_of("alert", "x", spots=[Spot("HN", "Nacaome", "municipality", HERE)])
    assert seen == Shade("alert", "x", circles=((HERE, 9.0),))


def test_the_middle_is_one_of_the_points():
    points = [Point(13, -87), Point(14, -88), Point(15, -89.5)]
    assert middle_of(points) == Point(14, -88)
    assert middle_of([]) is None


def test_an_entry_without_a_point_is_on_no_drawing():
    assert Entry(kind="alert", name="Alerta", said="").marker is None
    assert Entry(kind="alert", name="Alerta", said="").label == "Alerta"
    entry = Entry(kind="road", state="cut", name="A – B", said="cortado", point=HERE, href="/x/")
    assert entry.marker == Marker(
        lat=HERE.lat, lon=HERE.lon, kind="road", state="cut", label="A – B: cortado", href="/x/"
    )


def test_a_file_has_its_style_and_leads_nowhere():
    marker = Marker(lat=13.6, lon=-87.8, kind="crossing", state="open", label="x", href="/x/")
    text = as_file(render_map(markers=[marker], label="Mapa", language="es")).decode()
    root = parsed(text.encode())
    assert root.find(f"{SVG}style").text.startswith(".map-drawing")
    assert "href" not in text
    assert not list(root.iter(f"{SVG}a"))
    assert [found.get("aria-label") for found in by_class(root, "map-marker")] == ["x"]


def test_hatches_are_turned_each_their_own_way():
    kinds = ("alert", "emergency", "advisory", "movement")
    shades = [Shade(kind, "x", departments=(("HN", "Valle"),)) for kind in kinds]
    turned = [
        hatch.get("patternTransform") for hatch in by_class(drawing(shades=shades), "map-hatch")
    ]
    assert all(one != other for one, other in pairwise(turned))
