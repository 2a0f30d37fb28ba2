"""What is so at an instant, as known at another: phase, areas, figures. Nothing reads a clock."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from relevo.kernel.disclosure import BASE, K
from relevo.kernel.ids import imported_id
from relevo.situation.enums import EmergencyKind, Measure, Phase, Qualifier
from relevo.situation.errors import FactRefused

PUBLISHED_BY = imported_id("actor", "committed_facts")
"""Stands for who told what the committed facts say."""

LONGEST_NAME, LONGEST_SOURCE, LONGEST_REASON, LONGEST_NOTE = 120, 300, 300, 300
LARGEST_FIGURE = 100_000_000
PAGE_BEGINS = ("http://", "https://")
"""A source that everybody can read: its number stands as it gave it."""
HELD_BACK = timedelta(days=14)
"""Word of people on the way is public, and for members that enforce, only after these days."""


class Dated(Protocol):
    """A row with the two times of a fact."""

    @property
    def from_at(self) -> datetime: ...

    @property
    def known_from(self) -> datetime: ...


class DatedArea(Dated, Protocol):
    """Where it is felt, from when until when."""

    @property
    def country(self) -> str: ...

    @property
    def area_id(self) -> Hashable: ...

    @property
    def until_at(self) -> datetime | None: ...


class Counted(Protocol):
    """A figure as far as these rules look at it."""

    @property
    def measure(self) -> str: ...

    @property
    def country(self) -> str: ...

    @property
    def area_id(self) -> Hashable: ...

    @property
    def said_by(self) -> str: ...

    @property
    def value(self) -> int: ...

    @property
    def high(self) -> int | None: ...

    @property
    def is_explained(self) -> bool:
        """A note of its own says what it covers."""

    @property
    def as_of_at(self) -> datetime: ...

    @property
    def known_from(self) -> datetime: ...


D = TypeVar("D", bound=Dated)
A = TypeVar("A", bound=DatedArea)
C = TypeVar("C", bound=Counted)


def current(rows: Iterable[D], *, at: datetime, known_at: datetime) -> D | None:
    """The row that holds: the latest begun one, of equals the one that was told last.

    Rows come in the order in which they were written; it decides where all else is equal.
    """
    held = [row for row in rows if row.from_at <= at and row.known_from <= known_at]
    return max(reversed(held), key=lambda row: (row.from_at, row.known_from), default=None)


def areas_at(rows: Iterable[A], *, at: datetime, known_at: datetime) -> list[A]:
    """Where it is felt: of each place the row that holds, if it has not ended."""
    by_place: dict[tuple[str, Hashable], list[A]] = {}
    for row in rows:
        by_place.setdefault((row.country, row.area_id), []).append(row)
    held = (current(found, at=at, known_at=known_at) for found in by_place.values())
    return [row for row in held if row and (row.until_at is None or at < row.until_at)]


@dataclass(frozen=True, slots=True)
class FigureGroup(Generic[C]):
    """All that is said of one measure in one place: the latest word of each source, and before."""

    measure: str
    country: str
    area_id: Hashable
    latest: tuple[C, ...]
    earlier: tuple[C, ...]

    @property
    def is_contested(self) -> bool:
        """Whether sources give different numbers; none of them is more than a source."""
        return len({(row.value, row.high) for row in self.latest}) > 1


def figure_groups(rows: Iterable[C], *, at: datetime, known_at: datetime) -> list[FigureGroup[C]]:
    """Figures by measure and place, in the order in which the rows come; nothing is averaged."""
    known = [row for row in rows if row.as_of_at <= at and row.known_from <= known_at]
    found: dict[tuple[str, str, Hashable], list[C]] = {}
    for row in known:
        found.setdefault((row.measure, row.country, row.area_id), []).append(row)
    return [_group(place, group) for place, group in found.items()]


def _group(place: tuple[str, str, Hashable], rows: Sequence[C]) -> FigureGroup[C]:
    newest: dict[str, C] = {}
    for row in rows:
        held = newest.get(row.said_by)
        if held is None or (row.as_of_at, row.known_from) > (held.as_of_at, held.known_from):
            newest[row.said_by] = row
    kept = {id(row) for row in newest.values()}
    ordered = sorted(rows, key=lambda row: row.as_of_at, reverse=True)
    return FigureGroup(
        *place,
        latest=tuple(row for row in ordered if id(row) in kept),
        earlier=tuple(row for row in ordered if id(row) not in kept),
    )


@dataclass(frozen=True, slots=True)
class PartsDiffer(Generic[C]):
    """One source's parts do not add up to its whole: both as it says them."""

    whole: C
    parts: tuple[C, ...]
    low: int
    high: int


def parts_that_differ(
    rows: Iterable[C], *, at: datetime, known_at: datetime
) -> list[PartsDiffer[C]]:
    """Wholes of which the parts, by the same source as of the same instant, add up to another.

    A country is part of the region, an area part of its country. Two parts at least: one alone
    is not a sum. Of the region more than the sum is none of it where a note says what is covered:
    other countries.
    """
    said: dict[tuple[str, str, datetime], list[C]] = {}
    for row in rows:
        if row.as_of_at <= at and row.known_from <= known_at:
            said.setdefault((row.measure, row.said_by, row.as_of_at), []).append(row)
    found = []
    for group in said.values():
        for whole in group:
            parts = tuple(row for row in group if _is_part(row, whole))
            low = sum(row.value for row in parts)
            high = sum(row.value if row.high is None else row.high for row in parts)
            top = whole.value if whole.high is None else whole.high
            covers_more = not whole.country and whole.is_explained
            is_more = high < whole.value and not covers_more
            if len(parts) > 1 and (top < low or is_more):
                found.append(PartsDiffer(whole, parts, low, high))
    return found


def _is_part(row: Counted, whole: Counted) -> bool:
    if whole.area_id is not None:
        return False
    if whole.country:
        return row.country == whole.country and row.area_id is not None
    return bool(row.country) and row.area_id is None


class Told(Counted, Protocol):
    """A figure as far as the public may have it."""

    @property
    def is_published(self) -> bool:
        """A committed fact: its source has given it to everybody."""

    @property
    def is_below_department(self) -> bool: ...


T = TypeVar("T", bound=Told)


def groups_for_all(groups: Iterable[FigureGroup[T]]) -> list[FigureGroup[T]]:
    """What of these figures the public may have (ADR 45): nobody can be told from them.

    Where the newest word of a source is not for the public, what it said before would tell nearly
    as much: then it is not heard at all.
    """
    found = []
    for group in groups:
        latest = tuple(row for row in group.latest if is_for_all(row))
        heard = {row.said_by for row in latest}
        earlier = tuple(row for row in group.earlier if row.said_by in heard and is_for_all(row))
        if latest:
            found.append(FigureGroup(group.measure, group.country, group.area_id, latest, earlier))
    return found


def is_for_all(row: Told) -> bool:
    """Whether the public may have a figure: of a department or more, and not of a few people."""
    if row.is_published:
        return True
    ends = (row.value, row.value if row.high is None else row.high)
    is_small = row.measure != Measure.SHELTERS and any(0 < end < K for end in ends)
    return not (row.is_below_department or is_small)


def rounded(value: int, high: int | None, qualifier: str) -> tuple[int, int | None, str]:
    """Tens, in the direction in which what was said stays true; *exact* becomes *about*."""
    down = value - value % BASE
    up = -(-value // BASE) * BASE
    if high is not None:
        return down, -(-high // BASE) * BASE, qualifier
    if qualifier == Qualifier.AT_LEAST:
        return down, None, qualifier
    if qualifier == Qualifier.UP_TO:
        return up, None, qualifier
    nearest = up if value - down >= BASE / 2 else down
    return nearest, None, qualifier if nearest == value else Qualifier.ABOUT.value


def is_held_back(kind: str, *, phase: str, since: datetime, at: datetime) -> bool:
    """Whether the public hears nothing of it yet: people on the way, until well after the end."""
    if kind != EmergencyKind.MOVEMENT:
        return False
    return phase != Phase.CLOSED or at < since + HELD_BACK


def check_text(field: str, text: str, *, longest: int, is_needed: bool = True) -> str:
    """The text without blanks around it; raises FactRefused."""
    told = text.strip()
    if is_needed and not told:
        raise FactRefused(field=field, problem="missing")
    if len(told) > longest:
        raise FactRefused(field=field, problem="too_long")
    if "\0" in told:
        raise FactRefused(field=field, problem="unreadable")
    return told


def check_not_ahead(field: str, instant: datetime, *, at: datetime) -> None:
    """Raises FactRefused if it lies in the future: facts are told once they are so."""
    if instant > at:
        raise FactRefused(field=field, problem="in_the_future")
