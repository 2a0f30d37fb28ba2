"""Documents as the networks use them: made once as blocks, given as .docx or as text for a chat.

What a page shows and what is handed out must say the same, so whoever composes one builds a
``Document`` and asks for the form it is needed in.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Page(StrEnum):
    """The sheet a document is printed on."""

    A4 = "a4"
    A4_WIDE = "a4_wide"
    A4_COLUMNS = "a4_columns"
    """Upright A4 in two columns of small print below the title: for what has to stay one page."""
    A5_BOOKLET = "a5_booklet"
    """Upright A5 with mirrored margins: four of them make a sheet of a stapled booklet."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; ``level`` 1 to 3 (the title of the document stands above level 1)."""

    text: str
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``style``: plain, strong, small, or note (set apart, for what must not be overlooked)."""

    text: str
    style: str = "plain"


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list; numbered when ``ordered``."""

    items: tuple[str, ...]
    ordered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``widths``: relative, one for each column; equal when empty. Rows as long as headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Facts:
    """Pairs of a label and what is said of it."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Signatures:
    """A line to sign on over each label."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Heading | Paragraph | Bullets | Table | Facts | Signatures | PageBreak


@dataclass(frozen=True, slots=True)
class Document:
    """A document before it has a form. ``language``: ``es`` or ``en``, of all its text."""

    title: str
    language: str
    blocks: tuple[Block, ...]
    subtitle: str = ""
    footer: str = ""
    page: Page = field(default=Page.A4)
