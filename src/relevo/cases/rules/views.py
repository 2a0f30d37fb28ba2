"""What the door of cases hands out: plain values, never rows. Surfaces use these types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from relevo.cases.rules.facts import CaseFacts
from relevo.kernel.text import LocalisedText


@dataclass(frozen=True, slots=True)
class Preview:
    """What a recipient sees before it has accepted."""

    needs: tuple[str, ...]
    urgency: str
    age_bands: tuple[str, ...]
    group_size: int
    language: str
    arrives_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReferralRow:
    """One referral in a list of either side. ``institution`` is the other side.

    ``preview`` is None where it is no longer the reader's business.
    """

    referral_id: UUID
    code: str
    status: str
    urgency: str
    institution: LocalisedText
    is_institution_demo: bool
    service_id: UUID
    service_key: str
    service: LocalisedText
    offered_at: datetime | None
    deadline_at: datetime | None
    needed_by: datetime | None
    answered_at: datetime | None
    is_overdue: bool
    decline_code: str = ""
    better_service_key: str = ""
    better_service: LocalisedText | None = None
    closing_reason: str = ""
    case_id: UUID | None = None
    case_code: str = ""
    preview: Preview | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Step:
    """One move in the history that both sides see alike."""

    status: str
    at: datetime
    by: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class ReferralView:
    """One referral opened by one side. ``packet``: the consented fields, once accepted."""

    row: ReferralRow
    is_sender: bool
    is_recipient: bool
    moves: tuple[str, ...]
    history: tuple[Step, ...]
    packet: Mapping[str, Any] | None = field(default=None, repr=False)
    packet_closed_why: str = ""


@dataclass(frozen=True, slots=True)
class CaseRow:
    """One case in the list of its team."""

    case_id: UUID
    code: str
    status: str
    opened_on: date
    urgency: str
    needs: tuple[str, ...]
    group_size: int
    awaits_answer: int
    next_deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class RouteView:
    """The route that was chosen last."""

    kind: str
    plan_id: UUID | None
    itinerary: int
    reason: str
    service_keys: tuple[str, ...]
    chosen_at: datetime


@dataclass(frozen=True, slots=True)
class ConsentRow:
    """A consent as its case lists it."""

    consent_id: UUID
    service_id: UUID
    recipient: LocalisedText
    service: LocalisedText
    fields: tuple[str, ...]
    field_groups: tuple[str, ...]
    form: str
    language: str
    given_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    receipt_code: str
    is_live: bool


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case opened by one of its team."""

    case_id: UUID
    code: str
    status: str
    opened_on: date
    closed_on: date | None
    closing_reason: str
    urgency: str
    facts: CaseFacts = field(repr=False)
    referrals: tuple[ReferralRow, ...]
    consents: tuple[ConsentRow, ...]
    route: RouteView | None


@dataclass(frozen=True, slots=True)
class AttentionCount:
    """How often something was asked and told on a day in one's own institution."""

    asked: str
    told: str
    number: int


@dataclass(frozen=True, slots=True)
class ReferralOutcome:
    """What became of one referral, for counting: nothing in it leads back to a case."""

    urgency: str
    sender_id: UUID
    recipient_id: UUID
    side_from: str
    side_to: str
    offered_at: datetime
    answered_at: datetime | None
    statuses: frozenset[str]
    decline_code: str
