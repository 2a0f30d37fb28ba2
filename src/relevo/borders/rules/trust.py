"""How far a word about a crossing can be trusted now: it wears off, sightings within days.

Our own figures: a sighting loses half of its worth in a day (a border changes within hours), an
announcement in a month.
"""

from datetime import datetime

from relevo.borders.enums import Basis
from relevo.borders.rules.state import Report
from relevo.kernel.confidence import Confidence, decayed

HALF_LIFE_DAYS: dict[str, int] = {Basis.OBSERVED: 1, Basis.ANNOUNCED: 30}
HIGH_FROM, MEDIUM_FROM = 70, 40
"""Percent from which what is left of a trust is called high, or medium."""


def trust_left(report: Report, *, at: datetime) -> int:
    """Percent of trust in a word at an instant; an old word is weak, not false."""
    return decayed(
        Confidence(report.confidence),
        verified_at=max(report.from_at, report.known_from),
        at=at,
        half_life_days=HALF_LIFE_DAYS[report.basis],
    )


def confidence_at(report: Report, *, at: datetime) -> Confidence:
    """The same in three steps."""
    left = trust_left(report, at=at)
    if left >= HIGH_FROM:
        return Confidence.HIGH
    return Confidence.MEDIUM if left >= MEDIUM_FROM else Confidence.LOW
