"""What may become of a commitment, and who may say so: never its owner alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from relevo.exchange.enums import CommitmentMove, CommitmentState, ConfirmerKind
from relevo.exchange.errors import (
    CommitmentMoveRefused,
    CommitmentNotYours,
    CommitmentRefused,
    OwnerCannotDecide,
    ReporterCannotConfirm,
)
from relevo.plumbing.folding import search_tokens

LONGEST_TEXT = 2_000
LONGEST_EVIDENCE = 2_000
LONGEST_NOTE = 300
LONGEST_PATHWAY_KEY = 40
MOST_YEARS_AWAY = 5

GOES_ON = frozenset({CommitmentState.OPEN, CommitmentState.REPORTED})
"""Nobody has ended it yet: it may be late, wait for a confirmation, be postponed or set aside."""

MOVES: dict[CommitmentMove, frozenset[CommitmentState]] = {
    CommitmentMove.REPORTED: frozenset({CommitmentState.OPEN}),
    CommitmentMove.CONFIRMED: frozenset({CommitmentState.REPORTED}),
    CommitmentMove.RETURNED: frozenset({CommitmentState.REPORTED}),
    CommitmentMove.POSTPONED: GOES_ON,
    CommitmentMove.SET_ASIDE: GOES_ON,
    CommitmentMove.CONFIRMER_CHANGED: frozenset({CommitmentState.OPEN}),
    CommitmentMove.LINKED: frozenset({CommitmentState.REPORTED, CommitmentState.CONFIRMED}),
}
"""From which states each move starts. A report must be answered before its confirmer changes."""


@dataclass(frozen=True, slots=True)
class Hands:
    """Who acts: the person, the institution they act for, and all they belong to today."""

    actor_id: UUID
    institution_id: UUID | None
    belongs_to: frozenset[UUID]

    @property
    def sides(self) -> frozenset[UUID]:
        own = frozenset() if self.institution_id is None else frozenset({self.institution_id})
        return self.belongs_to | own


@dataclass(frozen=True, slots=True)
class Promise:
    """What decides about a commitment: who made it, who may confirm it, who reported it."""

    id: UUID
    state: str
    owner_bodies: frozenset[UUID]
    """The owner, with what it was before and what became of it: a new name is no other side."""
    confirmer_kind: str
    counterpart_id: UUID | None
    steering: frozenset[UUID]
    reported_by: UUID | None

    @property
    def confirmers(self) -> frozenset[UUID]:
        """Institutions one of which may say that it was kept."""
        if self.confirmer_kind == ConfirmerKind.COUNTERPART:
            named = frozenset() if self.counterpart_id is None else frozenset({self.counterpart_id})
            return named - self.owner_bodies
        return self.steering - self.owner_bodies


def check_move(state: str, move: CommitmentMove) -> None:
    """Raise CommitmentMoveRefused unless the move starts from this state."""
    if state not in MOVES[move]:
        raise CommitmentMoveRefused(state=state, move=move)


def check_not_of_owner(promise: Promise, hands: Hands, *, move: CommitmentMove) -> None:
    """Raise OwnerCannotDecide when the person belongs to the owner, wherever they act now."""
    if hands.sides & promise.owner_bodies:
        raise OwnerCannotDecide(commitment_id=promise.id, move=move)


def check_confirms(promise: Promise, hands: Hands, *, move: CommitmentMove) -> None:
    """Who answers a report: somebody of who was named, of no side of the owner, not its writer.

    Raises CommitmentMoveRefused, OwnerCannotDecide, CommitmentNotYours, ReporterCannotConfirm.
    """
    check_move(promise.state, move)
    check_not_of_owner(promise, hands, move=move)
    if hands.institution_id not in promise.confirmers:
        raise CommitmentNotYours(commitment_id=promise.id, move=move)
    if hands.actor_id == promise.reported_by:
        raise ReporterCannotConfirm(commitment_id=promise.id)


def check_words(field: str, text: str, *, longest: int, may_be_empty: bool = False) -> str:
    """The text without spaces around it; raises CommitmentRefused."""
    words = text.strip()
    if not words and not may_be_empty:
        raise CommitmentRefused(field=field, problem="empty")
    if len(words) > longest:
        raise CommitmentRefused(field=field, problem="too_long")
    if "\0" in words:
        raise CommitmentRefused(field=field, problem="unreadable")
    return words


def check_due(due_on: date, *, today: date) -> None:
    """A date within some years: last meeting's commitments may be due already."""
    if abs(due_on.year - today.year) > MOST_YEARS_AWAY:
        raise CommitmentRefused(field="due_on", problem="far_away")


def check_later(due_on: date, *, before: date, today: date) -> None:
    """A new date is later than the old one, and not a day that has passed."""
    check_due(due_on, today=today)
    if due_on <= before:
        raise CommitmentRefused(field="due_on", problem="not_later")
    if due_on < today:
        raise CommitmentRefused(field="due_on", problem="past")


def folded_words(texts: Iterable[str]) -> str:
    """The words as they are stored beside the text, so that both databases find the same rows."""
    return f" {' '.join(sorted(search_tokens(*texts)))} "
