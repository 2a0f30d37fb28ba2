"""Rows of networks, split by noun; Django finds them through this module."""

from relevo.networks.models.meeting import (
    Acta,
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    PlanItem,
)
from relevo.networks.models.network import Member, Network, SeatChange
from relevo.networks.models.protocol import Protocol, ProtocolSignature
from relevo.networks.models.round import EntryLink, Mirror, VerificationRound
from relevo.networks.models.upload import DirectoryUpload, UploadRow

__all__ = [
    "Acta",
    "AgendaItem",
    "Attendance",
    "Decision",
    "DirectoryUpload",
    "EntryLink",
    "Meeting",
    "Member",
    "Mirror",
    "Network",
    "PlanItem",
    "Protocol",
    "ProtocolSignature",
    "SeatChange",
    "UploadRow",
    "VerificationRound",
]
