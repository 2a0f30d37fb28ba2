"""Tables of flows for the public: which counts stand in which cell, and when they may go out.

One fixed table: people by department of the post, month and column. No crossing, no day, no age,
no nationality; children alone and requests for protection are in no column. A month goes out on
the fifteenth of the next one; what came to be known later waits for the next fifteenth.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from hashlib import sha256
from typing import Any

from relevo.kernel.countries import REGION, UTC_OFFSET_MINUTES
from relevo.kernel.disclosure import FEW_IN_ROW, Cell, Line, publish, publish_again
from relevo.situation.enums import CountCategory

TABLE = "border_flows"
RELEASE_DAY = 15
"""Day of the month: every month is then closed for fourteen days."""

FIRST_EYES = timedelta(hours=24)
"""How long a count is for the two posts alone; nothing younger goes into a table."""

LONGEST_MONTH = timedelta(days=31)

COLUMNS: tuple[tuple[str, str], ...] = (
    (CountCategory.ENTERED, "in"),
    (CountCategory.LEFT, "out"),
    (CountCategory.RETURNED, "out"),
    (CountCategory.RETURNED, "in"),
    (CountCategory.REFUSED, "in"),
    (CountCategory.REFUSED, "out"),
)
LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))

Table = dict[str, dict[str, dict[str, Cell]]]
"""By column, then country, then department."""


@dataclass(frozen=True, slots=True)
class Contribution:
    """One count as a table needs it. ``post`` says where, and never leaves this module."""

    key: str
    post: str
    country: str
    department: str
    column: str
    since: datetime
    until: datetime
    value: int


def column_of(category: str, direction: str) -> str:
    """The code of a column; empty: these counts go into no table."""
    return f"{category}_{direction}" if (category, direction) in COLUMNS else ""


def column_codes() -> tuple[str, ...]:
    """All columns, in their order."""
    return tuple(column_of(category, direction) for category, direction in COLUMNS)


def month_of(at: datetime) -> date:
    """The first day of the month in the three countries."""
    return at.astimezone(LOCAL).date().replace(day=1)


def next_month(month: date) -> date:
    """The first day of the month after."""
    return (month + LONGEST_MONTH).replace(day=1)


def bounds_of(month: date) -> tuple[datetime, datetime]:
    """The month as instants, the end excluded."""
    end = next_month(month)
    return _midnight(month), _midnight(end)


def goes_out_at(month: date) -> datetime:
    """The first instant at which a month may be published."""
    return _midnight(next_month(month).replace(day=RELEASE_DAY))


def release_day(at: datetime) -> datetime:
    """The day of the calendar that holds at an instant: the last fifteenth."""
    today = at.astimezone(LOCAL).date()
    month = today.replace(day=1)
    if today.day < RELEASE_DAY:
        month = (month - timedelta(days=1)).replace(day=1)
    return _midnight(month.replace(day=RELEASE_DAY))


def next_release_day(at: datetime) -> datetime:
    """The next day of the calendar."""
    return goes_out_at(release_day(at).date().replace(day=1))


def known_for(at: datetime) -> datetime:
    """Until when something must have been known to go into what is released at an instant."""
    return release_day(at) - FIRST_EYES


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=LOCAL)


def without_overlaps(told: Iterable[Contribution]) -> list[Contribution]:
    """Counts of one post and column whose times overlap count the same people: the first to end.

    Without this a count of five days and those of each day would be added up.
    """
    kept: dict[tuple[str, str], list[Contribution]] = {}
    for one in sorted(told, key=lambda row: (row.until, row.since, row.key)):
        line = kept.setdefault((one.post, one.column), [])
        if not line or line[-1].until <= one.since:
            line.append(one)
    return [one for line in kept.values() for one in line]


def table_of(told: Iterable[Contribution]) -> Table:
    """The true figures of a month. A department where nobody counted has no cell."""
    by_post: dict[tuple[str, str, str], dict[str, int]] = {}
    for one in without_overlaps(told):
        posts = by_post.setdefault((one.column, one.country, one.department), {})
        posts[one.post] = posts.get(one.post, 0) + one.value
    table: Table = {}
    for (column, country, department), posts in sorted(by_post.items()):
        cell = Cell(sum(posts.values()), max(posts.values()))
        table.setdefault(column, {}).setdefault(country, {})[department] = cell
    return table


def few_rows(table: Table) -> frozenset[str]:
    """Departments with so few people in all columns together that nothing of them is shown."""
    people: dict[str, int] = {}
    for countries in table.values():
        for cells in countries.values():
            for row, cell in cells.items():
                people[row] = people.get(row, 0) + cell.value
    return frozenset(row for row, count in people.items() if count < FEW_IN_ROW)


def first_content(table: Table, *, month: date, known_at: datetime) -> dict[str, Any]:
    """What a first release of a month says."""
    few = few_rows(table)
    lines = {
        (column, country): publish(
            cells, few=few, table=TABLE, month=month.isoformat(), column=column, country=country
        )
        for column, countries in table.items()
        for country, cells in countries.items()
    }
    return _content(lines, month=month, known_at=known_at)


def next_content(
    before: Mapping[str, Any], *, old: Table, new: Table, month: date, known_at: datetime
) -> dict[str, Any]:
    """What a whole new release says, beside one that stays known."""
    few = few_rows(new)
    lines: dict[tuple[str, str], Line] = {}
    for column in column_codes():
        for country in REGION:
            was, now = (side.get(column, {}).get(country, {}) for side in (old, new))
            if was or now:
                lines[column, country] = publish_again(
                    line_of(before, column=column, country=country),
                    old=was,
                    new=now,
                    few=few,
                    table=TABLE,
                    month=month.isoformat(),
                    column=column,
                )
    return _content(lines, month=month, known_at=known_at)


def line_of(content: Mapping[str, Any], *, column: str, country: str) -> Line:
    """A line of what was published."""
    cells = {
        row["department"]: row["cells"].get(column)
        for row in content["rows"]
        if row["country"] == country
    }
    return Line(cells, content["totals"].get(country, {}).get(column))


def _content(
    lines: Mapping[tuple[str, str], Line], *, month: date, known_at: datetime
) -> dict[str, Any]:
    rows: dict[tuple[str, str], dict[str, int | None]] = {}
    totals: dict[str, dict[str, int | None]] = {}
    for (column, country), line in lines.items():
        totals.setdefault(country, {})[column] = line.total
        for department, shown in line.cells.items():
            rows.setdefault((country, department), {})[column] = shown
    return {
        "table": TABLE,
        "month": month.isoformat(),
        "known_at": known_at.isoformat(),
        "columns": list(column_codes()),
        "rows": [
            {
                "country": country,
                "department": department,
                "cells": {column: cells.get(column) for column in column_codes()},
            }
            for (country, department), cells in sorted(rows.items())
        ],
        "totals": {
            country: {column: found.get(column) for column in column_codes()}
            for country, found in sorted(totals.items())
        },
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """A fingerprint of what was published, so that a frozen table can be told from another."""
    told = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return sha256(told.encode()).hexdigest()


def may_go_out(month: date, *, at: datetime) -> bool:
    """Whether the day of the calendar on which a month may be published has come."""
    return goes_out_at(month) <= release_day(at)
