"""Route planner: exact, explained, and ignorant of its host. One door: :func:`plan`.

:class:`Planner` is the same door for several requests in one world; :func:`admits` asks of one
service only whom it takes.
"""

from relevo.planner.admission import admits
from relevo.planner.answer import (
    Blocker,
    Check,
    Excluded,
    Itinerary,
    Plan,
    Reason,
    ReasonCode,
    Step,
    StepKind,
    Told,
)
from relevo.planner.malformed import EngineError
from relevo.planner.request import Member, Need, Request
from relevo.planner.search import Planner, Stop, plan
from relevo.planner.world import (
    ALWAYS,
    ENFORCEMENT,
    Admission,
    Basis,
    Condition,
    CrossingState,
    Node,
    OperatorKind,
    Passage,
    Requirement,
    Road,
    Service,
    Window,
    World,
)

ENGINE_VERSION = "1"

__all__ = [
    "ALWAYS",
    "ENFORCEMENT",
    "ENGINE_VERSION",
    "Admission",
    "Basis",
    "Blocker",
    "Check",
    "Condition",
    "CrossingState",
    "EngineError",
    "Excluded",
    "Itinerary",
    "Member",
    "Need",
    "Node",
    "OperatorKind",
    "Passage",
    "Plan",
    "Planner",
    "Reason",
    "ReasonCode",
    "Request",
    "Requirement",
    "Road",
    "Service",
    "Step",
    "StepKind",
    "Stop",
    "Told",
    "Window",
    "World",
    "admits",
    "plan",
]
