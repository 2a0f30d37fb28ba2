import pytest
from tests.factories.pages import main_words, said

from relevo.directory import queries as directory
from relevo.places.models import Crossing
from relevo.web.crossing_lines import REGION_PAIRS


def test_answers_what_is_open_and_where_help_is(visitor):
    text = main_words(visitor.get("/es/"))
    assert f"{said('As of')} vie 20 nov 2020, 15:40" in text
    for crossing in Crossing.objects.filter(border_pair__in=REGION_PAIRS):
        assert crossing.name_es in text
    for term in directory.list_needs():
        assert (f"?need={term.code}" in visitor.get("/es/").content.decode()) == term.is_first_aid


def test_shows_only_crossings_between_the_three_countries(visitor):
    response = visitor.get("/es/")
    listed = {line.crossing.border_pair for line in response.context["lines"]}
    assert listed == set(REGION_PAIRS)
    assert [line.crossing.border_pair for line in response.context["lines"]] == sorted(
        line.crossing.border_pair for line in response.context["lines"]
    )


@pytest.mark.parametrize("language", ["es", "en"])
def test_emergency_lines_of_every_country_are_there(visitor, language):
    response = visitor.get(f"/{language}/")
    assert {line.country for line in response.context["emergency_lines"]} == {"GT", "HN", "SV"}
    text = main_words(response)
    for line in response.context["emergency_lines"]:
        assert line.number in text


@pytest.mark.parametrize("address", ["/es/", "/es/su-voz/", "/es/sin-conexion/"])
def test_lines_for_a_life_in_danger_name_ambulance_and_police_of_every_country(visitor, address):
    response = visitor.get(address)
    shown = response.context.get("emergency_lines") or response.context["lines"]
    listed = [(line.country, line.number) for line in shown]
    assert listed == [
        *(("GT", number) for number in ("122", "123", "119", "110", "125")),
        *(("HN", number) for number in ("911", "195")),
        *(("SV", number) for number in ("132", "911")),
    ]
    unsourced = sum(not line.sourced for line in shown)
    assert main_words(response).count(said("not verified")) == unsourced > 0


def test_map_and_list_show_the_same_crossings(visitor):
    response = visitor.get("/es/")
    drawn = str(response.context["map"])
    placed = [line for line in response.context["lines"] if line.crossing.lat is not None]
    assert len(placed) > 5
    for line in placed:
        assert f"/es/frontera/{line.crossing.key}/" in drawn


def test_number_of_queries_does_not_depend_on_how_many_crossings_there_are(
    visitor, django_assert_num_queries, count_queries
):
    many = count_queries(lambda: visitor.get("/es/"))
    Crossing.objects.filter(border_pair__in=REGION_PAIRS).exclude(key="HNSV-AMA").update(
        border_pair="HN-NI"
    )
    with django_assert_num_queries(many):
        assert len(visitor.get("/es/").context["lines"]) == 1
