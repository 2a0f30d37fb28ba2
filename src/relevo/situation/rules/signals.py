"""What a signal is worth at an instant, and whether an advisory still speaks."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from relevo.situation.enums import Verdict

LONGEST_TEXT = 300
LONGEST_TITLE = 120
LONGEST_ADVISORY = 2_000
LONGEST_TERM = timedelta(days=30)
"""What nobody renews in a month is no news any more."""


class Finding(Protocol):
    """What somebody found out, and when."""

    verdict: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Term:
    """From when until when an advisory speaks, since when it is known, and when it was ended."""

    from_at: datetime
    until_at: datetime
    known_from: datetime
    ended_at: datetime | None = None


def verdict_of(findings: Iterable[Finding], *, known_at: datetime) -> str:
    """The newest finding known then; *unclear* while nobody looked into it."""
    known = [row for row in findings if row.at <= known_at]
    return max(known, key=lambda row: row.at).verdict if known else Verdict.UNCLEAR.value


def speaks(term: Term, *, at: datetime, known_at: datetime) -> bool:
    """Whether an advisory holds at an instant as far as known at another.

    It expires by itself; that it was ended counts only for who knew of it.
    """
    end = term.until_at
    if term.ended_at is not None and term.ended_at <= known_at:
        end = min(end, term.ended_at)
    return term.known_from <= known_at and term.from_at <= at < end
