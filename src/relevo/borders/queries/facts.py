"""Reads of border facts: what was known at one instant about another."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import F, Prefetch, Q

from relevo.borders.enums import Direction, Mode
from relevo.borders.errors import ReportUnknown
from relevo.borders.models import Requirement, StatusReport
from relevo.borders.queries.deciding import deciding_reports
from relevo.borders.queries.requirements import still_asked
from relevo.borders.rules.state import Report, Status, state_at, state_of_passage, worse
from relevo.places.models import Crossing, Post

Statuses = Mapping[tuple[str, str, str], Status]
"""By crossing key, country and direction seen from that country (``in`` or ``out``)."""

DIRECTIONS = (Direction.IN.value, Direction.OUT.value)


def as_value(row: StatusReport) -> Report:
    """A report as rules read it."""
    return Report(
        key=row.key,
        crossing_key=row.crossing.key,
        country=row.country,
        direction=row.direction,
        mode=row.mode,
        state=row.state,
        basis=row.basis,
        from_at=row.from_at,
        known_from=row.known_from,
        until_at=row.until_at,
        opening_hours=row.opening_hours,
        text_es=row.text_es,
        text_en=row.text_en,
        source=row.source,
        authority_key=row.authority_key,
        reporter_institution_id=row.reporter_institution_id,
        is_demo=row.is_demo,
        settles=row.settles,
        spares_return=row.spares_return,
        confidence=row.confidence,
    )


def known_reports(
    *, known_at: datetime, before: datetime, crossings: Iterable[Crossing]
) -> dict[str, list[Report]]:
    """Reports known at one instant that begin by another, by the key of their crossing."""
    by_crossing: dict[str, list[Report]] = defaultdict(list)
    rows = StatusReport.objects.select_related("crossing").filter(
        crossing__in=list(crossings), known_from__lte=known_at, from_at__lte=before
    )
    for row in rows.order_by("key"):
        by_crossing[row.crossing.key].append(as_value(row))
    return by_crossing


def statuses(
    *,
    at: datetime,
    known_at: datetime,
    crossings: Iterable[Crossing] | None = None,
    mode: str = Mode.PEOPLE.value,
    returning: bool = False,
) -> dict[tuple[str, str, str], Status]:
    """State of every side and direction at ``at``, from what was known at ``known_at``.

    For people; for vehicles or cargo if that is the mode. ``returning``: for who goes home to the
    country that is entered.
    """
    sides = Prefetch("posts", Post.objects.only("crossing", "country"))
    known = Crossing.objects.only("key").prefetch_related(sides)
    chosen = list(known if crossings is None else known.filter(pk__in=[c.pk for c in crossings]))
    by_crossing = deciding_reports(chosen, at=at, known_at=known_at, mode=mode)
    return {
        (crossing.key, post.country, direction): state_at(
            (
                report.for_who_returns() if returning else report
                for report in by_crossing[crossing.key]
                if report.concerns(country=post.country, direction=direction, mode=mode)
            ),
            at=at,
        )
        for crossing in chosen
        for post in crossing.posts.all()
        for direction in DIRECTIONS
    }


def passage_status(
    known: Statuses, crossing_key: str, *, from_country: str, to_country: str
) -> Status:
    """State for a person who leaves one country and enters the other: the worse of the two."""
    return state_of_passage(
        leaving=(from_country, known[crossing_key, from_country, Direction.OUT.value]),
        entering=(to_country, known[crossing_key, to_country, Direction.IN.value]),
    )


def crossing_status(known: Statuses, crossing_key: str) -> Status:
    """The headline of a crossing: the worst of its sides and directions."""
    return worse(*(status for (key, _, _), status in known.items() if key == crossing_key))


def list_requirements(
    *, on: date, known_at: datetime, crossing: Crossing | None = None
) -> list[Requirement]:
    """Requirements in force on a day and known at an instant.

    Of one crossing: its own, and the general ones of its two countries.
    """
    rows = (
        Requirement.objects.select_related("crossing")
        .prefetch_related("ends")
        .filter(
            Q(valid_from=None) | Q(valid_from__lte=on),
            Q(known_from=None) | Q(known_from__lte=known_at),
        )
    )
    if crossing is not None:
        countries = [post.country for post in crossing.posts.all()]
        rows = rows.filter(Q(crossing=crossing) | Q(crossing=None, country__in=countries))
    ordered = rows.order_by("country", "direction", F("valid_from").asc(nulls_first=True), "key")
    return still_asked(ordered, on=on, known_at=known_at)


def list_reports(
    crossing: Crossing, *, known_at: datetime, limit: int | None = None
) -> list[StatusReport]:
    """All that was said and seen of a crossing, newest first; the newest ones with a limit."""
    rows = StatusReport.objects.select_related("crossing").filter(
        crossing=crossing, known_from__lte=known_at
    )
    return list(rows.order_by("-from_at", "-known_from", "key")[:limit])


def get_report(key: str, *, crossing: Crossing) -> StatusReport:
    """One report of a crossing; ReportUnknown."""
    row = StatusReport.objects.filter(crossing=crossing, key=key).first()
    if row is None:
        raise ReportUnknown(key)
    return row


def latest_change(*, known_at: datetime) -> datetime | None:
    """When border facts were last told: the freshness of the whole page."""
    return (
        StatusReport.objects.filter(known_from__lte=known_at)
        .order_by("-known_from", "key")
        .values_list("known_from", flat=True)
        .first()
    )
