"""What the door hands out of how a referral closes its loop, beside its state: plain values."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from relevo.cases.rules.handovers import HandOverTerms
from relevo.kernel.text import LocalisedText


@dataclass(frozen=True, slots=True)
class PhoneView:
    """What was told by telephone. ``is_open``: the recipient can still confirm or contradict it.

    ``better``: the better address that was named with a no. ``role``: as what somebody spoke, for
    the side that noted it.
    """

    answer_id: UUID
    told: str
    decline_code: str
    at: datetime
    slip_matched: bool
    confirmed_at: datetime | None
    contradicted_at: datetime | None
    is_open: bool
    better: LocalisedText | None = None
    role: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class AlternateView:
    """A next address as the sender's team sees it.

    ``barred``: why it would not be asked now, as ``why_not_asked``.
    """

    alternate_id: UUID
    service_key: str
    service: LocalisedText
    institution: LocalisedText
    is_institution_demo: bool
    skipped: str
    is_consent_live: bool
    barred: str = ""


@dataclass(frozen=True, slots=True)
class HandOverState:
    """How far the acta de entrega of a referral is."""

    given_at: datetime | None
    received_at: datetime | None


@dataclass(frozen=True, slots=True)
class Loop:
    """All of one referral that is told beside its state, as far as the reader's side may know.

    ``needed_why``: why an answer is needed by an instant of its own. ``needs``: what was asked for,
    for the sender, who still can look elsewhere. ``slip_code``: for the sender,
    who prints the paper. ``own_case_id``, ``may_open_own``: for the recipient. ``responsible``: who
    answers for the person now. ``is_on_hold``: it waits for an answer, and cannot be accepted while
    the person's restriction stands.
    """

    needed_why: str
    needs: tuple[str, ...]
    phone: tuple[PhoneView, ...]
    tellable: tuple[str, ...]
    alternates: tuple[AlternateView, ...]
    may_add_alternate: bool
    slip_code: str
    hand_over: HandOverState | None
    may_hand_over: bool
    own_case_id: UUID | None
    may_open_own: bool
    responsible: LocalisedText
    has_child: bool
    is_on_hold: bool


@dataclass(frozen=True, slots=True)
class HandOverView:
    """The acta de entrega opened by one side: both see the same.

    ``responsible``: who answers for the person now, as far as this side may know. ``own_first``:
    who hands over has not confirmed yet that it received the person itself, so nobody can confirm
    this. ``digest``: of what it says, to be given back by who confirms it.
    """

    referral_id: UUID
    code: str
    giver: LocalisedText
    receiver: LocalisedText
    handed_at: datetime
    given_at: datetime | None
    received_at: datetime | None
    is_sender: bool
    is_recipient: bool
    has_child: bool
    responsible: LocalisedText
    own_first: bool
    digest: str
    terms: HandOverTerms = field(repr=False)


@dataclass(frozen=True, slots=True)
class FlaggedHandOver:
    """That something of a child's hand-over is to be looked into: of which referral, and since."""

    referral_code: str
    flagged_at: datetime


@dataclass(frozen=True, slots=True)
class WhereNow:
    """A referral that ended without help and that nobody has followed up: the officer is asked."""

    referral_id: UUID
    case_id: UUID
    case_code: str
    code: str
    status: str
    ended_at: datetime
    service: LocalisedText
    is_institution_demo: bool
    skipped: tuple[str, ...]
