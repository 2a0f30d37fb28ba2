"""Tables of flows for the public: nobody can be told from them, nor had back by subtraction.

A line is the cells of one column over the departments of one country, with its total. A cell is
hidden when it stands for fewer than ``K`` people, when one post alone stands behind it, or when
its whole row has few people. What is shown is rounded to tens, up or down by a number that follows
from the name of the cell alone: the same figure is always rounded the same way, and who repeats a
question learns nothing. Then more is hidden until no hidden cell can be pinned to fewer than
``WIDTH`` steps by somebody who knows all that is shown, how it is rounded, and which of the hidden
cells are small. On one line with bounds that range is known exactly, without a linear program.

Handbook: Hundepool et al., Statistical Disclosure Control, 2012, chapters 4 and 5.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from math import inf

K = 10
BASE = 10
WIDTH = 4
"""A hidden cell keeps a range of at least this, from its lowest to its highest possible value."""

FEW_IN_ROW = 20
ALONE_SHARE = 5
"""What one post alone counted keeps a range of at least a fifth of it."""


@dataclass(frozen=True, slots=True)
class Cell:
    """``value``: people. ``largest``: how many of them the post that counted most has counted."""

    value: int
    largest: int


@dataclass(frozen=True, slots=True)
class Name:
    """Which cell: the table, its month, its column, and the row or the country of a total."""

    table: str
    month: str
    column: str
    row: str

    @property
    def lift(self) -> int:
        """A rest up to this is rounded down, a greater one up: 0 to 9, from the name alone."""
        told = f"{self.table}\x1f{self.month}\x1f{self.column}\x1f{self.row}"
        return int.from_bytes(sha256(told.encode()).digest()[:8]) % BASE


@dataclass(frozen=True, slots=True)
class Line:
    """What is shown of a line; None: hidden."""

    cells: Mapping[str, int | None]
    total: int | None


Range = tuple[float, float]


def rounded(value: int, name: Name) -> int:
    """A figure as it is shown, if it is shown."""
    rest = value % BASE
    return value - rest + (BASE if rest > name.lift else 0)


def possible(shown: int, name: Name) -> Range:
    """Between which figures what is shown may lie; nothing and nobody is shown below ``K``."""
    if shown == 0:
        return 0, 0
    return max(K, shown - BASE + name.lift + 1), shown + name.lift


def is_small(value: int) -> bool:
    """Whether so few people stand behind a figure that it is hidden."""
    return 0 < value < K


def is_alone(cell: Cell) -> bool:
    """Whether the figure is that of one post: what the others counted stands for too few."""
    return cell.value > 0 and cell.value - cell.largest < K


def publish(
    cells: Mapping[str, Cell],
    *,
    few: Collection[str],
    table: str,
    month: str,
    column: str,
    country: str,
) -> Line:
    """A line for the first time. ``few``: rows with few people, of which nothing is shown."""
    names = {row: Name(table, month, column, row) for row in cells}
    total_name = Name(table, month, column, country)
    whole = _sum(cells.values())
    total = None if _hides_total(whole) else rounded(whole.value, total_name)
    hidden = {row for row, cell in cells.items() if _is_hidden(row, cell, few)}
    while total is not None and not _is_safe(cells, hidden, names, possible(total, total_name)):
        # Zeros are no cover: that there was nobody is often known.
        others = [row for row in cells if row not in hidden and cells[row].value > 0]
        if not others:
            total = None
        else:
            hidden.add(min(others, key=lambda row: (cells[row].value, row)))
    return Line(
        {
            row: None if row in hidden else rounded(cell.value, names[row])
            for row, cell in cells.items()
        },
        total,
    )


def publish_again(
    before: Line,
    *,
    old: Mapping[str, Cell],
    new: Mapping[str, Cell],
    few: Collection[str],
    table: str,
    month: str,
    column: str,
) -> Line:
    """A line in a whole new release of its month, beside which the first one is still known.

    A line in which nothing changed is told as before. Otherwise its total is told no more: two
    totals would tell what was corrected. What was hidden stays hidden.
    """
    if {row: cell.value for row, cell in old.items()} == {
        row: cell.value for row, cell in new.items()
    }:
        return before
    cells: dict[str, int | None] = {}
    for row, cell in new.items():
        if row in old and (before.cells.get(row) is None or old[row].value == cell.value):
            cells[row] = before.cells.get(row)
        elif _is_hidden(row, cell, few):
            cells[row] = None
        else:
            cells[row] = rounded(cell.value, Name(table, month, column, row))
    return Line(cells, None)


def _sum(cells: Collection[Cell]) -> Cell:
    return Cell(sum(cell.value for cell in cells), max((cell.largest for cell in cells), default=0))


def _hides_total(whole: Cell) -> bool:
    return is_small(whole.value) or is_alone(whole)


def _is_hidden(row: str, cell: Cell, few: Collection[str]) -> bool:
    return row in few or is_small(cell.value) or is_alone(cell)


def _known(row: str, cell: Cell, hidden: Collection[str], names: Mapping[str, Name]) -> Range:
    """Between which figures a cell lies for who knows which hidden cells are small."""
    if row not in hidden:
        return possible(rounded(cell.value, names[row]), names[row])
    return (0, K - 1) if cell.value < K else (K, inf)


def _is_safe(
    cells: Mapping[str, Cell],
    hidden: Collection[str],
    names: Mapping[str, Name],
    total: Range,
) -> bool:
    """Whether each hidden cell keeps a range that is wide enough, beside the total."""
    known = {row: _known(row, cell, hidden, names) for row, cell in cells.items()}
    for row in hidden:
        low, high = known[row]
        others = [known[other] for other in cells if other != row]
        lowest = max(low, total[0] - sum(other[1] for other in others))
        highest = min(high, total[1] - sum(other[0] for other in others))
        if highest - lowest < _needed(cells[row]):
            return False
    return True


def _needed(cell: Cell) -> int:
    """How wide the range of a hidden cell must be."""
    return max(WIDTH, cell.value // ALONE_SHARE) if is_alone(cell) else WIDTH
