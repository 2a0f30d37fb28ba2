"""The hours that sides of crossings keep: read beside their states, which do not wait for it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import Q

from relevo.borders.enums import Mode
from relevo.borders.models import StatusReport
from relevo.borders.queries.facts import Statuses, as_value
from relevo.borders.rules.hours import LOOKS_AHEAD, LOOKS_BACK, Hours, closed_now, hours_at
from relevo.borders.rules.state import ANNOUNCED_HOLDS, Report
from relevo.directory.models import Holiday

HoursKept = Mapping[tuple[str, str, str], Hours]
"""By crossing key, country and direction, as states are; without those of unknown hours."""


def hours_kept(
    known: Statuses, *, at: datetime, known_at: datetime, mode: str = Mode.PEOPLE.value
) -> dict[tuple[str, str, str], Hours]:
    """The hours of the sides whose states these are, where a word that still holds tells them."""
    by_crossing: dict[str, list[Report]] = defaultdict(list)
    rows = StatusReport.objects.select_related("crossing").filter(
        Q(until_at__gt=at)
        | Q(from_at__gt=at - ANNOUNCED_HOLDS)
        | Q(known_from__gt=at - ANNOUNCED_HOLDS),
        crossing__key__in={key for key, _country, _way in known},
        known_from__lte=known_at,
        from_at__lte=at,
        mode__in=(mode, Mode.ALL),
        opening_hours__gt="",  # in these words an index has the few that tell hours
    )
    for row in rows.order_by("key"):
        by_crossing[row.crossing.key].append(as_value(row))
    holidays = _holidays(at, [report for told in by_crossing.values() for report in told])
    found = {}
    for (key, country, direction), status in known.items():
        hours = hours_at(
            (
                report
                for report in by_crossing[key]
                if report.concerns(country=country, direction=direction, mode=mode)
            ),
            at=at,
            status=status,
            country=country,
            holidays=holidays.get(country, frozenset()),
        )
        if hours is not None:
            found[key, country, direction] = hours
    return found


def _holidays(at: datetime, reports: Iterable[Report]) -> dict[str, set[date]]:
    """Around an instant, by country; not asked for where no hours speak of holidays."""
    if not any("PH" in report.opening_hours for report in reports):
        return {}
    days = Holiday.objects.filter(
        on__range=((at - LOOKS_BACK).date(), (at + LOOKS_AHEAD).date())
    ).order_by("country", "on")
    found: dict[str, set[date]] = defaultdict(set)
    for country, on in days.values_list("country", "on"):
        found[country].add(on)
    return found


def passage_closed(
    hours: HoursKept, crossing_key: str, *, from_country: str, to_country: str
) -> Hours | None:
    """The hours that close a passage at the instant asked about, of the side that opens last."""
    return closed_now(
        (
            hours.get((crossing_key, from_country, "out")),
            hours.get((crossing_key, to_country, "in")),
        )
    )


def crossing_closed(hours: HoursKept, crossing_key: str) -> Hours | None:
    """The hours that close a crossing at the instant asked about, of the side that opens last."""
    return closed_now(found for (key, _, _), found in hours.items() if key == crossing_key)
