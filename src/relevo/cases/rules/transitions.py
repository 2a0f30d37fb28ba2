"""The states of a referral: who may move it where, and how each is said in FHIR."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from relevo.cases.enums import Party
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import AnswerTooLate, MoveNotYours, TransitionRefused

_BY_RECIPIENT = frozenset({Party.RECIPIENT})
_BY_SENDER = frozenset({Party.SENDER})
_BY_CLOCK = frozenset({Party.CLOCK})
_ENDED = {S.CLOSED: _BY_SENDER}

MOVES: dict[S, dict[S, frozenset[Party]]] = {
    S.DRAFT: {S.OFFERED: _BY_SENDER, S.WITHDRAWN: _BY_SENDER},
    S.OFFERED: {
        S.SEEN: _BY_RECIPIENT,
        S.ACCEPTED: _BY_RECIPIENT,
        S.DECLINED: _BY_RECIPIENT,
        S.WITHDRAWN: _BY_SENDER,
        S.EXPIRED: _BY_CLOCK,
    },
    S.SEEN: {
        S.ACCEPTED: _BY_RECIPIENT,
        S.DECLINED: _BY_RECIPIENT,
        S.WITHDRAWN: _BY_SENDER,
        S.EXPIRED: _BY_CLOCK,
    },
    S.ACCEPTED: {
        S.ARRIVED: _BY_RECIPIENT,
        S.NOT_ARRIVED: _BY_RECIPIENT,
        S.WITHDRAWN: _BY_SENDER,
    },
    S.ARRIVED: {S.DELIVERED: _BY_RECIPIENT, S.NOT_DELIVERED: _BY_RECIPIENT},
    S.DECLINED: _ENDED,
    S.EXPIRED: _ENDED,
    S.WITHDRAWN: _ENDED,
    S.NOT_ARRIVED: _ENDED,
    S.DELIVERED: _ENDED,
    S.NOT_DELIVERED: _ENDED,
    S.CLOSED: {},
}

AWAITS_ANSWER: frozenset[S] = frozenset({S.OFFERED, S.SEEN})
OPEN: frozenset[S] = AWAITS_ANSWER | {S.DRAFT, S.ACCEPTED, S.ARRIVED}
"""Somebody still has to answer, to arrive or to report back."""

PREVIEW_SHOWN: frozenset[S] = AWAITS_ANSWER | {S.ACCEPTED, S.ARRIVED}
"""While the recipient has to do with the person; afterwards the case is the sender's again."""

PACKET_OPEN: frozenset[S] = frozenset({S.ACCEPTED, S.ARRIVED})


@dataclass(frozen=True, slots=True)
class FhirTask:
    """``Task.status`` of FHIR R4, and our own state as ``businessStatus``."""

    status: str
    business_status: str


FHIR: dict[S, FhirTask] = {
    S.DRAFT: FhirTask("draft", "draft"),
    S.OFFERED: FhirTask("requested", "offered"),
    S.SEEN: FhirTask("received", "seen"),
    S.ACCEPTED: FhirTask("accepted", "accepted"),
    S.DECLINED: FhirTask("rejected", "declined"),
    S.WITHDRAWN: FhirTask("cancelled", "withdrawn"),
    S.EXPIRED: FhirTask("cancelled", "expired"),
    S.ARRIVED: FhirTask("in-progress", "arrived"),
    S.NOT_ARRIVED: FhirTask("failed", "not_arrived"),
    S.DELIVERED: FhirTask("completed", "delivered"),
    S.NOT_DELIVERED: FhirTask("failed", "not_delivered"),
    S.CLOSED: FhirTask("completed", "closed"),
}


def check_move(current: S, wanted: S, *, parties: Collection[Party]) -> None:
    """TransitionRefused when no one may make the move, MoveNotYours when others may."""
    movers = MOVES[current].get(wanted)
    if movers is None:
        raise TransitionRefused(current=current.value, wanted=wanted.value)
    if not movers.intersection(parties):
        raise MoveNotYours(wanted=wanted.value)


def check_in_time(deadline_at: datetime | None, *, at: datetime) -> None:
    """AnswerTooLate from the instant of the deadline on, whether or not the clock has run yet."""
    if deadline_at is not None and at >= deadline_at:
        raise AnswerTooLate(deadline_at=deadline_at)
