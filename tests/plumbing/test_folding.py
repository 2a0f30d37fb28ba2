import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.plumbing.folding import fold, query_words, search_tokens, sort_key, variants


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Ocotepeque", "ocotepeque"),
        ("  LA   UNIÓN ", "la union"),
        ("Niñez y Adolescencia", "ninez y adolescencia"),
        ("Q'eqchi' / Ch'orti'", "q eqchi ch orti"),
        ("Garífuna—n.º 5", "garifuna n o 5"),
        ("snake_case", "snake case"),
        ("¡¿?!", ""),
    ],
)
def test_folded_text(text, folded):
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Albergues", "albergue"),
        ("albergue", "ALBERGUES"),
        ("Migración", "migracion"),
        ("migraciones", "migración"),
        ("niña", "nina"),
        ("mujeres", "mujer"),
    ],
)
def test_another_form_of_a_word_is_found(stored, asked):
    assert all(search_tokens(stored) & word for word in query_words(asked))


def test_short_word_keeps_its_s():
    assert "u" not in variants("us")
    assert variants("us") >= {"us"}


def test_query_has_at_most_12_words():
    assert len(query_words("uno " * 30)) == 12
    assert query_words("") == []


def test_spanish_order_has_enye_after_n():
    words = ["ñame", "nube", "Óscar", "nácar", "oso", "nadar"]
    assert sorted(words, key=sort_key) == ["nácar", "nadar", "nube", "ñame", "Óscar", "oso"]
    assert sort_key("el n\u0303ame") == sort_key("el ñame") == "el nzzame"


def test_sort_key_of_what_has_no_letter_is_the_text():
    assert sort_key("¿?") == "¿?"
