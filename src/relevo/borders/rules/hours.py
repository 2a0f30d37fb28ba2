"""The hours a side keeps, and whether it is closed at an instant by them.

- Hours hold as words do: the newest word that tells hours and still holds tells them, also where a
  newer word on the state says nothing of hours.
- Outside of its hours a side is closed at that hour, unless somebody saw it let people through
  since it should have closed.
- What is told to be closed keeps no hours.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from relevo.borders.enums import Basis, State
from relevo.borders.rules.state import Report, Status
from relevo.directory.errors import HoursUnreadable
from relevo.directory.rules import ZONES, Interval, windows

LOOKS_BACK = timedelta(days=2)
LOOKS_AHEAD = timedelta(days=8)
"""Hours by the day of the week come round within it."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of one side and direction, and the word that tells them.

    ``is_closed``: at the instant asked about. ``opens_at``: when it opens next, if that is known.
    """

    expression: str
    told: Report
    is_closed: bool = False
    opens_at: datetime | None = None


def hours_at(
    reports: Iterable[Report],
    *,
    at: datetime,
    status: Status,
    country: str,
    holidays: Collection[date] = (),
) -> Hours | None:
    """The hours of a side with this state, from the reports that concern it.

    None: nobody has told them, or it is told to be closed.
    """
    telling = [report for report in reports if report.opening_hours and report.holds_at(at)]
    if not telling or status.state == State.CLOSED:
        return None
    told = max(telling, key=lambda report: (report.from_at, report.known_from, report.key))
    hours = Hours(told.opening_hours, told)
    if country not in ZONES:
        return hours
    try:
        kept = windows(
            told.opening_hours,
            country=country,
            holidays=holidays,
            start=at - LOOKS_BACK,
            end=at + LOOKS_AHEAD,
        )
    except HoursUnreadable:
        return hours
    if any(opens <= at < closes for opens, closes in kept) or _seen_open(status, kept, at=at):
        return hours
    return Hours(
        told.opening_hours,
        told,
        is_closed=True,
        opens_at=min((opens for opens, _closes in kept if opens > at), default=None),
    )


def _seen_open(status: Status, kept: Iterable[Interval], *, at: datetime) -> bool:
    """Whether it was seen to let people through since it closed by its hours."""
    if status.basis != Basis.OBSERVED or status.from_at is None:
        return False
    closed_at = max((closes for _opens, closes in kept if closes <= at), default=at - LOOKS_BACK)
    return status.state in {State.OPEN, State.RESTRICTED} and status.from_at >= closed_at


def closed_now(hours: Iterable[Hours | None]) -> Hours | None:
    """Of several sides that one passes, the closed one that opens last; None: none is closed."""
    closed = [found for found in hours if found is not None and found.is_closed]
    unknown = next((found for found in closed if found.opens_at is None), None)
    return unknown or max(closed, key=lambda found: (found.opens_at, found.told.key), default=None)
