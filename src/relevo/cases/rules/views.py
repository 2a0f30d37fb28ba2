"""What the door of cases hands out: plain values, never rows. Surfaces use these types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from relevo.cases.rules.facts import CaseFacts
from relevo.kernel.text import LocalisedText
from relevo.pathways.enums import StepOutcome
from relevo.pathways.rules.comparison import Comparison
from relevo.pathways.rules.conformance import StepState
from relevo.pathways.rules.content import Step as PathwayStep


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


@dataclass(frozen=True, slots=True)
class RunStep:
    """One step of the agreed route that a case follows, and how far it is. ``due_at``: pending."""

    step: PathwayStep
    state: StepState
    is_marked: bool
    is_overdue: bool


@dataclass(frozen=True, slots=True)
class RunView:
    """An agreed route as one case follows it: the version that worked when the case opened.

    ``newer_number``: a later version works by now; the case stays on its own.
    """

    run_id: UUID
    pathway_key: str
    title: LocalisedText
    number: int
    started_at: datetime
    ended_at: datetime | None
    newer_number: int | None
    steps: tuple[RunStep, ...]
    comparison: Comparison

    @property
    def next_step(self) -> RunStep | None:
        return next((one for one in self.steps if one.state.outcome == StepOutcome.PENDING), None)


@dataclass(frozen=True, slots=True)
class ShownStep:
    """Figures of one step with small cells hidden (None)."""

    step_key: str
    counts: Mapping[str, int | None]
    median_minutes: float | None


@dataclass(frozen=True, slots=True)
class ShownConformance:
    """How a route was followed in whole months: one's own institution, and all others together.

    They do not stand beside a total: nobody is had back by subtracting.
    """

    until: date
    own: tuple[ShownStep, ...]
    others: tuple[ShownStep, ...]
