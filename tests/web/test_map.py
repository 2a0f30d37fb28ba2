"""The drawing of the map: complete, well-formed, and safe with any text."""

import json
from importlib.resources import files
from itertools import combinations
from math import hypot
from xml.etree import ElementTree as ET

import pytest
from django.utils.safestring import SafeString

from relevo.web.map import ATTRIBUTION, Bounds, Marker, MarkerLeadsElsewhere, render_map

SVG = "{http://www.w3.org/2000/svg}"
BASE = json.loads(
    files("relevo").joinpath("region", "data", "geo", "basemap.json").read_text("utf-8")
)
AMATILLO = {"lat": 13.593, "lon": -87.767}
HOSTILE = "\"><script>alert(1)</script><a href='x' onload=y>&amp; ]]>\x00\x1b\u202e"


def drawing(markers=(), **given):
    text = render_map(markers=markers, **{"label": "Mapa", "language": "es"} | given)
    return ET.fromstring(text)  # noqa: S314 - our own text


def crossing(state="open", href="/c/", label="El Amatillo", **given):
    return Marker(
        **AMATILLO | {"kind": "crossing", "state": state, "label": label, "href": href} | given
    )


def by_class(root, name):
    return [found for found in root.iter() if name in found.get("class", "").split()]


def letters(root):
    return [found.text for found in by_class(root, "map-marker__letter")]


def test_all_departments_are_drawn_with_their_names():
    root = drawing()
    found = by_class(root, "map-department")
    names = {shape.find(f"{SVG}title").text for shape in found}
    assert len(found) == 54
    assert [
        len(by_class(root, f"map-department--{country}")) for country in ("gt", "hn", "sv")
    ] == [22, 18, 14]
    assert {"La Unión", "Petén", "Gracias a Dios"} <= names
    assert len(names) == 53  # La Paz stands in Honduras and in El Salvador
    assert root.find(f"{SVG}title").text == "Mapa"
    assert ATTRIBUTION == "GeoNames (CC BY 4.0) · Natural Earth"


def test_the_base_map_is_small_and_has_no_ring_under_four_points():
    assert len(json.dumps(BASE, ensure_ascii=False).encode()) <= 60_000
    paths = [found["path"] for found in BASE["departments"]] + list(BASE["neighbors"].values())
    for path in paths:
        for ring in path.split("z")[:-1]:
            steps = ring.split("l")[1].replace("-", " -").split()
            assert len(steps) % 2 == 0
            assert len(steps) // 2 + 1 >= 3, ring
            assert len(steps) // 2 + 2 >= 4, ring  # the closing point counts


def test_the_line_with_belize_is_drawn_as_disputed():
    root = drawing()
    assert [found.get("d") for found in by_class(root, "map-border--disputed")] == [
        BASE["disputed"]
    ]


@pytest.mark.parametrize(
    ("state", "letter"),
    [("open", "A"), ("restricted", "R"), ("closed", "×"), ("not_confirmed", "?")],
)
def test_each_state_has_a_shape_and_a_letter_of_its_own(state, letter):
    root = drawing([crossing(state)])
    (sign,) = by_class(root, f"map-marker--{state}")
    others = {"open", "restricted", "closed", "not_confirmed"} - {state}
    shapes = {
        found: by_class(drawing([crossing(found)]), "map-marker__sign")[0].find(f"{SVG}path")
        for found in [*others, state]
    }
    assert len({shape.get("d") for shape in shapes.values()}) == 4
    assert letters(root) == [letter]
    assert sign.get("href") == "/c/"


def test_the_letter_follows_the_language():
    assert letters(drawing([crossing("open")], language="en")) == ["O"]
    assert drawing(language="en").get("lang") == "en"


@pytest.mark.parametrize("state", ["", "OPEN", "abierto"])
def test_an_unknown_state_is_never_drawn_as_open(state):
    root = drawing([crossing(state)])
    assert letters(root) == ["?"]
    assert not by_class(root, "map-marker--open")


@pytest.mark.parametrize("kind", ["service", "here"])
def test_a_place_without_a_state_has_a_shape_and_no_letter(kind):
    root = drawing([crossing("", kind=kind)])
    assert [found.get("class") for found in by_class(root, "map-marker")] == [
        f"map-marker map-marker--{kind}"
    ]
    assert letters(root) == []


def test_links_make_the_drawing_a_group_with_named_links():
    root = drawing([crossing(label="El Amatillo: abierto")])
    (link,) = root.findall(f"{SVG}a")
    assert root.get("role") == "group"
    assert link.get("aria-label") == link.find(f"{SVG}title").text == "El Amatillo: abierto"


def test_without_links_the_drawing_is_an_image():
    root = drawing([crossing(href="")])
    (sign,) = by_class(root, "map-marker")
    assert root.get("role") == "img"
    assert (sign.tag, sign.get("role"), sign.get("aria-label")) == (
        f"{SVG}g",
        "img",
        "El Amatillo",
    )


def test_hostile_text_stays_text():
    markers = [crossing(label=HOSTILE, href='/c/?q="><script>'), crossing(HOSTILE, kind="service")]
    text = render_map(markers=markers, label=HOSTILE, language="es")
    root = ET.fromstring(text)  # noqa: S314 - our own text
    shown = "\"><script>alert(1)</script><a href='x' onload=y>&amp; ]]>"
    assert isinstance(text, SafeString)
    assert "<script" not in text
    assert root.find(f"{SVG}title").text == shown
    assert root.find(f"{SVG}a").get("aria-label") == shown
    assert root.find(f"{SVG}a").get("href") == '/c/?q="><script>'
    assert {found.tag.removeprefix(SVG) for found in root.iter()} == {
        *("svg", "title", "desc", "g", "path", "circle", "text", "a")
    }


def test_nothing_is_styled_inline():
    text = render_map(markers=[crossing()], label="Mapa", language="es")
    assert "style" not in text
    assert " fill=" not in text
    assert " id=" not in text


@pytest.mark.parametrize(
    "href", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"]
)
def test_a_marker_leads_to_a_page_of_this_site_only(href):
    with pytest.raises(MarkerLeadsElsewhere):
        crossing(href=href)


def test_a_kind_that_is_not_known_is_refused():
    with pytest.raises(ValueError, match="not a kind of marker: shelter"):
        crossing(kind="shelter")


@pytest.mark.parametrize("wrong", [(14, -88, 13, -87), (13, -87, 14, -88), (13, -88, 13, -87)])
def test_bounds_have_a_size(wrong):
    with pytest.raises(ValueError, match="not bounds"):
        Bounds(*wrong)


def places(root):
    found = []
    for marker in by_class(root, "map-marker"):
        moved = marker.find(f"{SVG}g").get("transform")
        x, y = moved.removeprefix("translate(").removesuffix(")").split()
        found.append((float(x), float(y)))
    return found


def test_signs_never_cover_each_other_and_say_where_they_belong():
    near = [
        crossing(lat=14.546, lon=-89.275),
        crossing(lat=14.417, lon=-89.4),
        crossing(lat=14.385, lon=-89.204),
        crossing(lat=14.385, lon=-89.204),
        crossing(lat=12.7, lon=-92.7),
    ]
    root = drawing(near)
    found = places(root)
    assert min(hypot(a[0] - b[0], a[1] - b[1]) for a, b in combinations(found, 2)) >= 17.5
    assert len(by_class(root, "map-leader")) >= 3
    assert ET.tostring(root) == ET.tostring(drawing(near))
    assert all(12 <= x <= 388 for x, _ in found[:-1])


def test_a_lone_sign_stands_where_it_belongs():
    root = drawing([crossing()])
    (place,) = places(root)
    x = (AMATILLO["lon"] - BASE["west"]) * BASE["x_scale"] * 400 / BASE["size"][0]
    y = (BASE["north"] - AMATILLO["lat"]) * BASE["y_scale"] * 400 / BASE["size"][0]
    assert place == (round(x, 1), round(y, 1))
    assert not by_class(root, "map-leader")


def test_a_cluster_too_dense_to_part_is_drawn_all_the_same():
    root = drawing([crossing() for _ in range(80)])
    assert len(places(root)) == 80
    assert len(set(places(root))) > 40


def test_a_crowd_is_not_moved():
    root = drawing([crossing() for _ in range(81)])
    assert len(set(places(root))) == 1


def test_bounds_show_that_part_only():
    east = Bounds(13.2, -88.1, 13.9, -87.4)
    honduras = Marker(15.5, -88.0, "crossing", "open", "elsewhere", "/x/")
    root = drawing([crossing(), honduras], bounds=east)
    names = {found.find(f"{SVG}title").text for found in by_class(root, "map-department")}
    neighbors = {"Francisco Morazán", "Intibucá", "La Paz"}
    assert names - neighbors == {"La Unión", "San Miguel", "Morazán", "Valle", "Choluteca"}
    assert len(by_class(root, "map-marker")) == 1
    assert names_of_towns(root) == ["La Unión", "Nacaome"]


def names_of_towns(root):
    return [found.find(f"{SVG}text").text for found in by_class(root, "map-town")]


def test_the_capitals_are_named_and_no_name_stands_twice():
    names = names_of_towns(drawing())
    assert {"San Salvador", "Tegucigalpa", "Guatemala"} <= set(names)
    assert len(names) == len(set(names)) >= 20


def test_a_name_gives_way_to_a_sign():
    town = next(found for found in BASE["towns"] if found["name"] == "Juticalpa")
    at = {
        "lat": BASE["north"] - town["y"] / BASE["y_scale"],
        "lon": BASE["west"] + town["x"] / BASE["x_scale"],
    }
    beside = [crossing(**at)]
    assert "Juticalpa" in names_of_towns(drawing())
    assert "Juticalpa" not in names_of_towns(drawing(beside))


def test_a_name_changes_its_side_where_the_first_is_taken():
    town = next(found for found in BASE["towns"] if found["name"] == "Flores")
    at = {
        "lat": BASE["north"] - town["y"] / BASE["y_scale"],
        "lon": BASE["west"] + (town["x"] - 500) / BASE["x_scale"],
    }
    sides = {
        found.find(f"{SVG}text").text: found.get("class")
        for found in by_class(drawing([crossing(**at)]), "map-town")
    }
    assert sides["Flores"] == "map-town map-town--right"


def test_a_view_is_neither_too_close_nor_too_flat_nor_too_tall():
    def size(bounds):
        _, _, width, height = map(float, drawing(bounds=bounds).get("viewBox").split())
        return width, height

    assert size(Bounds(14.0, -88.001, 14.001, -88.0)) == (400, 180)
    assert size(Bounds(13.0, -92.0, 13.1, -84.0)) == (400, 180)
    assert size(Bounds(13.0, -88.1, 17.0, -88.0)) == (400, 500)
