"""A document as text to paste into a chat: short lines, bold between asterisks, no tables."""

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


def render_chat(document: Document) -> str:
    """The same statements in the form people read in a chat group."""
    parts = [_bold(document.title), plain(document.subtitle)]
    parts += [_told(block) for block in document.blocks]
    parts.append(plain(document.footer))
    return "\n\n".join(part for part in parts if part) + "\n"


def _bold(text: str) -> str:
    flat = " ".join(plain(text).replace("*", "").split())
    return f"*{flat}*" if flat else ""


def _told(block: Block) -> str:
    match block:
        case Heading():
            return _bold(block.text)
        case Paragraph():
            return _bold(block.text) if block.style == "strong" else plain(block.text)
        case Bullets():
            signs = [f"{n}." if block.ordered else "•" for n in range(1, len(block.items) + 1)]
            return "\n".join(
                f"{sign} {plain(item)}" for sign, item in zip(signs, block.items, strict=True)
            )
        case Table():
            return "\n".join(_row(row, headers=block.headers) for row in block.rows)
        case Facts():
            return "\n".join(f"{_bold(label + ':')} {plain(value)}" for label, value in block.pairs)
        case Signatures() | PageBreak():
            return ""  # paper only


def _row(row: tuple[str, ...], *, headers: tuple[str, ...]) -> str:
    first, *others = row
    told = [
        f"{header.lower()}: {plain(cell)}"
        for header, cell in zip(headers[1:], others, strict=True)
        if cell
    ]
    return " · ".join([f"• {_bold(first)}", *told])
