"""What people type, and the place that is meant."""

from datetime import date

import pytest
from tests.factories import places

from relevo.kernel.geo import Point
from relevo.places import queries
from relevo.places.errors import CrossingUnknown, PlaceAmbiguous, PlaceUnknown
from relevo.places.queries import PlaceMatch

pytestmark = pytest.mark.django_db
ON = date(2020, 11, 20)
NACAOME = PlaceMatch(
    kind="area",
    key="HN-1701",
    name="Nacaome",
    country="HN",
    department="Valle",
    node_keys=("HN-1701",),
    area_key="HN-1701",
    point=Point(13.53917, -87.48913),
    level="municipality",
)
AMATILLO = PlaceMatch(
    kind="crossing",
    key="HNSV-AMA",
    name="El Amatillo",
    country="",
    department="",
    node_keys=("HNSV-AMA-HN", "HNSV-AMA-SV"),
    area_key="",
    point=Point(13.593, -87.767),
)


@pytest.fixture(autouse=True)
def border():
    return places.el_amatillo()


@pytest.mark.parametrize("typed", ["Nacaome", "  nacaome ", "NACAOMÉ"])
def test_accents_and_case_do_not_matter(typed):
    assert queries.find_places(typed, on=ON) == [NACAOME]
    assert queries.get_place(typed, on=ON) == NACAOME
    assert str(queries.Area.objects.get(key=NACAOME.key)) == "Nacaome"
    assert str(queries.Node.objects.get(key=NACAOME.key)) == "Nacaome"


def test_nothing_typed_is_no_place():
    assert queries.find_places(" ¿? ", on=ON) == []
    with pytest.raises(PlaceUnknown) as refusal:
        queries.get_place("", on=ON)
    assert (refusal.value.read, refusal.value.nearest) == ("", [])


def test_an_alias_finds_the_area_under_its_own_name():
    found = queries.get_place("goascorán viejo", on=ON)

    assert (found.key, found.name, found.node_keys, found.point) == (
        "HN-1706",
        "Goascorán",
        (),
        None,
    )


def test_a_crossing_without_a_country_has_both_sides():
    assert queries.get_place("El Amatillo", on=ON) == AMATILLO


def test_a_crossing_with_a_country_has_that_side_and_its_town():
    found = queries.get_place("el amatillo", on=ON, country="SV")

    assert (found.kind, found.country, found.department, found.node_keys, found.area_key) == (
        "crossing",
        "SV",
        "La Unión",
        ("HNSV-AMA-SV",),
        "SV-1412",
    )


def test_the_hamlet_beside_a_crossing_is_found_too_but_the_crossing_is_meant():
    found = queries.find_places("El Amatillo", on=ON, country="HN")

    assert [(match.kind, match.key) for match in found] == [
        ("crossing", "HNSV-AMA"),
        ("locality", "LOC-HN-AMATILLO"),
    ]
    assert queries.get_place("El Amatillo", on=ON, country="HN").kind == "crossing"


def test_each_name_of_a_crossing_with_two_names_finds_it():
    places.crossing("GTSV-HAC", "Pedro de Alvarado - La Hachadura", countries=["GT", "SV"])

    found = queries.get_place("la hachadura", on=ON, country="SV")

    assert (found.key, found.node_keys, found.department, found.point) == ("GTSV-HAC", (), "", None)
    assert queries.find_places("la hachadura", on=ON, country="HN") == []


def test_a_locality_is_found_with_its_municipality():
    assert queries.get_place("jicaro galan", on=ON) == PlaceMatch(
        kind="locality",
        key="LOC-HN-GALAN",
        name="Jícaro Galán",
        country="HN",
        department="Valle",
        node_keys=("LOC-HN-GALAN",),
        area_key="HN-1701",
        point=Point(13.532, -87.439),
    )


def test_two_localities_of_one_name_are_told_apart():
    goascoran = queries.Area.objects.get(key="HN-1706")
    places.node("LOC-HN-2", "Jícaro Galán", area=goascoran, kind="locality", lat=13.6, lon=-87.7)

    with pytest.raises(PlaceAmbiguous) as refusal:
        queries.get_place("Jícaro Galán", on=ON)

    assert {match.key for match in refusal.value.matches} == {"LOC-HN-GALAN", "LOC-HN-2"}


def test_the_town_is_meant_and_not_the_department_named_after_it():
    found = queries.find_places("La Unión", on=ON)

    assert [(match.key, match.area_key) for match in found] == [
        ("SV-1408", "SV-1408"),
        ("SV-14", "SV-1408"),
    ]
    assert queries.get_place("La Unión", on=ON).key == "SV-1408"


def test_a_department_without_a_town_of_its_name_is_meant_itself():
    found = queries.get_place("Valle", on=ON)

    assert (found.key, found.level, found.node_keys) == ("HN-17", "department", ("HN-1701",))


def test_places_of_one_name_are_all_told():
    lempira = places.area("HN-13", "Lempira")
    places.area("HN-1311", "La Unión", parent=lempira)

    with pytest.raises(PlaceAmbiguous) as refusal:
        queries.get_place("La Unión", on=ON)

    assert [(match.country, match.department) for match in refusal.value.matches] == [
        ("HN", "Lempira"),
        ("SV", "La Unión"),
    ]
    assert queries.get_place("La Unión", on=ON, country="HN").key == "HN-1311"


def test_areas_exist_between_their_dates():
    la_union = queries.Area.objects.get(key="SV-14")
    places.area("SV-14-SUR", "La Unión Sur", parent=la_union, valid_from=date(2024, 5, 1))

    assert queries.find_places("La Unión Sur", on=date(2024, 4, 30)) == []
    assert [m.key for m in queries.find_places("La Unión Sur", on=date(2024, 5, 1))] == [
        "SV-14-SUR"
    ]


def test_an_unknown_place_names_what_comes_near():
    with pytest.raises(PlaceUnknown) as refusal:
        queries.get_place("Nacaomee", on=ON)

    assert (refusal.value.read, refusal.value.nearest) == ("Nacaomee", ["Nacaome"])


def test_nearest_names_are_of_areas_aliases_localities_and_crossings():
    names = ["Goascorán", "Goascoran Viejo", "Jícaro Galán", "El Amatillo"]

    assert [queries.nearest_place_names(f"{name}x", on=ON)[0] for name in names] == names
    assert queries.nearest_place_names("¡!", on=ON) == []
    assert queries.nearest_place_names("Xyzlandia", on=ON) == []
    assert queries.nearest_place_names("zzzzzzzzzzz", on=ON) == []


def test_where_a_place_is():
    assert queries.point_of(NACAOME) == Point(13.53917, -87.48913)


def test_crossings_come_in_spanish_order_with_their_posts(django_assert_num_queries):
    places.crossing("GTHN-AGC", "Agua Caliente", countries=["GT", "HN"])

    with django_assert_num_queries(2):
        listed = [
            (row.key, [post.country for post in row.posts.all()])
            for row in queries.list_crossings()
        ]

    assert listed == [("GTHN-AGC", ["GT", "HN"]), ("HNSV-AMA", ["HN", "SV"])]


def test_get_crossing(border):
    assert queries.get_crossing("HNSV-AMA") == border
    assert str(border) == "El Amatillo"
    with pytest.raises(CrossingUnknown) as refusal:
        queries.get_crossing("HNSV-XXX")
    assert refusal.value.read == "HNSV-XXX"


def test_towns_are_districts_where_there_are_and_municipalities_elsewhere():
    la_union = queries.Area.objects.get(key="SV-14")
    reform = date(2024, 5, 1)
    queries.Area.objects.filter(parent=la_union).update(valid_until=reform)
    south = places.area("SV-14-SUR", "La Unión Sur", parent=la_union, valid_from=reform)
    places.area("SV-1408-D", "La Unión", parent=south, level="district", valid_from=reform)

    def towns(key, on):
        return [row.key for row in queries.list_towns(queries.Area.objects.get(key=key), on=on)]

    assert towns("SV-14", ON) == ["SV-1408", "SV-1412"]
    assert towns("SV-14", reform) == ["SV-1408-D"]
    assert towns("HN-17", reform) == ["HN-1706", "HN-1701"]


@pytest.mark.parametrize(
    ("typed", "found"),
    [("Amatillo", "El Amatillo"), ("la amatillo", None), ("La Nacaome", "Nacaome"), ("el", None)],
)
def test_an_article_may_be_missing_or_too_much(typed, found):
    names = [match.name for match in queries.find_places(typed, on=ON)]

    assert names[:1] == ([found] if found else [])
