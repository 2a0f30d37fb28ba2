"""One cell: what is repaired, what stays as it is."""

import pytest

from relevo.formats.tables.cells import clean


@pytest.mark.parametrize(
    ("text", "kept", "codes"),
    [
        ("SecretarÃ\xada", "Secretaría", ["mojibake"]),
        ("Ã\xa0 la carte", "à la carte", ["mojibake"]),
        ("AtenciÃ³n", "Atención", ["mojibake"]),
        ("Ã\x8dndice", "Índice", ["mojibake"]),
        ("Â¿QuÃ©?", "¿Qué?", ["mojibake"]),
        ("SÃO PAULO", "SÃO PAULO", []),
        ("Ã€", "À", ["mojibake"]),
        ("Ã‰", "É", ["mojibake"]),
        ("Ãœ", "Ü", ["mojibake"]),
        ("ÃŠÃ", "ÊÃ", ["mojibake"]),
        ("\t=1", "=1", ["formula_text"]),
        ("+504 2782-0000 ext. 2", "+504 2782-0000 ext. 2", []),
        ("del 1/2/65", "del 1/2/65", ["two_digit_year"]),
        ("a\r\n\r\n\r\nb", "a\nb", []),
        ("—", "", []),
    ],
)
def test_cell_is_cleaned_and_what_was_odd_is_noted(text, kept, codes):
    found, notes = clean(text, place="line:1")
    assert ([note.code for note in notes], found) == (codes, kept)
