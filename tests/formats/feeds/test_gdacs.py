"""What a GDACS feed tells, and what is refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.formats.feeds.gdacs import read_gdacs
from relevo.formats.feeds.reading import LARGEST, MOST_ITEMS, FeedEvent, FeedUnreadable

HEAD = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" '
    'xmlns:geo="http://www.w3.org/2003/01/geo/wgs84_pos#" xmlns:gdacs="http://www.gdacs.org" '
    'xmlns:georss="http://www.georss.org/georss"><channel><title>GDACS</title>'
)
TAIL = "</channel></rss>"
STORM = """<item><title>Orange alert for tropical cyclone IOTA-20</title>
<description>Winds over
  land.</description><link>https://www.gdacs.org/report.aspx?eventid=1000757</link>
<pubDate>Tue, 17 Nov 2020 03:00:00 GMT</pubDate>
<gdacs:fromdate>Fri, 13 Nov 2020 15:00:00 GMT</gdacs:fromdate>
<gdacs:todate>Wed, 18 Nov 2020 15:00:00 GMT</gdacs:todate>
<geo:Point><geo:lat>13.6</geo:lat><geo:long>-83.4</geo:long></geo:Point>
<gdacs:eventtype>TC</gdacs:eventtype><gdacs:alertlevel>Orange</gdacs:alertlevel>
<gdacs:eventid>1000757</gdacs:eventid><gdacs:episodeid>16</gdacs:episodeid>
<gdacs:iscurrent>true</gdacs:iscurrent><gdacs:iso3>HND, NIC</gdacs:iso3></item>"""


def feed(*items):
    return (HEAD + "".join(items) + TAIL).encode()


def test_an_event_is_read_whole():
    read = read_gdacs(feed(STORM))
    assert read.events == (
        FeedEvent(
            key="TC1000757",
            version="16",
            kind="storm",
            headline="Orange alert for tropical cyclone IOTA-20",
            description="Winds over land.",
            level="orange",
            lat=13.6,
            lon=-83.4,
            from_at=datetime(2020, 11, 13, 15, tzinfo=UTC),
            published_at=datetime(2020, 11, 17, 3, tzinfo=UTC),
            until_at=datetime(2020, 11, 18, 15, tzinfo=UTC),
            countries=("HND", "NIC"),
            web="https://www.gdacs.org/report.aspx?eventid=1000757",
        ),
    )
    assert (read.left_out, read.problems) == (0, ())


def test_a_point_may_be_written_in_the_other_way():
    other = STORM.replace(
        "<geo:Point><geo:lat>13.6</geo:lat><geo:long>-83.4</geo:long></geo:Point>",
        "<georss:point>13.6 -83.4</georss:point>",
    )
    (event,) = read_gdacs(feed(other)).events
    assert (event.lat, event.lon) == (13.6, -83.4)


@pytest.mark.parametrize(
    ("change", "lacks"),
    [
        (("<gdacs:eventtype>TC", "<gdacs:eventtype>XX"), "eventtype"),
        (("<gdacs:eventid>1000757", "<gdacs:eventid>../1"), "eventid"),
        (("<geo:lat>13.6", "<geo:lat>113.6"), "point"),
        (("<geo:lat>13.6</geo:lat>", ""), "point"),
        (("<geo:long>-83.4", "<geo:long>nan"), "point"),
        (("Fri, 13 Nov 2020 15:00:00 GMT", "el viernes"), "date"),
        (("Tue, 17 Nov 2020 03:00:00 GMT", ""), "date"),
        (("Tue, 17 Nov 2020 03:00:00 GMT", "9999-12-31T23:00:00Z"), "date"),
        (("Fri, 13 Nov 2020 15:00:00 GMT", "0001-01-01T00:00:00+14:00"), "date"),
        (("<gdacs:eventid>1000757", f"<gdacs:eventid>{'1' * 41}"), "eventid"),
        (("<gdacs:episodeid>16", f"<gdacs:episodeid>{'1' * 41}"), "episodeid"),
    ],
)
def test_an_item_that_says_nothing_usable_is_counted_and_the_others_are_read(change, lacks):
    read = read_gdacs(feed(STORM.replace(*change), STORM))
    assert [event.key for event in read.events] == ["TC1000757"]
    assert (read.left_out, read.problems) == (1, (f"1:{lacks}",))


def test_a_level_nobody_knows_and_an_address_of_no_page_are_left_empty():
    odd = STORM.replace(">Orange<", ">Purple<").replace("https://www", "javascript://www")
    odd = odd.replace("<gdacs:iscurrent>true", "<gdacs:iscurrent>false")
    (event,) = read_gdacs(feed(odd)).events
    assert (event.level, event.web, event.is_current) == ("", "", False)


BOMB = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefg", "bcdefgh", strict=True))
    + "]><rss><channel><title>&h;</title></channel></rss>"
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    "<rss><channel><title>&x;</title></channel></rss>"
)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"<", "not_xml"),
        (b"\x00\x01\x02", "not_xml"),
        (b'<?xml version="1.0" encoding="utf-16"?><rss/>', "not_xml"),
        (b'<?xml version="1.0" encoding="klingon"?><rss/>', "not_xml"),
        (b"<html></html>", "not_rss"),
        (b"<rss></rss>", "not_rss"),
        (BOMB.encode(), "document_type"),
        (OUTSIDE.encode(), "document_type"),
        (b" " * LARGEST + b"<rss/>", "too_large"),
        (feed("<item/>" * (MOST_ITEMS + 1)), "too_many"),
    ],
)
def test_what_is_no_such_feed_is_refused_with_what_was_read_and_what_is_accepted(data, code):
    with pytest.raises(FeedUnreadable) as refused:
        read_gdacs(data)
    assert refused.value.code == code
    assert refused.value.read
    assert refused.value.accepted
    assert "passwd" not in str(refused.value)


@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused_by_name(data):
    try:
        read = read_gdacs(data)
    except FeedUnreadable:
        return
    assert read.events == ()
