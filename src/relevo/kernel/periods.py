"""Half-open periods of time."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Period:
    """From ``start`` (included; None: always) until ``until`` (excluded; None: open end)."""

    start: datetime | None = None
    until: datetime | None = None

    def contains(self, at: datetime) -> bool:
        return (self.start is None or self.start <= at) and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class DateRange:
    """Days from ``start`` (included; None: always) until ``until`` (excluded; None: open end)."""

    start: date | None = None
    until: date | None = None

    def contains(self, on: date) -> bool:
        return (self.start is None or self.start <= on) and (self.until is None or on < self.until)
