"""Feeds that list CAP files: Atom 1.0 and RSS 2.0. Only addresses of the feed's own host count."""

from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from relevo.formats.feeds.reading import FeedUnreadable, parse_xml

ATOM = "{http://www.w3.org/2005/Atom}"
CAP_TYPES = frozenset({"application/cap+xml", "application/xml", "text/xml"})


@dataclass(frozen=True, slots=True)
class CapLinks:
    """Addresses of CAP files in the order of the feed; how many pointed elsewhere."""

    addresses: tuple[str, ...]
    elsewhere: int


def is_index(data: bytes) -> bool:
    """Whether a document lists CAP files rather than being one. Raises FeedUnreadable."""
    return parse_xml(data).tag in {"rss", f"{ATOM}feed"}


def read_links(data: bytes, *, address: str) -> CapLinks:
    """The CAP files that a feed at ``address`` lists. Raises FeedUnreadable.

    An address on another host, or that is none, is counted and never followed: only what was
    configured is asked.
    """
    root = parse_xml(data)
    if root.tag == f"{ATOM}feed":
        found = [
            link.get("href", "")
            for entry in root.findall(f"{ATOM}entry")
            for link in entry.findall(f"{ATOM}link")
            if link.get("type", "application/cap+xml") in CAP_TYPES
        ]
    elif root.tag == "rss":
        found = [item.findtext("link") or "" for item in root.findall("channel/item")]
    else:
        raise FeedUnreadable(
            "not_a_feed", read=f"<{root.tag}>", accepted="an Atom or RSS feed of CAP files"
        )
    base = urlsplit(address)
    asked: dict[str, None] = {}
    elsewhere = 0
    for written in found:
        try:
            target = urljoin(address, written.strip())
            parts = urlsplit(target)
        except ValueError:
            elsewhere += 1
            continue
        if (parts.scheme, parts.netloc) != (base.scheme, base.netloc):
            elsewhere += 1
        else:
            asked[target] = None
    return CapLinks(tuple(asked), elsewhere)
