"""Tables for spreadsheets: CSV and XLSX that say what their columns mean and cannot run a formula.

A cell that a spreadsheet would take for a formula is written with an apostrophe before it, as
OWASP advises; numbers stay numbers. HXL tags, where asked for, are the row below the header
(https://hxlstandard.org).
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO, StringIO

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from relevo.formats.characters import plain

Cell = str | int | float | date | datetime | None
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")
BYTE_ORDER_MARK = "\ufeff"
WIDEST, NARROWEST = 60, 10
LONGEST_SHEET_NAME = 31


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, what it means, its HXL tag."""

    name: str
    meaning: str
    hxl: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table with a name; rows as long as columns."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Sequence[Cell]]


def safe_cell(value: Cell) -> Cell:
    """The value as a spreadsheet may have it: text is text, never a formula."""
    if not isinstance(value, str):
        return value
    text = plain(value)
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text


def _told(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, date | datetime):
        return value.isoformat()
    return str(safe_cell(value))


def stream_csv(sheet: Sheet, *, hxl: bool = False) -> Iterator[str]:
    """The lines of a CSV file one by one, so that a long export needs no memory.

    It starts with a byte order mark: without it Excel reads accents wrongly.
    """
    yield BYTE_ORDER_MARK + _line([column.name for column in sheet.columns])
    if hxl:
        yield _line([column.hxl for column in sheet.columns])
    for row in sheet.rows:
        yield _line([_told(value) for value in row])


def _line(cells: Sequence[str]) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()


def render_csv(sheet: Sheet, *, hxl: bool = False) -> bytes:
    """A whole CSV file."""
    return "".join(stream_csv(sheet, hxl=hxl)).encode()


def render_xlsx(
    sheets: Sequence[Sheet], *, dictionary_name: str, dictionary_headers: Sequence[str], hxl: bool
) -> bytes:
    """A workbook: one sheet for each table, and last a data dictionary of all columns.

    ``dictionary_headers``: words for table, column, meaning and HXL tag.
    """
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet, hxl=hxl)
    meanings = [
        (sheet.name, column.name, column.meaning, column.hxl)
        for sheet in sheets
        for column in sheet.columns
    ]
    headers = tuple(Column(name, "") for name in dictionary_headers)
    _write(book, Sheet(dictionary_name, headers, meanings), hxl=False)
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _write(book: Workbook, sheet: Sheet, *, hxl: bool) -> None:
    rows = [[_without_zone(safe_cell(value)) for value in row] for row in sheet.rows]
    page = book.create_sheet(sheet.name[:LONGEST_SHEET_NAME])
    page.freeze_panes = "A2"
    for number, column in enumerate(sheet.columns, start=1):
        lengths = [len(column.name), *(len(str(row[number - 1] or "")) for row in rows[:200])]
        width = min(max(NARROWEST, *lengths) + 2, WIDEST)
        page.column_dimensions[get_column_letter(number)].width = width
    page.append(_bold(page, [column.name for column in sheet.columns]))
    if hxl:
        page.append([column.hxl for column in sheet.columns])
    for row in rows:
        page.append(row)


def _without_zone(value: Cell) -> Cell:
    """A workbook has no time zones: the instant as it is read here."""
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _bold(page: object, names: Sequence[str]) -> list[object]:
    cells: list[object] = []
    for name in names:
        cell = WriteOnlyCell(page, value=name)  # type: ignore[arg-type]
        cell.font = Font(bold=True)
        cells.append(cell)
    return cells
