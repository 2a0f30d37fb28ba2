import pytest
from tests.factories.pages import main_words, said

languages = pytest.mark.parametrize("language", ["es", "en"])


@languages
def test_complaint_needs_no_name_and_goes_to_somebody_else(visitor, language):
    response = visitor.get(f"/{language}/quejas/")
    text = main_words(response)
    sentence = "You may complain about any person or institution. You need not say who you are."
    assert said(sentence, language=language) in text
    lines = response.context["lines"]
    assert {line.country for line in lines} == {"GT", "HN", "SV"}
    assert {line.kind for line in lines} >= {"ombudsman"}
    for line in lines:
        assert line.number in text


@languages
def test_page_about_these_pages_says_what_is_kept(visitor, language):
    text = main_words(visitor.get(f"/{language}/acerca/"))
    sentence = (
        "Nothing. These pages set no cookie and keep no list of who asked what. Your own browser "
        "may remember that you were here: clear its history if somebody else uses your phone."
    )
    assert said(sentence, language=language) in text


@languages
def test_page_without_network_has_the_emergency_lines(visitor, language):
    response = visitor.get(f"/{language}/sin-conexion/")
    assert "122" in {line.number for line in response.context["lines"]}
    assert {line.country for line in response.context["lines"]} == {"GT", "HN", "SV"}
    assert f'href="/{language}/"' in response.content.decode()
