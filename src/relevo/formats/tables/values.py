"""What a table read from outside is made of, and the limits it is held to."""

from dataclasses import dataclass

LARGEST_FILE = 5_000_000
LARGEST_UNPACKED = 40_000_000
MOST_ROWS = 3_000
MOST_COLUMNS = 40
LONGEST_CELL = 2_000
LONGEST_SHOWN = 120
SECTION = "§"
"""Name of the column that holds headings which stand between rows."""


class FileUnreadable(ValueError):
    """The whole file was refused: ``code`` says why, ``accepted`` what would be taken."""

    def __init__(self, code: str, *, read: str = "", accepted: str = "") -> None:
        super().__init__(f"{code}: {read}")
        self.code = code
        self.read = read
        self.accepted = accepted


@dataclass(frozen=True, slots=True)
class Note:
    """Something that was noticed and may be wrong. ``place`` as in ``SourceRow``, or empty."""

    code: str
    place: str
    read: str = ""
    accepted: str = ""


@dataclass(frozen=True, slots=True)
class SourceRow:
    """One row. ``place``: where a person finds it: ``table:2:5``, ``sheet:Norte:7``, ``line:4``."""

    number: int
    place: str
    cells: tuple[str, ...]
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class TableFile:
    """A file as rows under one set of columns; every row has as many cells as there are columns."""

    kind: str
    columns: tuple[str, ...]
    rows: tuple[SourceRow, ...]
    notes: tuple[Note, ...] = ()


@dataclass(slots=True)
class RawRow:
    """Cells as they stand in the file, before a header is known."""

    place: str
    cells: list[str]
    notes: list[Note]
    is_heading: bool = False
    """One text over the whole width."""


@dataclass(slots=True)
class RawTable:
    """One table of a document, one sheet of a workbook, or one text."""

    rows: list[RawRow]
    title: str = ""
    """The heading over a table, the name of a sheet."""
    is_record: bool = False
    """Labels and what they say, by the one who read it; a table of two columns may be one too."""


def shown(text: str) -> str:
    """As much of a text as a report repeats."""
    flat = " ".join(text.split())
    return flat if len(flat) <= LONGEST_SHOWN else f"{flat[: LONGEST_SHOWN - 1]}…"
