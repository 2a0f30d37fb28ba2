"""Emergencies as everybody reads them."""

import pytest
from tests.factories.pages import main_words, said

from relevo.demo.story import STARTS_AT, actor_of
from relevo.situation.actions.emergencies import move_phase
from relevo.situation.models.emergency import Figure
from relevo.situation.queries.emergencies import emergency_of

HERE = "/es/emergencias/"


@pytest.mark.parametrize(
    ("language", "name"),
    [("es", "Tormentas Eta e Iota"), ("en", "Storms Eta and Iota")],
)
def test_what_goes_on_with_each_source_and_what_is_open(visitor, language, name):
    response = visitor.get(f"/{language}/emergencias/")

    words = main_words(response)
    assert name in words
    assert "OCHA" in words
    assert "CONRED" in words
    assert "El Amatillo" in words
    # the total of the region covers other countries, and its note says so
    assert said("The parts do not add up", language=language) not in words
    assert not response.cookies


def test_as_it_was_known_before_the_storms(visitor):
    words = main_words(visitor.get(HERE + "?en=2020-10-01T12:00&sabido=2020-10-01T12:00"))

    assert "Eta" not in words
    assert "covid-19" in words
    assert said("No temporary point at this moment.") in words


def test_when_nothing_goes_on_it_says_where_to_look(visitor):
    words = main_words(visitor.get(HERE + "?en=2019-10-01T12:00&sabido=2019-10-01T12:00"))

    assert said("No emergency is going on") in words


def test_what_is_over_is_named_alone(visitor):
    storms = emergency_of("eta-iota-2020", known_at=STARTS_AT, sees_live=False)
    move_phase(
        emergency_id=storms.id,
        phase="closed",
        from_at=STARTS_AT,
        by=actor_of("demo-secretaria"),
        at=STARTS_AT,
    )

    words = main_words(visitor.get(HERE))

    assert said("Others, and those that are over", context="emergencies") in words
    assert "OCHA" not in words


@pytest.mark.parametrize("language", ["es", "en"])
def test_total_of_the_region_under_its_parts_is_said_within_a_sentence(visitor, language):
    Figure.objects.filter(country="", value=4_900_000).update(value=100)
    words = main_words(visitor.get(f"/{language}/emergencias/"))
    assert said("The parts do not add up", language=language) in words
    region = {"es": "su total para toda la región", "en": "its total for the whole region"}
    assert region[language] in words
