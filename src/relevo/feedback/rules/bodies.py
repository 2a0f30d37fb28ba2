"""Bodies outside every network that take complaints from everybody. The table is data."""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from relevo.kernel.text import LocalisedText

NO_BODY = "none"
"""The person wants no body outside to hear of it."""


@dataclass(frozen=True, slots=True)
class OutsideBody:
    """One body. Its telephone is that of its institution in the directory, if it has one."""

    key: str
    country: str
    institution_key: str
    name: LocalisedText
    source: str


@cache
def outside_bodies() -> tuple[OutsideBody, ...]:
    """All of them, in the order of the table."""
    path = Path(__file__).with_name("bodies.csv")
    with path.open(encoding="utf-8", newline="") as table:
        return tuple(
            OutsideBody(
                key=row["key"],
                country=row["country"],
                institution_key=row["institution_key"],
                name=LocalisedText(row["name_es"], row["name_en"]),
                source=row["source"],
            )
            for row in csv.DictReader(table)
        )


def body_of(key: str) -> OutsideBody | None:
    """The body of a key; None: none was chosen, or there is none of this key."""
    return next((body for body in outside_bodies() if body.key == key), None)
