"""A message as bytes of CAP 1.2. Nothing that breaks a rule leaves."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from xml.sax.saxutils import escape

from relevo.formats.cap.dictionary import NAMESPACE
from relevo.formats.cap.errors import CapRefused
from relevo.formats.cap.message import (
    CapAlert,
    CapArea,
    CapInfo,
    CapReference,
    CapResource,
    Pair,
    Polygon,
)
from relevo.formats.cap.rules import findings

CONTENT_TYPE = "application/cap+xml"
_RETURN = {"\r": "&#13;"}
"""A carriage return written plainly would be read back as a new line."""


def cap_time(at: datetime) -> str:
    """The time as CAP writes it: its own offset in digits, UTC as ``-00:00``, never ``Z``."""
    text = at.isoformat(timespec="seconds")
    return f"{text[:-6]}-00:00" if at.utcoffset() == timedelta(0) else text


def cap_number(value: float) -> str:
    """All digits of a number and no exponent."""
    return format(Decimal(repr(value)), "f")


def cap_references(references: Iterable[CapReference]) -> str:
    return " ".join(
        f"{reference.sender},{reference.identifier},{cap_time(reference.sent)}"
        for reference in references
    )


class _Lines:
    """Elements one a line, with as many spaces as they are deep."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.depth = 0

    def open(self, name: str, attributes: str = "") -> None:
        self.lines.append(f"{'  ' * self.depth}<{name}{attributes}>")
        self.depth += 1

    def close(self, name: str) -> None:
        self.depth -= 1
        self.lines.append(f"{'  ' * self.depth}</{name}>")

    def text(self, name: str, text: str) -> None:
        self.lines.append(f"{'  ' * self.depth}<{name}>{escape(text, _RETURN)}</{name}>")

    def told(self, name: str, text: str) -> None:
        """The element unless it would be empty."""
        if text:
            self.text(name, text)

    def time(self, name: str, at: datetime | None) -> None:
        if at is not None:
            self.text(name, cap_time(at))

    def number(self, name: str, value: float | None) -> None:
        if value is not None:
            self.text(name, cap_number(value))

    def each(self, name: str, texts: Iterable[str]) -> None:
        for text in texts:
            self.text(name, text)

    def pairs(self, name: str, pairs: Iterable[Pair]) -> None:
        for value_name, value in pairs:
            self.open(name)
            self.text("valueName", value_name)
            self.text("value", value)
            self.close(name)


def _points(polygon: Polygon) -> str:
    return " ".join(f"{cap_number(lat)},{cap_number(lon)}" for lat, lon in polygon)


def _area(out: _Lines, area: CapArea) -> None:
    out.open("area")
    out.text("areaDesc", area.description)
    out.each("polygon", (_points(polygon) for polygon in area.polygons))
    out.each(
        "circle",
        (
            f"{cap_number(circle.lat)},{cap_number(circle.lon)} {cap_number(circle.km)}"
            for circle in area.circles
        ),
    )
    out.pairs("geocode", area.geocodes)
    out.number("altitude", area.altitude)
    out.number("ceiling", area.ceiling)
    out.close("area")


def _resource(out: _Lines, resource: CapResource) -> None:
    out.open("resource")
    out.text("resourceDesc", resource.description)
    out.text("mimeType", resource.mime_type)
    out.told("size", "" if resource.size is None else str(resource.size))
    out.told("uri", resource.uri)
    out.told("derefUri", resource.deref_uri)
    out.told("digest", resource.digest)
    out.close("resource")


def _info(out: _Lines, info: CapInfo) -> None:
    out.open("info")
    out.text("language", info.language)
    out.each("category", info.categories)
    out.text("event", info.event)
    out.each("responseType", info.responses)
    out.text("urgency", info.urgency)
    out.text("severity", info.severity)
    out.text("certainty", info.certainty)
    out.told("audience", info.audience)
    out.pairs("eventCode", info.event_codes)
    out.time("effective", info.effective)
    out.time("onset", info.onset)
    out.time("expires", info.expires)
    out.told("senderName", info.sender_name)
    out.told("headline", info.headline)
    out.told("description", info.description)
    out.told("instruction", info.instruction)
    out.told("web", info.web)
    out.told("contact", info.contact)
    out.pairs("parameter", info.parameters)
    for resource in info.resources:
        _resource(out, resource)
    for area in info.areas:
        _area(out, area)
    out.close("info")


def render_cap(alert: CapAlert) -> bytes:
    """The message as a CAP 1.2 file. Raises CapRefused at the first rule that it breaks."""
    for found in findings(alert):
        raise CapRefused(found.code, where=found.where, read=found.read)
    out = _Lines()
    out.lines.append('<?xml version="1.0" encoding="UTF-8"?>')
    out.open("alert", f' xmlns="{NAMESPACE}"')
    out.text("identifier", alert.identifier)
    out.text("sender", alert.sender)
    out.time("sent", alert.sent)
    out.text("status", alert.status)
    out.text("msgType", alert.message)
    out.told("source", alert.source)
    out.text("scope", alert.scope)
    out.told("restriction", alert.restriction)
    out.told("addresses", alert.addresses)
    out.each("code", alert.codes)
    out.told("note", alert.note)
    out.told("references", cap_references(alert.references))
    out.told("incidents", alert.incidents)
    for info in alert.infos:
        _info(out, info)
    out.close("alert")
    return ("\n".join(out.lines) + "\n").encode()
