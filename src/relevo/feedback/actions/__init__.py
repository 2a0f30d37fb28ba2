"""Writes of feedback, one verb each. The modules are split by noun; this is their one list."""

from relevo.feedback.actions.focal_points import TWO, end_focal_point, name_focal_point
from relevo.feedback.actions.handling import acknowledge, answer, close, refer, step_aside
from relevo.feedback.actions.keeping import forget_old
from relevo.feedback.actions.reports import answer_report
from relevo.feedback.actions.telling import Receipt, Where, add, tell

__all__ = [
    "TWO",
    "Receipt",
    "Where",
    "acknowledge",
    "add",
    "answer",
    "answer_report",
    "close",
    "end_focal_point",
    "forget_old",
    "name_focal_point",
    "refer",
    "step_aside",
    "tell",
]
