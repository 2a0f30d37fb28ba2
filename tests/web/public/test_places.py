from datetime import timedelta

import pytest
from tests.factories.pages import main_words, said
from tests.factories.world import move_clock

from relevo.demo.story import STARTS_AT
from relevo.places.models import Area
from relevo.web.crossing_lines import crossing_lines


@pytest.mark.parametrize(
    "typed",
    ["Ocotepeque", "OCOTEPEQUE", "ocotepeque", "Ócotepeque", "  oCoTePéQuE ", "Nueva Ocotepeque"],
)
def test_accents_and_case_do_not_matter(visitor, typed):
    response = visitor.get("/es/lugar/", {"q": typed})
    assert (response.status_code, response.headers["Location"]) == (302, "/es/municipio/HN-1401/")


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("El Amatillo", "/en/frontera/HNSV-AMA/"),
        ("el florido", "/en/frontera/GTHN-FLO/"),
        ("Copán Ruinas", "/en/municipio/HN-0404/"),
    ],
)
def test_name_leads_to_the_page_of_the_crossing_or_municipality(visitor, typed, address):
    response = visitor.get("/en/lugar/", {"q": typed})
    assert response.headers["Location"] == address
    assert visitor.get(address).status_code == 200


@pytest.mark.parametrize("language", ["es", "en"])
@pytest.mark.parametrize(
    ("typed", "nearest"), [("Okotepeke", "Ocotepeque"), ("Nacaone", "Nacaome")]
)
def test_misspelled_name_is_answered_with_the_nearest(visitor, language, typed, nearest):
    response = visitor.get(f"/{language}/lugar/", {"q": typed})
    assert response.status_code == 404
    assert said("We know no place called “%(asked)s”.", language=language, asked=typed) in (
        main_words(response)
    )
    assert nearest in response.context["nearest"]
    assert f'href="/{language}/lugar/?q={nearest}"' in response.content.decode()


def test_name_that_nothing_looks_like_leads_to_the_list(visitor):
    response = visitor.get("/es/lugar/", {"q": "%%%%"})
    assert response.status_code == 404
    assert response.context["nearest"] == []
    assert 'href="/es/lugares/"' in response.content.decode()


@pytest.mark.parametrize("typed", ["", "   "])
def test_nothing_typed_leads_to_the_list(visitor, typed):
    assert visitor.get("/es/lugar/", {"q": typed}).headers["Location"] == "/es/lugares/"


def test_several_places_of_one_name_are_all_offered(visitor):
    response = visitor.get("/es/lugar/", {"q": "San Antonio"})
    assert response.status_code == 200
    text = main_words(response)
    matches = response.context["matches"]
    assert len({(match.name, match.department, match.country) for match in matches}) > 1
    for match in matches:
        assert match.department in text
        assert f"/es/municipio/{match.area_key}/" in response.content.decode()


def test_municipality_tells_nearest_crossings_help_and_lines(visitor):
    response = visitor.get("/es/municipio/HN-1401/")
    text = main_words(response)
    assert f"{said('As of')} vie 20 nov 2020, 15:40" in text
    crossings = response.context["crossings"]
    assert [line.crossing.key for line, _km in crossings][:2] == ["HNSV-POY", "GTHN-AGC"]
    distances = [km for _line, km in crossings]
    assert distances == sorted(distances)
    hits = response.context["hits"]
    assert len(hits) == 12
    assert [hit.distance_m for hit in hits] == sorted(hit.distance_m for hit in hits)
    assert {line.country for line in response.context["lines"]} == {"HN"}


def test_state_of_the_nearest_crossing_is_the_one_of_its_page(visitor):
    at = STARTS_AT
    states = {line.crossing.key: line.status.state for line in crossing_lines(at=at)}
    for line, _km in visitor.get("/es/municipio/HN-1701/").context["crossings"]:
        assert line.status.state == states[line.crossing.key]


def test_place_without_coordinates_measures_nothing_and_shows_its_own_help(visitor):
    Area.objects.filter(key="HN-1401").update(lat=None, lon=None)
    response = visitor.get("/es/municipio/HN-1401/")
    assert response.context["crossings"] == []
    assert response.context["hits"]
    assert {hit.service.location.area.key for hit in response.context["hits"]} == {"HN-1401"}
    assert all(hit.distance_m is None for hit in response.context["hits"])


def test_department_has_no_page_of_its_own(visitor):
    assert visitor.get("/es/municipio/HN-14/").status_code == 404


@pytest.mark.parametrize("key", ["GT-2007", "SV-1408", "SV-14080101", "HN-0404"])
def test_districts_and_municipalities_have_pages(visitor, key):
    area = Area.objects.filter(key=key).first() or Area.objects.filter(level="district")[0]
    response = visitor.get(f"/en/municipio/{area.key}/")
    assert response.status_code == 200
    assert area.name in main_words(response)


def test_list_shows_departments_and_the_towns_of_the_chosen_one(visitor):
    response = visitor.get("/es/lugares/")
    listed = [(country, len(departments)) for country, departments in response.context["countries"]]
    assert listed == [("GT", 22), ("HN", 18), ("SV", 14)]
    assert response.context["towns"] == []
    chosen = visitor.get("/es/lugares/?d=HN-14")
    assert chosen.context["chosen"].key == "HN-14"
    assert len(chosen.context["towns"]) == 16
    for town in chosen.context["towns"]:
        assert f"/es/municipio/{town.key}/" in chosen.content.decode()


@pytest.mark.parametrize("asked", ["HN-99", "HN-1401", "", "x" * 500])
def test_department_that_is_none_shows_the_list(visitor, asked):
    response = visitor.get("/es/lugares/", {"d": asked})
    assert (response.status_code, response.context["chosen"]) == (200, None)


def test_country_after_its_reform_lists_districts(visitor):
    move_clock(STARTS_AT.replace(year=2026))
    towns = visitor.get("/es/lugares/?d=SV-14").context["towns"]
    assert {town.level for town in towns} == {"district"}


def test_list_takes_the_same_queries_for_one_town_and_for_fifty(visitor, count_queries):
    few = count_queries(lambda: visitor.get("/es/lugares/?d=HN-14"))
    Area.objects.filter(country="HN", level="municipality").update(
        parent=Area.objects.get(key="HN-14")
    )
    assert count_queries(lambda: visitor.get("/es/lugares/?d=HN-14")) == few
    assert len(visitor.get("/es/lugares/?d=HN-14").context["towns"]) > 200


@pytest.mark.parametrize(("one", "other"), [("HN-1401", "HN-1701"), ("GT-2001", "GT-2007")])
def test_page_of_a_place_takes_the_same_queries_wherever_it_is(visitor, count_queries, one, other):
    """In one country: where a restriction has areas of its own, they are read once more."""
    first = count_queries(lambda: visitor.get(f"/es/municipio/{one}/"))
    assert count_queries(lambda: visitor.get(f"/es/municipio/{other}/")) == first


def test_clock_decides_what_is_shown(visitor):
    move_clock(STARTS_AT + timedelta(days=400))
    states = {
        str(line.status.state)
        for line, _km in visitor.get("/es/municipio/HN-1701/").context["crossings"]
    }
    assert "restricted" not in states
