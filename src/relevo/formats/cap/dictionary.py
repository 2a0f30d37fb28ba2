"""The data dictionary of CAP 1.1 and 1.2 (chapter 3.2) as data: what stands where, how often."""

from dataclasses import dataclass, replace

from relevo.formats.cap.message import (
    CATEGORIES,
    CERTAINTIES,
    MESSAGES,
    RESPONSES,
    SCOPES,
    SEVERITIES,
    STATUSES,
    URGENCIES,
)

NAMESPACES = {
    "urn:oasis:names:tc:emergency:cap:1.1": "1.1",
    "urn:oasis:names:tc:emergency:cap:1.2": "1.2",
}
NAMESPACE = "urn:oasis:names:tc:emergency:cap:1.2"
SIGNATURE = "http://www.w3.org/2000/09/xmldsig#"
MANY = 500
"""How often an element may stand that the standard does not bound: no message needs more."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An element: how often it stands and either its ``words`` or its ``parts``, in order."""

    name: str
    least: int = 1
    most: int = 1
    words: tuple[str, ...] = ()
    parts: "tuple[Entry, ...]" = ()


def _maybe(name: str) -> Entry:
    return Entry(name, least=0)


_PAIR = (Entry("valueName"), Entry("value"))
_RESOURCE = (
    Entry("resourceDesc"),
    Entry("mimeType"),
    _maybe("size"),
    _maybe("uri"),
    _maybe("derefUri"),
    _maybe("digest"),
)
_AREA = (
    Entry("areaDesc"),
    Entry("polygon", least=0, most=MANY),
    Entry("circle", least=0, most=MANY),
    Entry("geocode", least=0, most=MANY, parts=_PAIR),
    _maybe("altitude"),
    _maybe("ceiling"),
)
_INFO = (
    _maybe("language"),
    Entry("category", most=MANY, words=CATEGORIES),
    Entry("event"),
    Entry("responseType", least=0, most=MANY, words=RESPONSES),
    Entry("urgency", words=URGENCIES),
    Entry("severity", words=SEVERITIES),
    Entry("certainty", words=CERTAINTIES),
    _maybe("audience"),
    Entry("eventCode", least=0, most=MANY, parts=_PAIR),
    _maybe("effective"),
    _maybe("onset"),
    _maybe("expires"),
    _maybe("senderName"),
    _maybe("headline"),
    _maybe("description"),
    _maybe("instruction"),
    _maybe("web"),
    _maybe("contact"),
    Entry("parameter", least=0, most=MANY, parts=_PAIR),
    Entry("resource", least=0, most=MANY, parts=_RESOURCE),
    Entry("area", least=0, most=MANY, parts=_AREA),
)
ALERT = Entry(
    "alert",
    parts=(
        Entry("identifier"),
        Entry("sender"),
        Entry("sent"),
        Entry("status", words=STATUSES),
        Entry("msgType", words=MESSAGES),
        _maybe("source"),
        Entry("scope", words=SCOPES),
        _maybe("restriction"),
        _maybe("addresses"),
        Entry("code", least=0, most=MANY),
        _maybe("note"),
        _maybe("references"),
        _maybe("incidents"),
        Entry("info", least=0, most=MANY, parts=_INFO),
    ),
)


def _before(entry: Entry) -> Entry:
    """The entry as 1.1 had it: two responses fewer, the type of a resource free."""
    if entry.name == "mimeType":
        return replace(entry, least=0)
    if entry.name == "responseType":
        return replace(
            entry, words=tuple(word for word in RESPONSES if word not in {"Avoid", "AllClear"})
        )
    return replace(entry, parts=tuple(_before(part) for part in entry.parts))


DICTIONARY = {"1.1": _before(ALERT), "1.2": ALERT}
