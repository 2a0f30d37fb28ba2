"""An event of a feed becomes an alert like any other, and nothing is invented on the way."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from relevo.formats.cap import CapReference, findings, parse_cap, render_cap
from relevo.formats.feeds.as_cap import HOLDS, as_cap, concerns_region, prefix_of
from relevo.formats.feeds.reading import FeedEvent

PUBLISHED = datetime(2020, 11, 17, 3, 0, 0, tzinfo=UTC)
IOTA = FeedEvent(
    key="al312020",
    version="2020-11-17T03:00:00+00:00",
    kind="storm",
    headline="Hurricane Iota",
    description="Hurricane Iota at 13.6, -83.4.",
    level="red",
    lat=13.6,
    lon=-83.4,
    from_at=PUBLISHED - timedelta(days=3),
    published_at=PUBLISHED,
    web="https://www.nhc.noaa.gov/",
)
EARLIER = CapReference("nhc.noaa.gov", "al312020.1", PUBLISHED - timedelta(hours=6))


def told(event, *before):
    return as_cap(event, sender="nhc.noaa.gov", sender_name="NHC", before=before)


def test_the_first_telling_is_an_alert_and_the_next_an_update_of_it():
    first, next_one = told(IOTA), told(IOTA, EARLIER)
    assert (first.message, first.references) == ("Alert", ())
    assert (next_one.message, next_one.references) == ("Update", (EARLIER,))
    assert first.identifier == "al312020.2020-11-17T03:00:00+00:00"
    assert first.identifier.startswith(prefix_of(IOTA))


def test_a_telling_that_was_revised_is_another_message():
    episode = replace(IOTA, version="16")
    first = told(episode)
    revised = told(replace(episode, published_at=PUBLISHED + timedelta(hours=1)), first.key)
    assert first.identifier == "al312020.16.2020-11-17T03:00:00+00:00"
    assert revised.identifier == "al312020.16.2020-11-17T04:00:00+00:00"
    assert findings(revised) == ()


def test_it_says_what_the_feed_says_and_how_long_it_counts():
    (info,) = told(IOTA).infos
    assert (info.severity, info.certainty, info.urgency) == ("Severe", "Observed", "Expected")
    assert info.expires == PUBLISHED + HOLDS
    (area,) = info.areas
    assert (area.circles[0].lat, area.circles[0].lon, area.circles[0].km) == (13.6, -83.4, 0)


@pytest.mark.parametrize(
    ("kind", "level", "category", "severity", "urgency"),
    [
        ("earthquake", "orange", "Geo", "Moderate", "Unknown"),
        ("flood", "green", "Met", "Minor", "Unknown"),
        ("other", "", "Other", "Unknown", "Unknown"),
    ],
)
def test_what_the_feed_does_not_say_stays_unknown(kind, level, category, severity, urgency):
    (info,) = told(replace(IOTA, kind=kind, level=level)).infos
    assert (info.categories, info.severity, info.urgency) == ((category,), severity, urgency)


def test_the_message_is_one_that_we_ourselves_would_take():
    odd = replace(IOTA, key="TC,1 <x>&", version="a b,c", headline="x" * 400)
    for message in (told(IOTA), told(IOTA, EARLIER), told(odd)):
        assert findings(message) == ()
        assert parse_cap(render_cap(message)).key == message.key


@pytest.mark.parametrize(
    ("change", "concerned"),
    [
        ({}, True),
        ({"lat": 35.0}, False),
        ({"lat": 35.0, "countries": ("HND",)}, True),
        ({"lat": 35.0, "countries": ("JPN",)}, False),
        ({"kind": "earthquake", "lat": 20.0}, False),
        ({"kind": "earthquake", "lat": 14.6, "lon": -90.5}, True),
        ({"lat": 20.0, "lon": -75.0}, True),
    ],
)
def test_only_what_can_reach_the_three_countries_concerns_them(change, concerned):
    assert concerns_region(replace(IOTA, **change)) is concerned
