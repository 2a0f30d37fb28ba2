"""A document as a picture for a chat: black on white, as wide as a telephone, without a browser."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw

from relevo.formats.characters import plain
from relevo.formats.documents import (
    Block,
    Bullets,
    Document,
    Facts,
    Heading,
    PageBreak,
    Paragraph,
    Signatures,
    Table,
)
from relevo.formats.flowchart.letters import Writer, font_of, width_in_pixels

WIDTH, MARGIN = 900, 40
INK, PAPER = 0, 255
LINE_HEIGHT = 1.38
TALLEST = 12_000
"""Pixels. What would be taller ends with the words that the page says more."""
SIZES = {"title": 44, "heading": 34, "strong": 30, "plain": 28, "note": 28, "small": 23}
BOLD = {"title": 1.4, "heading": 1.0, "strong": 0.9}


@dataclass(frozen=True, slots=True)
class _Line:
    """One line of text; ``gap``: pixels of white over it, ``indent``: to its right."""

    words: str
    style: str
    gap: int = 0
    indent: int = 0

    @property
    def height(self) -> int:
        return round(SIZES[self.style] * LINE_HEIGHT)


def render_picture(document: Document, *, more: str = "") -> bytes:
    """The document as PNG. ``more``: what the last line says where it would become too tall."""
    lines = _fitting(list(_lines(document)), more=more)
    height = 2 * MARGIN + sum(line.gap + line.height for line in lines)
    image = Image.new("L", (WIDTH, height), PAPER)
    writer = Writer(image, ImageDraw.Draw(image))
    y = float(MARGIN)
    for line in lines:
        y += line.gap + line.height
        writer.write(
            line.words,
            x=MARGIN + line.indent,
            y=y - line.height * 0.26,
            font=font_of(SIZES[line.style]),
            bold=BOLD.get(line.style, 0.0),
        )
    written = BytesIO()
    image.save(written, "PNG", optimize=True)
    return written.getvalue()


def _fitting(lines: list[_Line], *, more: str) -> list[_Line]:
    total = 0
    for number, line in enumerate(lines):
        total += line.gap + line.height
        if total > TALLEST:
            return [*lines[: max(0, number - 1)], _Line(more, "strong", gap=16)]
    return lines


def _lines(document: Document) -> Iterator[_Line]:
    yield from _wrapped(document.title, "title")
    yield from _wrapped(document.subtitle, "plain", gap=6)
    for block in document.blocks:
        yield from _told(block)
    yield from _wrapped(document.footer, "small", gap=28)


def _told(block: Block) -> Iterator[_Line]:
    match block:
        case Heading():
            yield from _wrapped(block.text, "heading", gap=26)
        case Paragraph():
            yield from _wrapped(block.text, block.style, gap=12)
        case Bullets():
            for number, item in enumerate(block.items, 1):
                sign = f"{number}." if block.ordered else "•"
                yield from _wrapped(f"{sign} {item}", "plain", gap=8)
        case Facts():
            for label, value in block.pairs:
                yield from _wrapped(label, "strong", gap=10)
                yield from _wrapped(value, "plain")
        case Table():
            for row in block.rows:
                told = " · ".join(cell for cell in row if cell)
                yield from _wrapped(told, "plain", gap=8)
        case Signatures() | PageBreak():
            return  # paper only


def _wrapped(text: str, style: str, *, gap: int = 0) -> Iterator[_Line]:
    """The text in lines that fit; a word too long for a line of its own is cut."""
    font = font_of(SIZES[style])
    room = WIDTH - 2 * MARGIN
    for paragraph in plain(text).split("\n"):
        line = ""
        for word in paragraph.split():
            longer = f"{line} {word}" if line else word
            if width_in_pixels(longer, font=font) <= room:
                line = longer
                continue
            if line:
                yield _Line(line, style, gap=gap)
                gap = 0
            line = word
            while width_in_pixels(line, font=font) > room:
                kept = next(
                    n
                    for n in range(len(line) - 1, 0, -1)
                    if width_in_pixels(line[:n], font=font) <= room
                )
                yield _Line(line[:kept], style, gap=gap)
                line, gap = line[kept:], 0
        if line:
            yield _Line(line, style, gap=gap)
            gap = 0
