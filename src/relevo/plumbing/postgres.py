"""What PostgreSQL does better, each with what happens on SQLite."""

from typing import TypeVar

from django.db.models import Model, QuerySet

Row = TypeVar("Row", bound=Model)


def lock_free_rows(rows: "QuerySet[Row]") -> "QuerySet[Row]":
    """Lock the rows that nobody else holds and pass over the others (SKIP LOCKED).

    SQLite has no row locks and Django leaves the clause out: there the whole transaction holds
    the one write lock, so two workers take turns.
    """
    return rows.select_for_update(skip_locked=True, no_key=True)
