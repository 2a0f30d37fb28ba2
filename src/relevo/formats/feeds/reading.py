"""What all feeds share: the size, the safe parser, the refusal."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree
from defusedxml.common import DefusedXmlException

from relevo.kernel.years import is_possible

LARGEST = 2 * 1024 * 1024
MOST_ITEMS = 500
LONGEST_TEXT = 4_000
LONGEST_KEY = 40
"""Of what names an event, and of what names one telling of it."""


class FeedUnreadable(Exception):
    """A feed that is refused whole: ``code``, what was ``read``, what is ``accepted``."""

    def __init__(self, code: str, *, read: str, accepted: str) -> None:
        super().__init__(f"{code}: read {read}, accepted is {accepted}")
        self.code = code
        self.read = read
        self.accepted = accepted


@dataclass(frozen=True, slots=True)
class FeedEvent:
    """One event as a feed tells it. ``level``: green, orange or red, or empty.

    ``key`` names the event for ever, ``version`` this telling of it. Times carry an offset.
    """

    key: str
    version: str
    kind: str
    headline: str
    description: str
    level: str
    lat: float
    lon: float
    from_at: datetime
    published_at: datetime
    until_at: datetime | None = None
    countries: tuple[str, ...] = ()
    web: str = ""
    is_current: bool = True


@dataclass(frozen=True, slots=True)
class FeedRead:
    """What a feed held: its events, and how many of its items said nothing usable."""

    events: tuple[FeedEvent, ...]
    left_out: int = 0
    problems: tuple[str, ...] = field(default=())
    """Number of the item and code of what it lacked, at most twenty."""


def parse_xml(data: bytes) -> Element:
    """The root of an XML document from outside. Raises FeedUnreadable."""
    check_size(data)
    try:
        root: Element = ElementTree.fromstring(
            data, forbid_dtd=True, forbid_entities=True, forbid_external=True
        )
    except DefusedXmlException as error:
        raise FeedUnreadable(
            "document_type",
            read=type(error).__name__,
            accepted="XML without a document type and without entities",
        ) from error
    except (ParseError, UnicodeError, ValueError, LookupError) as error:
        raise FeedUnreadable(
            "not_xml", read=str(error)[:120], accepted="a well-formed XML document"
        ) from error
    return root


def check_size(data: bytes) -> None:
    """Raises FeedUnreadable where there is nothing or too much."""
    if not data.strip():
        raise FeedUnreadable("empty", read="0 bytes", accepted="a feed")
    if len(data) > LARGEST:
        raise FeedUnreadable(
            "too_large", read=f"{len(data)} bytes", accepted=f"at most {LARGEST} bytes"
        )


def text_of(parent: Element, path: str) -> str:
    """The text of the first element of that name, on one line; empty where there is none."""
    return " ".join((parent.findtext(path) or "").split())[:LONGEST_TEXT]


def number_of(text: str, *, least: float, most: float) -> float | None:
    """A finite number between two others; None for anything else."""
    try:
        number = float(text)
    except ValueError:
        return None
    return number if isfinite(number) and least <= number <= most else None


def instant_of(text: str) -> datetime | None:
    """An instant as feeds write it, RFC 822 or ISO 8601; without an offset it is UTC.

    None for anything else, and for years in which nobody can have written it.
    """
    for read in (parsedate_to_datetime, datetime.fromisoformat):
        try:
            found = read(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        if not is_possible(found):
            return None
        return found if found.tzinfo is not None else found.replace(tzinfo=UTC)
    return None
