"""The years in which networks work: what lies outside them was mistyped, or means harm."""

from datetime import date, datetime

FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)


def is_possible(at: datetime) -> bool:
    """Whether an instant lies in these years; a few days more or less never leave the calendar."""
    return FIRST <= at.date() <= LAST
