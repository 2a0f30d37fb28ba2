"""Rules of border facts on plain values, by noun: no query, no clock."""

from relevo.borders.rules.state import (
    ANNOUNCED_HOLDS,
    CONTRADICTION_WINDOW,
    OBSERVED_HOLDS,
    WORSE_FIRST,
    Report,
    Status,
    state_at,
    state_of_passage,
    worse,
)

__all__ = [
    "ANNOUNCED_HOLDS",
    "CONTRADICTION_WINDOW",
    "OBSERVED_HOLDS",
    "WORSE_FIRST",
    "Report",
    "Status",
    "state_at",
    "state_of_passage",
    "worse",
]
