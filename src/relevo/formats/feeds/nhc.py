"""The list of active storms of the National Hurricane Center (``CurrentStorms.json``).

Fields as published at nhc.noaa.gov: ``id`` (such as al132023), ``name``, ``classification``,
``intensity`` in knots, ``latitudeNumeric``, ``longitudeNumeric``, ``lastUpdate`` and
``publicAdvisory``. A hurricane has 64 knots of sustained wind, a tropical storm 34.
"""

import json

from relevo.formats.characters import plain
from relevo.formats.feeds.reading import (
    LONGEST_KEY,
    MOST_ITEMS,
    FeedEvent,
    FeedRead,
    FeedUnreadable,
    check_size,
    instant_of,
    number_of,
)

CLASSES = {
    "TD": "Tropical Depression",
    "STD": "Subtropical Depression",
    "TS": "Tropical Storm",
    "STS": "Subtropical Storm",
    "HU": "Hurricane",
    "MH": "Major Hurricane",
    "PTC": "Post-Tropical Cyclone",
    "PC": "Potential Tropical Cyclone",
}
HURRICANE_KNOTS, STORM_KNOTS = 64, 34
MOST_KNOTS = 250
LONGEST_NAME = 40
MOST_PROBLEMS = 20


def read_nhc(data: bytes) -> FeedRead:
    """Active storms. Raises FeedUnreadable; a storm that lacks something is counted."""
    check_size(data)
    try:
        told = json.loads(data.decode("utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError) as error:
        raise FeedUnreadable(
            "not_json", read=type(error).__name__, accepted="a JSON document in UTF-8"
        ) from error
    storms = told.get("activeStorms") if isinstance(told, dict) else None
    if not isinstance(storms, list):
        raise FeedUnreadable(
            "not_storms", read=type(told).__name__, accepted="an object with a list activeStorms"
        )
    if len(storms) > MOST_ITEMS:
        raise FeedUnreadable(
            "too_many", read=f"{len(storms)} storms", accepted=f"at most {MOST_ITEMS} storms"
        )
    read = [_event(storm) for storm in storms]
    problems = tuple(
        f"{number}:{found}" for number, found in enumerate(read, start=1) if isinstance(found, str)
    )
    events = tuple(found for found in read if isinstance(found, FeedEvent))
    return FeedRead(events, len(problems), problems[:MOST_PROBLEMS])


def _event(storm: object) -> FeedEvent | str:
    """The storm, or the code of what it lacks."""
    if not isinstance(storm, dict):
        return "storm"
    key = str(storm.get("id") or "").strip()
    name = " ".join(str(storm.get("name") or "").split())[:LONGEST_NAME]
    kind = str(storm.get("classification") or "").strip().upper()
    lat = number_of(str(storm.get("latitudeNumeric")), least=-90, most=90)
    lon = number_of(str(storm.get("longitudeNumeric")), least=-180, most=180)
    updated = instant_of(str(storm.get("lastUpdate") or ""))
    web = _advisory(storm)
    checks = (
        ("id", key.isalnum() and len(key) <= LONGEST_KEY),
        ("classification", kind in CLASSES),
        ("character", plain(name + web) == name + web),
    )
    lacks = next((code for code, holds in checks if not holds), "")
    if lacks:
        return lacks
    if lat is None or lon is None:
        return "point"
    if updated is None:
        return "date"
    knots = number_of(str(storm.get("intensity")), least=0, most=MOST_KNOTS)
    headline = f"{CLASSES[kind]} {name}".strip()
    wind = "" if knots is None else f" Sustained wind: {knots:g} knots."
    return FeedEvent(
        key=key,
        version=updated.isoformat(),
        kind="storm",
        headline=headline,
        description=f"{headline} at {lat:g}, {lon:g}.{wind}",
        level=_level(knots),
        lat=lat,
        lon=lon,
        from_at=updated,
        published_at=updated,
        web=web,
    )


def _level(knots: float | None) -> str:
    if knots is None:
        return ""
    if knots >= HURRICANE_KNOTS:
        return "red"
    return "orange" if knots >= STORM_KNOTS else "green"


def _advisory(storm: dict[str, object]) -> str:
    advisory = storm.get("publicAdvisory")
    address = str(advisory.get("url") or "") if isinstance(advisory, dict) else ""
    return address if address.startswith(("https://", "http://")) else ""
