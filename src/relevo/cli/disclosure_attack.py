"""Somebody who wants to know: a linear program over all that was ever published.

The attacker is told more than a reader has: how figures are rounded, which departments counted at
all, which hidden cells are small, and which cells a correction left as they were. Every cell is
an unknown; what is published are bounds on it, totals are bounds on sums, and a cell that did not
change between two releases is one unknown. Each hidden cell is then made as small and as large as
all that allows. The bounds of a rounded figure are found here by trying, not by the formula that
publishes.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from typing import Any

from relevo.kernel.disclosure import BASE, WIDTH, Cell, K, Name, is_small, rounded
from relevo.situation.rules.releases import TABLE, Table, line_of

MOST = 1_000_000.0
SLACK = 1e-6
Bounds = tuple[float, float]
Unknown = tuple[str, ...]


class SolverMissing(Exception):
    """The linear programs are solved by scipy, which comes with the packages for development."""


@dataclass(frozen=True, slots=True)
class Published:
    """One release of a month, with the true figures behind it."""

    month: str
    content: Mapping[str, Any]
    truth: Table


@dataclass
class System:
    """Unknowns with bounds, and sums of them with bounds."""

    bounds: list[Bounds] = field(default_factory=list)
    sums: list[tuple[list[int], Bounds]] = field(default_factory=list)
    targets: dict[int, int] = field(default_factory=dict)
    """Hidden cells with what they truly are."""

    def add(self, bounds: Bounds) -> int:
        """A new unknown."""
        self.bounds.append(bounds)
        return len(self.bounds) - 1

    def narrow(self, number: int, bounds: Bounds) -> None:
        """The same cell, known once more."""
        low, high = self.bounds[number]
        self.bounds[number] = (max(low, bounds[0]), min(high, bounds[1]))


@dataclass(frozen=True, slots=True)
class Found:
    """What came of an attack. ``pinned``: true figures of hidden cells known too narrowly."""

    attacked: int
    narrowest: float
    pinned: tuple[int, ...]

    @property
    def pinned_small(self) -> int:
        """How many of them stand for fewer than ``K`` people."""
        return sum(1 for value in self.pinned if value < K)


@cache
def bounds_by_trying(shown: int, name: Name) -> Bounds:
    """All figures that would be shown so."""
    fits = [
        value
        for value in range(max(0, shown - 2 * BASE), shown + 2 * BASE)
        if not is_small(value) and rounded(value, name) == shown
    ]
    return float(min(fits)), float(max(fits))


def system_of(months: Sequence[Sequence[Published]]) -> System:
    """All releases of all months; the versions of one month stand together."""
    system = System()
    for versions in months:
        last: dict[Unknown, tuple[int, int]] = {}
        for number, one in enumerate(versions):
            for column, countries in one.truth.items():
                for country, cells in countries.items():
                    _add_line(
                        system,
                        one,
                        version=number,
                        place=(column, country),
                        cells=cells,
                        last=last,
                    )
    return system


def _add_line(
    system: System,
    one: Published,
    *,
    version: int,
    place: tuple[str, str],
    cells: Mapping[str, Cell],
    last: dict[Unknown, tuple[int, int]],
) -> None:
    column, country = place
    line = line_of(one.content, column=column, country=country)
    numbers = []
    for row, cell in cells.items():
        shown = line.cells.get(row)
        if shown is None:
            bounds = (0.0, K - 1.0) if cell.value < K else (float(K), MOST)
        else:
            bounds = bounds_by_trying(shown, Name(one.content["table"], one.month, column, row))
        key = (column, country, row)
        before = last.get(key)
        if version and before is not None and before[1] == cell.value:
            number = before[0]
            system.narrow(number, bounds)
        else:
            number = system.add(bounds)
        last[key] = (number, cell.value)
        numbers.append(number)
        if shown is None:
            system.targets[number] = cell.value
        else:
            system.targets.pop(number, None)
    if line.total is not None:
        name = Name(one.content["table"], one.month, column, country)
        system.sums.append((numbers, bounds_by_trying(line.total, name)))


def naive_system(tables: Mapping[str, Table], *, is_rounded: bool) -> System:
    """What many publish, by month: small cells blank, all else and the totals kept.

    Exact, or rounded as here, but without anything else hidden.
    """
    system = System()
    for month, table in tables.items():
        for column, countries in table.items():
            for country, cells in countries.items():
                numbers = []
                for row, cell in cells.items():
                    is_hidden = is_small(cell.value)
                    known = (1.0, K - 1.0)
                    if not is_hidden:
                        name = Name(TABLE, month, column, row)
                        known = _told(cell.value, name if is_rounded else None)
                    numbers.append(system.add(known))
                    if is_hidden:
                        system.targets[numbers[-1]] = cell.value
                whole = sum(cell.value for cell in cells.values())
                if not is_rounded or not is_small(whole):
                    name = Name(TABLE, month, column, country)
                    system.sums.append((numbers, _told(whole, name if is_rounded else None)))
    return system


def _told(value: int, name: Name | None) -> Bounds:
    if name is None:
        return float(value), float(value)
    return bounds_by_trying(rounded(value, name), name)


def attack(system: System, *, width: int = WIDTH) -> Found:
    """The range of every hidden cell, given everything; raises SolverMissing."""
    solve = _solver(system)
    ranges: list[tuple[float, int]] = []
    for round_of_targets in _rounds(system):
        lowest, highest = solve(round_of_targets, 1), solve(round_of_targets, -1)
        ranges += [
            (high - low, system.targets[number])
            for number, low, high in zip(round_of_targets, lowest, highest, strict=True)
        ]
    return Found(
        attacked=len(ranges),
        narrowest=round(min((wide for wide, _value in ranges), default=MOST), 3),
        pinned=tuple(value for wide, value in ranges if wide < width - SLACK),
    )


def _rounds(system: System) -> list[list[int]]:
    """Cells that no sum connects are asked about in one program: one of each group at a time."""
    parent = list(range(len(system.bounds)))

    def root(number: int) -> int:
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    for numbers, _bounds in system.sums:
        for number in numbers[1:]:
            parent[root(number)] = root(numbers[0])
    groups: dict[int, list[int]] = {}
    for number in sorted(system.targets):
        groups.setdefault(root(number), []).append(number)
    longest = max((len(group) for group in groups.values()), default=0)
    return [
        [group[turn] for group in groups.values() if len(group) > turn] for turn in range(longest)
    ]


def _solver(system: System) -> Callable[[list[int], int], list[float]]:
    try:
        optimize, sparse = import_module("scipy.optimize"), import_module("scipy.sparse")
    except ModuleNotFoundError as missing:
        raise SolverMissing from missing
    at = [(row, number) for row, (numbers, _bounds) in enumerate(system.sums) for number in numbers]
    shape = (len(system.sums), len(system.bounds))
    rows, columns = [row for row, _number in at], [number for _row, number in at]
    matrix = sparse.csr_matrix(([1.0] * len(at), (rows, columns)), shape=shape)
    both = sparse.vstack([matrix, -matrix]) if system.sums else None
    limits = [bounds[1] for _numbers, bounds in system.sums]
    limits += [-bounds[0] for _numbers, bounds in system.sums]

    def solve(targets: list[int], sign: int) -> list[float]:
        costs = [0.0] * len(system.bounds)
        for number in targets:
            costs[number] = float(sign)
        told = optimize.linprog(
            costs, A_ub=both, b_ub=limits or None, bounds=system.bounds, method="highs"
        )
        if told.status:
            raise ValueError(told.message)
        return [float(told.x[number]) for number in targets]

    return solve
