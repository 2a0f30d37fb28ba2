"""Protection cases. Content is sealed; in clear: ids, coarse states, days."""

from relevo.cases.models.cases import (
    BreakGlass,
    Case,
    Exclusion,
    QuickAttention,
    RouteChoice,
    SealedGroup,
    TeamMember,
)
from relevo.cases.models.consents import Consent, Refusal, Retraction, WithoutConsent
from relevo.cases.models.referrals import (
    Alternate,
    AnswerLink,
    HandOver,
    PhoneAnswer,
    Referral,
    ReferralStep,
)
from relevo.cases.models.rights import Incident, LegalRequest, RightsRequest
from relevo.cases.models.runs import PathwayRun, StepMark
from relevo.cases.models.work import Attachment, Note, Task

__all__ = [
    "Alternate",
    "AnswerLink",
    "Attachment",
    "BreakGlass",
    "Case",
    "Consent",
    "Exclusion",
    "HandOver",
    "Incident",
    "LegalRequest",
    "Note",
    "PathwayRun",
    "PhoneAnswer",
    "QuickAttention",
    "Referral",
    "ReferralStep",
    "Refusal",
    "Retraction",
    "RightsRequest",
    "RouteChoice",
    "SealedGroup",
    "StepMark",
    "Task",
    "TeamMember",
    "WithoutConsent",
]
