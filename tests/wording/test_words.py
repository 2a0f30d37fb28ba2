from datetime import timedelta

import pytest
from django.utils.translation import override
from tests.factories.directory import term
from tests.factories.journeys import NOON

from relevo.kernel.text import LocalisedText
from relevo.wording import words


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def test_lists_are_joined_in_words():
    assert [words.any_of(names) for names in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "",
        "a",
        "a or b",
        "a, b or c",
    ]
    assert words.all_of(["a", "b", "c"]) == "a, b and c"
    assert words.all_of(["a"]) == "a"


@pytest.mark.parametrize(
    ("last", "with_and", "with_or"),
    [
        ("Información", "Agua e Información", "Agua o Información"),
        ("Higiene", "Agua e Higiene", "Agua o Higiene"),
        ("hielo", "Agua y hielo", "Agua o hielo"),
        ("Honduras", "Agua y Honduras", "Agua u Honduras"),
        ("otros", "Agua y otros", "Agua u otros"),
        ("Albergue", "Agua y Albergue", "Agua o Albergue"),
    ],
)
def test_spanish_joins_by_the_sound_that_follows(last, with_and, with_or):
    with override("es"):
        assert (words.all_of(["Agua", last]), words.any_of(["Agua", last])) == (with_and, with_or)


@pytest.mark.django_db
def test_codes_nobody_has_a_word_for_stand_as_they_are():
    assert (words.country("HN"), words.country("ZZ")) == ("Honduras", "ZZ")
    assert (words.side("SV"), words.side("NI")) == ("Salvadoran side", "NI")
    assert (words.document("passport"), words.document("visa")) == ("passport", "visa")
    assert (words.sex("f"), words.sex("q")) == ("women and girls", "q")


def test_times_name_the_day_only_when_it_is_another():
    assert words.clock(NOON, seen_from=NOON) == "12:00"
    next_day = NOON + timedelta(hours=14)
    assert words.clock(next_day, seen_from=NOON) == "Saturday 21 November, 02:00"
    assert words.between(NOON, NOON, seen_from=NOON) == "at 12:00"
    later = NOON + timedelta(minutes=45)
    assert words.between(NOON, later, seen_from=NOON) == "between 12:00 and 12:45"
    assert (
        words.between(next_day, next_day + timedelta(hours=1), seen_from=NOON)
        == "between Saturday 21 November, 02:00 and 03:00"
    )
    with override("es"):
        assert (
            words.between(NOON, next_day, seen_from=NOON)
            == "entre 12:00 y el sábado 21 de noviembre, 02:00"
        )
    assert words.window(NOON, later) == "between Friday 20 November, 12:00 and 12:45"
    assert words.window(NOON, NOON) == "on Friday 20 November, 12:00"
    with override("es"):
        assert words.window(NOON, next_day) == (
            "entre el viernes 20 de noviembre, 12:00 y el sábado 21 de noviembre, 02:00"
        )
    assert words.day(NOON) == "20 November 2020"
    assert words.moment(NOON) == "20 November 2020, 12:00"


def test_stored_text_is_told_in_the_active_language():
    text = LocalisedText(es="albergue", en="shelter")
    assert words.local(text) == "shelter"
    with override("es"):
        assert words.local(text) == "albergue"
    with override(None):
        assert words.local(text) == "albergue"


@pytest.mark.django_db
def test_profiles_carry_their_country():
    term("nna", "Niñas, niños y adolescentes", "Children and adolescents", kind="profile")
    term("returnee", "Personas retornadas", "Returnees", kind="profile")
    terms = words.load_terms()
    assert [
        terms.profile(code)
        for code in ("returnee@SV", "returnee", "nna", "with_adult", "unheard_of", "unheard_of@SV")
    ] == [
        "people who return to El Salvador",
        "Returnees",
        "children and adolescents",
        "children with an adult in the group",
        "unheard_of",
        "unheard_of",
    ]
    assert (terms.name("nna"), terms.name("gold")) == ("Children and adolescents", "gold")


MIDNIGHT = NOON - timedelta(hours=12)


def test_what_a_source_knows_by_the_day_is_told_by_the_day():
    """The first moment of a day in the region stands for the whole day."""
    assert words.since(NOON) == words.moment(NOON)
    assert words.until(NOON) == words.moment(NOON)
    assert words.since(MIDNIGHT) == "20 November 2020"
    assert words.until(MIDNIGHT) == "19 November 2020 inclusive"
    with override("es"):
        assert words.since(MIDNIGHT) == "20 de noviembre de 2020"
        assert words.until(MIDNIGHT) == "19 de noviembre de 2020 inclusive"
