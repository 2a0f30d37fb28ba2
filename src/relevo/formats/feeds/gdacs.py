"""The feed of the Global Disaster Alert and Coordination System: RSS 2.0 with elements of its own.

Elements as published at gdacs.org: ``gdacs:eventtype`` (EQ, TC, FL, VO, DR, WF, TS), ``eventid``,
``episodeid``, ``alertlevel`` (Green, Orange, Red), ``fromdate``, ``todate``, ``iscurrent``,
``iso3``, and a point as ``geo:lat``/``geo:long`` or ``georss:point``.
"""

from xml.etree.ElementTree import Element

from relevo.formats.feeds.reading import (
    LONGEST_KEY,
    MOST_ITEMS,
    FeedEvent,
    FeedRead,
    FeedUnreadable,
    instant_of,
    number_of,
    parse_xml,
    text_of,
)

GDACS = "{http://www.gdacs.org}"
GEO = "{http://www.w3.org/2003/01/geo/wgs84_pos#}"
GEORSS = "{http://www.georss.org/georss}"
KINDS = {
    "EQ": "earthquake",
    "TC": "storm",
    "FL": "flood",
    "VO": "eruption",
    "DR": "other",
    "WF": "other",
    "TS": "other",
}
LEVELS = frozenset({"green", "orange", "red"})
MOST_PROBLEMS = 20


def read_gdacs(data: bytes) -> FeedRead:
    """Events of a GDACS feed. Raises FeedUnreadable; items that lack something are counted."""
    root = parse_xml(data)
    if root.tag != "rss" or root.find("channel") is None:
        raise FeedUnreadable("not_rss", read=f"<{root.tag}>", accepted="<rss> with a <channel>")
    items = root.findall("channel/item")
    if len(items) > MOST_ITEMS:
        raise FeedUnreadable(
            "too_many", read=f"{len(items)} items", accepted=f"at most {MOST_ITEMS} items"
        )
    events: list[FeedEvent] = []
    problems: list[str] = []
    for number, item in enumerate(items, start=1):
        found = _event(item)
        if isinstance(found, str):
            problems.append(f"{number}:{found}")
        else:
            events.append(found)
    return FeedRead(tuple(events), len(problems), tuple(problems[:MOST_PROBLEMS]))


def _event(item: Element) -> FeedEvent | str:
    """The event of an item, or the code of what it lacks."""
    kind, number = text_of(item, f"{GDACS}eventtype").upper(), text_of(item, f"{GDACS}eventid")
    point = _point(item)
    from_at = instant_of(text_of(item, f"{GDACS}fromdate") or text_of(item, "pubDate"))
    published_at = instant_of(text_of(item, f"{GDACS}datemodified") or text_of(item, "pubDate"))
    if kind not in KINDS:
        return "eventtype"
    if not number.isalnum() or len(number) > LONGEST_KEY:
        return "eventid"
    episode = text_of(item, f"{GDACS}episodeid")
    if len(episode) > LONGEST_KEY:
        return "episodeid"
    if point is None:
        return "point"
    if from_at is None or published_at is None:
        return "date"
    level = text_of(item, f"{GDACS}alertlevel").lower()
    countries = [code.strip() for code in text_of(item, f"{GDACS}iso3").split(",")]
    return FeedEvent(
        key=f"{kind}{number}",
        version=episode or published_at.isoformat(),
        kind=KINDS[kind],
        headline=text_of(item, "title"),
        description=text_of(item, "description"),
        level=level if level in LEVELS else "",
        lat=point[0],
        lon=point[1],
        from_at=from_at,
        published_at=published_at,
        until_at=instant_of(text_of(item, f"{GDACS}todate")),
        countries=tuple(code for code in countries if code),
        web=_address(text_of(item, "link")),
        is_current=text_of(item, f"{GDACS}iscurrent").lower() != "false",
    )


def _point(item: Element) -> tuple[float, float] | None:
    """Latitude and longitude, from whichever of the two ways the item has."""
    written = text_of(item, f".//{GEO}lat"), text_of(item, f".//{GEO}long")
    if not all(written):
        pair = text_of(item, f"{GEORSS}point").split()
        written = (pair[0], pair[1]) if len(pair) == 2 else ("", "")  # noqa: PLR2004 -- lat, lon
    lat = number_of(written[0], least=-90, most=90)
    lon = number_of(written[1], least=-180, most=180)
    return None if lat is None or lon is None else (lat, lon)


def _address(text: str) -> str:
    """An address to show. It is never followed."""
    return text if text.startswith(("https://", "http://")) else ""
