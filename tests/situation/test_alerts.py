"""Alerts of others: kept once, found by area and crossing, ended by what they send later."""

from dataclasses import replace

import pytest
from django.conf import settings
from tests.factories import places
from tests.factories.alerts import AT, HOUR, VALLE, Banks, came_in, incoming

from relevo.formats.cap import CapArea, CapCircle
from relevo.places.models import Area, Crossing
from relevo.situation import access
from relevo.situation.actions import alerts
from relevo.situation.enums import Standing
from relevo.situation.errors import FactRefused, NotFound
from relevo.situation.models import Alert, Feed
from relevo.situation.queries import alerts as queries

pytestmark = pytest.mark.django_db


@pytest.fixture
def banks():
    return Banks()


def in_force(hours=0, **more):
    at = AT + hours * HOUR
    return [line.identifier for line in queries.alerts_at(**{"at": at, "known_at": at} | more)]


def test_the_same_message_is_kept_once(banks):
    first, again = came_in(), came_in(headline="otra")
    assert (first.pk, Alert.objects.count()) == (again.pk, 1)
    assert first.infos.get().headline == "Iota nears"


def test_with_its_feed_or_none_and_never_in_our_own_name(banks):
    Feed.objects.create(key="nhc", name="NHC", kind="cap", source="url")
    assert came_in(feed_key="nhc").feed.name == "NHC"
    with pytest.raises(NotFound):
        came_in("i-2", feed_key="nada")
    for changes, expected in (
        ({"sender": settings.RELEVO_CAP_SENDER}, ("sender", "ours")),
        ({"sender": f" {settings.RELEVO_CAP_SENDER.upper()} "}, ("sender", "ours")),
        ({"sender": "x" * 201}, ("sender", "too_long")),
    ):
        with pytest.raises(FactRefused) as refused:
            came_in("i-3", **changes)
        assert (refused.value.field, refused.value.problem) == expected
    assert Alert.objects.count() == 1


def test_updates_and_cancellations_end_what_they_name(banks):
    came_in()
    came_in("i-2", sent=AT + HOUR, at=AT + HOUR, message="Update", of=("i-1",), severity="Minor")
    came_in("i-3", sent=AT + 2 * HOUR, at=AT + 2 * HOUR, message="Cancel", of=("i-2",))
    assert [in_force(hours) for hours in (0, 1, 2)] == [["i-1"], ["i-2"], []]
    past, total = queries.list_past(at=AT + 3 * HOUR, known_at=AT + 3 * HOUR, limit=1, offset=1)
    assert ([line.standing for line in past], total) == ([Standing.UPDATED], 2)
    then = queries.alerts_at(at=AT + 2 * HOUR, known_at=AT + HOUR)
    assert [line.identifier for line in then] == ["i-2"]


def test_each_way_ends_only_what_came_by_it(banks):
    Feed.objects.create(key="uno", name="Uno", kind="cap", source="url")
    Feed.objects.create(key="dos", name="Dos", kind="cap", source="url")
    bringer, other = banks.kinds["coordination"], banks.kinds["civil_protection"]
    came_in("by-feed", feed_key="uno")
    came_in("by-hand", brought_by=bringer)
    later = {"sent": AT + HOUR, "at": AT + HOUR, "message": "Cancel", "of": ("by-feed", "by-hand")}
    came_in("c-1", feed_key="dos", **later)
    came_in("c-2", brought_by=other, **later)
    assert in_force(1) == ["by-feed", "by-hand"]
    came_in("c-3", brought_by=bringer, **later)
    assert in_force(1) == ["by-feed"]
    came_in("c-4", feed_key="uno", **later)
    assert in_force(1) == []


def test_what_a_source_gives_stands_before_the_same_brought_by_hand(banks):
    Feed.objects.create(key="uno", name="Uno", kind="cap", source="url")
    by_hand = came_in(brought_by=banks.kinds["coordination"], headline="forged")
    (line,) = queries.alerts_in_force(at=AT, known_at=AT)
    assert (line.brought_by, line.source) == (banks.kinds["coordination"], "")
    by_feed = came_in(feed_key="uno", at=AT + HOUR)
    assert came_in(feed_key="uno", at=AT + HOUR) == by_feed != by_hand
    (line,) = queries.alerts_in_force(at=AT + HOUR, known_at=AT + HOUR)
    assert (line.id, line.brought_by, line.source) == (by_feed.pk, None, "Uno")
    (line,) = queries.alerts_in_force(at=AT + HOUR, known_at=AT)
    assert line.id == by_hand.pk


def test_two_feeds_with_the_same_words_show_it_once_and_with_other_words_twice(banks):
    for key in ("uno", "dos"):
        Feed.objects.create(key=key, name=key, kind="cap", source="url", good_at=AT)
        came_in(feed_key=key)
    Feed.objects.filter(key="dos").update(good_at=AT + HOUR)
    (line,) = queries.alerts_in_force(at=AT, known_at=AT)
    assert line.source == "dos"
    assert queries.list_past(at=AT, known_at=AT, limit=5) == ([], 0)
    Feed.objects.create(key="tres", name="tres", kind="cap", source="url")
    came_in(feed_key="tres", headline="otra")
    assert [line.source for line in queries.alerts_in_force(at=AT, known_at=AT)] == ["dos", "tres"]


def test_a_part_that_has_run_out_says_nothing_any_more(banks):
    message = incoming(areas=(VALLE,), expires=AT + HOUR)
    (grave,) = message.infos
    place = CapArea("Goascorán", geocodes=(("P-code", "HN1706"),))
    mild = replace(grave, severity="Minor", expires=AT + 5 * HOUR, areas=(place,))
    alerts.store_incoming(message=replace(message, infos=(grave, mild)), feed_key=None, at=AT)

    def told(hours):
        at = AT + hours * HOUR
        row = queries.line_of(Alert.objects.get(), at=at, known_at=at)
        return row.severity, row.words, [text.headline for text in row.texts]

    assert told(0) == ("Extreme", ("Valle", "Goascorán"), ["Iota nears"] * 2)
    assert told(1) == ("Minor", ("Goascorán",), ["Iota nears"])
    assert told(5) == told(0)
    valle = Area.objects.get(key="HN-1701")
    assert queries.alerts_for_area(valle, at=AT, known_at=AT)
    assert not queries.alerts_for_area(valle, at=AT + HOUR, known_at=AT + HOUR)


def test_a_message_without_an_end_counts_a_day_and_says_so(banks):
    came_in(expires=None)
    (line,) = queries.alerts_in_force(at=AT, known_at=AT)
    assert (line.ends_at, line.ends_assumed) == (AT + 24 * HOUR, True)
    assert in_force(24) == []


@pytest.mark.parametrize("status", ["Exercise", "Test", "System", "Draft"])
def test_what_is_not_real_is_never_shown_as_real(banks, status):
    row = came_in(status=status)
    assert in_force() == []
    is_drill = status in {"Exercise", "Test"}
    assert [line.status for line in queries.drills_at(at=AT, known_at=AT)] == [status] * is_drill
    if is_drill:
        assert access.alert_to_read(banks.author, alert_id=row.pk) == row
    else:
        with pytest.raises(NotFound):
            access.alert_to_read(banks.author, alert_id=row.pk)


def test_what_is_not_for_the_public_is_shown_to_nobody(banks):
    came_in(scope="Private")
    assert in_force() == []


def test_the_gravest_stands_first_and_what_comes_only_if_asked(banks):
    came_in("minor", severity="Minor")
    came_in("extreme")
    came_in("later", effective=AT + 3 * HOUR)
    assert in_force() == ["extreme", "minor"]
    assert in_force(standings=queries.STANDS) == ["extreme", "later", "minor"]


def test_a_p_code_names_its_country(banks):
    of_guatemala = places.area("GT-17", "Petén", official_code="17")
    for name, code in (("hn", "HN17"), ("gt", "GT17"), ("bare", "17")):
        came_in(name, areas=(CapArea("x", geocodes=(("P-code", code),)),))
    at = {"at": AT, "known_at": AT}
    valle = Area.objects.get(key="HN-17")
    assert [line.identifier for line in queries.alerts_for_area(valle, **at)] == ["hn"]
    assert [line.identifier for line in queries.alerts_for_area(of_guatemala, **at)] == ["gt"]


def test_found_by_area_and_by_crossing(banks):
    came_in("valle", areas=(VALLE,))
    came_in("goascoran", areas=(CapArea("x", geocodes=(("p_code", "HN1706"), ("otro", "HN17"))),))
    ring = ((13.3, -87.9), (13.4, -87.9), (13.4, -87.8), (13.3, -87.8), (13.3, -87.9))
    came_in("polygon", areas=(CapArea("x", polygons=(ring,)),))
    came_in("circle", areas=(CapArea("x", circles=(CapCircle(13.53, -87.48, 5),)),))
    came_in("point", areas=(CapArea("x", circles=(CapCircle(13.53, -87.48, 0),)),))
    area = {row.key: row for row in Area.objects.all()}
    at = {"at": AT, "known_at": AT}

    def of(key):
        return sorted(line.identifier for line in queries.alerts_for_area(area[key], **at))

    assert of("HN-17") == ["circle", "goascoran", "valle"]
    assert of("HN-1706") == ["circle", "goascoran", "valle"]
    assert of("HN-1701") == ["circle", "valle"]
    assert of("SV-14") == ["polygon"]
    crossing = Crossing.objects.get(key="HNSV-AMA")
    lines = queries.alerts_for_crossing(crossing, **at)
    assert sorted(line.identifier for line in lines) == ["circle", "goascoran", "polygon", "valle"]


def test_what_cannot_be_drawn_is_left_out_and_what_is_too_long_cut(banks):
    ring = ((13.0, -87.0), (14.0, -87.0), (14.0, -86.0), (13.0, -87.0))
    area = CapArea(
        "Valle",
        polygons=(ring, ring[:3], ((-87.0, 13.0),) * 4),
        circles=(CapCircle(91, 0, 1), CapCircle(13, -87, 2)),
    )
    row = came_in(areas=(area,), headline="x" * 400, web="javascript:alert(1)", note="n" * 600)
    (line,) = queries.alerts_in_force(at=AT, known_at=AT)
    assert line.polygons == (ring, ((-87.0, 13.0),) * 4)
    assert line.circles == ((13, -87, 2),)
    assert (len(line.texts[0].headline), line.texts[0].web, len(row.note)) == (300, "", 500)
    assert row.findings == ["not_on_earth", "polygon_too_short"]


def test_the_same_number_of_queries_for_one_and_for_many(banks, django_assert_num_queries):
    came_in("i-0", areas=(VALLE,))
    with django_assert_num_queries(5):
        queries.alerts_in_force(at=AT, known_at=AT)
    for number in range(1, 5):
        came_in(f"i-{number}", areas=(VALLE,))
    with django_assert_num_queries(5):
        assert len(queries.alerts_in_force(at=AT, known_at=AT)) == 5


def test_an_alert_without_an_info_has_its_name_alone(banks):
    message = incoming()
    alert = alerts.store_incoming(
        message=type(message)(
            identifier="bare",
            sender="met.example",
            sent=AT,
            status="Actual",
            message="Alert",
            scope="Public",
        ),
        feed_key=None,
        at=AT,
    )
    line = queries.line_of(alert, at=AT, known_at=AT)
    assert (line.severity, line.texts, line.ends_assumed) == ("Unknown", (), True)


def test_nothing_there(banks):
    with pytest.raises(NotFound):
        access.alert_to_read(banks.author, alert_id=banks.author.id)
    assert in_force() == []
