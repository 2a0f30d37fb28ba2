"""What the door of cases hands out: plain values, never rows. Surfaces use these types."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from relevo.cases.rules.facts import CaseFacts
from relevo.cases.rules.loop_views import Loop
from relevo.cases.rules.work import AttachmentRow, NoteRow, TaskRow
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
    needed_why: str = ""


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
    reminded_at: datetime | None = None
    batch_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One entry of the history that both sides see alike: a move, or what stands beside it."""

    status: str
    at: datetime
    by: str
    code: str = ""
    kind: str = "move"


@dataclass(frozen=True, slots=True)
class ReferralView:
    """One referral opened by one side. ``packet``: the consented fields, once accepted.

    ``asked_next``: for the sender, the next address that was asked after this one.
    """

    row: ReferralRow
    is_sender: bool
    is_recipient: bool
    moves: tuple[str, ...]
    history: tuple[Step, ...]
    loop: Loop = field(repr=False)
    packet: Mapping[str, Any] | None = field(default=None, repr=False)
    packet_closed_why: str = ""
    asked_next: ReferralRow | None = None


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
    age_bands: tuple[str, ...]
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
    text_digest: str = ""
    purpose: str = "referral"


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


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link that was made for who has no account; the number behind it is kept nowhere."""

    link_id: UUID
    stage: str
    created_at: datetime
    expires_at: datetime
    opened_at: datetime | None
    spent_at: datetime | None
    revoked_at: datetime | None
    tries_left: int
    is_usable: bool


@dataclass(frozen=True, slots=True)
class LinksView:
    """All links of one referral, and whether another could be made now.

    ``is_locked``: wrong numbers ended the newest one while an answer is waited for.
    ``answers_at_desk``: the recipient has answered this referral with an account of its own.
    """

    links: tuple[LinkView, ...]
    can_make: bool
    is_locked: bool = False
    answers_at_desk: bool = False


@dataclass(frozen=True, slots=True)
class Looked:
    """Somebody looked at, or did something with, what is kept of a person.

    ``institution`` None: the instance itself (a clock). ``person``: which one there, by number.
    ``days``: on how many, where lines of lists are told together; ``at`` is the last of them.
    """

    institution: LocalisedText | None
    person: int
    is_look: bool
    verb: str
    purpose: str
    at: datetime
    days: int = 1


@dataclass(frozen=True, slots=True)
class RightsRow:
    """One thing the person asked for; ``outcome`` empty: not yet answered."""

    request_id: UUID
    case_id: UUID
    case_code: str
    kind: str
    asked_through: LocalisedText
    asked_at: datetime
    due_at: datetime
    outcome: str
    reason: str
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class RightsView:
    """A request with the words in which it was asked."""

    row: RightsRow
    text: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class AskedToDelete:
    """What a recipient said when what it had was taken back; ``answer`` empty: nothing yet.

    ``is_asked``: not where she chose that it must never know.
    """

    answer: str
    reason: str
    answered_at: datetime | None
    is_asked: bool


@dataclass(frozen=True, slots=True)
class OwnWork:
    """What the team wrote of a person, and the files: as far as a copy of it was granted.

    ``granted_at``: what came later was in no copy; None: no copy was granted. ``kept``: how much
    there is of it all, ``closed``: how much of that she does not see.
    """

    granted_at: datetime | None
    kept: int
    notes: tuple[NoteRow, ...] = ()
    tasks: tuple[TaskRow, ...] = ()
    files: tuple[AttachmentRow, ...] = ()

    @property
    def closed(self) -> int:
        return self.kept - len(self.notes) - len(self.tasks) - len(self.files)


@dataclass(frozen=True, slots=True)
class RecipientCase:
    """A case of its own that a recipient opened, here or further on, and what it sent to others."""

    keeper: LocalisedText
    opened_on: date
    referrals: tuple[ReferralRow, ...]


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """Everything of her that is hers to know.

    ``further``: what went on from recipients; ``unnamed``: how many more sendings, where the
    desk may not read to whom. ``taken_back``: by the referral it was sent with.
    ``work``: what the team wrote and the files, empty until it granted a copy of them.
    ``restricted_at``: since when nothing more is done with it, as she asked.
    """

    case: CaseView = field(repr=False)
    keeper: LocalisedText
    work: OwnWork = field(repr=False)
    restricted_at: datetime | None
    further: tuple[RecipientCase, ...]
    unnamed: int
    looked: tuple[Looked, ...]
    requests: tuple[RightsRow, ...]
    taken_back: dict[UUID, AskedToDelete]


@dataclass(frozen=True, slots=True)
class OwnErased:
    """What an erasure leaves for the person: institutions, days and answers, nothing of her.

    ``further``, ``unnamed``, ``taken_back``: as in ``OwnCopy``. ``is_reviewed``: that it was
    opened in an emergency or sent without consent stays, to be judged.
    """

    keeper: LocalisedText
    erased_at: datetime
    referrals: tuple[ReferralRow, ...]
    further: tuple[RecipientCase, ...]
    unnamed: int
    taken_back: dict[UUID, AskedToDelete]
    requests: tuple[RightsRow, ...]
    is_reviewed: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """A referral, and whether anything of it still opens."""

    referral_id: UUID
    is_open: bool


@dataclass(frozen=True, slots=True)
class HeldRow:
    """What an institution is asked to delete: a code and a service, never why.

    ``code``: the one under which it had it, for every institution alike until it is deleted; empty
    also where it ended before it was taken back, so that only the service and the day tell it.
    """

    retraction_id: UUID
    code: str
    service: LocalisedText
    offered_at: datetime | None
    told_at: datetime
    answer: str
    reason: str
    is_late: bool


@dataclass(frozen=True, slots=True)
class TakenBackRow:
    """What one's own case took back from one holder. ``holder`` None: somebody further on.

    ``referral_id`` None: there is nothing to make a link of.
    ``is_asked``: not where the person chose that it must never know, unless it had answered before.
    """

    referral_id: UUID | None
    case_id: UUID | None
    case_code: str
    service_id: UUID | None
    holder: LocalisedText | None
    is_holder_demo: bool
    service: LocalisedText | None
    told_at: datetime
    answer: str
    reason: str
    answered_at: datetime | None
    is_late: bool
    is_asked: bool


@dataclass(frozen=True, slots=True)
class ExceptionRow:
    """A sending without consent, for its team, its second person and its supervisors.

    ``is_gone``: the reasons were destroyed, with the case or with all that the institution kept.
    An erased case has no code that anybody knew: ``case_code`` is empty.
    """

    exception_id: UUID
    case_id: UUID | None
    case_code: str
    ground: str
    service: LocalisedText
    at: datetime
    review_due_at: datetime
    is_late: bool
    reviewed_at: datetime | None
    verdict: str
    may_review: bool
    is_second: bool
    is_erased: bool
    is_gone: bool
    reasons: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class RefusalRow:
    """A "no" that stands."""

    refusal_id: UUID
    recipient_id: UUID
    recipient: LocalisedText
    at: datetime
