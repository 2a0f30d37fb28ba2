"""Reads of border facts: what was known at one instant about another."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db.models import F, Q

from relevo.borders.enums import Direction
from relevo.borders.models import Requirement, StatusReport
from relevo.borders.rules import Report, Status, state_at, worse
from relevo.places.models import Crossing

Statuses = Mapping[tuple[str, str, str], Status]
"""By crossing key, country and direction seen from that country (``in`` or ``out``)."""

DIRECTIONS = (Direction.IN.value, Direction.OUT.value)


def _as_value(row: StatusReport) -> Report:
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
        by_crossing[row.crossing.key].append(_as_value(row))
    return by_crossing


def statuses(
    *, at: datetime, known_at: datetime, crossings: Iterable[Crossing] | None = None
) -> dict[tuple[str, str, str], Status]:
    """State of every side and direction at ``at``, from what was known at ``known_at``."""
    chosen = list(
        Crossing.objects.prefetch_related("posts")
        if crossings is None
        else Crossing.objects.filter(pk__in=[c.pk for c in crossings]).prefetch_related("posts")
    )
    by_crossing = known_reports(known_at=known_at, before=at, crossings=chosen)
    return {
        (crossing.key, post.country, direction): state_at(
            (
                report
                for report in by_crossing[crossing.key]
                if report.concerns(country=post.country, direction=direction)
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
    return worse(
        known[crossing_key, from_country, Direction.OUT.value],
        known[crossing_key, to_country, Direction.IN.value],
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
    rows = Requirement.objects.select_related("crossing").filter(
        Q(valid_from=None) | Q(valid_from__lte=on),
        Q(valid_until=None) | Q(valid_until__gt=on),
        Q(known_from=None) | Q(known_from__lte=known_at),
    )
    if crossing is not None:
        countries = [post.country for post in crossing.posts.all()]
        rows = rows.filter(Q(crossing=crossing) | Q(crossing=None, country__in=countries))
    return list(rows.order_by("country", "direction", F("valid_from").asc(nulls_first=True), "key"))


def list_reports(crossing: Crossing, *, known_at: datetime) -> list[StatusReport]:
    """All that was said and seen of a crossing, newest first."""
    return list(
        StatusReport.objects.filter(crossing=crossing, known_from__lte=known_at).order_by(
            "-from_at", "-known_from", "key"
        )
    )


def latest_change(*, known_at: datetime) -> datetime | None:
    """When border facts were last told: the freshness of the whole page."""
    return (
        StatusReport.objects.filter(known_from__lte=known_at)
        .order_by("-known_from", "key")
        .values_list("known_from", flat=True)
        .first()
    )
