"""Rows of exchanges, split by noun; Django finds them through this module."""

from relevo.exchange.models.commitment import Commitment, CommitmentEvent
from relevo.exchange.models.meeting import (
    Exchange,
    ExchangeSession,
    Participation,
    ProposedRoute,
    ProposedStep,
    Series,
    WorkingTable,
)
from relevo.exchange.models.practice import (
    Adoption,
    EvidenceReview,
    Practice,
    PracticeTag,
    PracticeToken,
)

__all__ = [
    "Adoption",
    "Commitment",
    "CommitmentEvent",
    "EvidenceReview",
    "Exchange",
    "ExchangeSession",
    "Participation",
    "Practice",
    "PracticeTag",
    "PracticeToken",
    "ProposedRoute",
    "ProposedStep",
    "Series",
    "WorkingTable",
]
