"""iCalendar, read back by a strict parser of its own."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.formats.ical import LONGEST_LINE, Calendar, Event, Status, render_ical

LOCAL = timezone(timedelta(hours=-6))
MEETING = Event(
    uid="3f1c@relevo",
    starts_at=datetime(2020, 11, 27, 9, 0, tzinfo=LOCAL),
    ends_at=datetime(2020, 11, 27, 12, 0, tzinfo=LOCAL),
    title="Reunión; ordinaria, de noviembre",
    place="Sala municipal\\Nacaome",
    description="Primera línea\nSegunda línea",
    changed_at=datetime(2020, 11, 20, 15, 40, tzinfo=LOCAL),
    sequence=3,
    status=Status.CONFIRMED,
)
CALENDAR = Calendar("Red de prueba, del sur", "es", (MEETING,))

LINE = re.compile(r"([A-Z-]+)((?:;[A-Z-]+=[^:;]*)*):(.*)", re.DOTALL)
INSTANT = re.compile(r"\d{8}T\d{6}Z")
ONCE = {"UID", "DTSTAMP", "DTSTART", "SEQUENCE", "STATUS", "LAST-MODIFIED"}
MAY_BE = {"DTEND", "SUMMARY", "LOCATION", "DESCRIPTION"}
OF_CALENDAR = {
    "VERSION",
    "PRODID",
    "CALSCALE",
    "METHOD",
    "NAME",
    "X-WR-CALNAME",
    "REFRESH-INTERVAL",
}


def unfolded(content):
    """Physical lines are at most 75 octets and end in CRLF; a continuation starts with a space."""
    assert content.endswith(b"\r\n")
    lines = content[:-2].split(b"\r\n")
    assert all(b"\r" not in line and b"\n" not in line for line in lines)
    assert all(0 < len(line) <= LONGEST_LINE for line in lines)
    for line in lines:
        line.decode()  # no character is torn apart
    whole = []
    for line in lines:
        if line.startswith(b" "):
            whole[-1] += line[1:].decode()
        else:
            whole.append(line.decode())
    return whole


def text_of(value):
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value)
    signs = {"\\n": "\n", "\\;": ";", "\\,": ",", "\\\\": "\\"}
    return re.sub(r"\\[n;,\\]", lambda found: signs[found[0]], value)


def instant_of(value):
    assert INSTANT.fullmatch(value)
    return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def parse(content):
    """The properties of the calendar and of each event; anything out of order fails."""
    lines = unfolded(content)
    assert (lines[0], lines[-1]) == ("BEGIN:VCALENDAR", "END:VCALENDAR")
    calendar, events, event = {}, [], None
    for line in lines[1:-1]:
        if line == "BEGIN:VEVENT":
            assert event is None
            event = {}
        elif line == "END:VEVENT":
            assert set(event) - MAY_BE == ONCE
            events.append(event)
            event = None
        else:
            name, _parameters, value = LINE.fullmatch(line).groups()
            holder = calendar if event is None else event
            assert name not in holder
            holder[name] = value
    assert event is None
    assert set(calendar) == OF_CALENDAR
    return calendar, events


def event_of(told):
    return Event(
        uid=text_of(told["UID"]),
        starts_at=instant_of(told["DTSTART"]),
        ends_at=instant_of(told["DTEND"]) if "DTEND" in told else None,
        title=text_of(told.get("SUMMARY", "")),
        place=text_of(told.get("LOCATION", "")),
        description=text_of(told.get("DESCRIPTION", "")),
        changed_at=instant_of(told["DTSTAMP"]),
        sequence=int(told["SEQUENCE"]),
        status=Status(told["STATUS"]),
    )


def test_calendar_comes_back_as_it_was():
    calendar, events = parse(render_ical(CALENDAR))
    assert text_of(calendar["NAME"]) == CALENDAR.name
    assert (calendar["VERSION"], calendar["METHOD"]) == ("2.0", "PUBLISH")
    assert [event_of(told) for told in events] == [MEETING]
    assert events[0]["DTSTART"] == "20201127T150000Z"
    assert events[0]["LAST-MODIFIED"] == events[0]["DTSTAMP"]


@pytest.mark.parametrize("status", list(Status))
def test_every_status_is_told(status):
    _calendar, events = parse(
        render_ical(replace(CALENDAR, events=(replace(MEETING, status=status),)))
    )
    assert events[0]["STATUS"] == status.value


def test_what_is_not_known_is_left_out():
    bare = replace(MEETING, ends_at=None, place="", description="")
    _calendar, events = parse(render_ical(replace(CALENDAR, events=(bare, MEETING))))
    assert set(events[0]) == ONCE | {"SUMMARY"}
    assert len(events) == 2


def test_time_without_a_zone_is_refused():
    with pytest.raises(ValueError, match="zone"):
        render_ical(
            replace(CALENDAR, events=(replace(MEETING, starts_at=datetime(2020, 1, 1)),))  # noqa: DTZ001
        )


@pytest.mark.parametrize("length", range(55, 90))
def test_line_is_folded_between_characters_at_any_length(length):
    for sign in ("a", "ñ", "😀"):
        event = replace(MEETING, title=sign * length)
        _calendar, events = parse(render_ical(replace(CALENDAR, events=(event,))))
        assert text_of(events[0]["SUMMARY"]) == sign * length


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "Cn", "Co"]), max_size=300))
def test_any_text_comes_back(text):
    event = replace(MEETING, title=f"x{text}", description=text)
    _calendar, events = parse(render_ical(replace(CALENDAR, events=(event,))))
    assert text_of(events[0]["SUMMARY"]) == f"x{text}"
    assert text_of(events[0].get("DESCRIPTION", "")) == text


def test_no_text_can_begin_a_property_of_its_own():
    event = replace(MEETING, title="x\r\nATTENDEE:mailto:a@b.c\nSTATUS:CANCELLED\rY\tz\x07")
    _calendar, events = parse(render_ical(replace(CALENDAR, events=(event,))))
    assert text_of(events[0]["SUMMARY"]) == "x\nATTENDEE:mailto:a@b.c\nSTATUS:CANCELLED\nY z"
