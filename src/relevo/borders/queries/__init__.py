"""Reads of border facts. The modules are split by noun; this is the list of the common ones."""

from relevo.borders.queries.facts import (
    Statuses,
    crossing_status,
    known_reports,
    latest_change,
    list_reports,
    list_requirements,
    passage_status,
    statuses,
)

__all__ = [
    "Statuses",
    "crossing_status",
    "known_reports",
    "latest_change",
    "list_reports",
    "list_requirements",
    "passage_status",
    "statuses",
]
