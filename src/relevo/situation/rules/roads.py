"""The state of a road at an instant, from what was said and seen of it, as far as it was known.

The newest word that holds decides; what was seen outlives no more than 72 hours and what was
announced 90 days, where nobody says an end. Without a word that holds nothing is known of the road,
and it is reckoned with as ever. That word of a cut grows old does not open a road for travel that
was still cut when one set out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from relevo.borders.enums import Basis
from relevo.borders.rules import ANNOUNCED_HOLDS, OBSERVED_HOLDS
from relevo.situation.enums import RoadState

SLOW_LOW, SLOW_HIGH = 1.5, 3.0
"""A slow road takes between half as long again and three times as long: an assumption of ours."""


@dataclass(frozen=True, slots=True)
class RoadWord:
    """A report on a road as a plain value; see the model for the meaning of each part."""

    key: str
    link_key: str
    state: str
    basis: str
    from_at: datetime
    known_from: datetime
    until_at: datetime | None = None
    text_es: str = ""
    text_en: str = ""
    source: str = ""
    reporter_institution_id: UUID | None = None
    is_demo: bool = False

    def holds_until(self) -> datetime:
        """Its own end, or when the word has grown old."""
        if self.until_at is not None:
            return self.until_at
        lasts = OBSERVED_HOLDS if self.basis == Basis.OBSERVED else ANNOUNCED_HOLDS
        return max(self.from_at, self.known_from) + lasts


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time over which one word decides; ``word`` None: nothing is known."""

    starts: datetime
    ends: datetime
    word: RoadWord | None

    @property
    def state(self) -> str:
        return RoadState.OPEN.value if self.word is None else self.word.state


def road_at(words: Iterable[RoadWord], *, at: datetime, known_at: datetime) -> RoadWord | None:
    """The word that decides at ``at`` as known at ``known_at``; None where none holds."""
    holding = [
        word
        for word in words
        if word.known_from <= known_at and word.from_at <= at < word.holds_until()
    ]
    return max(holding, key=lambda word: (word.from_at, word.known_from, word.key), default=None)


def stretches(
    words: Sequence[RoadWord], *, start: datetime, end: datetime, known_at: datetime
) -> list[Stretch]:
    """What decides from ``start`` to ``end``, cut where it changes."""
    known = [word for word in words if word.known_from <= known_at]
    cuts = {start}
    for told in known:
        cuts |= {at for at in (told.from_at, told.holds_until()) if start < at < end}
    ordered = [*sorted(cuts), end]
    found: list[Stretch] = []
    for at, until in pairwise(ordered):
        word = road_at(known, at=at, known_at=known_at)
        before = found[-1].word if found else None
        if word is None and before is not None and _grew_old(before, at):
            word = before
        if found and found[-1].word == word:
            found[-1] = Stretch(found[-1].starts, until, word)
        else:
            found.append(Stretch(at, until, word))
    return found


def _grew_old(word: RoadWord, at: datetime) -> bool:
    return word.state == RoadState.CUT and word.until_at is None and word.holds_until() <= at


def slowed(low: int, high: int) -> tuple[int, int]:
    """The band of a slow road, in minutes."""
    return int(low * SLOW_LOW), int(high * SLOW_HIGH)
