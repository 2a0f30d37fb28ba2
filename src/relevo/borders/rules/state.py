"""The state of a crossing at an instant, from what was announced and what was seen.

Rules of our own, on the networks' experience that *announced* is not *actual*:

- Only words about people count; a report on goods says nothing about a person on foot.
- What was seen decides over what was announced before it, while it is fresh.
- A newer announcement decides over an older sighting, but is not confirmed.
- Two institutions that saw different things within a few hours: not confirmed, until one of them
  sees the same as the other, a third one agrees with one of the two, or somebody who compared their
  words settles it. What is settled stays so until a newer sighting differs.
- A closing whose source bars only people of other countries is no closing for who goes home. That
  they pass at this crossing it does not say: for them the state is *not confirmed*, never open.
- Words grow old. Without an end of its own a sighting holds 72 hours and an announcement 90 days;
  then the state is *not confirmed*. Unknown is never open.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from uuid import UUID

from relevo.borders.enums import Basis, Direction, Mode, State
from relevo.kernel.confidence import Confidence

OBSERVED_HOLDS = timedelta(hours=72)
ANNOUNCED_HOLDS = timedelta(days=90)
CONTRADICTION_WINDOW = timedelta(hours=6)
LOOKS_BACK = timedelta(days=7)
"""Sightings older than this take part in no contradiction."""
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
    settles: bool = False
    spares_return: bool = False
    confidence: str = Confidence.MEDIUM

    def concerns(self, *, country: str, direction: str, mode: str = Mode.PEOPLE) -> bool:
        """Whether the report speaks of this side, direction and mode (unless said, people)."""
        return (
            self.mode in {mode, Mode.ALL}
            and self.country in {"", country}
            and self.direction in {direction, Direction.BOTH}
        )

    def for_who_returns(self) -> "Report":
        """What it says to who goes home to the country entered: a closing that spares them, less.

        It no longer says that it is closed, nor that they pass.
        """
        if self.state == State.CLOSED and self.spares_return:
            return replace(self, state=State.NOT_CONFIRMED.value)
        return self

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
class OtherSide:
    """The side of a passage that something is known of, where of the opposite one nothing is."""

    country: str
    status: "Status"


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
    is_closed_to_others: bool = False
    """Not confirmed to who goes home, and told to be closed to everybody else."""
    is_demo: bool = False
    last_word: Report | None = field(default=None, compare=False)
    """The newest report of all, also when it no longer holds: what *not confirmed* last heard."""
    holding: Report | None = field(default=None, compare=False)
    """The newest report that still holds: the only one of which one can say *it is still so*."""
    silent_side: str = field(default="", compare=False)
    """Of a passage: the country whose side nobody has told of, where the other side was told of."""
    other_side: "OtherSide | None" = field(default=None, compare=False)
    """What was told of that other side."""
    confirmed_by: int = field(default=0, compare=False)
    """How many institutions saw this state last, and lately; 0 where it was only announced."""
    side_by_side: tuple[Report, ...] = field(default=(), compare=False)
    """The words that contradict each other, the newest first."""


def state_at(reports: Iterable[Report], *, at: datetime) -> Status:
    """The state at ``at`` from reports already known that concern one side and direction."""
    started = sorted(
        (report for report in reports if report.from_at <= at), key=_order, reverse=True
    )
    last_word = started[0] if started else None
    deciding = next((report for report in started if report.holds_at(at)), None)
    if deciding is None:
        return Status(state=State.NOT_CONFIRMED, last_word=last_word)
    seen = _Sightings.read(started, at=at)
    rivals = seen.rivals_of(deciding, at=at)
    if rivals:
        return Status(
            state=State.NOT_CONFIRMED,
            is_contradicted=True,
            last_word=last_word,
            holding=deciding,
            side_by_side=(deciding, *rivals),
        )
    return Status(
        state=State(deciding.state),
        is_confirmed=(
            deciding.basis == Basis.OBSERVED
            and deciding.state != State.NOT_CONFIRMED
            and at < deciding.confirmed_until()
        ),
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
        is_closed_to_others=deciding.state == State.NOT_CONFIRMED,
        is_demo=deciding.is_demo,
        last_word=last_word,
        holding=deciding,
        confirmed_by=seen.agreeing_with(deciding, at=at),
    )


def _order(report: Report) -> tuple[datetime, datetime, str]:
    return report.from_at, report.known_from, report.key


def _is_near(earlier: Report, later: Report) -> bool:
    return later.from_at - earlier.from_at <= CONTRADICTION_WINDOW


@dataclass(slots=True)
class _Sightings:
    """What each institution saw last, read in the order of time, and who contradicts whom.

    ``parties`` are the institutions of a contradiction that is not resolved; while there is one,
    a party's word counts also when it is more than a few hours old.
    """

    latest: dict[UUID | None, Report] = field(default_factory=dict)
    parties: set[UUID | None] = field(default_factory=set)

    @classmethod
    def read(cls, newest_first: Sequence[Report], *, at: datetime) -> "_Sightings":
        """Of the sightings that are not too old and have not ended as they said they would."""
        found = cls()
        for report in reversed(newest_first):
            has_ended = report.until_at is not None and report.until_at <= at
            if (
                report.basis == Basis.OBSERVED
                and not has_ended
                and at - report.from_at <= LOOKS_BACK
            ):
                found._add(report)
        return found

    def _add(self, seen: Report) -> None:
        if seen.settles:
            self.latest.clear()
            self.parties.clear()
        self.latest[seen.reporter_institution_id] = seen
        others = [report for report in self.latest.values() if self._counts(report, beside=seen)]
        against = [report for report in others if report.state != seen.state]
        if len(others) - len(against) > len(against):
            self.parties.clear()
        elif against:
            self.parties |= {report.reporter_institution_id for report in others}

    def _counts(self, report: Report, *, beside: Report) -> bool:
        """Itself, what was seen a few hours before, and an open contradiction's fresh words."""
        return _is_near(report, beside) or (
            report.reporter_institution_id in self.parties
            and beside.from_at < report.confirmed_until()
        )

    def rivals_of(self, deciding: Report, *, at: datetime) -> tuple[Report, ...]:
        """The words that stand against the deciding one at an instant, the newest first."""
        if deciding.basis != Basis.OBSERVED:
            return ()
        standing = (
            report
            for institution, report in self.latest.items()
            if institution in self.parties
            and report.state != deciding.state
            and (
                at < report.confirmed_until()
                or (_is_near(report, deciding) and at < deciding.confirmed_until())
            )
        )
        return tuple(sorted(standing, key=_order, reverse=True))

    def agreeing_with(self, deciding: Report, *, at: datetime) -> int:
        """How many institutions saw this state last, so lately that it confirms.

        A word that another state overtook since, hours later, agrees with nothing any more.
        """
        if deciding.basis != Basis.OBSERVED:
            return 0
        others = [report for report in self.latest.values() if report.state != deciding.state]
        return sum(
            at < report.confirmed_until() and all(_is_near(report, other) for other in others)
            for report in self.latest.values()
            if report.state == deciding.state
        )


def worse(*statuses: Status) -> Status:
    """The one that decides for a passage: closed before not confirmed before restricted.

    Of two that are not confirmed, the one that is told to be closed to others.
    """
    return min(
        statuses,
        key=lambda status: (
            WORSE_FIRST.index(status.state),
            status.is_confirmed,
            not status.is_closed_to_others,
        ),
    )


def state_of_passage(*, leaving: tuple[str, Status], entering: tuple[str, Status]) -> Status:
    """The worse of two sides, each with its country; silence of one side hides not the other."""
    found = worse(leaving[1], entering[1])
    silent = [country for country, status in (leaving, entering) if status.last_word is None]
    if found.last_word is not None or len(silent) != 1:
        return found
    country, told = entering if leaving[0] in silent else leaving
    return replace(found, silent_side=silent[0], other_side=OtherSide(country, told))
