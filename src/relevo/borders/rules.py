"""The state of a crossing at an instant, from what was announced and what was seen.

Rules of our own, on the networks' experience that *announced* is not *actual*:

- Only words about people count; a report on goods says nothing about a person on foot.
- What was seen decides over what was announced before it, while it is fresh.
- A newer announcement decides over an older sighting, but is not confirmed.
- Two institutions that saw different things within a few hours: not confirmed.
- Words grow old. Without an end of its own a sighting holds 72 hours and an announcement 90 days;
  then the state is *not confirmed*. Unknown is never open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from relevo.borders.enums import Basis, Direction, Mode, State

OBSERVED_HOLDS = timedelta(hours=72)
ANNOUNCED_HOLDS = timedelta(days=90)
CONTRADICTION_WINDOW = timedelta(hours=6)
WORSE_FIRST = (State.CLOSED, State.NOT_CONFIRMED, State.RESTRICTED, State.OPEN)


@dataclass(frozen=True, slots=True)
class Report:
    """A status report as a plain value; see the model for the meaning of each part."""

    key: str
    crossing_key: str
    country: str
    direction: str
    mode: str
    state: str
    basis: str
    from_at: datetime
    known_from: datetime
    until_at: datetime | None = None
    opening_hours: str = ""
    text_es: str = ""
    text_en: str = ""
    source: str = ""
    authority_key: str = ""
    reporter_institution_id: UUID | None = None
    is_demo: bool = False

    def concerns(self, *, country: str, direction: str) -> bool:
        """Whether the report speaks of people on this side in this direction."""
        return (
            self.mode in {Mode.PEOPLE, Mode.ALL}
            and self.country in {"", country}
            and self.direction in {direction, Direction.BOTH}
        )

    def holds_until(self) -> datetime:
        """Its own end, or the instant at which the word has grown old."""
        if self.until_at is not None:
            return self.until_at
        lasts = OBSERVED_HOLDS if self.basis == Basis.OBSERVED else ANNOUNCED_HOLDS
        return max(self.from_at, self.known_from) + lasts

    def confirmed_until(self) -> datetime:
        """A sighting confirms for 72 hours, however far ahead its own end lies."""
        return min(self.holds_until(), max(self.from_at, self.known_from) + OBSERVED_HOLDS)

    def holds_at(self, at: datetime) -> bool:
        return self.from_at <= at < self.holds_until()


@dataclass(frozen=True, slots=True)
class Status:
    """The state of one side and direction (or of a passage) at an instant, and what says so."""

    state: State
    is_confirmed: bool = False
    basis: str = ""
    opening_hours: str = ""
    report_key: str = ""
    from_at: datetime | None = None
    until_at: datetime | None = None
    known_from: datetime | None = None
    holds_until: datetime | None = None
    text_es: str = ""
    text_en: str = ""
    source: str = ""
    authority_key: str = ""
    is_contradicted: bool = False
    is_demo: bool = False
    last_word: Report | None = field(default=None, compare=False)
    """The newest report of all, also when it no longer holds: what *not confirmed* last heard."""


def state_at(reports: Iterable[Report], *, at: datetime) -> Status:
    """The state at ``at`` from reports already known that concern one side and direction."""
    started = sorted(
        (report for report in reports if report.from_at <= at),
        key=lambda report: (report.from_at, report.known_from, report.key),
        reverse=True,
    )
    last_word = started[0] if started else None
    holding = [report for report in started if report.holds_at(at)]
    if not holding:
        return Status(state=State.NOT_CONFIRMED, last_word=last_word)
    deciding = holding[0]
    if _contradicted(deciding, holding):
        return Status(state=State.NOT_CONFIRMED, is_contradicted=True, last_word=last_word)
    return Status(
        state=State(deciding.state),
        is_confirmed=deciding.basis == Basis.OBSERVED and at < deciding.confirmed_until(),
        basis=deciding.basis,
        opening_hours=deciding.opening_hours,
        report_key=deciding.key,
        from_at=deciding.from_at,
        until_at=deciding.until_at,
        known_from=deciding.known_from,
        holds_until=deciding.holds_until(),
        text_es=deciding.text_es,
        text_en=deciding.text_en,
        source=deciding.source,
        authority_key=deciding.authority_key,
        is_demo=deciding.is_demo,
        last_word=last_word,
    )


def _contradicted(deciding: Report, holding: Sequence[Report]) -> bool:
    """Another institution saw something else within the window, and nobody has seen more since."""
    if deciding.basis != Basis.OBSERVED:
        return False
    latest_by_reporter: dict[UUID | None, Report] = {}
    for report in holding:
        if report.basis == Basis.OBSERVED:
            latest_by_reporter.setdefault(report.reporter_institution_id, report)
    return any(
        other.state != deciding.state and deciding.from_at - other.from_at <= CONTRADICTION_WINDOW
        for other in latest_by_reporter.values()
    )


def worse(*statuses: Status) -> Status:
    """The one that decides for a passage: closed before not confirmed before restricted."""
    return min(statuses, key=lambda status: (WORSE_FIRST.index(status.state), status.is_confirmed))
