"""Directories as networks have them (.docx, .xlsx, .csv, pasted text), read into rows.

Whatever comes in is either read row by row, with everything that looked wrong noted beside it, or
refused as a whole with a code that says why. Formulas and macros never run.
"""

from relevo.formats.tables.headings import FIELDS, field_of
from relevo.formats.tables.reading import read_pasted, read_table
from relevo.formats.tables.values import (
    LARGEST_FILE,
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_ROWS,
    SECTION,
    FileUnreadable,
    Note,
    SourceRow,
    TableFile,
)

__all__ = [
    "FIELDS",
    "LARGEST_FILE",
    "LONGEST_CELL",
    "MOST_COLUMNS",
    "MOST_ROWS",
    "SECTION",
    "FileUnreadable",
    "Note",
    "SourceRow",
    "TableFile",
    "field_of",
    "read_pasted",
    "read_table",
]
