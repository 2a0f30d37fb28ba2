import pytest

from relevo.web.templatetags.relevo_facts import source_label, source_url
from relevo.wording.hours import hours_words


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("24/7", "día y noche"),
        ("06:00-18:00", "todos los días 06:00–18:00"),
        ("Mo-Su 08:00-12:00,13:00-16:00", "todos los días 08:00–12:00, 13:00–16:00"),
        ("Mo-Fr 08:00-16:00; PH off", "Mo-Fr 08:00-16:00; PH off"),
        ("", ""),
    ],
)
def test_simple_hours_are_said_in_words_and_others_as_they_are_written(expression, words):
    assert hours_words(expression) == words


def test_a_source_is_its_site_and_how_many_more():
    source = "https://www.example.org/a ; https://example.com/b"

    assert (source_label(source), source_url(source)) == (
        "example.org y 1 más",
        "https://www.example.org/a",
    )
    assert (source_label("general knowledge"), source_url("general knowledge")) == (
        "general knowledge",
        "",
    )
