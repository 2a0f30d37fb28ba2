"""Files are named in plain letters and are kept nowhere on the way."""

import pytest

from relevo.formats.documents import Document
from relevo.web.downloads import (
    DOCX,
    bytes_response,
    csv_response,
    docx_response,
    file_name,
    text_response,
)

DOCUMENT = Document("Acta", "es", ())


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Acta 03-2020, Goascorán", "acta-03-2020-goascoran.docx"),
        ('"; rm -rf /\r\nX: y', "rm-rf-x-y.docx"),
        ("", "relevo.docx"),
        ("ñandú " * 40, ("nandu-" * 10)[:60].strip("-") + ".docx"),
        (
            "Hoja de situación Red transfronteriza del sur (demostración)",
            "hoja-de-situacion-red-transfronteriza-del-sur-demostracion.docx",
        ),
        (
            "Hoja de situación Red transfronteriza del corredor sur (demostración)",
            "hoja-de-situacion-red-transfronteriza-del-corredor-sur.docx",
        ),
        ("x" * 70, "x" * 60 + ".docx"),
    ],
)
def test_file_name_has_letters_digits_and_hyphens_only(name, expected):
    assert file_name(name, suffix="docx") == expected


def test_files_are_attachments_that_nobody_stores():
    told = {
        response["Content-Disposition"]: (response["Content-Type"], response["Cache-Control"])
        for response in (
            docx_response(DOCUMENT, name="Acta"),
            csv_response(iter(["a\r\n"]), name="Acta"),
            bytes_response(b"x", content_type="image/png", name="Ruta", suffix="png"),
        )
    }
    assert told == {
        'attachment; filename="acta.docx"': (DOCX, "no-store"),
        'attachment; filename="acta.csv"': ("text/csv; charset=utf-8", "no-store"),
        'attachment; filename="ruta.png"': ("image/png", "no-store"),
    }


def test_chat_text_is_shown_as_text():
    response = text_response(DOCUMENT)
    assert (response.content, response["Content-Type"]) == (
        b"*Acta*\n",
        "text/plain; charset=utf-8",
    )
