"""Counts: which one holds, whether its parts add up, how two differ, who sees one first. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from relevo.situation.enums import CountCategory, Reason
from relevo.situation.rules.releases import FIRST_EYES

LONGEST_SAID_BY, LONGEST_NOTE, LONGEST_SOURCE = 120, 300, 500
MOST_PEOPLE = 1_000_000
MOST_PARTS = 12
PART_LETTERS = 2
OTHERS = "other"
"""The part of all nationalities that the source does not name."""

CLOCK_TOLERANCE = timedelta(minutes=5)
LONGEST_SPAN = timedelta(days=366)
OLDEST = timedelta(days=3_653)

Parts = tuple[tuple[str, int], ...]

ONE_WAY: dict[str, str] = {CountCategory.ENTERED: "in", CountCategory.LEFT: "out"}
"""Categories that say the direction themselves."""

SAME_PEOPLE: frozenset[tuple[str, str]] = frozenset(
    {(CountCategory.LEFT, CountCategory.ENTERED)}
    | {
        (category, category)
        for category in CountCategory.values
        if category not in {CountCategory.LEFT, CountCategory.ENTERED}
    }
)
"""Category of an outflow and of the inflow that counts the same people."""


@dataclass(frozen=True, slots=True)
class Told:
    """A count as a point in two times: true until its cut-off, known since it was told."""

    id: UUID
    corrects: UUID | None
    cut_off_at: datetime
    known_from: datetime


def standing(rows: Iterable[Told], *, at: datetime, known_at: datetime) -> frozenset[UUID]:
    """The counts that hold at an instant as known at another: those that nothing corrects yet.

    A correction counts from when it is known, whatever its cut-off.
    """
    known = [row for row in rows if row.known_from <= known_at]
    corrected = {row.corrects for row in known}
    return frozenset(row.id for row in known if row.cut_off_at <= at and row.id not in corrected)


def parts_sum(parts: Parts) -> int:
    """What the parts add up to."""
    return sum(number for _code, number in parts)


def parts_problem(parts: Sequence[tuple[str, int]]) -> str:
    """Why parts say nothing usable; empty if they do. They need not add up to the value."""
    codes = [code for code, _number in parts]
    if len(parts) > MOST_PARTS:
        return "too_many"
    if len(set(codes)) != len(codes):
        return "twice"
    if not all(code == OTHERS or is_country(code) for code in codes):
        return "unknown"
    if not all(0 <= number <= MOST_PEOPLE for _code, number in parts):
        return "not_a_number"
    return ""


def is_country(code: str) -> bool:
    """Whether it has the shape of an ISO 3166-1 code."""
    is_short_word = len(code) == PART_LETTERS and code.isascii() and code.isalpha()
    return is_short_word and code == code.upper()


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison, as it stands now."""

    category: str
    country: str
    cut_off_at: datetime
    value: int
    parts: Parts
    known_from: datetime

    def people(self, part: str) -> int:
        """How many are compared: a part where the side names it, else all."""
        return dict(self.parts).get(part, self.value) if part else self.value


def compared_problem(outflow: Side, inflow: Side, *, part: str) -> str:
    """Why two counts cannot be put side by side; empty if they can."""
    if outflow.country == inflow.country:
        return "same_side"
    if (outflow.category, inflow.category) not in SAME_PEOPLE:
        return "other_people"
    if part and part not in dict(outflow.parts) and part not in dict(inflow.parts):
        return "unknown_part"
    if outflow.cut_off_at != inflow.cut_off_at:
        return "not_comparable"
    return ""


@dataclass(frozen=True, slots=True)
class Gap:
    """What the two sides differ by; positive: the outflow is larger. None: not comparable."""

    outflow: int
    inflow: int
    people: int | None
    explained: int
    since: datetime

    @property
    def rest(self) -> int | None:
        """How many nobody has explained yet: none where a correction left a smaller gap."""
        return None if self.people is None else max(0, abs(self.people) - self.explained)


def lacks_reason(gap: Gap, reasons: Iterable[str]) -> bool:
    """Whether nobody has said why the two differ; that it is not known yet is said, too."""
    return bool(gap.people) and not any(reasons)


def explains(reason: str) -> bool:
    """Whether people of whom this is said are explained: not those of whom nobody knows yet."""
    return reason != Reason.UNKNOWN


def gap_of(outflow: Side, inflow: Side, *, part: str, explained: Iterable[int | None]) -> Gap:
    """The gap of two counts as they stand; ``explained``: people of each reason, if told."""
    out, into = outflow.people(part), inflow.people(part)
    return Gap(
        outflow=out,
        inflow=into,
        people=out - into if outflow.cut_off_at == inflow.cut_off_at else None,
        explained=sum(people or 0 for people in explained),
        since=max(outflow.known_from, inflow.known_from),
    )


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who told a count: the institution, and whether it enforces (or is nobody here)."""

    institution_id: UUID | None
    is_spoken_for: bool
    """By the responsible institution: the side itself has no eyes here."""


def sides_of(
    institution_id: UUID | None, *, sides: Sequence[Speaker], responsible_id: UUID | None
) -> frozenset[int]:
    """For which sides (0 outflow, 1 inflow) an institution may say that the figure is agreed."""
    if institution_id is None:
        return frozenset()
    return frozenset(
        number
        for number, side in enumerate(sides)
        if (side.is_spoken_for and institution_id == responsible_id)
        or (not side.is_spoken_for and institution_id == side.institution_id)
    )


@dataclass(frozen=True, slots=True)
class Eyes:
    """Who looks at counts: made by ``access`` alone."""

    institution_id: UUID | None
    sees_everything: bool = False
    is_enforcement: bool = False
    network_ids: frozenset[UUID] = frozenset()
    network_crossing_ids: frozenset[UUID] = frozenset()
    counts_at: frozenset[UUID] = frozenset()
    """Crossings at which the institution has told a count itself."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What decides who sees a count."""

    institution_id: UUID | None
    crossing_id: UUID | None
    network_id: UUID | None
    first_known: datetime
    is_settled: bool
    """Both sides have agreed on it."""


def may_see(eyes: Eyes, count: Seen, *, at: datetime) -> bool:
    """Own figures always; then the posts of the crossing; after a day or an agreement the network.

    Who enforces sees nothing here but what it told itself.
    """
    if eyes.sees_everything:
        return True
    if eyes.institution_id is None:
        return False
    if count.institution_id == eyes.institution_id:
        return True
    if eyes.is_enforcement:
        return False
    if count.crossing_id in eyes.counts_at and _is_at_the_table(eyes, count):
        return True
    is_old = count.first_known + FIRST_EYES <= at
    return (is_old or count.is_settled) and _is_of_network(eyes, count)


def _is_at_the_table(eyes: Eyes, count: Seen) -> bool:
    """In a network of that crossing, or of that count: else one would tell a zero to look."""
    return count.crossing_id in eyes.network_crossing_ids or count.network_id in eyes.network_ids


def _is_of_network(eyes: Eyes, count: Seen) -> bool:
    if count.network_id is not None:
        return count.network_id in eyes.network_ids
    if count.crossing_id is not None:
        return count.crossing_id in eyes.network_crossing_ids
    return bool(eyes.network_ids)
