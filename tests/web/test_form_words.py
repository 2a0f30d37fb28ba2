"""What every form says of a field that is empty or too long."""

import pytest
from django import forms
from django.utils import translation


class Note(forms.Form):
    text = forms.CharField(max_length=120)


@pytest.mark.parametrize(
    ("language", "told", "sentence"),
    [
        ("es", "x" * 300, "Escriba como mucho 120 caracteres; hay 300."),
        ("en", "x" * 300, "Write at most 120 characters; there are 300."),
        ("es", "", "Falta esto."),
        ("en", "", "This is missing."),
    ],
)
def test_a_field_says_in_a_short_sentence_what_it_lacks(language, told, sentence):
    with translation.override(language):
        assert Note({"text": told}).errors["text"] == [sentence]


def test_as_many_as_are_allowed_are_taken():
    assert Note({"text": "x" * 120}).is_valid()
