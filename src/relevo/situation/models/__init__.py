"""Rows of the situation, by noun."""

from relevo.situation.models.alert import (
    Alert,
    AlertArea,
    AlertInfo,
    AlertReceipt,
    Feed,
    FeedCopy,
)
from relevo.situation.models.count import (
    Count,
    Reconciliation,
    ReconciliationStep,
    Release,
)
from relevo.situation.models.emergency import (
    ChecklistItem,
    ChecklistMark,
    Emergency,
    EmergencyArea,
    EmergencyName,
    EmergencyPhase,
    Figure,
    Pledge,
    PledgeStep,
    PointStep,
    TemporaryPoint,
)
from relevo.situation.models.movement import (
    Movement,
    NeedsWarning,
    Sighting,
    WarningReceipt,
    WarningWithdrawal,
)
from relevo.situation.models.road import RoadReport
from relevo.situation.models.signal import Advisory, Signal, SignalFinding

__all__ = [
    "Advisory",
    "Alert",
    "AlertArea",
    "AlertInfo",
    "AlertReceipt",
    "ChecklistItem",
    "ChecklistMark",
    "Count",
    "Emergency",
    "EmergencyArea",
    "EmergencyName",
    "EmergencyPhase",
    "Feed",
    "FeedCopy",
    "Figure",
    "Movement",
    "NeedsWarning",
    "Pledge",
    "PledgeStep",
    "PointStep",
    "Reconciliation",
    "ReconciliationStep",
    "Release",
    "RoadReport",
    "Sighting",
    "Signal",
    "SignalFinding",
    "TemporaryPoint",
    "WarningReceipt",
    "WarningWithdrawal",
]
