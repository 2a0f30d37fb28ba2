"""What the law of a country changes, as dated lines with their source (``law_switches.csv``).

Three effects: ``never`` (these kinds of institutions of that country are sent nothing of such a
person, even if she chose them), ``at_most`` (they are sent these fields and no more) and
``child_duty`` (there one must tell the authority for children, and these fields only).
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from relevo.cases.enums import FactField
from relevo.cases.rules.disclosure import PREVIEW
from relevo.kernel.confidence import Confidence

TABLE = Path(__file__).with_name("law_switches.csv")
RETURNED = "returned"


class Effect(StrEnum):
    """What a line does."""

    NEVER = "never"
    AT_MOST = "at_most"
    CHILD_DUTY = "child_duty"


@dataclass(frozen=True, slots=True)
class Switch:
    """One line. ``nationality`` and ``profiles`` empty: whoever it is."""

    country: str
    code: str
    since: date
    until: date | None
    effect: Effect
    nationality: str
    profiles: frozenset[str]
    kinds: frozenset[str]
    fields: frozenset[FactField]
    source_es: str
    source_en: str
    confidence: Confidence

    def is_on(self, on: date) -> bool:
        """Both days are of it."""
        return self.since <= on and (self.until is None or on <= self.until)

    def is_of(self, nationality: str) -> bool:
        """What is closed is closed also to whose nationality is not known: they may be of it."""
        if not nationality and self.effect != Effect.CHILD_DUTY:
            return True
        return self.nationality in {"", nationality}


@lru_cache(maxsize=4)
def switches(table: Path = TABLE) -> tuple[Switch, ...]:
    """The table; a word in it that is not of our lists stops the instance from starting wrong."""
    with table.open(encoding="utf-8", newline="") as file:
        lines = tuple(
            Switch(
                country=row["country"],
                code=row["code"],
                since=date.fromisoformat(row["since"]),
                until=date.fromisoformat(row["until"]) if row["until"] else None,
                effect=Effect(row["effect"]),
                nationality=row["nationality"],
                profiles=frozenset(row["profiles"].split()),
                kinds=frozenset(row["kinds"].split()),
                fields=frozenset(FactField(word) for word in row["fields"].split()),
                source_es=row["source_es"],
                source_en=row["source_en"],
                confidence=Confidence(row["confidence"]),
            )
            for row in csv.DictReader(file)
        )
    if any(line.effect != Effect.NEVER and not line.fields >= PREVIEW for line in lines):
        raise ValueError(f"{table}: what goes at least is what one needs to say yes or no")
    return lines


def applying(
    *,
    institution_kind: str,
    institution_country: str,
    nationality: str,
    is_returned: bool,
    on: date,
    table: Sequence[Switch] | None = None,
) -> tuple[Switch, ...]:
    """The lines that speak of such a recipient and such a person on a day."""
    stated = {RETURNED} if is_returned else set()
    return tuple(
        line
        for line in (switches() if table is None else table)
        if line.is_on(on)
        and line.country == institution_country
        and institution_kind in line.kinds
        and line.is_of(nationality)
        and line.profiles <= stated
    )


def most_fields(lines: Sequence[Switch]) -> frozenset[FactField]:
    """The fields that these lines leave open to the recipient."""
    open_fields = frozenset(FactField)
    for line in lines:
        if line.effect == Effect.NEVER:
            return frozenset()
        if line.effect == Effect.AT_MOST:
            open_fields &= line.fields
    return open_fields
