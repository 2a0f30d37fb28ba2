"""Small cells: counts of people so few that a reader could tell who they are are not shown.

A count of 1 to ``THRESHOLD - 1`` is hidden (primary suppression). So that it cannot be had back by
subtracting what is shown from a total, more cells of its line are hidden until what is hidden
together is large enough and is at least two cells (secondary suppression). Handbook: Hundepool et
al., Statistical Disclosure Control, 2012, chapter 4. Against differences between two days, whoever
publishes gives whole closed periods only.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

THRESHOLD = 5
K = TypeVar("K", bound=Hashable)
Cell = tuple[str, str]


def is_small(count: int) -> bool:
    """Whether a count stands for so few that it is hidden. Nobody is not somebody."""
    return 0 < count < THRESHOLD


def suppressed_line(counts: Mapping[K, int]) -> dict[K, int | None]:
    """Counts that add up to a total which is shown; None: hidden."""
    hidden = {key for key, count in counts.items() if is_small(count)}
    _complete(counts, list(counts), hidden)
    return {key: None if key in hidden else count for key, count in counts.items()}


def suppressed_table(
    counts: Mapping[Cell, int], *, rows: Sequence[str], columns: Sequence[str]
) -> dict[Cell, int | None]:
    """Counts by row and column whose totals by row and by column are shown; None: hidden."""
    cells = [(row, column) for row in rows for column in columns]
    full = {cell: counts.get(cell, 0) for cell in cells}
    hidden = {cell for cell in cells if is_small(full[cell])}
    lines = [[(row, column) for column in columns] for row in rows]
    lines += [[(row, column) for row in rows] for column in columns]
    grew = True
    while grew:
        before = len(hidden)
        for line in lines:
            _complete(full, line, hidden)
        grew = len(hidden) > before
    return {cell: None if cell in hidden else full[cell] for cell in cells}


def _complete(counts: Mapping[K, int], line: Sequence[K], hidden: set[K]) -> None:
    """Hide more of a line until its hidden cells protect each other, or none is left."""
    while True:
        mine = [key for key in line if key in hidden]
        if not mine or (len(mine) > 1 and sum(counts[key] for key in mine) >= THRESHOLD):
            return
        others = [key for key in line if key not in hidden]
        if not others:
            return
        # The smallest that is somebody; a zero only when nothing else is left to hide behind.
        hidden.add(min(others, key=lambda key: (counts[key] == 0, counts[key])))


def share(part: int, whole: int) -> int | None:
    """Percent, rounded; None where the whole, the part or the rest stands for too few people."""
    if whole < THRESHOLD or is_small(part) or is_small(whole - part):
        return None
    return round(100 * part / whole)
