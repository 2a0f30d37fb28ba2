"""A document gives the same statements as a Word file and as text for a chat."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from docx.api import Document as ReadDocx

from relevo.formats.chat import render_chat
from relevo.formats.documents import (
    Bullets,
    Document,
    Facts,
    Heading,
    Page,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
)
from relevo.formats.docx import render_docx

BLOCKS = (
    Heading("Valle"),
    Paragraph("Toda ayuda es gratuita.", "note"),
    Paragraph("Actualizado el 20 nov 2020.", "small"),
    Paragraph("Guarde esta hoja", "strong"),
    Paragraph("Texto con \x00 control y \u202eengaño"),
    Bullets(("uno", "dos")),
    Bullets(("primero", "segundo"), ordered=True),
    Table(("Institución", "Teléfono"), (("Cruz Roja", "195"), ("CONADEH", "")), (2, 1)),
    Facts((("Lugar", "Goascorán"),)),
    PageBreak(),
    Signatures(("Secretaría", "Comité Técnico Rector", "Alcaldía")),
)
DIRECTORY = Document(
    "Directorio", "es", BLOCKS, subtitle="Red de ejemplo", footer="No es producto de la OIM."
)


def opened(document):
    return ReadDocx(BytesIO(render_docx(document)))


def test_word_file_has_headings_lists_and_tables():
    file = opened(DIRECTORY)
    told = [(p.style.name, p.text) for p in file.paragraphs if p.text.strip()]
    assert told == [
        ("Title", "Directorio"),
        ("Normal", "Red de ejemplo"),
        ("Heading 1", "Valle"),
        ("Normal", "Actualizado el 20 nov 2020."),
        ("Normal", "Guarde esta hoja"),
        ("Normal", "Texto con  control y engaño"),
        ("List Bullet", "uno"),
        ("List Bullet", "dos"),
        ("List Number", "primero"),
        ("List Number", "segundo"),
        ("Normal", "Lugar: Goascorán"),
    ]
    cells = [[[c.text.strip("\n_") for c in row.cells] for row in t.rows] for t in file.tables]
    assert cells == [
        [["Toda ayuda es gratuita."]],
        [["Institución", "Teléfono"], ["Cruz Roja", "195"], ["CONADEH", ""]],
        [["Secretaría", "Comité Técnico Rector"], ["Alcaldía", ""]],
    ]
    assert file.sections[0].footer.paragraphs[0].text == "No es producto de la OIM."


def test_word_file_repeats_the_header_of_a_table_on_every_page():
    header = opened(DIRECTORY).tables[1].rows[0]._tr
    assert [child.tag.rpartition("}")[2] for child in header.trPr] == ["tblHeader", "cantSplit"]


@pytest.mark.parametrize(
    ("page", "width", "height"),
    [(Page.A4, 210, 297), (Page.A4_WIDE, 297, 210), (Page.A5_BOOKLET, 148, 210)],
)
def test_word_file_has_the_asked_sheet(page, width, height):
    section = opened(Document("x", "en", (Heading("a", level=9),), page=page)).sections[0]
    sizes = [round(side.mm) for side in (section.page_width, section.page_height)]
    assert sizes == [width, height]


def test_booklet_has_mirrored_margins_before_what_must_follow_them():
    file = opened(Document("x", "es", (), page=Page.A5_BOOKLET))
    names = [child.tag.rpartition("}")[2] for child in file.settings.element]
    assert names.index("mirrorMargins") == names.index("zoom") + 1


def test_word_file_says_nothing_of_who_made_it_or_when():
    first, second = render_docx(DIRECTORY), render_docx(DIRECTORY)
    parts = [
        {name: ZipFile(BytesIO(file)).read(name) for name in ZipFile(BytesIO(file)).namelist()}
        for file in (first, second)
    ]
    assert parts[0] == parts[1]
    about = opened(DIRECTORY).core_properties
    assert (about.author, about.last_modified_by, about.title, about.created.year) == (
        "Relevo",
        "",
        "Directorio",
        2020,
    )


def test_chat_text_says_the_same_without_tables_and_signatures():
    assert render_chat(DIRECTORY) == (
        "*Directorio*\n\nRed de ejemplo\n\n*Valle*\n\nToda ayuda es gratuita.\n\n"
        "Actualizado el 20 nov 2020.\n\n*Guarde esta hoja*\n\nTexto con  control y engaño\n\n"
        "• uno\n• dos\n\n1. primero\n2. segundo\n\n"
        "• *Cruz Roja* · teléfono: 195\n• *CONADEH*\n\n*Lugar:* Goascorán\n\n"
        "No es producto de la OIM.\n"
    )


def test_document_without_blocks_is_its_title():
    empty = Document("x", "en", (Signatures(()), Table(("a",), ()), Facts(())))
    assert render_chat(empty) == "*x*\n"
    assert [p.text for p in opened(empty).paragraphs if p.text] == ["x"]
