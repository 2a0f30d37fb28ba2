"""From what is said of people, services and crossings to the values a planner decides on.

Decisions on plain values: no query, no clock.
"""

from relevo.journeys.rules.admissions import (
    TOLD_ONLY,
    AdmissionFact,
    admissions_of,
    operator_of,
    trust,
)
from relevo.journeys.rules.codes import canonical, decoded, encoded
from relevo.journeys.rules.demands import Demand, requirement_of
from relevo.journeys.rules.profiles import (
    CHILD_PROTECTION,
    CHILD_UNTIL,
    NEVER_WAITS,
    SHELTERS,
    PlanProfile,
    is_protection_sensitive,
    profiles_of,
    request_of,
)
from relevo.journeys.rules.times import (
    HORIZON,
    LOCAL,
    dawn_before,
    instant_of,
    is_in_night,
    local_day,
    minute_of,
)

__all__ = [
    "CHILD_PROTECTION",
    "CHILD_UNTIL",
    "HORIZON",
    "LOCAL",
    "NEVER_WAITS",
    "SHELTERS",
    "TOLD_ONLY",
    "AdmissionFact",
    "Demand",
    "PlanProfile",
    "admissions_of",
    "canonical",
    "dawn_before",
    "decoded",
    "encoded",
    "instant_of",
    "is_in_night",
    "is_protection_sensitive",
    "local_day",
    "minute_of",
    "operator_of",
    "profiles_of",
    "request_of",
    "requirement_of",
    "trust",
]
