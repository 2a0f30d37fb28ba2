"""Who must never know, and what an emergency opens for how long: limits and plain values."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from relevo.cases.errors import GlassRefused, OnProbation, ReadingTooFast
from relevo.kernel.refusals import raise_first
from relevo.kernel.text import LocalisedText

GLASS_OPEN = timedelta(hours=4)
REVIEW_WITHIN = timedelta(hours=72)
GLASS_WEEK = timedelta(days=7)
MOST_GLASS_A_WEEK = 2
WRONG_CODES_WITHIN = timedelta(hours=1)
MOST_WRONG_CODES = 5
LONGEST_WHY = 1000
MOST_ON_PROBATION = 3
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ExclusionRow:
    """One of whom the person chose never to know; for her team only."""

    exclusion_id: UUID
    kind: str
    who: UUID
    at: datetime


@dataclass(frozen=True, slots=True)
class GlassNote:
    """That a case was opened in an emergency: which, when, and by whose member.

    An erased one has no code that anybody knew: ``case_code`` is empty.
    """

    case_code: str
    institution: LocalisedText
    opened_at: datetime
    is_erased: bool


@dataclass(frozen=True, slots=True)
class GlassRow:
    """One emergency opening, for the team of the case and for who reviews it.

    ``why`` is told to the team and to the supervisor, who must judge it; nobody else reads it.
    ``is_gone``: it was destroyed, with the case or with all that the institution kept. Of an erased
    case ``case_code`` is empty, as in ``GlassNote``.
    """

    glass_id: UUID
    case_id: UUID
    case_code: str
    user_id: UUID
    reason: str
    opened_at: datetime
    until: datetime
    review_due_at: datetime
    reviewed_at: datetime | None
    verdict: str
    is_open: bool
    may_review: bool
    is_erased: bool
    is_gone: bool
    why: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class GlassFields:
    """All that an emergency opens of a case: how to reach, where, and what a clinic must know."""

    glass_id: UUID
    case_code: str
    until: datetime
    needs: tuple[str, ...]
    age_bands: tuple[str, ...]
    language: str
    start_node: str
    safe_contact: str = field(repr=False)
    health: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class CaseloadRow:
    """A case as a supervisor sees it: nothing by which to know whose it is."""

    code: str
    urgency: str
    days_open: int
    overdue_tasks: int


@dataclass(frozen=True, slots=True)
class UnattendedRow:
    """A case without anybody, and until when its person waits for an answer to what she asked."""

    code: str
    is_closed: bool
    answer_due: datetime | None


@dataclass(frozen=True, slots=True)
class ReaderRow:
    """How many cases somebody of the institution opened in a week, and whether it was too fast."""

    user_id: UUID
    cases: int
    stopped: int


def check_glass(*, reason_is_known: bool, why: str, this_week: int, wrong_codes: int) -> None:
    """GlassRefused, before any case is looked for: what is refused says nothing about cases."""
    refusals = (
        (wrong_codes >= MOST_WRONG_CODES, "code", "too_often"),
        (this_week >= MOST_GLASS_A_WEEK, "code", "too_many"),
        (not reason_is_known, "reason", "unknown"),
        (not why.strip(), "why", "missing"),
        (len(why) > LONGEST_WHY, "why", "too_long"),
    )
    raise_first(refusals, GlassRefused)


def is_glass_open(*, opened_at: datetime, until: datetime, at: datetime) -> bool:
    """From the opening up to the last instant of its four hours."""
    return opened_at <= at <= until


def check_reading(*, last_hour: int, last_day: int, an_hour: int, a_day: int) -> None:
    """ReadingTooFast when one more case would be more than anybody works on.

    ``last_hour``, ``last_day``: different cases that the person opened, without the one asked for.
    """
    if last_hour >= an_hour:
        raise ReadingTooFast(within="hour")
    if last_day >= a_day:
        raise ReadingTooFast(within="day")


def check_probation(*, has_child: bool, taken_over: int) -> None:
    """OnProbation: who is new in a network takes over adults, and few of them at a time.

    ``taken_over``: people whom the institution has accepted and not yet brought to an end.
    """
    if has_child:
        raise OnProbation(problem="child")
    if taken_over >= MOST_ON_PROBATION:
        raise OnProbation(problem="too_many")
