"""Writes rows so that loading twice is loading once, and retires what vanished from a file."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import ProtectedError, Q

from relevo.kernel.confidence import Confidence
from relevo.region.columns import Table, Value
from relevo.region.reading import Problem, Row

BATCH = 500


@dataclass(frozen=True, slots=True)
class Writing:
    """One load: its instant, the rows by file, and what could not be resolved but is no error."""

    at: datetime
    rows: Mapping[str, Sequence[Row]]
    warnings: list[Problem] = field(default_factory=list)

    def of(self, table: Table) -> Sequence[Row]:
        return self.rows[table.file]

    def warn(self, table: Table, row: Row, *, column: str, effect: str) -> None:
        self.warnings.append(Problem(table.file, row.number, column, row.text(column), effect))


def upsert(rows: Sequence[models.Model], *, by: Sequence[str], keep: Collection[str] = ()) -> None:
    """Insert rows, or change those with the same ``by``; ``keep``: columns left as they are."""
    if not rows:
        return
    model = type(rows[0])
    changed = [
        column.name
        for column in model._meta.concrete_fields  # noqa: SLF001 -- documented Django API
        if not column.primary_key and column.name not in {*by, *keep}
    ]
    model._default_manager.bulk_create(  # noqa: SLF001 -- the manager of any model
        rows, update_conflicts=True, unique_fields=by, update_fields=changed, batch_size=BATCH
    )


def replace(scope: models.QuerySet[Any], rows: Sequence[models.Model]) -> None:
    """Rows that belong to a fact and have no life of their own: delete, write anew."""
    scope.delete()
    scope.model._default_manager.bulk_create(rows, batch_size=BATCH)  # noqa: SLF001 -- as above


def source_of(row: Row) -> dict[str, Any]:
    """The columns of a fact with a source; where the table does not say, a source is a source."""
    return {
        "source": row.text("source"),
        "sourced": row.values.get("sourced", bool(row.values["source"])),
        "confidence": row.text("confidence") or Confidence.LOW.value,
    }


def texts(row: Row, *names: str, **renamed: str) -> dict[str, str]:
    """Text columns as model fields; ``field=column`` where the names differ."""
    return {name: row.text(name) for name in names} | {
        name: row.text(column) for name, column in renamed.items()
    }


def in_both(row: Row, *names: str, **renamed: str) -> dict[str, str]:
    """The Spanish and the English column of each name."""
    pairs = {name: name for name in names} | renamed
    return {
        f"{name}_{lang}": row.text(f"{column}_{lang}")
        for name, column in pairs.items()
        for lang in ("es", "en")
    }


def day(value: Value) -> date | None:
    """A day as the database takes it."""
    return value if isinstance(value, date) else None


def cut(text: str, longest: int) -> str:
    """A search or sort key that fits: keys lose their tail without harm, texts never do."""
    return text[:longest]


def retire(scope: Iterable[models.Model], *, at: datetime) -> Iterator[models.Model]:
    """Delete what no row refers to; what is referred to ends today. Yields what is still there."""
    for row in scope:
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError:
            _end(row, on=at.date())
            yield row


def _end(row: models.Model, *, on: date) -> None:
    if hasattr(row, "valid_until") and row.valid_until is None:
        row.valid_until = on
        row.save(update_fields=["valid_until"])


def matching(keys: Iterable[Sequence[str]], *, by: Sequence[str]) -> Q:
    """Rows with one of the composite keys."""
    found = Q(pk__in=[])
    for key in keys:
        found |= Q(**dict(zip(by, key, strict=True)))
    return found
