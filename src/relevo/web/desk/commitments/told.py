"""A commitment as pages say it: who confirms, which state, until when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import pgettext

from relevo.exchange.enums import CommitmentState, ConfirmerKind
from relevo.exchange.models import Commitment
from relevo.exchange.queries.commitments import CommitmentLine
from relevo.web.desk.names import institution_name
from relevo.web.exchange_phrases import COMMITMENT_STATES

TONES = {"open": "", "reported": "amber", "confirmed": "teal", "set_aside": ""}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of a list. ``due_on`` None: a demonstration does not say it of a real institution."""

    row: Commitment
    due_on: date | None
    is_overdue: bool
    state: str
    tone: str
    confirmer: str
    is_recorded: bool


def told(lines: Iterable[CommitmentLine], *, on: date) -> list[Told]:
    """Lines in words of the language of the page."""
    return [tell(line, on=on) for line in lines]


def tell(line: CommitmentLine, *, on: date) -> Told:
    """One commitment in words."""
    row = line.row
    is_late = row.state == CommitmentState.OPEN and row.due_on < on
    return Told(
        row=row,
        due_on=None if is_late and not line.is_overdue else row.due_on,
        is_overdue=line.is_overdue,
        state=state_words(row),
        tone=TONES[row.state],
        confirmer=confirmer_words(row),
        is_recorded=is_recorded(row),
    )


def state_words(row: Commitment) -> str:
    """The state; who confirmed is said as it was agreed when the promise was made."""
    is_committee = row.confirmer_kind == ConfirmerKind.STEERING
    if row.state == CommitmentState.CONFIRMED and is_committee:
        return pgettext("commitment", "Confirmed by the steering committee")
    return str(COMMITMENT_STATES[row.state])


def confirmer_words(row: Commitment) -> str:
    """Who confirms, as it was named when the promise was made."""
    if row.counterpart is None:
        return pgettext("commitment", "The steering committee")
    return institution_name(row.counterpart)


def is_recorded(row: Commitment) -> bool:
    """Whether the secretariat wrote the report down for an owner without an account."""
    return row.reported_by_institution_id not in {None, row.owner_id}
