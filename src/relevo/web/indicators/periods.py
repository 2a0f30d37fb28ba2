"""Quarters: figures about people are told for whole closed quarters only.

Two totals a day apart would tell what one person did; two closed quarters do not.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from relevo.plumbing.clock import LOCAL

FIRST_YEAR = 2013
SHOWN = 12
_CODE = re.compile(r"(20\d\d)-Q([1-4])")


@dataclass(frozen=True, slots=True)
class Quarter:
    """A calendar quarter. ``end_on`` is exclusive."""

    year: int
    number: int

    @property
    def code(self) -> str:
        return f"{self.year}-Q{self.number}"

    @property
    def start_on(self) -> date:
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def end_on(self) -> date:
        following = self.next()
        return date(following.year, 3 * following.number - 2, 1)

    @property
    def last_on(self) -> date:
        """The last day of it."""
        return self.end_on - timedelta(days=1)

    @property
    def since(self) -> datetime:
        return datetime.combine(self.start_on, time(), LOCAL)

    @property
    def until(self) -> datetime:
        return datetime.combine(self.end_on, time(), LOCAL)

    def next(self) -> "Quarter":
        return Quarter(self.year + self.number // 4, self.number % 4 + 1)

    def previous(self) -> "Quarter":
        return Quarter(self.year - (self.number == 1), (self.number + 2) % 4 + 1)

    def is_closed(self, on: date) -> bool:
        return on >= self.end_on


def quarter_of(on: date) -> Quarter:
    """The quarter a day lies in."""
    return Quarter(on.year, (on.month + 2) // 3)


def read_quarter(code: str, *, on: date) -> Quarter:
    """A quarter from an address; the last closed one for anything that is none, or to come."""
    found = _CODE.fullmatch(code)
    latest = quarter_of(on)
    if found is None:
        return latest.previous()
    asked = Quarter(int(found[1]), int(found[2]))
    if asked.start_on > on or asked.year < FIRST_YEAR:
        return latest.previous()
    return asked


def shown_quarters(on: date) -> list[Quarter]:
    """The quarters one can choose from, newest first: the running one and those before."""
    found = [quarter_of(on)]
    while len(found) < SHOWN:
        found.append(found[-1].previous())
    return found
