"""One page of the sheet: what matters first, as far as there is room, and how much is left out.

Paper, the Word file and the text for a chat hold what stands here; the screen holds everything. How
much room there is, is counted in rows of a column: the page has two of them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import ceil

from relevo.web.sheets.content import Line, Section

ROWS = 104
"""Of both columns together, below the title and the sentence of what is unknown, above the foot."""
ROW_LETTERS = 35
HEAD_ROWS = 2
MOST_LINES = (1, 3, 6, None)
"""Every list gets its first line before any gets more; so up to its third and its sixth."""
MATTERS_FIRST = (
    *("crossings", "alerts", "emergencies", "movements", "warnings", "open_needs", "capacity"),
    *("roads", "restrictions", "points", "who", "advisories", "pledges"),
)


@dataclass(slots=True)
class _Pile:
    """A list of lines, and how many of them have found room."""

    rows: Sequence[int]
    taken: int = 0
    is_cut: bool = False

    @property
    def next_cost(self) -> int:
        """The row that says how many more there are is free once the last line stands there."""
        return self.rows[self.taken] - (self.taken + 1 == len(self.rows))


def on_one_page(sections: Iterable[Section]) -> tuple[Section, ...]:
    """The same sections; each list knows how many of its lines the page has room for.

    While all of it fits, every line stands there as it is; else lines are brief, and the first few.
    """
    shown = tuple(sections)
    if _rows_of_all(shown) <= ROWS:
        return shown
    shown = tuple(_in_brief(section) for section in shown)
    piles = {
        section.code: [_Pile([_rows_of(line) for line in lines]) for lines in _lists(section)]
        for section in shown
    }
    free = ROWS - sum(_least_rows(section) for section in shown)
    for most in MOST_LINES:
        for code in MATTERS_FIRST:
            for pile in piles.get(code, ()):
                free -= _fill(pile, most=most, free=free)
    return tuple(_with_room(section, piles[section.code]) for section in shown)


def _rows_of_all(sections: Sequence[Section]) -> int:
    lines = (line for section in sections for lines in _lists(section) for line in lines)
    return sum(map(_least_rows, sections)) + sum(map(_rows_of, lines))


def _in_brief(section: Section) -> Section:
    return replace(
        section,
        common=_brief(section.common),
        sides=tuple(replace(side, lines=_brief(side.lines)) for side in section.sides),
    )


def _brief(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(replace(line, is_brief=True) for line in lines)


def _fill(pile: _Pile, *, most: int | None, free: int) -> int:
    """Lines in their order, as far as they fit; how many rows they took."""
    wanted = len(pile.rows) if most is None else min(most, len(pile.rows))
    used = 0
    while pile.taken < wanted and not pile.is_cut:
        cost = pile.next_cost
        if used + cost > free:
            pile.is_cut = True
        else:
            used += cost
            pile.taken += 1
    return used


def _lists(section: Section) -> list[tuple[Line, ...]]:
    return [section.common, *(side.lines for side in section.sides)]


def _least_rows(section: Section) -> int:
    """Its head, and a row for each list: that nothing is known, or how many lines are left out."""
    if section.is_empty:
        return 0
    return HEAD_ROWS + len(section.sides) + bool(section.common)


def _rows_of(line: Line) -> int:
    return ceil(len(line.on_page) / ROW_LETTERS)


def _with_room(section: Section, piles: Sequence[_Pile]) -> Section:
    common, *sides = (pile.taken for pile in piles)
    return replace(
        section,
        room=common,
        sides=tuple(
            replace(side, room=taken) for side, taken in zip(section.sides, sides, strict=True)
        ),
    )
