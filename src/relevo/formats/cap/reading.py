"""CAP 1.1 and 1.2 from bytes. What the data dictionary does not allow is refused by name.

What breaks only a rule beyond it (a ``Z``, an open polygon, an update of nothing) is read and
reported, since a warning of a storm counts for more than its commas.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import cast

from relevo.formats.cap.dictionary import DICTIONARY, NAMESPACES, SIGNATURE, Entry
from relevo.formats.cap.elements import Element, read_elements
from relevo.formats.cap.errors import CapRefused
from relevo.formats.cap.message import (
    DEFAULT_LANGUAGE,
    CapAlert,
    CapArea,
    CapCircle,
    CapInfo,
    CapReading,
    CapReference,
    CapResource,
    Finding,
    Pair,
    Point,
    Polygon,
)
from relevo.formats.cap.rules import findings
from relevo.kernel.years import FIRST, LAST, is_possible

MOST_POINTS = 20_000
"""Of all polygons of one message together."""

_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d{1,9})?(Z|[+-]\d\d:\d\d)", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d{1,12}(\.\d{0,350})?|\.\d{1,350})", re.ASCII)
_WHOLE = re.compile(r"\d{1,15}", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*", re.ASCII)


class _Part:
    """An element with its parts by name, checked against the dictionary."""

    def __init__(self, element: Element, *, where: str, found: dict[str, list["_Part"]]) -> None:
        self.element = element
        self.where = where
        self.found = found

    def refused(self, code: str, *, accepted: str) -> CapRefused:
        return CapRefused(
            code,
            where=self.where,
            line=self.element.line,
            read=self.element.text,
            accepted=accepted,
        )

    def all(self, name: str) -> "list[_Part]":
        return self.found.get(name, [])

    def maybe(self, name: str) -> "_Part | None":
        return next(iter(self.all(name)), None)

    def text(self, name: str) -> str:
        part = self.maybe(name)
        return "" if part is None else part.element.text

    def needed(self, name: str) -> str:
        part = self.all(name)[0]
        if not part.element.text:
            raise part.refused("empty", accepted="a text")
        return part.element.text

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(part.element.text for part in self.all(name) if part.element.text)


def _checked(element: Element, entry: Entry, *, where: str, namespace: str) -> _Part:
    """The element and what it holds. Raises CapRefused at the first thing out of place."""
    if not entry.parts:
        if element.children:
            child = element.children[0]
            raise CapRefused(
                "unknown_element",
                where=f"{where}/{child.name}",
                line=child.line,
                read=child.name,
                accepted="a text only",
            )
        if entry.words and element.text not in entry.words:
            raise CapRefused(
                "unknown_word",
                where=where,
                line=element.line,
                read=element.text,
                accepted=", ".join(entry.words),
            )
        return _Part(element, where=where, found={})
    if element.text:
        raise CapRefused(
            "stray_text", where=where, line=element.line, read=element.text, accepted="elements"
        )
    return _Part(element, where=where, found=_parts(element, entry, where, namespace))


def _parts(element: Element, entry: Entry, where: str, namespace: str) -> dict[str, list[_Part]]:
    names = [part.name for part in entry.parts]
    found: dict[str, list[_Part]] = {}
    reached = 0
    for child in element.children:
        if child.namespace == SIGNATURE and entry.name == "alert":
            continue
        place = f"{where}/{child.name}"
        if child.namespace != namespace or child.name not in names:
            raise CapRefused(
                "unknown_element",
                where=place,
                line=child.line,
                read=" ".join(filter(None, (child.namespace, child.name))),
                accepted=", ".join(names),
            )
        position = names.index(child.name)
        if position < reached:
            raise CapRefused(
                "order",
                where=place,
                line=child.line,
                read=f"{child.name} after {names[reached]}",
                accepted=", ".join(names),
            )
        reached = position
        rule = entry.parts[position]
        siblings = found.setdefault(child.name, [])
        if len(siblings) == rule.most:
            raise CapRefused(
                "too_often",
                where=place,
                line=child.line,
                read=str(rule.most + 1),
                accepted=f"at most {rule.most}",
            )
        numbered = f"{place}[{len(siblings) + 1}]" if rule.most > 1 else place
        siblings.append(_checked(child, rule, where=numbered, namespace=namespace))
    for rule in entry.parts:
        if len(found.get(rule.name, [])) < rule.least:
            raise CapRefused(
                "missing",
                where=f"{where}/{rule.name}",
                line=element.line,
                accepted=f"one {rule.name}",
            )
    return found


class _Reader:
    """Turns checked parts into values and collects what is against the rules beyond the schema."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.points = 0

    def time(self, part: _Part | None) -> datetime | None:
        if part is None:
            return None
        text = part.element.text
        matched = _TIME.fullmatch(text)
        accepted = "a time with an offset, such as 2020-11-16T09:00:00-06:00"
        if matched is None:
            raise part.refused("time", accepted=accepted)
        if matched[2]:
            self.findings.append(Finding("time_fraction", part.where, text))
        if matched[3] == "Z":
            self.findings.append(Finding("time_z", part.where, text))
        try:
            read = datetime.fromisoformat(matched[1] + matched[3])
        except ValueError as error:
            raise part.refused("time", accepted=accepted) from error
        if not is_possible(read):
            raise part.refused("time", accepted=f"a time from {FIRST} to {LAST}")
        return read

    def number(self, part: _Part | None) -> float | None:
        if part is None or not part.element.text:
            return None
        if _NUMBER.fullmatch(part.element.text) is None:
            raise part.refused("number", accepted="a decimal number")
        return float(part.element.text)

    def whole(self, part: _Part | None) -> int | None:
        if part is None or not part.element.text:
            return None
        if _WHOLE.fullmatch(part.element.text) is None:
            raise part.refused("number", accepted="a whole number")
        return int(part.element.text)

    def point(self, part: _Part, text: str) -> Point:
        lat, comma, lon = text.partition(",")
        if not comma or not _NUMBER.fullmatch(lat) or not _NUMBER.fullmatch(lon):
            raise part.refused("point", accepted="latitude,longitude such as 13.61,-87.77")
        return (float(lat), float(lon))

    def polygon(self, part: _Part) -> Polygon:
        pairs = part.element.text.split()
        self.points += len(pairs)
        if self.points > MOST_POINTS:
            raise CapRefused(
                "too_many_points",
                where=part.where,
                line=part.element.line,
                read=str(self.points),
                accepted=f"at most {MOST_POINTS} in a message",
            )
        if not pairs:
            raise part.refused("point", accepted="latitude,longitude such as 13.61,-87.77")
        return tuple(self.point(part, pair) for pair in pairs)

    def circle(self, part: _Part) -> CapCircle:
        center, space, radius = part.element.text.partition(" ")
        if not space or not _NUMBER.fullmatch(radius.strip()):
            raise part.refused("circle", accepted="latitude,longitude kilometers")
        lat, lon = self.point(part, center)
        return CapCircle(lat, lon, float(radius))

    def references(self, part: _Part | None) -> Iterator[CapReference]:
        """What a reference cannot be read as is reported and left out."""
        for text in part.element.text.split() if part is not None else ():
            sender, _, rest = text.partition(",")
            identifier, _, sent = rest.rpartition(",")
            matched = _TIME.fullmatch(sent)
            try:
                when = datetime.fromisoformat(sent).replace(microsecond=0)
                when.astimezone(UTC)
            except (ValueError, OverflowError):
                matched = None
            if not (sender and identifier and matched):
                self.findings.append(Finding("reference", cast("_Part", part).where, text))
                continue
            yield CapReference(sender=sender, identifier=identifier, sent=when)

    def language(self, part: _Part | None) -> str:
        if part is None or not part.element.text:
            return DEFAULT_LANGUAGE
        if _LANGUAGE.fullmatch(part.element.text) is None:
            raise part.refused("language", accepted="a language tag such as es-HN")
        return part.element.text


def _pairs(parts: list[_Part]) -> tuple[Pair, ...]:
    return tuple((part.needed("valueName"), part.text("value")) for part in parts)


def _area(part: _Part, reader: _Reader) -> CapArea:
    return CapArea(
        description=part.text("areaDesc"),
        polygons=tuple(reader.polygon(polygon) for polygon in part.all("polygon")),
        circles=tuple(reader.circle(circle) for circle in part.all("circle")),
        geocodes=_pairs(part.all("geocode")),
        altitude=reader.number(part.maybe("altitude")),
        ceiling=reader.number(part.maybe("ceiling")),
    )


def _resource(part: _Part, reader: _Reader) -> CapResource:
    return CapResource(
        description=part.text("resourceDesc"),
        mime_type=part.text("mimeType"),
        size=reader.whole(part.maybe("size")),
        uri=part.text("uri"),
        deref_uri=part.text("derefUri"),
        digest=part.text("digest"),
    )


def _info(part: _Part, reader: _Reader) -> CapInfo:
    return CapInfo(
        language=reader.language(part.maybe("language")),
        categories=part.texts("category"),
        event=part.needed("event"),
        urgency=part.text("urgency"),
        severity=part.text("severity"),
        certainty=part.text("certainty"),
        responses=part.texts("responseType"),
        audience=part.text("audience"),
        event_codes=_pairs(part.all("eventCode")),
        effective=reader.time(part.maybe("effective")),
        onset=reader.time(part.maybe("onset")),
        expires=reader.time(part.maybe("expires")),
        sender_name=part.text("senderName"),
        headline=part.text("headline"),
        description=part.text("description"),
        instruction=part.text("instruction"),
        web=part.text("web"),
        contact=part.text("contact"),
        parameters=_pairs(part.all("parameter")),
        resources=tuple(_resource(resource, reader) for resource in part.all("resource")),
        areas=tuple(_area(area, reader) for area in part.all("area")),
    )


def read_cap(data: bytes) -> CapReading:
    """The message, its version and what it does against the rules. Raises CapRefused."""
    root = read_elements(data)
    version = NAMESPACES.get(root.namespace)
    if root.name != "alert" or version is None:
        raise CapRefused(
            "not_cap",
            where=root.name,
            line=root.line,
            read=" ".join(filter(None, (root.namespace, root.name))),
            accepted=", ".join(f"{namespace} alert" for namespace in NAMESPACES),
        )
    part = _checked(root, DICTIONARY[version], where="alert", namespace=root.namespace)
    reader = _Reader()
    alert = CapAlert(
        identifier=part.needed("identifier"),
        sender=part.needed("sender"),
        sent=cast("datetime", reader.time(part.all("sent")[0])),
        status=part.text("status"),
        message=part.text("msgType"),
        scope=part.text("scope"),
        source=part.text("source"),
        restriction=part.text("restriction"),
        addresses=part.text("addresses"),
        codes=part.texts("code"),
        note=part.text("note"),
        references=tuple(reader.references(part.maybe("references"))),
        incidents=part.text("incidents"),
        infos=tuple(_info(info, reader) for info in part.all("info")),
    )
    return CapReading(alert, version, (*reader.findings, *findings(alert)))


def parse_cap(data: bytes) -> CapAlert:
    """The message of a CAP 1.1 or 1.2 file. Raises CapRefused."""
    return read_cap(data).alert
