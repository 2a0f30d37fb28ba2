"""Rows for a measurement, in a database of its own that goes with it; nothing else calls this."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from relevo.situation.enums import CountCategory
from relevo.situation.models import Count

BATCH = 2_000
MOST_PEOPLE = 2_000
CATEGORIES = (CountCategory.ENTERED, CountCategory.RETURNED)


def fill_counts_for_measurement(
    posts: Sequence[tuple[UUID, str]], *, counts: int, until: datetime, every: timedelta
) -> None:
    """Counts of every post in turn, one after the other back in time from an instant."""
    rows: list[Count] = []
    for number in range(counts):
        crossing_id, country = posts[number % len(posts)]
        cut_off = until - number * every
        row = Count(
            key=f"BENCH-{number}",
            crossing_id=crossing_id,
            country=country,
            direction="in",
            category=CATEGORIES[number % len(CATEGORIES)],
            cut_off_at=cut_off,
            value=number % MOST_PEOPLE,
            said_by="bench",
            known_from=cut_off,
            first_known=cut_off,
            is_demo=True,
        )
        row.root = row.id
        rows.append(row)
        if len(rows) == BATCH:
            Count.objects.bulk_create(rows)
            rows.clear()
    Count.objects.bulk_create(rows)
