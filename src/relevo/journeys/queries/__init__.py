"""Reads of kept plans, and what has changed since they were computed."""

from relevo.journeys.queries.changes import (
    SHUT,
    Change,
    Known,
    is_affected,
    list_affected_plans,
    list_changes,
    passed_by,
)
from relevo.journeys.queries.kept import (
    AREA,
    CROSSING,
    REQUIREMENT,
    RESTRICTION,
    ROAD,
    SERVICE,
    KeptPlan,
    get_stored_plan,
    list_open_plans,
    list_plans_relying_on,
    open_plan,
    open_plans,
    sealing_context,
)
from relevo.journeys.queries.replans import Remake, count_unread, list_remakes

__all__ = [
    "AREA",
    "CROSSING",
    "REQUIREMENT",
    "RESTRICTION",
    "ROAD",
    "SERVICE",
    "SHUT",
    "Change",
    "KeptPlan",
    "Known",
    "Remake",
    "count_unread",
    "get_stored_plan",
    "is_affected",
    "list_affected_plans",
    "list_changes",
    "list_open_plans",
    "list_plans_relying_on",
    "list_remakes",
    "open_plan",
    "open_plans",
    "passed_by",
    "sealing_context",
]
