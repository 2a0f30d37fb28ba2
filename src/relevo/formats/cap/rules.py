"""Rules of CAP 1.2 that its schema does not hold, and those of what we publish ourselves.

Each is enforced on what goes out and reported on what comes in.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime

from relevo.formats.cap.message import (
    CATEGORIES,
    CERTAINTIES,
    MESSAGES,
    RESPONSES,
    SCOPES,
    SEVERITIES,
    STATUSES,
    URGENCIES,
    CapAlert,
    CapArea,
    CapInfo,
    CapResource,
    Finding,
    Pair,
    Point,
    Polygon,
)

FEWEST_POINTS = 4
"""Of a polygon, the first one counted again at its end."""

FARTHEST_KM = 20_100
"""Half around the earth: no circle is larger."""

_NAME = re.compile(r"[^\s,<&]+")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)
_URI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`]+", re.ASCII)
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_SPACES = " \t\r\n"
_REFERS = ("Update", "Cancel", "Ack", "Error")


def findings(alert: CapAlert) -> tuple[Finding, ...]:
    """What the message does against the rules; empty: it may be published."""
    return tuple(
        found
        for rule in (_texts, _names, _words, _times, _references, _recipients, _infos)
        for found in rule(alert)
    )


def _walk(value: object, where: str) -> Iterator[tuple[str, object]]:
    """Every value within, with its place; the parts of tuples are numbered from 1."""
    if is_dataclass(value):
        for field in fields(value):
            yield from _walk(getattr(value, field.name), f"{where}/{field.name}")
    elif isinstance(value, tuple):
        for number, part in enumerate(value, start=1):
            yield from _walk(part, f"{where}[{number}]")
    else:
        yield (where, value)


def _texts(alert: CapAlert) -> Iterator[Finding]:
    for where, value in _walk(alert, "alert"):
        if not isinstance(value, str):
            continue
        if _UNWRITABLE.search(value):
            yield Finding("character", where, repr(value))
        elif value != value.strip(_SPACES):
            yield Finding("spaces_around", where, value)


def _names(alert: CapAlert) -> Iterator[Finding]:
    for where, name in (("identifier", alert.identifier), ("sender", alert.sender)):
        if _NAME.fullmatch(name) is None:
            yield Finding("name_characters", f"alert/{where}", name)
    for number, code in enumerate(alert.codes, start=1):
        if not code:
            yield Finding("code_empty", f"alert/codes[{number}]")


def _words(alert: CapAlert) -> Iterator[Finding]:
    told = [
        ("alert/status", alert.status, STATUSES),
        ("alert/message", alert.message, MESSAGES),
        ("alert/scope", alert.scope, SCOPES),
    ]
    for number, info in enumerate(alert.infos, start=1):
        where = f"alert/infos[{number}]"
        told += [(f"{where}/categories", word, CATEGORIES) for word in info.categories]
        told += [(f"{where}/responses", word, RESPONSES) for word in info.responses]
        told += [
            (f"{where}/urgency", info.urgency, URGENCIES),
            (f"{where}/severity", info.severity, SEVERITIES),
            (f"{where}/certainty", info.certainty, CERTAINTIES),
        ]
    for where, word, words in told:
        if word not in words:
            yield Finding("unknown_word", where, word)


def _times(alert: CapAlert) -> Iterator[Finding]:
    for where, value in _walk(alert, "alert"):
        if not isinstance(value, datetime):
            continue
        offset = value.utcoffset()
        if offset is None:
            yield Finding("time_offset", where, value.isoformat())
        elif value.microsecond or offset.total_seconds() % 60:
            yield Finding("time_fraction", where, value.isoformat())


def _references(alert: CapAlert) -> Iterator[Finding]:
    if alert.message in _REFERS and not alert.references:
        yield Finding("references_missing", "alert/references", alert.message)
    for number, reference in enumerate(alert.references, start=1):
        where = f"alert/references[{number}]"
        if not _NAME.fullmatch(reference.sender) or not _NAME.fullmatch(reference.identifier):
            yield Finding("name_characters", where, f"{reference.sender},{reference.identifier}")
        if alert.message in {"Update", "Cancel"} and reference.sender != alert.sender:
            yield Finding("other_sender", where, reference.sender)
        if _later(reference.sent, alert.sent):
            yield Finding("refers_to_later", where, reference.sent.isoformat())
        if reference == alert.key:
            yield Finding("refers_to_itself", where, reference.identifier)


def _recipients(alert: CapAlert) -> Iterator[Finding]:
    if alert.scope == "Private" and not alert.addresses:
        yield Finding("addresses_missing", "alert/addresses")
    if alert.scope == "Restricted" and not alert.restriction:
        yield Finding("restriction_missing", "alert/restriction")
    if alert.message == "Error" and not alert.note:
        yield Finding("note_missing", "alert/note")


def _later(one: datetime | None, other: datetime | None) -> bool:
    """Whether both are told, comparable, and the first is after the second."""
    if one is None or other is None or (one.tzinfo is None) != (other.tzinfo is None):
        return False
    return one > other


def _infos(alert: CapAlert) -> Iterator[Finding]:
    if alert.message in {"Alert", "Update"} and not alert.infos:
        yield Finding("info_missing", "alert/infos", alert.message)
    for number, info in enumerate(alert.infos, start=1):
        yield from _info(alert, info, f"alert/infos[{number}]")


def _info(alert: CapAlert, info: CapInfo, where: str) -> Iterator[Finding]:
    if not info.categories:
        yield Finding("category_missing", f"{where}/categories")
    if not info.event:
        yield Finding("event_missing", f"{where}/event")
    if _LANGUAGE.fullmatch(info.language) is None:
        yield Finding("language", f"{where}/language", info.language)
    if info.web and _URI.fullmatch(info.web) is None:
        yield Finding("address", f"{where}/web", info.web)
    if info.expires is not None:
        starts = (("sent", alert.sent), ("effective", info.effective), ("onset", info.onset))
        for name, start in starts:
            if start == info.expires or _later(start, info.expires):
                yield Finding("expires_too_soon", f"{where}/expires", name)
    yield from _pairs(info.event_codes, f"{where}/event_codes")
    yield from _pairs(info.parameters, f"{where}/parameters")
    for number, resource in enumerate(info.resources, start=1):
        yield from _resource(resource, f"{where}/resources[{number}]")
    for number, area in enumerate(info.areas, start=1):
        yield from _area(area, f"{where}/areas[{number}]")


def _pairs(pairs: tuple[Pair, ...], where: str) -> Iterator[Finding]:
    for number, (name, _value) in enumerate(pairs, start=1):
        if not name:
            yield Finding("value_name_missing", f"{where}[{number}]")


def _resource(resource: CapResource, where: str) -> Iterator[Finding]:
    if not resource.mime_type:
        yield Finding("mime_type_missing", where, resource.description)
    if resource.uri and _URI.fullmatch(resource.uri) is None:
        yield Finding("address", where, resource.uri)


def _on_earth(point: Point) -> bool:
    lat, lon = point
    return -90 <= lat <= 90 and -180 <= lon <= 180  # noqa: PLR2004  # degrees


def polygon_problem(polygon: Polygon) -> str:
    """Code of what is wrong with a ring of points; empty: it can be drawn."""
    checks: tuple[tuple[str, Callable[[], bool]], ...] = (
        ("polygon_too_short", lambda: len(polygon) < FEWEST_POINTS),
        ("polygon_open", lambda: polygon[0] != polygon[-1]),
        ("not_on_earth", lambda: not all(_on_earth(point) for point in polygon)),
    )
    return next((code for code, fails in checks if fails()), "")


def _area(area: CapArea, where: str) -> Iterator[Finding]:
    if not area.description:
        yield Finding("description_missing", f"{where}/description")
    for number, polygon in enumerate(area.polygons, start=1):
        problem = polygon_problem(polygon)
        if problem:
            yield Finding(problem, f"{where}/polygons[{number}]", str(polygon[:1]))
    for number, circle in enumerate(area.circles, start=1):
        if not _on_earth((circle.lat, circle.lon)):
            yield Finding("not_on_earth", f"{where}/circles[{number}]", str(circle))
        elif not 0 <= circle.km <= FARTHEST_KM:
            yield Finding("radius", f"{where}/circles[{number}]", str(circle.km))
    yield from _pairs(area.geocodes, f"{where}/geocodes")
    if area.ceiling is not None and (area.altitude is None or area.ceiling < area.altitude):
        yield Finding("ceiling", f"{where}/ceiling", str(area.ceiling))
