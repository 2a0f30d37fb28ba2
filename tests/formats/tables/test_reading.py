"""Directories as people send them, read into rows; what is wrong with them is noted or refused."""

import zipfile
from datetime import date
from io import BytesIO

import pytest
from docx import Document
from openpyxl import Workbook

from relevo.formats.tables import (
    LARGEST_FILE,
    SECTION,
    FileUnreadable,
    field_of,
    read_pasted,
    read_table,
)

HEADER = ["Institución", "Municipio", "Teléfono"]
CROSS = ["Cruz Roja", "Goascorán", "+504 2782-0000"]
HALL = ["Alcaldía", "Pasaquina", "2649-0000"]


def word(*tables, before=(), title=""):
    """A Word file with tables given as lists of rows."""
    document = Document()
    if title:
        document.add_heading(title)
    for number, rows in enumerate(tables):
        if number < len(before):
            document.add_paragraph(before[number])
        table = document.add_table(rows=len(rows), cols=max(map(len, rows)))
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, text in zip(row.cells, cells, strict=False):
                cell.text = text
    return saved(document)


def saved(file):
    stream = BytesIO()
    file.save(stream)
    return stream.getvalue()


def book(**sheets):
    workbook = Workbook()
    workbook.remove(workbook.active)
    for name, rows in sheets.items():
        sheet = workbook.create_sheet(name.replace("_", " "))
        for row in rows:
            sheet.append(row)
    return saved(workbook)


def lines(*rows, separator=";"):
    return "\r\n".join(separator.join(row) for row in rows)


def repacked(content, **parts):
    """An archive with parts replaced or added; keys are paths with __ for / and dots kept."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w") as new:
        for name in old.namelist():
            if name not in parts:
                new.writestr(name, old.read(name))
        for name, text in parts.items():
            new.writestr(name, text)
    return stream.getvalue()


def cells(file):
    return [row.cells for row in file.rows]


def codes(file):
    return [note.code for note in file.notes], [[n.code for n in row.notes] for row in file.rows]


READ_ALIKE = {
    "word": lambda: word([HEADER, CROSS, HALL]),
    "sheet": lambda: book(Directorio=[HEADER, CROSS, HALL]),
    "semicolons": lambda: lines(HEADER, CROSS, HALL).encode(),
    "commas": lambda: lines(HEADER, CROSS, HALL, separator=",").encode(),
    "tabs": lambda: lines(HEADER, CROSS, HALL, separator="\t").encode(),
    "pipes": lambda: lines(HEADER, CROSS, HALL, separator="|").encode(),
    "byte order mark": lambda: lines(HEADER, CROSS, HALL).encode("utf-8-sig"),
    "windows": lambda: lines(HEADER, CROSS, HALL).encode("cp1252"),
    "utf-16": lambda: lines(HEADER, CROSS, HALL, separator="\t").encode("utf-16"),
    "utf-16 unmarked": lambda: lines(HEADER, CROSS, HALL).encode("utf-16-le"),
    "utf-16 big": lambda: lines(HEADER, CROSS, HALL).encode("utf-16-be"),
    "markdown": (
        "| Institución | Municipio | Teléfono |\n|---|---|---|\n"
        "| Cruz Roja | Goascorán | +504 2782-0000 |\n| Alcaldía | Pasaquina | 2649-0000 |\n"
    ).encode,
    "blocks": (
        "Institución: Cruz Roja\nMunicipio: Goascorán\nTeléfono: +504 2782-0000\n\n"
        "*Institución:* Alcaldía\n- Municipio: Pasaquina\nTeléfono: 2649-0000\n"
    ).encode,
    "one table each": lambda: word(
        [[a, b] for a, b in zip(HEADER, CROSS, strict=True)],
        [[a, b] for a, b in zip(HEADER, HALL, strict=True)],
    ),
}


@pytest.mark.parametrize("form", list(READ_ALIKE))
def test_one_directory_is_the_same_rows_in_every_form(form):
    file = read_table(READ_ALIKE[form](), name="directorio")
    assert file.columns == tuple(HEADER)
    assert cells(file) == [tuple(CROSS), tuple(HALL)]
    assert [row.number for row in file.rows] == [1, 2]


def test_places_are_told_as_one_looks_for_them():
    assert [row.place for row in read_table(READ_ALIKE["word"](), name="x").rows] == [
        "table:1:2",
        "table:1:3",
    ]
    assert [row.place for row in read_table(READ_ALIKE["sheet"](), name="x").rows] == [
        "sheet:Directorio:2",
        "sheet:Directorio:3",
    ]
    assert [row.place for row in read_pasted(lines(HEADER, CROSS)).rows] == ["line:2"]


def test_encoding_other_than_utf8_is_noted():
    assert codes(read_table(READ_ALIKE["windows"](), name="x"))[0] == ["encoding"]
    assert codes(read_table(READ_ALIKE["byte order mark"](), name="x"))[0] == []


def test_header_below_a_title_and_again_on_the_next_page():
    file = read_table(
        word([["Directorio de la red", "", ""], HEADER, CROSS, HEADER, HALL]), name="x.docx"
    )
    assert (file.columns, cells(file)) == (tuple(HEADER), [tuple(CROSS), tuple(HALL)])
    assert codes(file)[0] == ["before_header", "header_again"]


def test_tables_with_other_headers_share_their_columns():
    file = read_table(
        word(
            [HEADER, CROSS], [["Teléfono", "Institución", "Correo"], ["132", "CONADEH", "a@b.hn"]]
        ),
        name="x.docx",
    )
    assert file.columns == (*HEADER, "Correo")
    assert cells(file)[1] == ("CONADEH", "", "132", "a@b.hn")


def test_table_that_goes_on_without_a_header():
    file = read_table(word([HEADER, CROSS], [HALL]), name="x.docx")
    assert (cells(file)[1], codes(file)[0]) == (tuple(HALL), ["continued"])


def test_headings_over_tables_and_names_of_sheets_are_a_column():
    file = read_table(
        word([HEADER, CROSS], [HEADER, HALL], before=["Honduras", "El Salvador"]), name="x.docx"
    )
    assert file.columns == (*HEADER, SECTION)
    assert [row.cells[-1] for row in file.rows] == ["Honduras", "El Salvador"]
    sheets = read_table(book(Honduras=[HEADER, CROSS], El_Salvador=[HEADER, HALL]), name="x.xlsx")
    assert [row.cells[-1] for row in sheets.rows] == ["Honduras", "El Salvador"]


def test_heading_between_rows_is_no_row():
    file = read_pasted(lines(HEADER, ["HONDURAS", "", ""], CROSS, ["EL SALVADOR", "", ""], HALL))
    assert [row.cells[-1] for row in file.rows] == ["HONDURAS", "EL SALVADOR"]
    assert codes(file)[0] == ["section", "section"]


def test_merged_cells_of_a_word_table_are_filled():
    document = Document()
    table = document.add_table(rows=4, cols=3)
    for row, texts in zip(
        table.rows, [HEADER, CROSS, ["", "Nacaome", "111-1111"], HALL], strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    table.cell(3, 1).merge(table.cell(3, 2))
    file = read_table(saved(document), name="x.docx")
    assert [row.cells[0] for row in file.rows] == ["Cruz Roja", "Cruz Roja", "Alcaldía"]
    assert file.rows[2].cells[1] == file.rows[2].cells[2]
    assert codes(file)[1] == [[], ["merged_down"], ["merged_across"]]


def test_merged_cells_of_a_sheet_are_filled():
    workbook = Workbook()
    sheet = workbook.active
    for row in (
        ["Directorio 2020"],
        HEADER,
        CROSS,
        [None, "Nacaome", "111"],
        ["Alcaldía", "Pasaquina"],
    ):
        sheet.append(row)
    sheet.merge_cells("A1:C1")
    sheet.merge_cells("A3:A4")
    sheet.merge_cells("B5:C5")
    file = read_table(saved(workbook), name="x.xlsx")
    assert [row.cells[0] for row in file.rows] == ["Cruz Roja", "Cruz Roja", "Alcaldía"]
    assert file.rows[2].cells[1:] == ("Pasaquina", "Pasaquina")
    assert codes(file) == (["before_header"], [[], ["merged_down"], ["merged_across"]])


def test_rows_with_fewer_and_more_cells_are_noted():
    file = read_pasted(lines(HEADER, ["Casa"], [*CROSS, "sobra", "y más"]))
    assert codes(file)[1] == [["fewer_cells"], ["more_cells"]]
    assert file.rows[1].notes[0].read == "sobra | y más"


def test_same_number_twice_is_noted_with_where_it_was():
    file = read_pasted(lines(["No.", *HEADER], ["7", *CROSS], ["7", *HALL], ["8", *HALL]))
    assert codes(file)[1] == [[], ["duplicate_id"], []]
    assert file.rows[1].notes[0].accepted == "1"


@pytest.mark.parametrize(
    ("cell", "kept", "code"),
    [
        ("AtenciÃ³n a niÃ±ez", "Atención a niñez", "mojibake"),
        ("Cruz\0 Ro\x07ja", "Cruz Roja", "control_characters"),
        ("Ofi\u202ecina", "Oficina", "control_characters"),
        ("Atenci\ufffdn", "Atenci\ufffdn", "lost_character"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)", "formula_text"),
        ("@SUM(1)", "@SUM(1)", "formula_text"),
        ("-2+3+cmd", "-2+3+cmd", "formula_text"),
        ("+cmd", "+cmd", "formula_text"),
        ("Desde 12/03/19", "Desde 12/03/19", "two_digit_year"),
        ("x" * 2_001, "x" * 2_000, "cell_cut"),
    ],
)
def test_what_is_odd_in_a_cell_is_noted(cell, kept, code):
    file = read_pasted(lines(HEADER, ["Cruz Roja", cell, ""]))
    assert (file.rows[0].cells[1], codes(file)[1]) == (kept, [[code]])


@pytest.mark.parametrize("cell", ["+504 2782-0000", "- comida", "(504) 22 33", "-", "12/03/2019"])
def test_what_is_usual_in_a_cell_is_not_noted(cell):
    assert codes(read_pasted(lines(HEADER, ["Cruz Roja", cell, "1"])))[1] == [[]]


def test_sheet_formulas_are_read_as_their_value_and_noted():
    content = book(
        Hoja=[HEADER, ["Cruz Roja", "=A1", 22345678.0], ["#REF!", True, date(2020, 5, 1)]]
    )
    file = read_table(content, name="x.xlsx")
    assert cells(file) == [("Cruz Roja", "", "22345678"), ("", "sí", "2020-05-01")]
    assert codes(file)[1] == [["computed", "not_computed"], ["formula_error", "date_cell"]]


def test_hidden_sheets_are_read_and_noted():
    workbook = Workbook()
    workbook.active.append(HEADER)
    workbook.active.append(CROSS)
    workbook.active.sheet_state = "hidden"
    workbook.create_sheet("Otra")
    assert codes(read_table(saved(workbook), name="x.xlsx"))[0] == ["hidden_sheet"]


def test_word_without_a_table_is_read_by_its_labels():
    document = Document()
    for line in ("Institución: Cruz Roja", "Municipio: Goascorán", "", "Institución: Alcaldía"):
        document.add_paragraph(line)
    file = read_table(saved(document), name="x.docx")
    assert (file.kind, cells(file)) == ("docx", [("Cruz Roja", "Goascorán"), ("Alcaldía", "")])


def test_broken_quotes_do_not_swallow_the_rest():
    file = read_pasted('Institución;Municipio\n"Cruz Roja;Goascorán\nAlcaldía;Pasaquina\n')
    assert cells(file) == [("Cruz Roja", "Goascorán"), ("Alcaldía", "Pasaquina")]
    assert codes(file)[0] == ["quotes_broken"]


def test_unknown_header_is_guessed_or_numbered():
    guessed = read_pasted("uno;dos\nCruz Roja;2\n")
    assert (guessed.columns, codes(guessed)[0]) == (("uno", "dos"), ["header_guessed"])
    numbered = read_pasted("Cruz Roja;2\nAlcaldía;3\n")
    assert (numbered.columns, codes(numbered)[0]) == (("1", "2"), ["no_header"])


def test_lines_without_any_structure_are_one_column():
    file = read_pasted("Cruz Roja Goascorán\nAlcaldía de Pasaquina\n")
    assert cells(file) == [("Cruz Roja Goascorán",), ("Alcaldía de Pasaquina",)]


def test_quoted_line_breaks_and_same_header_twice():
    file = read_pasted('Institución;Teléfono;Teléfono\n"Cruz\nRoja";1;2\nAlcaldía;3;4\n')
    assert file.columns == ("Institución", "Teléfono", "Teléfono 2")
    assert [(row.place, row.cells[0]) for row in file.rows] == [
        ("line:2", "Cruz\nRoja"),
        ("line:4", "Alcaldía"),
    ]


def encrypted():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("word/document.xml", "x")
    raw = bytearray(stream.getvalue())
    at = raw.find(b"PK\x01\x02")
    raw[at + 8] |= 1
    return bytes(raw)


def bomb():
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/document.xml", b"0" * 41_000_000)
    return stream.getvalue()


def archive_of(**parts):
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return stream.getvalue()


def picture_only():
    return repacked(saved(Document()), **{"word/media/image1.png": b"x"})


DOCTYPE = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'
MAIN = "word/document.xml"
REFUSED = {
    "empty": (lambda: b" \n", "empty"),
    "spaces": ("\ufeff \n\t".encode, "empty"),
    "pdf": (lambda: b"%PDF-1.7 x", "pdf"),
    "rtf": (lambda: b"{\\rtf1 x}", "rtf"),
    "png": (lambda: b"\x89PNG\r\n", "picture"),
    "rar": (lambda: b"Rar!x", "zip"),
    "old word": (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 50, "old_word"),
    "password": (
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
        "password",
    ),
    "encrypted zip": (encrypted, "password"),
    "zip": (lambda: archive_of(**{"a.txt": "x"}), "zip"),
    "open document": (lambda: archive_of(mimetype="x"), "open_document"),
    "broken zip": (lambda: b"PK\x03\x04" + b"x" * 90, "broken"),
    "bomb": (bomb, "too_large"),
    "large": (lambda: b"x" * (LARGEST_FILE + 1), "too_large"),
    "html": (lambda: b"<html><table></table></html>", "markup"),
    "program": (lambda: bytes(range(1, 32)) * 20, "unknown"),
    "doctype": (lambda: archive_of(**{MAIN: DOCTYPE}), "entities"),
    "doctype beside": (
        lambda: repacked(word([HEADER, CROSS]), **{"word/evil.xml": DOCTYPE}),
        "entities",
    ),
    "doctype in utf-16": (lambda: archive_of(**{MAIN: DOCTYPE.encode("utf-16")}), "entities"),
    "doctype in a sheet": (
        lambda: repacked(book(A=[HEADER, CROSS]), **{"xl/sharedStrings.xml": DOCTYPE}),
        "entities",
    ),
    "no xml": (lambda: archive_of(**{MAIN: "<w"}), "broken"),
    "no body": (lambda: archive_of(**{MAIN: "<w/>"}), "empty"),
    "no workbook": (lambda: archive_of(**{"xl/workbook.xml": "<w"}), "broken"),
    "picture in word": (picture_only, "only_pictures"),
    "blank word": (lambda: saved(Document()), "empty"),
    "blank sheet": (lambda: saved(Workbook()), "empty"),
    "header alone": (lambda: book(A=[HEADER]), "empty"),
    "wide": (lambda: lines([f"c{n}" for n in range(41)], ["x"] * 41).encode(), "too_many_columns"),
    "long": (lambda: lines(HEADER, *[CROSS] * 3_001).encode(), "too_many_rows"),
    "long sheet": (
        lambda: repacked(
            book(A=[HEADER]),
            **{"xl/worksheets/sheet1.xml": "<worksheet><sheetData>" + "<row r='1'/>" * 20_001},
        ),
        "too_many_rows",
    ),
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_file_that_cannot_be_read_is_refused_with_its_reason(case):
    make, code = REFUSED[case]
    with pytest.raises(FileUnreadable) as refusal:
        read_table(make(), name="directorio.docx")
    assert refusal.value.code == code


def test_old_workbook_is_told_from_an_old_document_by_its_name():
    with pytest.raises(FileUnreadable) as refusal:
        read_table(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 50, name="A.XLS")
    assert refusal.value.code == "old_excel"


def test_damaged_part_is_broken():
    content = bytearray(word([HEADER, CROSS, HALL]))
    with zipfile.ZipFile(BytesIO(bytes(content))) as archive:
        at = archive.getinfo(MAIN).header_offset + 60
    content[at : at + 40] = b"\xff" * 40
    with pytest.raises(FileUnreadable) as refusal:
        read_table(bytes(content), name="x.docx")
    assert refusal.value.code == "broken"


def test_macros_are_ignored_and_noted():
    content = repacked(word([HEADER, CROSS]), **{"word/vbaProject.bin": b"x"})
    assert codes(read_table(content, name="x.docm"))[0] == ["macros"]


def test_text_too_long_to_paste_is_refused():
    with pytest.raises(FileUnreadable) as refusal:
        read_pasted("x" * 2_000_001)
    assert refusal.value.code == "too_large"


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("INSTITUCIÓN", "institution"),
        ("Nombre de la institución (completo)", "institution"),
        ("Teléfono / WhatsApp", "phone"),
        ("Correo electrónico", "email"),
        ("Municipio y departamento", "municipality"),
        ("Horario de atención al público", "hours"),
        ("", ""),
        ("x" * 61, ""),
        ("Observaciones", "notes"),
        ("Presupuesto", ""),
        ("uno dos tres cuatro cinco seis siete", ""),
    ],
)
def test_heading_says_which_field_it_fills(heading, field):
    assert field_of(heading) == field
