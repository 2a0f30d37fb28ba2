"""What so many people need at a place, and what of it is not covered."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from math import ceil

from relevo.kernel.text import LocalisedText


class Stay(StrEnum):
    """How people are at a place: on their way through, for the night, or held up."""

    TRANSIT = "transit"
    OVERNIGHT = "overnight"
    STRANDED = "stranded"


@dataclass(frozen=True, slots=True)
class Rate:
    """``amount`` for every ``per_people``, times the share of the stay (1 is a whole day)."""

    code: str
    amount: float
    per_people: int
    shares: dict[str, float]
    term: str
    """The need of the directory whose services cover it; empty: none does."""
    source: LocalisedText
    sourced: bool


def needed(rate: Rate, people: int, *, stay: str) -> int:
    """How many; rounded up, for there is no half bed. 0 people need nothing."""
    exact = people * rate.amount * rate.shares[stay] / rate.per_people
    return ceil(round(exact, 6))


@dataclass(frozen=True, slots=True)
class Capacity:
    """What is known of what there is. ``unknown``: services whose figure nobody gave."""

    known: int = 0
    pledged: int = 0
    unknown: int = 0
    services: int = 0


def gap(need: int, capacity: Capacity) -> int:
    """What is missing as far as known. Unknown figures count nothing: one does not plan on them."""
    return max(0, need - capacity.known - capacity.pledged)


def total(parts: Iterable[Capacity]) -> Capacity:
    """Several as one."""
    rows = list(parts)
    return Capacity(
        known=sum(row.known for row in rows),
        pledged=sum(row.pledged for row in rows),
        unknown=sum(row.unknown for row in rows),
        services=sum(row.services for row in rows),
    )
