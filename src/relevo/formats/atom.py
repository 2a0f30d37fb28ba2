"""Atom 1.0 (RFC 4287): a feed that other systems and readers follow."""

from dataclasses import dataclass
from datetime import UTC, datetime
from xml.sax.saxutils import escape, quoteattr

from relevo.formats.characters import plain

CONTENT_TYPE = "application/atom+xml; charset=utf-8"
NAMESPACE = "http://www.w3.org/2005/Atom"


@dataclass(frozen=True, slots=True)
class AtomEntry:
    """One entry. ``id`` is an IRI that never changes; ``enclosure`` the file for machines."""

    id: str
    title: str
    updated: datetime
    author: str
    summary: str
    link: str
    enclosure: str
    enclosure_type: str


@dataclass(frozen=True, slots=True)
class AtomFeed:
    """Entries, the newest first. ``updated``: of the newest, or when there is none, of the feed."""

    id: str
    title: str
    language: str
    author: str
    updated: datetime
    link: str
    itself: str
    entries: tuple[AtomEntry, ...]


def _time(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _text(name: str, text: str) -> str:
    return f"<{name}>{escape(plain(text))}</{name}>"


def _author(name: str) -> str:
    return f"<author>{_text('name', name)}</author>"


def _link(rel: str, kind: str, address: str) -> str:
    return f"<link rel={quoteattr(rel)} type={quoteattr(kind)} href={quoteattr(address)}/>"


def render_atom(feed: AtomFeed) -> bytes:
    """The bytes of the feed."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<feed xmlns="{NAMESPACE}" xml:lang={quoteattr(feed.language)}>',
        _text("id", feed.id),
        _text("title", feed.title),
        _text("updated", _time(feed.updated)),
        _author(feed.author),
        _link("self", "application/atom+xml", feed.itself),
        _link("alternate", "text/html", feed.link),
    ]
    for entry in feed.entries:
        lines += [
            "<entry>",
            _text("id", entry.id),
            _text("title", entry.title),
            _text("updated", _time(entry.updated)),
            _author(entry.author),
            _text("summary", entry.summary),
            _link("alternate", "text/html", entry.link),
            _link("enclosure", entry.enclosure_type, entry.enclosure),
            "</entry>",
        ]
    lines.append("</feed>")
    return ("\n".join(lines) + "\n").encode()
