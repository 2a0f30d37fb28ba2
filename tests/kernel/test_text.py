import pytest

from relevo.kernel.text import LocalisedText


@pytest.mark.parametrize(
    ("language", "shown"),
    [("es", "abierto"), ("es-hn", "abierto"), ("en", "open"), ("en-US", "open"), ("fr", "abierto")],
)
def test_text_in_the_asked_language(language, shown):
    assert LocalisedText(es="abierto", en="open").in_language(language) == shown


def test_text_without_english_is_shown_in_spanish():
    assert LocalisedText(es="abierto", en="").in_language("en") == "abierto"
