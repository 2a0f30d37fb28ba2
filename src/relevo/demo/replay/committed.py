"""Rows of the region that a replay tells in their stead, and whether they stand already."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import ClassVar

from relevo.demo.replay.stage import Effect, Stage
from relevo.plumbing.clock import LOCAL
from relevo.plumbing.models import LoadedFacts
from relevo.region import loader
from relevo.region.columns import Table
from relevo.region.events import DATA, Event
from relevo.region.reading import Row, rows_of


@cache
def committed(table: Table, folder: Path = DATA) -> Mapping[str, Row]:
    """The rows of a committed table by their key."""
    return {row.text("id"): row for row in rows_of(folder, table)}


def is_loaded(table: Table, key: str) -> bool:
    """Whether this instance holds the committed row: then nothing is told a second time."""
    row = LoadedFacts.objects.filter(name=loader.NAME).first()
    return row is not None and [key] in row.keys.get(table.file, [])


@dataclass(frozen=True, slots=True)
class Committed:
    """An act that tells the committed rows whose keys fit a pattern, each when it was known."""

    pattern: str
    kind: ClassVar[str]
    table: ClassVar[Table]

    def rows(self) -> Iterator[Row]:
        for key, row in committed(self.table).items():
            if fnmatchcase(key, self.pattern):
                yield row

    def takes(self) -> dict[str, set[str]]:
        """The committed rows that this act tells in their stead, by file."""
        return {self.table.file: {row.text("id") for row in self.rows() if self.is_tellable(row)}}

    def is_tellable(self, _row: Row, /) -> bool:
        """Whether the action can say all that the row says."""
        return True

    def when(self, event: Event, /) -> datetime:
        """When the rows were known: what was announced, days before it came about.

        A row of the same day, known from its first moment for want of an hour, waits for the event.
        """
        known: datetime = min(row.values["known_from"] for row in self.rows())
        same_day = known.astimezone(LOCAL).date() == event.at.astimezone(LOCAL).date()
        return max(known, event.at) if same_day else known

    def play(self, stage: Stage, /) -> Sequence[Effect]:
        return [self._effect(row, stage) for row in self.rows()]

    def _effect(self, row: Row, stage: Stage) -> Effect:
        key = row.text("id")
        stands = key if is_loaded(self.table, key) else self.stands(row, stage)
        if stands:
            return Effect(self.kind, stands, is_recognized=True)
        return Effect(self.kind, self.tell(row, stage))

    def stands(self, _row: Row, _stage: Stage, /) -> str:
        """The key of what people told already and what this row would say again; empty: nothing."""
        return ""

    def tell(self, row: Row, stage: Stage) -> str:
        """Tell one row through its action; the key of what came of it."""
        raise NotImplementedError
