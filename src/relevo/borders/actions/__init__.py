"""Writes of border facts, one verb each. Facts are only ever added."""

from relevo.borders.actions.corrections import correct_report
from relevo.borders.actions.reports import (
    CLOCK_TOLERANCE,
    MAY_REPORT,
    Sighting,
    confirm_report,
    report_status,
    settle_state,
)

__all__ = [
    "CLOCK_TOLERANCE",
    "MAY_REPORT",
    "Sighting",
    "confirm_report",
    "correct_report",
    "report_status",
    "settle_state",
]
