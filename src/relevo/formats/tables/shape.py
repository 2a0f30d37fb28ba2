"""From tables as they stand to rows under one header: where it is, what belongs to it."""

from collections.abc import Sequence

from relevo.formats.tables.cells import clean
from relevo.formats.tables.headings import field_of, folded, is_number_heading
from relevo.formats.tables.values import (
    MOST_COLUMNS,
    MOST_ROWS,
    SECTION,
    FileUnreadable,
    Note,
    RawRow,
    RawTable,
    SourceRow,
    TableFile,
    shown,
)

LOOK_FOR_HEADER_IN = 15
ENOUGH_HEADINGS = 2
_LONGEST_HEADER = 80
COUNTRIES = frozenset({"guatemala", "honduras", "el salvador"})


class _Shape:
    """Rows of all tables so far, under the union of their columns."""

    def __init__(self) -> None:
        self.columns: list[str] = []
        self.rows: list[tuple[str, dict[int, str], list[Note], str]] = []
        self.notes: list[Note] = []
        self.header: list[str] = []

    def positions(self, header: Sequence[str]) -> list[int]:
        """Where each heading of a table stands among the columns; new ones are added."""
        known = [folded(name) for name in self.columns]
        taken: list[int] = []
        for name in header:
            wanted = folded(name)
            at = next((n for n, k in enumerate(known) if k == wanted and n not in taken), -1)
            if at < 0:
                at = len(self.columns)
                self.columns.append(name[:_LONGEST_HEADER])
                known.append(wanted)
            taken.append(at)
        if len(self.columns) > MOST_COLUMNS:
            raise FileUnreadable(
                "too_many_columns", read=str(len(self.columns)), accepted=str(MOST_COLUMNS)
            )
        return taken

    def add(self, place: str, cells: dict[int, str], notes: list[Note], *, section: str) -> None:
        if not any(cells.values()):
            return
        if len(self.rows) >= MOST_ROWS:
            raise FileUnreadable("too_many_rows", read=f"{MOST_ROWS + 1}+", accepted=str(MOST_ROWS))
        self.rows.append((place, cells, notes, section))


def build(kind: str, tables: Sequence[RawTable], *, notes: Sequence[Note] = ()) -> TableFile:
    """One file of rows; raises FileUnreadable when there is nothing, or too much, to read."""
    shape = _Shape()
    shape.notes.extend(notes)
    found = [
        (table, rows)
        for table in tables
        if (rows := [row for row in map(_cleaned, table.rows) if any(row.cells)])
    ]
    for table, rows in found:
        section = clean(table.title, place="")[0] if len(found) > 1 else ""
        if table.is_record or _is_record(rows):
            _add_record(shape, rows, section=section)
        else:
            _add_table(shape, rows, section=section)
    if not shape.rows:
        raise FileUnreadable("empty")
    return _finished(kind, shape)


def _cleaned(row: RawRow) -> RawRow:
    cells, notes = [], list(row.notes)
    for text in row.cells:
        kept, noticed = clean(text, place=row.place)
        cells.append(kept)
        notes += noticed
    while cells and not cells[-1]:
        cells.pop()
    is_heading = row.is_heading or (len(row.cells) > 1 and _stands_alone(cells))
    return RawRow(row.place, cells, notes, is_heading)


def _stands_alone(cells: Sequence[str]) -> bool:
    """One text in the first cell that is written as people write headings, and nothing beside."""
    filled = [cell for cell in cells if cell]
    if len(filled) != 1 or not cells[0]:
        return False
    text = filled[0]
    return text.isupper() or text.endswith(":") or folded(text) in COUNTRIES


def _hits(cells: Sequence[str]) -> int:
    return sum(1 for cell in cells if cell and (field_of(cell) or is_number_heading(cell)))


def _is_record(rows: Sequence[RawRow]) -> bool:
    """A table of two columns in which the first says what the second is."""
    two = [row for row in rows if row.cells and len(row.cells) <= 2]  # noqa: PLR2004
    if len(two) < len(rows) or len(rows) < ENOUGH_HEADINGS:
        return False
    labels = sum(1 for row in rows if len(row.cells) > 1 and field_of(row.cells[0].rstrip(":")))
    return labels >= max(ENOUGH_HEADINGS, len(rows) // 2) and _hits(rows[0].cells) < ENOUGH_HEADINGS


def _add_record(shape: _Shape, rows: Sequence[RawRow], *, section: str) -> None:
    """Each time the first label comes again, another record starts."""
    records: list[list[RawRow]] = []
    seen: set[str] = set()
    for row in rows:
        label = folded(row.cells[0])
        if not records or (label and label == folded(records[-1][0].cells[0])) or label in seen:
            records.append([])
            seen = set()
        seen.add(label)
        records[-1].append(row)
    for record in records:
        pairs = [row for row in record if len(row.cells) > 1]
        places = shape.positions([row.cells[0].rstrip(":").strip() for row in pairs])
        cells = {at: row.cells[1] for at, row in zip(places, pairs, strict=True)}
        noticed = [note for row in record for note in row.notes]
        shape.add(record[0].place, cells, noticed, section=section)


def _header_at(rows: Sequence[RawRow]) -> int | None:
    """The row with most known headings; None if no row has enough of them."""
    best, found = ENOUGH_HEADINGS - 1, None
    for number, row in enumerate(rows[:LOOK_FOR_HEADER_IN]):
        hits = _hits(row.cells)
        if hits > best and hits * 2 >= sum(1 for cell in row.cells if cell):
            best, found = hits, number
    return found


def _add_table(shape: _Shape, rows: list[RawRow], *, section: str) -> None:
    start = _header_at(rows)
    first = rows[0]
    no_rows: list[RawRow] = []
    width = max(len(row.cells) for row in rows)
    if start is None and shape.header and width == len(shape.header):
        shape.notes.append(Note("continued", first.place))
        header, body, before = shape.header, rows, no_rows
    elif start is None:
        header, body, before = _guessed_header(shape, rows, width=width)
    else:
        header = _widened(rows[start].cells, width=len(rows[start].cells))
        body, before = rows[start + 1 :], rows[:start]
    for row in before:
        text = " ".join(cell for cell in row.cells if cell)
        shape.notes.append(Note("before_header", row.place, shown(text)))
    shape.header = header
    positions = shape.positions(header)
    _add_body(shape, body, header=header, positions=positions, section=section)


def _guessed_header(
    shape: _Shape, rows: list[RawRow], *, width: int
) -> tuple[list[str], list[RawRow], list[RawRow]]:
    """No heading is known: short different words of a full first row are taken for one."""
    first = rows[0]
    texts = first.cells
    is_header = (
        len(rows) > 1
        and len(texts) == width > 1
        and len({folded(text) for text in texts}) == width
        and all(text and len(text) <= 40 and not any(map(str.isdigit, text)) for text in texts)  # noqa: PLR2004
    )
    shape.notes.append(Note("header_guessed" if is_header else "no_header", first.place))
    if is_header:
        return list(texts), rows[1:], []
    return [str(number) for number in range(1, width + 1)], rows, []


def _widened(cells: Sequence[str], *, width: int) -> list[str]:
    """Every column has a name; the same name twice gets a number."""
    names: list[str] = []
    for number in range(width):
        name = " ".join(cells[number].split()) or str(number + 1)
        taken = {folded(other) for other in names}
        tried, count = name, 2
        while folded(tried) in taken:
            tried, count = f"{name} {count}", count + 1
        names.append(tried)
    return names


def _add_body(
    shape: _Shape,
    body: Sequence[RawRow],
    *,
    header: Sequence[str],
    positions: Sequence[int],
    section: str,
) -> None:
    wanted = [folded(name) for name in header]
    for row in body:
        if [folded(cell) for cell in row.cells] == wanted[: len(row.cells)] and len(row.cells) > 1:
            shape.notes.append(Note("header_again", row.place))
            continue
        if row.is_heading and len(header) > ENOUGH_HEADINGS:
            section = next(cell for cell in row.cells if cell)
            shape.notes.append(Note("section", row.place, shown(section)))
            continue
        notes = list(row.notes)
        cells = row.cells
        if len(cells) > len(header):
            extra = [cell for cell in cells[len(header) :] if cell]
            notes.append(Note("more_cells", row.place, shown(" | ".join(extra)), str(len(header))))
            cells = cells[: len(header)]
        filled = sum(1 for cell in cells if cell)
        if filled * 2 < len(header):
            notes.append(Note("fewer_cells", row.place, str(filled), str(len(header))))
        found = dict(zip(positions, cells, strict=False))
        shape.add(row.place, found, notes, section=section)


def _finished(kind: str, shape: _Shape) -> TableFile:
    has_sections = any(section for *_others, section in shape.rows)
    columns = [*shape.columns, SECTION] if has_sections else shape.columns
    if len(columns) > MOST_COLUMNS:
        raise FileUnreadable("too_many_columns", read=str(len(columns)), accepted=str(MOST_COLUMNS))
    numbering = next((n for n, name in enumerate(columns) if is_number_heading(name)), None)
    seen: dict[str, int] = {}
    rows = []
    for number, (place, cells, noticed, section) in enumerate(shape.rows, start=1):
        texts = [cells.get(at, "") for at in range(len(shape.columns))]
        notes = list(noticed)
        own = texts[numbering] if numbering is not None and numbering < len(texts) else ""
        if own and own in seen:
            notes.append(Note("duplicate_id", place, shown(own), str(seen[own])))
        elif own:
            seen[own] = number
        texts += [section] if has_sections else []
        rows.append(SourceRow(number, place, tuple(texts), tuple(dict.fromkeys(notes))))
    return TableFile(kind, tuple(columns), tuple(rows), tuple(dict.fromkeys(shape.notes)))
