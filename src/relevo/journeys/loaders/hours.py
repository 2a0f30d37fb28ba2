"""Opening hours of a horizon as the planner's windows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache

from relevo import planner
from relevo.directory.models import Holiday
from relevo.directory.rules import windows
from relevo.journeys.rules import minute_of

A_DAY = timedelta(days=1)


@lru_cache(maxsize=4_000)
def _evaluated(
    expression: str, country: str, holidays: frozenset[date], start: datetime, end: datetime
) -> tuple[planner.Window, ...]:
    found = windows(expression, country=country, holidays=holidays, start=start, end=end)
    return tuple((minute_of(opens), minute_of(closes)) for opens, closes in found)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Evaluates hours between two instants with each country's holidays."""

    start: datetime
    end: datetime
    holidays: dict[str, frozenset[date]]

    def windows(self, expression: str, *, country: str) -> tuple[planner.Window, ...]:
        """Windows of an expression; a place that never closes is told as such."""
        if expression == "24/7":
            return planner.ALWAYS
        return _evaluated(
            expression, country, self.holidays.get(country, frozenset()), self.start, self.end
        )


def load_calendar(*, at: datetime, horizon: datetime) -> Calendar:
    """Whole days around the horizon, so that plans of one day share what was evaluated."""
    start = at.replace(hour=0, minute=0, second=0, microsecond=0) - A_DAY
    end = horizon.replace(hour=0, minute=0, second=0, microsecond=0) + 2 * A_DAY
    by_country: dict[str, set[date]] = {}
    rows = Holiday.objects.filter(on__range=(start.date() - A_DAY, end.date() + A_DAY))
    for country, on in rows.order_by("country", "on").values_list("country", "on"):
        by_country.setdefault(country, set()).add(on)
    return Calendar(
        start=start,
        end=end,
        holidays={country: frozenset(days) for country, days in by_country.items()},
    )


def intersection(
    first: Sequence[planner.Window], second: Sequence[planner.Window]
) -> tuple[planner.Window, ...]:
    """When both hold."""
    return tuple(
        sorted((max(a, c), min(b, d)) for a, b in first for c, d in second if max(a, c) < min(b, d))
    )
