"""When a seat may be as it is told, on plain values."""

from dataclasses import dataclass
from datetime import date

from relevo.networks.enums import SeatRole
from relevo.networks.errors import SeatRefused

LONGEST_ROLE = 160
LONGEST_NAME = 200
LONGEST_ACTA = 40
LONGEST_TERM_DAYS = 20 * 366


@dataclass(frozen=True, slots=True)
class SeatTerms:
    """What a network settles about a seat: its part, and which roles speak for it until when."""

    role: str
    focal_role: str = ""
    alternate_role: str = ""
    term_until: date | None = None
    is_steering: bool = False


def check_terms(
    terms: SeatTerms, *, known: frozenset[str], joined_on: date | None, on: date
) -> None:
    """Raises SeatRefused. ``known``: part codes this seat may keep beside the closed list."""
    if terms.role not in SeatRole.values and terms.role not in known:
        raise SeatRefused(field="role", problem="unknown")
    for field in ("focal_role", "alternate_role"):
        if len(getattr(terms, field)) > LONGEST_ROLE:
            raise SeatRefused(field=field, problem="too_long")
    if terms.is_steering and terms.role in {SeatRole.LISTED, SeatRole.OBSERVER}:
        raise SeatRefused(field="is_steering", problem="does_not_decide")
    if terms.term_until is None:
        return
    if terms.term_until < (joined_on or terms.term_until):
        raise SeatRefused(field="term_until", problem="before_it_began")
    if (terms.term_until - on).days > LONGEST_TERM_DAYS:
        raise SeatRefused(field="term_until", problem="too_far")


def check_day(day: date, *, field: str, on: date, not_before: date | None = None) -> None:
    """A day on which something happened: not one to come, not before what it follows."""
    if day > on:
        raise SeatRefused(field=field, problem="to_come")
    if not_before is not None and day < not_before:
        raise SeatRefused(field=field, problem="before_it_began")


def check_acta(number: str) -> None:
    if len(number) > LONGEST_ACTA:
        raise SeatRefused(field="acta_number", problem="too_long")
