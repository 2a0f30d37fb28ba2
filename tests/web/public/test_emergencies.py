"""Emergencies as everybody reads them."""

from datetime import timedelta

import pytest
from tests.factories.pages import main_words, said

from relevo.demo.story import STARTS_AT, actor_of
from relevo.situation.actions.emergencies import (
    EmergencyFacts,
    FigureFacts,
    Where,
    move_phase,
    open_emergency,
    tell_figure,
)
from relevo.situation.models.emergency import Figure
from relevo.situation.queries.emergencies import emergency_of

HERE = "/es/emergencias/"
IN_TENS = (
    "Numbers that the networks note here are of a department or more, of 10 people or more, and "
    "are in tens. What a source has published stands as it gave it."
)


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


def shown_of(visitor, client, *figures):
    """What the public page and the desk say of an emergency with these figures."""
    by = actor_of("demo-secretaria")
    emergency = open_emergency(
        told=EmergencyFacts(
            kind="displacement",
            name_es="Desplazamiento de la prueba",
            from_at=STARTS_AT,
            where=[Where("HN", "HN-0404")],
        ),
        by=by,
        at=STARTS_AT,
    )
    for changes in figures:
        facts = {
            "measure": "children",
            "value": 2,
            "qualifier": "exact",
            "said_by": "Fuente de la prueba",
            "as_of_at": STARTS_AT,
            "source": "Informe 1",
            "country": "HN",
        } | changes
        tell_figure(emergency_id=emergency.pk, told=FigureFacts(**facts), by=by, at=STARTS_AT)
    desk_page = client.get(f"/es/mesa/situacion/emergencias/{emergency.key}/")
    return main_words(visitor.get(HERE)), main_words(desk_page)


@pytest.mark.parametrize(
    "changes",
    [
        {"value": 2},
        {"value": 2, "area_key": "HN-0404"},
        {"value": 5000, "area_key": "HN-0404"},
        {"value": 2, "source": "https://example.org/cifras"},
        {"value": 3, "high": 400},
    ],
)
def test_few_people_and_a_municipality_stay_at_the_desk(visitor, desk, changes):
    public, members = shown_of(visitor, desk("demo-secretaria"), changes)

    assert "Desplazamiento de la prueba" in public
    assert "Fuente de la prueba" not in public
    assert "Fuente de la prueba" in members


def test_what_is_told_here_is_public_in_tens_and_what_a_page_gives_as_it_stands(visitor, desk):
    public, members = shown_of(
        visitor,
        desk("demo-secretaria"),
        {"value": 1234},
        {"value": 4321, "source": "https://example.org/cifras", "measure": "affected"},
    )

    assert said("about", context="before a number") + " 1,230" in public
    assert "1,234" not in public
    assert "1,234" in members
    assert "4,321" in public
    assert said(IN_TENS) in public


def test_what_came_before_a_small_number_of_the_same_source_is_not_told_either(visitor, desk):
    before = STARTS_AT - timedelta(days=1)
    public, members = shown_of(
        visitor, desk("demo-secretaria"), {"value": 40, "as_of_at": before}, {"value": 3}
    )

    assert "Fuente de la prueba" not in public
    assert "40" in members


def test_what_a_source_has_published_of_a_municipality_stays(visitor):
    assert "FICR" in main_words(visitor.get(HERE))
