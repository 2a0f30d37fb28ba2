"""Atom feeds are well formed whatever stands in them."""

from datetime import UTC, datetime

from defusedxml import ElementTree

from relevo.formats.atom import AtomEntry, AtomFeed, render_atom

AT = datetime(2020, 11, 16, 18, tzinfo=UTC)
ATOM = "{http://www.w3.org/2005/Atom}"


def test_a_feed_with_marks_and_control_characters():
    entry = AtomEntry(
        id="urn:uuid:1",
        title="a < b & c\x00",
        updated=AT,
        author='"x"',
        summary="]]>",
        link="http://h/?a=1&b=2",
        enclosure='http://h/"',
        enclosure_type="application/cap+xml",
    )
    data = render_atom(AtomFeed("urn:f", "F", "es", "R", AT, "http://h/", "http://h/f", (entry,)))
    feed = ElementTree.fromstring(data)
    (told,) = feed.iter(f"{ATOM}entry")
    assert [told.findtext(f"{ATOM}{name}") for name in ("title", "updated", "summary")] == [
        "a < b & c",
        "2020-11-16T18:00:00Z",
        "]]>",
    ]
    assert [link.get("href") for link in told.iter(f"{ATOM}link")] == [
        "http://h/?a=1&b=2",
        'http://h/"',
    ]
