"""JSON to a package; nothing is repaired, everything that is wrong is named."""

import json
import re
from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import TypeVar

from relevo.formats.hsds.v3.values import (
    Location,
    Organization,
    Package,
    PackageRefused,
    Phone,
    Problem,
    Schedule,
    Service,
)

LARGEST = 5_000_000
MOST_OBJECTS = 3_000
LONGEST = 2_000
STATUSES = frozenset({"active", "inactive", "defunct", "temporarily closed"})
_KINDS = {
    "organizations": Organization,
    "services": Service,
    "locations": Location,
    "phones": Phone,
    "schedules": Schedule,
}
_POINTS_AT = {
    ("services", "organization_id"): "organizations",
    ("phones", "organization_id"): "organizations",
    ("phones", "service_id"): "services",
    ("phones", "location_id"): "locations",
    ("schedules", "service_id"): "services",
}
_TIME = re.compile(r"([01]\d|2[0-4]):[0-5]\d(:[0-5]\d)?(Z|[+-]\d{2}:\d{2})?")
_BOUNDS = {"latitude": 90.0, "longitude": 180.0}
_Row = TypeVar("_Row", Organization, Service, Location, Phone, Schedule)


def is_package(content: bytes) -> bool:
    """Whether bytes look like a JSON object, which no table does."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"{"


def parse(content: bytes) -> Package:
    """The package; raises PackageRefused with every problem and its path."""
    if len(content) > LARGEST:
        raise PackageRefused([Problem("", "too_large", str(len(content)))])
    try:
        data = json.loads(content.decode("utf-8-sig"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise PackageRefused([Problem("", "not_json")]) from error
    if not isinstance(data, dict):
        raise PackageRefused([Problem("", "not_an_object")])
    needed = ("organizations", "services")
    problems = [Problem(name, "missing") for name in needed if name not in data]
    package = Package(
        organizations=_rows(data, "organizations", Organization, problems),
        services=_rows(data, "services", Service, problems),
        locations=_rows(data, "locations", Location, problems),
        phones=_rows(data, "phones", Phone, problems),
        schedules=_rows(data, "schedules", Schedule, problems),
    )
    _check_pointers(data, problems)
    if problems:
        raise PackageRefused(problems)
    return package


def _rows(
    data: Mapping[str, object], name: str, kind: type[_Row], problems: list[Problem]
) -> tuple[_Row, ...]:
    listed = data.get(name, [])
    if not isinstance(listed, list):
        problems.append(Problem(name, "not_a_list"))
        return ()
    if len(listed) > MOST_OBJECTS:
        problems.append(Problem(name, "too_many", str(len(listed))))
        return ()
    found: list[_Row] = []
    seen: set[str] = set()
    for number, item in enumerate(listed):
        path = f"{name}[{number}]"
        if not isinstance(item, dict):
            problems.append(Problem(path, "not_an_object"))
            continue
        before = len(problems)
        values = _values(item, kind, path, problems)
        own = item.get("id")
        if isinstance(own, str) and own in seen:
            problems.append(Problem(f"{path}.id", "duplicate_id", own[:80]))
        elif isinstance(own, str):
            seen.add(own)
        if len(problems) == before:
            found.append(kind(**values))  # type: ignore[arg-type]  # each was checked by its name
    return tuple(found)


def _values(
    item: Mapping[str, object], kind: type[_Row], path: str, problems: list[Problem]
) -> dict[str, object]:
    values: dict[str, object] = {}
    for field in fields(kind):
        here, value = f"{path}.{field.name}", item.get(field.name)
        if value is None or value == "":
            if field.default is MISSING:
                problems.append(Problem(here, "missing"))
            continue
        if field.name in _BOUNDS:
            values[field.name] = _number(value, _BOUNDS[field.name], here, problems)
        elif field.name == "location_ids":
            values[field.name] = _ids(value, here, problems)
        else:
            values[field.name] = _text(field.name, value, here, problems)
    return values


def _number(value: object, bound: float, path: str, problems: list[Problem]) -> float | None:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    if not is_number or not -bound <= float(value) <= bound:  # type: ignore[arg-type]  # a number by now
        problems.append(Problem(path, "not_a_coordinate", str(value)[:80]))
        return None
    return float(value)  # type: ignore[arg-type]  # as above


def _ids(value: object, path: str, problems: list[Problem]) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        problems.append(Problem(path, "not_a_list"))
        return ()
    return tuple(value)


def _text(name: str, value: object, path: str, problems: list[Problem]) -> str:
    if not isinstance(value, str):
        problems.append(Problem(path, "not_a_text", str(value)[:80]))
        return ""
    if len(value) > LONGEST or "\0" in value:
        problems.append(Problem(path, "too_long" if len(value) > LONGEST else "unreadable"))
    elif name == "status" and value not in STATUSES:
        problems.append(Problem(path, "unknown_status", value[:80]))
    elif name in {"opens_at", "closes_at"} and not _TIME.fullmatch(value):
        problems.append(Problem(path, "not_a_time", value[:80]))
    return value


def _check_pointers(data: Mapping[str, object], problems: list[Problem]) -> None:
    known = {name: {row.get("id") for row in _dicts(data, name)} for name in _KINDS}
    for (name, field), target in _POINTS_AT.items():
        for number, row in enumerate(_dicts(data, name)):
            value = row.get(field)
            if isinstance(value, str) and value and value not in known[target]:
                problems.append(Problem(f"{name}[{number}].{field}", "points_nowhere", value[:80]))
    for number, row in enumerate(_dicts(data, "services")):
        listed = row.get("location_ids")
        for at, value in enumerate(listed if isinstance(listed, list) else []):
            if isinstance(value, str) and value not in known["locations"]:
                path = f"services[{number}].location_ids[{at}]"
                problems.append(Problem(path, "points_nowhere", value[:80]))


def _dicts(data: Mapping[str, object], name: str) -> list[dict[str, object]]:
    """The objects of a list, in their places; what is none is an empty one."""
    listed = data.get(name)
    rows = listed[:MOST_OBJECTS] if isinstance(listed, list) else []
    return [row if isinstance(row, dict) and _is_hashable(row.get("id")) else {} for row in rows]


def _is_hashable(value: object) -> bool:
    return not isinstance(value, list | dict)
