"""Curfews, closed areas and roads, as everybody reads them."""

import pytest
from tests.factories import situation
from tests.factories.pages import main_words, said

from relevo.demo.story import STARTS_AT

HERE = "/es/restricciones/"
NOTHING_YET = "?en=2018-06-01T12:00&sabido=2018-06-01T12:00"


@pytest.mark.parametrize(
    ("language", "text"),
    [("es", "Nadie circula de noche."), ("en", "Nobody is on the way at night.")],
)
def test_what_is_in_force_by_country_and_the_roads(visitor, language, text):
    situation.curfew(STARTS_AT)
    road = situation.cut_road(STARTS_AT)
    response = visitor.get(f"/{language}/restricciones/")
    (honduras,) = [part for part in response.context["countries"] if part.code == "HN"]
    assert text in [line.text for line in honduras.lines]
    shown = main_words(response)
    assert text in shown
    assert "Sinager" in shown
    (line,) = [line for line in response.context["roads"] if line.key == road.key]
    assert f"{line.one} – {line.other}" in shown
    assert not response.cookies


def test_when_nothing_is_known_it_says_so(visitor):
    response = visitor.get(f"{HERE}{NOTHING_YET}")
    assert response.context["countries"] == response.context["roads"] == []
    shown = main_words(response)
    countries = "El Salvador, Guatemala y Honduras"
    sentence = "It is not known whether anything is restricted in %(countries)s"
    assert said(sentence) % {"countries": countries} in shown
    assert said("That nobody has told of any does not mean that there is none.") in shown
    assert "#check" not in response.content.decode()


def test_what_has_grown_old_stands_as_old_and_leaves_its_country_unknown(visitor):
    response = visitor.get(f"{HERE}?en=2020-11-20T12:00&sabido=2020-11-20T12:00")
    shown = main_words(response)
    heading = said("Grown old: nobody has said whether it still holds")
    assert "14 días de aislamiento" in shown.partition(heading)[2]
    assert "14 días de aislamiento" not in shown.partition(heading)[0]
    assert said("Not heard of any more", context="restriction") in shown
    assert "Honduras" in shown.partition(heading)[0]


@pytest.mark.parametrize("language", ["es", "en"])
def test_quarantine_after_entry_is_told_as_staying_where_one_arrives(visitor, language):
    response = visitor.get(
        f"/{language}/restricciones/?en=2020-04-20T12:00&sabido=2020-04-20T12:00"
    )
    shown = main_words(response)
    stays = "Whoever enters stays isolated where they arrive; they travel on only afterwards"
    assert said(stays, context="restriction stops", language=language) in shown
    goes_on = said(
        "Travel goes on; be ready for controls", context="restriction stops", language=language
    )
    assert goes_on not in shown


def test_page_of_a_town_and_of_a_crossing_say_what_is_in_the_way(visitor):
    for address in ("/es/municipio/HN-1701/", "/es/frontera/HNSV-AMA/"):
        assert "Nadie circula de noche." not in main_words(visitor.get(address))
    situation.curfew(STARTS_AT)
    for address in ("/es/municipio/HN-1701/", "/es/frontera/HNSV-AMA/"):
        assert "Nadie circula de noche." in main_words(visitor.get(address))
    before = "?en=2020-11-20T12:00&sabido=2020-11-01T12:00"
    assert "Nadie circula de noche." not in main_words(
        visitor.get(f"/es/frontera/HNSV-AMA/{before}")
    )


def test_page_asks_the_same_for_one_and_for_three(visitor, count_queries):
    situation.curfew(STARTS_AT)
    one = count_queries(lambda: visitor.get(HERE))
    for _number in range(2):
        situation.curfew(STARTS_AT)
    assert count_queries(lambda: visitor.get(HERE)) == one
