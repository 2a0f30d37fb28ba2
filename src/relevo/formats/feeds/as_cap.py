"""An event of a feed as a message of the Common Alerting Protocol, so that all alerts are alike."""

import re
from datetime import timedelta

from relevo.formats.cap import CapAlert, CapArea, CapCircle, CapInfo, CapReference
from relevo.formats.feeds.reading import FeedEvent

HOLDS = timedelta(hours=48)
"""A telling of an event counts this long unless a newer one comes; feeds renew theirs sooner."""

SEVERITIES = {"red": "Severe", "orange": "Moderate", "green": "Minor"}
CATEGORIES = {"storm": "Met", "flood": "Met", "earthquake": "Geo", "eruption": "Geo"}
REGION = ("GTM", "HND", "SLV")
NEAR = (12.0, 19.0, -93.5, -82.0)
"""South, north, west, east of the three countries with a degree around them."""

STORM_NEAR = (8.0, 24.0, -98.0, -72.0)
"""A storm concerns the region days before it is near."""

_NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9.:+-]")


def concerns_region(event: FeedEvent) -> bool:
    """Whether an event is in the three countries, or near enough to reach them."""
    if set(event.countries) & set(REGION):
        return True
    south, north, west, east = STORM_NEAR if event.kind == "storm" else NEAR
    return south <= event.lat <= north and west <= event.lon <= east


def prefix_of(event: FeedEvent) -> str:
    """What the identifiers of all tellings of an event begin with."""
    return f"{_NOT_IN_A_NAME.sub('-', event.key)}."


def identifier_of(event: FeedEvent) -> str:
    """The name of one telling: a source revises what it told without naming it anew."""
    parts = dict.fromkeys((event.version, event.published_at.isoformat()))
    return prefix_of(event) + ".".join(_NOT_IN_A_NAME.sub("-", part) for part in parts)


def as_cap(
    event: FeedEvent, *, sender: str, sender_name: str, before: tuple[CapReference, ...] = ()
) -> CapAlert:
    """The message; with ``before``, the tellings that it takes the place of, it is an update.

    The point of the event is given as a circle of no width: a feed says where its center is, and
    nothing here invents how far it reaches.
    """
    info = CapInfo(
        language="en",
        categories=(CATEGORIES.get(event.kind, "Other"),),
        event=event.kind,
        urgency="Expected" if event.kind == "storm" else "Unknown",
        severity=SEVERITIES.get(event.level, "Unknown"),
        certainty="Observed",
        onset=event.from_at,
        expires=event.published_at + HOLDS,
        sender_name=sender_name,
        headline=event.headline[:160],
        description=event.description,
        web=event.web,
        areas=(
            CapArea(
                description=f"{event.lat:g}, {event.lon:g}",
                circles=(CapCircle(event.lat, event.lon, 0),),
            ),
        ),
    )
    return CapAlert(
        identifier=identifier_of(event),
        sender=sender,
        sent=event.published_at.replace(microsecond=0),
        status="Actual",
        message="Update" if before else "Alert",
        scope="Public",
        references=before,
        infos=(info,),
    )
