"""When a restriction holds, as far as was known at an instant, and at which hours it binds.

It begins and ends by what was known: the newest word about its end that was known counts. Words
grow old: where nobody says an end, it is counted with for 90 days after the last word, as an
announcement of a crossing is. Where nobody says the hours, it binds at every hour.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from relevo.borders.enums import Stops
from relevo.borders.rules.asked import nationalities_of
from relevo.borders.rules.state import ANNOUNCED_HOLDS
from relevo.directory import rules as hours

Interval = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class End:
    """Word of an end, and since when it was known."""

    until_at: datetime
    known_from: datetime


@dataclass(frozen=True, slots=True)
class RestrictionFact:
    """A restriction as a plain value; see the model for the meaning of each part."""

    key: str
    kind: str
    stops: str
    country: str
    from_at: datetime
    known_from: datetime
    until_at: datetime | None = None
    ends: tuple[End, ...] = ()
    areas: frozenset[str] = frozenset()
    """Keys of the areas and of all that lies in them; empty: the whole country."""
    binding_hours: str = ""
    applies_to: str = ""
    basis: str = ""
    text_es: str = ""
    text_en: str = ""
    source: str = ""
    is_demo: bool = False

    def stated_end(self, *, known_at: datetime) -> datetime | None:
        """The end that was known; None where nobody had said one."""
        known = [end for end in self.ends if end.known_from <= known_at]
        if not known:
            return self.until_at
        return max(known, key=lambda end: (end.known_from, end.until_at)).until_at

    def holds_until(self, *, known_at: datetime) -> datetime:
        """Its stated end, or when the word has grown old."""
        end = self.stated_end(known_at=known_at)
        return max(self.from_at, self.known_from) + ANNOUNCED_HOLDS if end is None else end

    def holds(self, *, at: datetime, known_at: datetime) -> bool:
        """Whether it is in force at ``at``, as known at ``known_at``."""
        return self.known_from <= known_at and (
            self.from_at <= at < self.holds_until(known_at=known_at)
        )

    def concerns_area(self, *, country: str, keys: Collection[str]) -> bool:
        """Whether a place in this country, in the areas of these keys, lies within it."""
        return self.country == country and (not self.areas or bool(self.areas & set(keys)))

    def concerns_people_of(self, nationality: str) -> bool:
        """Whom it does not name it does not hold up; of whom nothing is known it holds up."""
        if not self.applies_to:
            return True
        only, all_but = nationalities_of(self.applies_to, country=self.country)
        return (not only or nationality in only or not nationality) and nationality not in all_but

    def binds(
        self, *, start: datetime, end: datetime, known_at: datetime, holidays: Collection[date]
    ) -> tuple[Interval, ...]:
        """The times between two instants at which it binds."""
        if self.known_from > known_at or self.stops == Stops.NOTHING:
            return ()
        first = max(self.from_at, start)
        last = min(self.holds_until(known_at=known_at), end)
        if first >= last:
            return ()
        if not self.binding_hours:
            return ((first, last),)
        found = hours.windows(
            self.binding_hours, country=self.country, holidays=holidays, start=first, end=last
        )
        return tuple(
            (max(opens, first), min(closes, last))
            for opens, closes in found
            if max(opens, first) < min(closes, last)
        )


def in_force(
    facts: Iterable[RestrictionFact], *, at: datetime, known_at: datetime
) -> list[RestrictionFact]:
    """Those that hold at ``at`` as known at ``known_at``, oldest first."""
    return sorted(
        (fact for fact in facts if fact.holds(at=at, known_at=known_at)),
        key=lambda fact: (fact.country, fact.from_at, fact.key),
    )


def free_between(
    bound: Iterable[Interval], *, start: datetime, end: datetime
) -> tuple[Interval, ...]:
    """What is left of a time once the bound times are taken out of it."""
    free: list[Interval] = []
    at = start
    for opens, closes in sorted(bound):
        if opens > at:
            free.append((at, min(opens, end)))
        at = max(at, closes)
    if at < end:
        free.append((at, end))
    return tuple(free)
