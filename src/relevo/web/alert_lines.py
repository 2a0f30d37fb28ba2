"""Alerts in the language of the page: the reader's own where the alert has it, else as it came."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from relevo.situation.queries.alerts import AlertLine, AlertText, line_of
from relevo.web.alert_phrases import ALERT_SHAPES

SPOKEN = ("es", "en")


@dataclass(frozen=True, slots=True)
class Shown:
    """An alert for a page. ``foreign``: the tag of its language when it is not the reader's."""

    line: AlertLine
    headline: str
    text: AlertText | None
    foreign: str
    shape: str
    where: str


def tongue(tag: str) -> str:
    """The language of a tag without its country."""
    return tag.partition("-")[0].lower()


def text_for(line: AlertLine, language: str) -> AlertText | None:
    """What the alert says in a language, else in Spanish, English or whatever there is."""
    told = {tongue(text.language): text for text in reversed(line.texts)}
    for wanted in (language, *SPOKEN):
        if wanted in told:
            return told[wanted]
    return line.texts[0] if line.texts else None


def shown(lines: Iterable[AlertLine]) -> list[Shown]:
    """Alerts for a list of the page's language."""
    return [show(line) for line in lines]


def shown_rows(rows: Iterable[Any], *, at: datetime, known_at: datetime) -> list[Shown]:
    """A few stored alerts as they stood, for the links of another."""
    return [show(line_of(row, at=at, known_at=known_at)) for row in rows]


def show(line: AlertLine, language: str = "") -> Shown:
    """One alert for the page, or for a language that is asked for."""
    reader = language or tongue(get_language() or "es")
    text = text_for(line, reader)
    foreign = text.language if text is not None and tongue(text.language) != reader else ""
    headline = (text.headline or text.event) if text is not None else line.identifier
    return Shown(
        line=line,
        headline=headline,
        text=text,
        foreign=foreign,
        shape=ALERT_SHAPES[line.severity],
        where=_where(line),
    )


def _where(line: AlertLine) -> str:
    """Departments and municipalities that it names; else its own words."""
    if line.places:
        return ", ".join(f"{place.name} ({place.country})" for place in line.places)
    return "; ".join(line.words)
