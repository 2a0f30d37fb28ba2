"""Tables of a Word file, read from its XML: merged cells are filled, deleted text is not there."""

import zipfile
from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from relevo.formats.tables.archive import read_part
from relevo.formats.tables.shape import build
from relevo.formats.tables.text import read_text
from relevo.formats.tables.values import FileUnreadable, Note, RawRow, RawTable, TableFile, shown

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
MAIN = "word/document.xml"
WIDEST_SPAN = 100
_THROUGH = ("sdt", "sdtContent", "smartTag", "customXml", "ins", "moveTo")


def read_docx(archive: zipfile.ZipFile, *, notes: list[Note]) -> TableFile:
    """All tables of the document; without a table its paragraphs. Raises FileUnreadable."""
    source = read_part(archive, MAIN)
    try:
        root = ElementTree.fromstring(source, forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError) as error:
        raise FileUnreadable("broken", read=MAIN) from error
    body = next((part for part in root if _name(part) == "body"), None)
    if body is None:
        raise FileUnreadable("empty")
    tables: list[RawTable] = []
    heading = ""
    lines: list[str] = []
    for part in _inside(body):
        if _name(part) == "tbl":
            tables.append(_table(part, number=len(tables) + 1, heading=heading))
            heading = ""
        elif _name(part) == "p":
            text = _text(part)
            lines.append(text)
            heading = text.strip() or heading
    if tables:
        return build("docx", tables, notes=notes)
    if not any(line.strip() for line in lines):
        raise FileUnreadable("only_pictures" if _has_pictures(archive) else "empty")
    return read_text("\n".join(lines), kind="docx", notes=[*notes, Note("no_table", "")])


def _has_pictures(archive: zipfile.ZipFile) -> bool:
    return any(name.startswith("word/media/") for name in archive.namelist())


def _name(part: Element) -> str:
    return part.tag.removeprefix(W).removeprefix(STRICT) if isinstance(part.tag, str) else ""


def _value(part: Element | None, name: str = "val") -> str:
    if part is None:
        return ""
    return part.get(f"{W}{name}") or part.get(f"{STRICT}{name}") or ""


def _inside(part: Element) -> Iterator[Element]:
    """Children, looking through wrappers such as content controls and accepted insertions."""
    for child in part:
        if _name(child) in _THROUGH:
            yield from _inside(child)
        else:
            yield child


def _child(part: Element, *names: str) -> Element | None:
    found: Element | None = part
    for name in names:
        found = next((child for child in found if _name(child) == name), None)  # type: ignore[union-attr]  # the loop ends before
        if found is None:
            return None
    return found


def _text(part: Element) -> str:
    """The text of a paragraph or cell; a paragraph, a break and a tab keep words apart."""
    pieces: list[str] = []
    for child in part:
        match _name(child):
            case "t":
                pieces.append(child.text or "")
            case "tab":
                pieces.append("\t")
            case "br" | "cr":
                pieces.append("\n")
            case "noBreakHyphen":
                pieces.append("-")
            case "p":
                pieces.append(_text(child) + "\n")
            case "del" | "moveFrom" | "delText" | "instrText" | "pPr" | "rPr" | "tcPr":
                pass
            case "AlternateContent" | "pict" | "drawing" | "object":
                pass  # pictures and text boxes lie beside the table
            case _:
                pieces.append(_text(child))
    return "".join(pieces)


def _span(cell: Element) -> int:
    text = _value(_child(cell, "tcPr", "gridSpan"))
    return min(max(int(text), 1), WIDEST_SPAN) if text.isdigit() and len(text) < 4 else 1  # noqa: PLR2004


def _table(table: Element, *, number: int, heading: str) -> RawTable:
    rows: list[RawRow] = []
    above: dict[int, str] = {}
    line = 0
    for part in _inside(table):
        if _name(part) != "tr":
            continue
        line += 1
        if _child(part, "trPr", "del") is not None:
            continue
        rows.append(_row(part, place=f"table:{number}:{line}", above=above))
    return RawTable(rows, title=heading)


def _row(row: Element, *, place: str, above: dict[int, str]) -> RawRow:
    """The cells of a row; ``above``: what a cell that goes on downward holds, by column."""
    cells: list[str] = []
    notes: list[Note] = []
    before = _value(_child(row, "trPr", "gridBefore"))
    cells += [""] * (int(before) if before.isdigit() and len(before) < 3 else 0)  # noqa: PLR2004
    own = [cell for cell in _inside(row) if _name(cell) == "tc"]
    for cell in own:
        span, text = _span(cell), _text(cell).strip("\n")
        merge = _child(cell, "tcPr", "vMerge")
        at = len(cells)
        if merge is not None and _value(merge) != "restart":
            text = above.get(at, "")
            notes.append(Note("merged_down", place, shown(text)))
        elif merge is not None:
            above[at] = text
        else:
            above.pop(at, None)
        if span > 1 and len(own) > 1 and text:
            notes.append(Note("merged_across", place, shown(text)))
        cells += [text] * span if len(own) > 1 else [text, *[""] * (span - 1)]
    return RawRow(place, cells, notes, is_heading=len(own) == 1 and len(cells) > 1)
