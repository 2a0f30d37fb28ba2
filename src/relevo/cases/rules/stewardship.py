"""How long what is known of people is kept, and what is answered when somebody demands it.

A closed case is kept for the network's period, two years at most, then its key is destroyed.
Cases of minors and of trafficking may be needed as evidence, or by the person grown up: somebody
decides about each of those, none ends by itself.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from relevo.cases.enums import LegalAnswer, LegalKind, Retention
from relevo.cases.errors import StewardshipRefused
from relevo.cases.rules.facts import CaseFacts, has_child
from relevo.kernel.refusals import raise_first

NOTICE = timedelta(days=14)
"""So long before a case ends it stands in a list, for who would keep it with a reason."""

WORDS_STAY = timedelta(days=1826)
"""Five years: what was written of an incident, a demand or an emergency, once that ended."""

LONGEST_TEXT = 2000
_EVIDENCE = frozenset({"trafficking", "trafficking_response"})


@dataclass(frozen=True, slots=True)
class EndingRow:
    """A closed case that ends soon, or about which somebody has to decide. Codes and days only."""

    case_id: UUID
    code: str
    closed_on: date
    ends_on: date
    is_reviewed: bool
    is_due: bool


@dataclass(frozen=True, slots=True)
class LegalRow:
    """One demand of an authority in the register."""

    request_id: UUID
    kind: str
    country: str
    received_on: date
    answer: str
    is_answered: bool
    may_confirm: bool
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class IncidentRow:
    """One incident: whose account, from when to when."""

    incident_id: UUID
    suspect_id: UUID | None
    since: datetime
    until: datetime
    opened_at: datetime
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Affected:
    """Who is affected by an incident: codes of one's own cases, and numbers of the rest."""

    cases: tuple[str, ...]
    referrals: tuple[str, ...]
    elsewhere: int
    reads: int
    searches: int


def class_of(facts: CaseFacts) -> Retention:
    """Decided at closing, while the facts are open."""
    if has_child(facts) or _EVIDENCE & {*facts.needs, *facts.profiles}:
        return Retention.REVIEWED
    return Retention.ORDINARY


def ends_on(closed_on: date, *, months: int) -> date:
    """The day from which a case closed that day is kept no more."""
    year, month = divmod(closed_on.month - 1 + months, 12)
    first = date(closed_on.year + year, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return first.replace(day=min(closed_on.day, (following - timedelta(days=1)).day))


def closed_before(today: date, *, months: int) -> date:
    """The last day on which a case can have been closed that is kept no more today."""
    day = today - timedelta(days=31 * months + 1)
    while ends_on(day + timedelta(days=1), months=months) <= today:
        day += timedelta(days=1)
    return day


def check_demand(kind: str, *, country: str, text: str, received_on: date, today: date) -> None:
    """StewardshipRefused when a demand cannot be registered so."""
    refusals = (
        (kind not in LegalKind.values, "kind", "unknown"),
        (len(country) != 2 or not country.isalpha(), "country", "unknown"),  # noqa: PLR2004 -- ISO 3166
        (not text.strip(), "text", "missing"),
        (len(text) > LONGEST_TEXT, "text", "too_long"),
        (received_on > today, "received_on", "in_the_future"),
    )
    raise_first(refusals, StewardshipRefused)


def check_legal_answer(answer: str) -> None:
    """StewardshipRefused for what is no answer."""
    if answer not in LegalAnswer.values:
        raise StewardshipRefused(field="answer", problem="unknown")
