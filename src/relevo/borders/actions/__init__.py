"""Writes of border facts, one verb each. Facts are only ever added."""

from relevo.borders.actions.corrections import correct_report
from relevo.borders.actions.reports import (
    MAY_REPORT,
    Sighting,
    confirm_report,
    report_status,
    settle_state,
)
from relevo.borders.actions.telling import CLOCK_TOLERANCE

__all__ = [
    "CLOCK_TOLERANCE",
    "MAY_REPORT",
    "Sighting",
    "confirm_report",
    "correct_report",
    "report_status",
    "settle_state",
]
