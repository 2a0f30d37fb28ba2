"""Sheets of a workbook: values, never formulas; merged cells filled, numbers as people say them."""

import re
import warnings
import zipfile
from datetime import date, datetime, time
from io import BytesIO
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from relevo.formats.tables.archive import read_part
from relevo.formats.tables.shape import build
from relevo.formats.tables.values import (
    MOST_COLUMNS,
    MOST_ROWS,
    FileUnreadable,
    Note,
    RawRow,
    RawTable,
    TableFile,
    shown,
)

MOST_EMPTY_ROWS = 20_000
_ROW = re.compile(rb"<(?:\w+:)?row[\s>/]")
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)[\s>]")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_ERROR = re.compile(r"#(?:REF|N/A|NAME|VALUE|DIV/0|NULL|NUM)[!?]?|#N/D|#¡\w+!|#¿\w+\?")


def read_xlsx(archive: zipfile.ZipFile, *, content: bytes, notes: list[Note]) -> TableFile:
    """All sheets that hold something; raises FileUnreadable."""
    has_formulas = _check_size(archive)
    values = _opened(content, data_only=True)
    formulas = _opened(content, data_only=False) if has_formulas else None
    tables = []
    for sheet in values.worksheets:
        if sheet.sheet_state != "visible":
            notes.append(Note("hidden_sheet", f"sheet:{sheet.title[:40]}:1", shown(sheet.title)))
        other = formulas[sheet.title] if formulas is not None else None
        tables.append(_sheet(sheet, other))
    return build("xlsx", tables, notes=notes)


def _check_size(archive: zipfile.ZipFile) -> bool:
    """Whether any cell is computed. A sheet of a million rows is refused before it is built."""
    rows = filled = 0
    computed = False
    for name in archive.namelist():
        if re.fullmatch(r"xl/worksheets/[^/]+\.xml", name):
            source = read_part(archive, name)
            rows += len(_ROW.findall(source))
            filled += len(_VALUE.findall(source))
            computed = computed or _FORMULA.search(source) is not None
    if rows > MOST_EMPTY_ROWS or filled > MOST_ROWS * MOST_COLUMNS:
        raise FileUnreadable("too_many_rows", read=str(rows), accepted=str(MOST_ROWS))
    return computed


def _opened(content: bytes, *, data_only: bool) -> Any:  # noqa: ANN401 -- the library has no type for it
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that are not read anyway
            return load_workbook(BytesIO(content), data_only=data_only)
    except FileUnreadable:
        raise
    except Exception as error:  # the library raises whatever its parsers raise
        raise FileUnreadable("broken", read=type(error).__name__) from error


def _sheet(sheet: Worksheet, formulas: Worksheet | None) -> RawTable:
    title = re.sub(r"[:\x00-\x1f]", " ", sheet.title)[:40]
    merged = _merged(sheet)
    rows = []
    for number, cells in enumerate(
        sheet.iter_rows(max_col=min(sheet.max_column, MOST_COLUMNS + 20)), start=1
    ):
        place = f"sheet:{title}:{number}"
        notes: list[Note] = []
        texts = []
        wide = 0
        for column, cell in enumerate(cells, start=1):
            origin = merged.get((number, column))
            source = cell if origin is None else sheet.cell(*origin)
            text = _told(source.value, place=place, notes=notes)
            if origin is not None and origin[0] == number:
                wide += 1
                text = "" if _is_title(merged, number, sheet.max_column) else text
                if text:
                    notes.append(Note("merged_across", place, shown(text)))
            elif origin is not None and text:
                notes.append(Note("merged_down", place, shown(text)))
            if formulas is not None and formulas.cell(number, column).data_type == "f":
                notes.append(Note("computed", place, shown(text)))
                if cell.value is None:
                    notes.append(Note("not_computed", place))
            texts.append(text)
        rows.append(RawRow(place, texts, notes))
    return RawTable(rows, title=title)


def _merged(sheet: Worksheet) -> dict[tuple[int, int], tuple[int, int]]:
    """Cells that are part of a merged one, but for its first, and where that stands."""
    found: dict[tuple[int, int], tuple[int, int]] = {}
    for area in list(sheet.merged_cells.ranges)[: MOST_ROWS * 2]:
        first = (area.min_row, area.min_col)
        if (area.max_row - area.min_row + 1) * (area.max_col - area.min_col + 1) > MOST_ROWS * 40:
            continue
        for row in range(area.min_row, area.max_row + 1):
            for column in range(area.min_col, area.max_col + 1):
                if (row, column) != first:
                    found[row, column] = first
    return found


def _is_title(merged: dict[tuple[int, int], tuple[int, int]], row: int, width: int) -> bool:
    """One cell over the whole row."""
    return width > 1 and all(
        merged.get((row, column)) == (row, 1) for column in range(2, width + 1)
    )


def _told(value: object, *, place: str, notes: list[Note]) -> str:
    """A value as text. A telephone kept as a number loses its decimal point."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "sí", False: "no"}[value]
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        notes.append(Note("date_cell", place, str(value), day.isoformat()))
        return day.isoformat()
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004
        return str(int(value))
    text = str(value)
    if _ERROR.fullmatch(text.strip()):
        notes.append(Note("formula_error", place, shown(text)))
        return ""
    return text
