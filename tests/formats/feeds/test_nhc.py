"""What the list of active storms tells, and what is refused."""

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.formats.feeds.nhc import read_nhc
from relevo.formats.feeds.reading import LARGEST, MOST_ITEMS, FeedEvent, FeedUnreadable

IOTA = {
    "id": "al312020",
    "binNumber": "AT1",
    "name": "Iota",
    "classification": "HU",
    "intensity": "135",
    "pressure": "920",
    "latitudeNumeric": 13.6,
    "longitudeNumeric": -83.4,
    "lastUpdate": "2020-11-17T03:00:00.000Z",
    "publicAdvisory": {"advNum": "015", "url": "https://www.nhc.noaa.gov/text/MIATCPAT1.shtml"},
}


def storms(*told):
    return json.dumps({"activeStorms": list(told)}).encode()


def test_a_storm_is_read_whole():
    read = read_nhc(storms(IOTA))
    updated = datetime(2020, 11, 17, 3, tzinfo=UTC)
    assert read.events == (
        FeedEvent(
            key="al312020",
            version=updated.isoformat(),
            kind="storm",
            headline="Hurricane Iota",
            description="Hurricane Iota at 13.6, -83.4. Sustained wind: 135 knots.",
            level="red",
            lat=13.6,
            lon=-83.4,
            from_at=updated,
            published_at=updated,
            web="https://www.nhc.noaa.gov/text/MIATCPAT1.shtml",
        ),
    )
    assert read.left_out == 0


def test_no_storm_is_an_answer_too():
    assert read_nhc(storms()).events == ()


@pytest.mark.parametrize(
    ("knots", "level"), [("63", "orange"), ("34", "orange"), ("33", "green"), ("?", "")]
)
def test_the_level_follows_the_wind(knots, level):
    (event,) = read_nhc(storms(IOTA | {"intensity": knots})).events
    assert event.level == level
    assert ("knots" in event.description) == (knots != "?")


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        ({"id": "../etc"}, "id"),
        ({"id": None}, "id"),
        ({"classification": "??"}, "classification"),
        ({"latitudeNumeric": 91}, "point"),
        ({"longitudeNumeric": "west"}, "point"),
        ({"lastUpdate": "yesterday"}, "date"),
        ({"lastUpdate": "9999-12-31T23:00:00.000Z"}, "date"),
        ({"lastUpdate": "1989-12-31T23:00:00.000Z"}, "date"),
        ({"id": "a" * 41}, "id"),
        ({"name": "Iota \ud800"}, "character"),
        ({"name": "Iota \x00"}, "character"),
        ({"publicAdvisory": {"url": "https://www.nhc.noaa.gov/\udfff"}}, "character"),
    ],
)
def test_a_storm_that_says_nothing_usable_is_counted_and_the_others_are_read(change, lacks):
    read = read_nhc(storms(IOTA | change, "no storm", IOTA))
    assert [event.key for event in read.events] == ["al312020"]
    assert (read.left_out, read.problems) == (2, (f"1:{lacks}", "2:storm"))


@pytest.mark.parametrize("advisory", [None, "text", {}, {"url": "javascript:x"}])
def test_an_advisory_without_a_page_has_no_address(advisory):
    (event,) = read_nhc(storms(IOTA | {"publicAdvisory": advisory})).events
    assert event.web == ""


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"\xff\xfe", "not_json"),
        (b"{", "not_json"),
        (b"[" * 100_000, "not_json"),
        (b"[]", "not_storms"),
        (b'{"activeStorms": 3}', "not_storms"),
        (storms(*[IOTA] * (MOST_ITEMS + 1)), "too_many"),
        (b" " * (LARGEST + 1) + b"{}", "too_large"),
    ],
)
def test_what_is_no_such_list_is_refused(data, code):
    with pytest.raises(FeedUnreadable) as refused:
        read_nhc(data)
    assert refused.value.code == code


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused_by_name(data):
    try:
        read = read_nhc(data)
    except FeedUnreadable:
        return
    assert read.events == ()
