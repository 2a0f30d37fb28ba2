"""Exports say what their columns mean, and no cell of theirs is a formula."""

import csv
from datetime import UTC, date, datetime
from io import BytesIO, StringIO

import pytest
from openpyxl import load_workbook

from relevo.formats.sheets import Column, Sheet, render_csv, render_xlsx, safe_cell, stream_csv

COLUMNS = (
    Column("municipio", "Municipio", "#adm2+name"),
    Column("pcode", "Código P", "#adm2+code"),
    Column("casos", "Cuántos", "#affected"),
)
ROWS = (("Nacaome", "HN1701", 7), ("=cmd|' /C calc'!A0", "-1", None))
SHEET = Sheet("Municipios", COLUMNS, ROWS)


def read(content):
    return list(csv.reader(StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_text_that_starts_like_a_formula_is_text(start):
    assert safe_cell(f"{start}1+1") == f"'{start}1+1"


@pytest.mark.parametrize("value", [-3, 2.5, None, date(2020, 11, 20), "Nacaome"])
def test_other_values_stay_as_they_are(value):
    assert safe_cell(value) == value


def test_csv_has_header_rows_and_starts_so_that_excel_reads_accents():
    content = render_csv(SHEET)
    assert content.startswith(b"\xef\xbb\xbf")
    assert read(content) == [
        ["municipio", "pcode", "casos"],
        ["Nacaome", "HN1701", "7"],
        ["'=cmd|' /C calc'!A0", "'-1", ""],
    ]


def test_csv_has_the_tags_below_the_header_when_asked():
    assert read(render_csv(SHEET, hxl=True))[1] == ["#adm2+name", "#adm2+code", "#affected"]


def test_days_and_instants_are_written_as_iso():
    row = (date(2020, 11, 20), datetime(2020, 11, 20, 21, 40, tzinfo=UTC))
    sheet = Sheet("x", (Column("a", ""), Column("b", "")), (row,))
    assert read(render_csv(sheet))[1] == ["2020-11-20", "2020-11-20T21:40:00+00:00"]


def test_csv_is_made_line_by_line():
    def rows():
        yield ("a", "b", 1)
        raise RuntimeError("asked for more than was needed")

    lines = stream_csv(Sheet("x", COLUMNS, rows()))
    assert [next(lines), next(lines)] == ["\ufeffmunicipio,pcode,casos\r\n", "a,b,1\r\n"]


@pytest.mark.parametrize(("hxl", "first"), [(False, 2), (True, 3)])
def test_workbook_has_its_sheets_and_a_data_dictionary(hxl, first):
    at = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)
    sheets = (SHEET, Sheet("Horas" * 10, (Column("hora", "Cuándo"),), ((at,),)))
    headers = ("tabla", "columna", "significado", "hxl")
    book = load_workbook(
        BytesIO(render_xlsx(sheets, dictionary_name="Datos", dictionary_headers=headers, hxl=hxl))
    )
    assert book.sheetnames == ["Municipios", ("Horas" * 10)[:31], "Datos"]
    rows = list(book["Municipios"].iter_rows(values_only=True))
    assert rows[0] == ("municipio", "pcode", "casos")
    assert rows[first - 1 :] == [("Nacaome", "HN1701", 7), ("'=cmd|' /C calc'!A0", "'-1", None)]
    assert [cell.data_type for cell in book["Municipios"]["A"][first - 1 :]] == ["s", "s"]
    assert list(book["Datos"].iter_rows(values_only=True))[:2] == [
        headers,
        ("Municipios", "municipio", "Municipio", "#adm2+name"),
    ]
