"""Text as tables: CSV of any country, lines pasted from a sheet or a chat, blocks with labels."""

import csv
import re
from collections import Counter
from io import StringIO

from relevo.formats.tables.headings import field_of
from relevo.formats.tables.shape import build
from relevo.formats.tables.values import FileUnreadable, Note, RawRow, RawTable, TableFile

SEPARATORS = "\t;|,"
LOOK_AT_LINES = 30
LARGEST_TEXT = 2_000_000
_LABEL = re.compile(r"^\s*[*•·-]?\s*\*{0,2}([^\W\d_][^:\n]{0,58}?)\*{0,2}\s*:\*{0,2}\s*(.*)$")
_RULE = re.compile(r"^\s*\|?\s*:?-{3,}:?\s*(\|\s*:?-{3,}:?\s*)*\|?\s*$")


def decode(content: bytes) -> tuple[str, list[Note]]:
    """The text of bytes of unknown encoding: marks first, then UTF-8, then Windows Latin."""
    if content.startswith(b"\xef\xbb\xbf"):
        return _decoded(content, "utf-8-sig")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _decoded(content, "utf-16")
    sample = content[:4_000]
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    enough = len(sample) // 5
    if enough and odd > enough and not even:
        return _decoded(content, "utf-16-le")
    if enough and even > enough and not odd:
        return _decoded(content, "utf-16-be")
    try:
        return content.decode("utf-8"), []
    except UnicodeDecodeError:
        return _decoded(content, "cp1252")


def _decoded(content: bytes, encoding: str) -> tuple[str, list[Note]]:
    text = content.decode(encoding, errors="replace")
    return text, [Note("encoding", "", encoding)] if encoding != "utf-8-sig" else []


def read_text(text: str, *, kind: str, notes: list[Note]) -> TableFile:
    """Rows of a text; raises FileUnreadable."""
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if not text.strip(" \t\n\0"):
        raise FileUnreadable("empty")
    if len(text) > LARGEST_TEXT:
        raise FileUnreadable("too_large", read=str(len(text)), accepted=str(LARGEST_TEXT))
    separator = _separator(text)
    if separator:
        return build(kind, [_separated(text, separator, notes)], notes=notes)
    blocks = _blocks(text)
    if blocks is not None:
        return build(kind, blocks, notes=notes)
    lines = [
        RawRow(f"line:{number}", [line], [])
        for number, line in enumerate(text.split("\n"), start=1)
        if line.strip()
    ]
    return build(kind, [RawTable(lines)], notes=notes)


def _separator(text: str) -> str:
    """The sign that parts most lines into the same number of cells, at least two; or none."""
    lines = [line for line in re.sub(r'"[^"]*"', "", text).split("\n") if line.strip()]
    lines = lines[:LOOK_AT_LINES]
    best, found = 0.0, ""
    for sign in SEPARATORS:
        counts = [line.count(sign) for line in lines if not _RULE.match(line)]
        with_sign = [count for count in counts if count]
        if not with_sign or len(with_sign) * 2 < len(counts):
            continue
        usual = Counter(sorted(with_sign, reverse=True)).most_common(1)[0][0]
        share = with_sign.count(usual) / len(counts)
        is_weak = sign == "," and usual < 2  # noqa: PLR2004 -- one comma stands in any sentence
        headings = sum(1 for cell in lines[0].split(sign) if field_of(cell)) if lines else 0
        weight = share + min(usual, 10) / 20 + headings / 4
        if is_weak and headings < 2:  # noqa: PLR2004
            continue
        if weight > best:
            best, found = weight, sign
    labels = sum(1 for line in lines if (m := _LABEL.match(line)) and field_of(m[1]))
    return "" if labels * 2 > len(lines) and found in {",", ";", ""} else found


def _separated(text: str, separator: str, notes: list[Note]) -> RawTable:
    try:
        rows = _parsed(text, separator, quoted=True)
    except csv.Error:
        notes.append(Note("quotes_broken", ""))
        rows = _parsed(text, separator, quoted=False)
    if separator == "|":
        rows = [row for row in rows if not _RULE.match("|".join(row.cells))]
        edges = all(not row.cells[0].strip() for row in rows if len(row.cells) > 1)
        for row in rows if edges else []:
            row.cells = row.cells[1:]
    return RawTable(rows)


def _parsed(text: str, separator: str, *, quoted: bool) -> list[RawRow]:
    lines = StringIO(text, newline="")
    reader = (
        csv.reader(lines, delimiter=separator, strict=True)
        if quoted
        else csv.reader(lines, delimiter=separator, quoting=csv.QUOTE_NONE)
    )
    rows, line = [], 1
    for cells in reader:
        found = cells if quoted else [cell.strip('"') for cell in cells]
        rows.append(RawRow(f"line:{line}", found, []))
        line = reader.line_num + 1
    return rows


def _blocks(text: str) -> list[RawTable] | None:
    """Blocks of ``Label: value``; lines without a label belong to the one before."""
    tables: list[RawTable] = []
    current: list[RawRow] = []
    labels = 0
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            if current:
                tables.append(RawTable(current, is_record=True))
                current = []
            continue
        found = _LABEL.match(line)
        if found and field_of(found[1]):
            labels += 1
            current.append(RawRow(f"line:{number}", [found[1].strip(), found[2].strip()], []))
        elif current:
            current[-1].cells[1] = f"{current[-1].cells[1]}\n{line.strip()}".strip()
        else:
            current.append(RawRow(f"line:{number}", ["Institución", line.strip(" *•·-")], []))
    if current:
        tables.append(RawTable(current, is_record=True))
    return tables if labels >= 2 else None  # noqa: PLR2004 -- one label is a sentence
