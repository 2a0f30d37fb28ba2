"""Reads of what was published, and of the counts that go into a table."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from relevo.kernel.countries import REGION
from relevo.places.models import Area, Post
from relevo.plumbing.folding import fold
from relevo.situation.models import Count, Release
from relevo.situation.queries.counts import holding
from relevo.situation.rules import releases as rules

INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Released:
    """What was published of a month, in one of its versions."""

    month: date
    version: int
    content: dict[str, Any]
    digest: str
    released_at: datetime


def list_newest(*, at: datetime, limit: int, offset: int = 0) -> list[Released]:
    """The newest version of each published month, the newest month first."""
    return _newest(_out(at))[offset : offset + limit]


def count_months(*, at: datetime) -> int:
    """How many months were published."""
    return len(_newest(_out(at)))


def get_newest(month: date, *, at: datetime) -> Released | None:
    """The newest version of a month."""
    return next(iter(_newest(row for row in _out(at) if row.month == month)), None)


def list_versions(month: date) -> list[Released]:
    """All versions of a month, the first one first: those before stay as they were given."""
    rows = Release.objects.filter(table=rules.TABLE, month=month).order_by("version")
    return [_released(row) for row in rows]


def _out(at: datetime) -> list[Released]:
    return [
        _released(row) for row in Release.objects.filter(table=rules.TABLE, released_at__lte=at)
    ]


def _released(row: Release) -> Released:
    return Released(
        month=row.month,
        version=row.version,
        content=row.content,
        digest=row.digest,
        released_at=row.released_at,
    )


def _newest(told: Iterable[Released]) -> list[Released]:
    """They come newest version first within a month."""
    found: dict[date, Released] = {}
    for row in told:
        found.setdefault(row.month, row)
    return list(found.values())


def months_with_counts(*, known_after: datetime | None, known_at: datetime) -> list[date]:
    """Months for which counts of a table came to be known between the two instants."""
    told = Count.objects.filter(
        known_from__lte=known_at,
        since_at__isnull=False,
        crossing__isnull=False,
        country__in=REGION,
        category__in={category for category, _direction in rules.COLUMNS},
    )
    if known_after is not None:
        told = told.filter(known_from__gt=known_after)
    cut_offs = told.order_by("cut_off_at").values_list("cut_off_at", flat=True).distinct()
    # What is counted until midnight on the first is of the month before, as in ``table_of``.
    return sorted({rules.month_of(cut_off - INSTANT) for cut_off in cut_offs})


def last_known_at(*, at: datetime) -> datetime | None:
    """Until when what was published last had been known."""
    newest = Release.objects.filter(table=rules.TABLE, released_at__lte=at)
    row = newest.order_by("-released_at", "-month").first()
    return None if row is None else datetime.fromisoformat(row.content["known_at"])


def released_months() -> frozenset[date]:
    """Months that were published."""
    return frozenset(Release.objects.filter(table=rules.TABLE).values_list("month", flat=True))


def table_of(month: date, *, known_at: datetime) -> rules.Table:
    """The true figures of a month as known then. Never given to anybody as they are.

    A count belongs to the month of its cut-off. One without a beginning, of a whole country or at
    a post whose department is not known goes into no table.
    """
    start, end = rules.bounds_of(month)
    found = holding(at=end, known_at=known_at).filter(
        cut_off_at__gt=start,
        since_at__isnull=False,
        crossing__isnull=False,
        country__in=REGION,
    )
    departments = departments_of_posts()
    return rules.table_of(
        rules.Contribution(
            key=row.key,
            post=f"{row.crossing.key}-{row.country}",
            country=row.country,
            department=department,
            column=column,
            since=row.since_at,
            until=row.cut_off_at,
            value=row.value,
        )
        for row in found
        if row.crossing is not None
        and row.since_at is not None
        and (column := rules.column_of(row.category, row.direction))
        and (department := departments.get((row.crossing.pk, row.country)))
    )


def departments_of_posts() -> dict[tuple[UUID, str], str]:
    """The department of each side of a crossing, by its key."""
    areas = {area.pk: area for area in Area.objects.all()}
    by_name = {
        (area.country, area.name_folded): area.key
        for area in areas.values()
        if area.level == "department"
    }
    found: dict[tuple[UUID, str], str] = {}
    for post in Post.objects.all():
        area = areas.get(post.area_id) if post.area_id else None
        while area is not None and area.parent_id is not None:
            area = areas[area.parent_id]
        key = area.key if area is not None else by_name.get((post.country, fold(post.admin1)))
        if key:
            found[post.crossing_id, post.country] = key
    return found
