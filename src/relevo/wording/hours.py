"""The hours of crossings in words, and that one is closed at an hour."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from relevo.borders.enums import State
from relevo.borders.rules import Status
from relevo.borders.rules.hours import Hours, closed_now
from relevo.wording.words import LOCAL, country, moment

DAILY_HOURS = re.compile(r"(?:Mo-Su )?(\d\d:\d\d-\d\d:\d\d(?:,\d\d:\d\d-\d\d:\d\d)*)")
A_DAY = timedelta(days=1)


def hours_words(expression: str) -> str:
    """Opening hours in words where they are simple; else the expression as it is written."""
    if expression == "24/7":
        return _("day and night")
    daily = DAILY_HOURS.fullmatch(expression)
    if daily is None:
        return expression
    return _("every day %(hours)s") % {"hours": daily[1].replace("-", "–").replace(",", ", ")}


def closed_words(hours: Iterable[Hours | None], *, at: datetime) -> str:
    """``Closed at this hour: opens at 06:00``; empty where none of them is closed at ``at``."""
    closed = closed_now(hours)
    if closed is None:
        return ""
    if closed.opens_at is None:
        return _("Closed at this hour")
    if closed.opens_at - at < A_DAY:
        hour = closed.opens_at.astimezone(LOCAL).strftime("%H:%M")
        return _("Closed at this hour: opens at %(hour)s") % {"hour": hour}
    return _("Closed at this hour: opens on %(moment)s") % {"moment": moment(closed.opens_at)}


def hours_by_side(
    hours: Mapping[tuple[str, str], Hours], *, ways: Mapping[tuple[str, str], Status]
) -> str:
    """The hours of a crossing: once, or by side where they differ; empty where none are known.

    ``ways``: the state of every country and direction (``in`` or ``out``) of it, in order; what is
    told to be closed keeps none.
    """
    sides: dict[str, dict[str, str]] = {}
    for (side, way), status in ways.items():
        if status.state != State.CLOSED:
            found = hours.get((side, way))
            sides.setdefault(side, {})[way] = hours_words(found.expression) if found else ""
    said = {side: _both_ways(told) for side, told in sides.items()}
    if not any(said.values()):
        return ""
    if len(set(said.values())) == 1:
        return next(iter(said.values()))
    unknown = _("hours not known")
    return "; ".join(f"{country(side)}: {words or unknown}" for side, words in said.items())


def _both_ways(told: Mapping[str, str]) -> str:
    if len(set(told.values())) == 1:
        return next(iter(told.values()))
    unknown = _("hours not known")
    return _("entering %(entering)s, leaving %(leaving)s") % {
        "entering": told["in"] or unknown,
        "leaving": told["out"] or unknown,
    }
