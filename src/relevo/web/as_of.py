"""*As of*: a page as it was, at an instant of travel, from what was known at another.

Both stand in the address, in the time of the three countries: ``en`` is when it was true,
``sabido`` what was known then. Without them it is now, as known now. With ``en`` alone: what was
true then as known now; with both alike: what was known then.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from django.http import HttpRequest

from relevo.kernel.years import FIRST, LAST, is_possible
from relevo.plumbing import clock

VALID, KNOWN = "en", "sabido"
FORMAT = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True)
class AsOf:
    """``at``: what was true then. ``known_at``: as known then. ``problem``: what was not taken.

    ``is_beyond``: that was a date, outside the years that forms take.
    """

    at: datetime
    known_at: datetime
    is_now: bool = True
    problem: str = ""
    is_beyond: bool = False
    years: ClassVar[tuple[str, str]] = (str(FIRST.year), str(LAST.year))

    @property
    def query(self) -> str:
        """The part of an address that leads to the same instant; empty for now."""
        if self.is_now:
            return ""
        at, known = self.at.strftime(FORMAT), self.known_at.strftime(FORMAT)
        return f"?{VALID}={at}&{KNOWN}={known}"


def as_of(request: HttpRequest) -> AsOf:
    """The instant a page is asked for; what cannot be read leaves it at now and says so.

    A day outside the years that forms take is read and not taken.
    Nobody looks into the future of what is known: ``known_at`` is never after now.
    """
    now = clock.now()
    told = {name: request.GET.get(name, "").strip() for name in (VALID, KNOWN)}
    if not any(told.values()):
        return AsOf(now, now)
    read: dict[str, datetime] = {}
    for name, text in told.items():
        if not text:
            continue
        instant = _instant(text)
        if instant is None:
            return AsOf(now, now, problem=name)
        if not is_possible(instant):
            return AsOf(now, now, problem=name, is_beyond=True)
        read[name] = instant
    known = min(read.get(KNOWN, now), now)
    return AsOf(read.get(VALID, known), known, is_now=False)


def _instant(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, FORMAT).replace(tzinfo=clock.LOCAL)
    except ValueError:
        return None
