"""How much a stated fact can be trusted, and how that wears off."""

import math
from datetime import datetime
from enum import StrEnum


class Confidence(StrEnum):
    """Stated confidence of a source."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


START: dict[Confidence, int] = {Confidence.HIGH: 100, Confidence.MEDIUM: 70, Confidence.LOW: 40}
FLOOR = 10


def decayed(stated: Confidence, *, verified_at: datetime, at: datetime, half_life_days: int) -> int:
    """Percent of trust left: halves every ``half_life_days`` since the last verification.

    Never above the stated start, never under ``FLOOR``: an old fact is weak, not false.
    """
    days = max(0.0, (at - verified_at).total_seconds() / 86400)
    return max(FLOOR, round(START[stated] * math.pow(0.5, days / half_life_days)))
