"""Reads the tables and finds every problem in them before anything is written."""

import csv
import hashlib
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from relevo.region.columns import CellRefused, Column, Reference, References, Table, Value

LARGEST_FILE = 5_000_000
MOST_ROWS = 20_000
SHOWN = 80
READING_VERSION = 1
"""Raised whenever the same files would make other rows, so that instances load them again."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Where something is not as it must be. ``row`` counts as a spreadsheet does, the head is 1."""

    file: str
    row: int
    column: str
    read: str
    accepted: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row, read: values by column name."""

    number: int
    values: Mapping[str, Any]
    is_whole: bool = True

    def text(self, column: str) -> str:
        """The cell as words; an empty cell is an empty text."""
        value = self.values[column]
        return value if isinstance(value, str) else ""

    def key(self, table: Table) -> tuple[str, ...]:
        return tuple(str(self.values[column] or "") for column in table.keys)

    def parts(self, column: str) -> tuple[str, ...]:
        value = self.values[column]
        return value if isinstance(value, tuple) else ()


Rows = Mapping[str, Sequence[Row]]
"""Rows by file."""


def shown(read: str) -> str:
    """What was read, short enough for a report and without anything a terminal would obey."""
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in read)
    return printable if len(printable) <= SHOWN else f"{printable[:SHOWN]}…"


def digest(folder: Path, tables: Sequence[Table]) -> str:
    """Changes when any byte of any table does, or the way they are read."""
    sha = hashlib.sha256(f"reading {READING_VERSION}".encode())
    for table in tables:
        path = folder / table.file
        content = path.read_bytes() if path.is_file() else b""
        sha.update(f"|{table.file}|{len(content)}|".encode())
        sha.update(content)
    return sha.hexdigest()


def read_tables(
    folder: Path, tables: Sequence[Table]
) -> tuple[dict[str, list[Row]], list[Problem]]:
    """All rows of all files, and every problem of cells, heads, keys and references."""
    rows: dict[str, list[Row]] = {}
    keys: dict[str, set[str]] = {}
    problems: list[Problem] = []
    for table in tables:
        found = list(_read(folder, table))
        problems += [part for part in found if isinstance(part, Problem)]
        named = [part for part in found if isinstance(part, Row)]
        # a row with a bad cell still answers for its key, else one slip is reported many times
        keys[table.file] = {row.key(table)[0] for row in named}
        problems += _repeated(table, named)
        rows[table.file] = [row for row in named if row.is_whole]
    problems += _dangling(tables, rows, keys)
    return rows, problems


def rows_of(folder: Path, table: Table) -> list[Row]:
    """The rows of one table that was found to be whole when the region was loaded."""
    return [part for part in _read(folder, table) if isinstance(part, Row)]


def _whole(table: Table, read: str, accepted: str, *, row: int = 0) -> Problem:
    """A problem that no single column has."""
    return Problem(table.file, row, "", shown(read), accepted)


def _read(folder: Path, table: Table) -> Iterator[Row | Problem]:
    path = folder / table.file
    if not path.is_file():
        yield _whole(table, _("no file"), _("a file of that name"))
        return
    size = path.stat().st_size
    if size > LARGEST_FILE:
        read, most = _("%(count)d bytes"), _("at most %(count)d bytes")
        yield _whole(table, read % {"count": size}, most % {"count": LARGEST_FILE})
        return
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as error:
        read = _("byte %(number)d is not UTF-8") % {"number": error.start}
        yield _whole(table, read, _("text in UTF-8"))
        return
    yield from _read_lines(table, text)


def _read_lines(table: Table, text: str) -> Iterator[Row | Problem]:
    names = [column.name for column in table.columns]
    head = _("the head %(names)s") % {"names": ",".join(names)}
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 1
    try:
        first = next(lines, [])
        if first != names:
            yield _whole(table, ",".join(first), head, row=1)
            return
        for number, cells in enumerate(lines, start=2):
            if number > MOST_ROWS:
                most = _("at most %(count)d rows") % {"count": MOST_ROWS}
                yield _whole(table, _("more rows"), most, row=number)
                return
            if len(cells) == len(names):
                yield from _read_row(table, number, cells)
            else:
                yield _whole(table, _cells(len(cells)), _cells(len(names)), row=number)
    except csv.Error:  # what it says is English only
        yield _whole(table, _("a row that does not split into cells"), _splits(), row=number + 1)


def _cells(count: int) -> str:
    return ngettext("%(count)d cell", "%(count)d cells", count) % {"count": count}


def _splits() -> str:
    return _("comma-separated values, quotes in pairs, at most %(count)d characters in a cell") % {
        "count": csv.field_size_limit()
    }


def _read_row(table: Table, number: int, cells: Sequence[str]) -> Iterator[Row | Problem]:
    values: dict[str, Value] = {}
    problems: list[Problem] = []
    for column, cell in zip(table.columns, cells, strict=True):
        try:
            values[column.name] = _read_cell(column, cell.strip(" "))
        except CellRefused:
            problems.append(Problem(table.file, number, column.name, shown(cell), column.accepted))
    yield from problems
    if set(table.keys) <= set(values):
        yield Row(number, values, is_whole=not problems)


def _read_cell(column: Column, cell: str) -> Value:
    if cell:
        return column.kind.read(cell)
    if column.required:
        raise CellRefused
    return None


def _repeated(table: Table, rows: Sequence[Row]) -> Iterator[Problem]:
    for columns in (table.keys, *table.unique):
        first: dict[tuple[str, ...], int] = {}
        for row in rows:
            key = tuple(str(row.values.get(column) or "") for column in columns)
            if key in first:
                yield Problem(
                    table.file,
                    row.number,
                    columns[-1],
                    shown(" ".join(key)),
                    _("each %(columns)s once; row %(row)d has it")
                    % {"columns": ", ".join(columns), "row": first[key]},
                )
            first.setdefault(key, row.number)


def _dangling(
    tables: Sequence[Table], rows: Rows, keys: Mapping[str, set[str]]
) -> Iterator[Problem]:
    for table in tables:
        for column in table.columns:
            if not isinstance(column.kind, Reference | References):
                continue
            known = keys[column.kind.file]
            for row in rows[table.file]:
                value = row.values[column.name]
                named = value if isinstance(value, tuple) else (value,) if value else ()
                for name in named:
                    if name not in known:
                        yield Problem(
                            table.file, row.number, column.name, shown(str(name)), column.accepted
                        )
