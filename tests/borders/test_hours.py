"""Outside of its hours a crossing is closed at that hour, and hours outlive a word without any."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from tests.factories.journeys import report
from tests.factories.places import el_amatillo

from relevo.borders import queries
from relevo.borders.queries.hours import crossing_closed, hours_kept, passage_closed
from relevo.borders.rules import Report, state_at
from relevo.borders.rules.hours import Hours, closed_now, hours_at
from relevo.directory.models import Holiday

FRIDAY = datetime.fromisoformat("2020-11-20T00:00-06:00")
HOUR = timedelta(hours=1)
TOLD = Report(
    key="told",
    crossing_key="HNSV-POY",
    country="HN",
    direction="both",
    mode="people",
    state="open",
    basis="announced",
    from_at=FRIDAY - timedelta(days=30),
    known_from=FRIDAY - timedelta(days=30),
    opening_hours="Mo-Su 06:00-18:00",
)
TWO_TAPS = replace(
    TOLD,
    key="taps",
    state="restricted",
    basis="observed",
    from_at=FRIDAY + 10 * HOUR,
    known_from=FRIDAY + 10 * HOUR,
    opening_hours="",
)


def kept(*reports, at, country="HN", holidays=()):
    return hours_at(
        reports, at=at, status=state_at(reports, at=at), country=country, holidays=holidays
    )


@pytest.mark.parametrize(
    ("hour", "opens"),
    [(2, 6), (5.99, 6), (6, None), (12, None), (17.99, None), (18, 30), (20, 30), (23.99, 30)],
)
def test_outside_of_its_hours_a_side_is_closed_and_says_when_it_opens(hour, opens):
    found = kept(TOLD, at=FRIDAY + hour * HOUR)
    assert found is not None
    assert (found.is_closed, found.opens_at) == (
        opens is not None,
        None if opens is None else FRIDAY + opens * HOUR,
    )


@pytest.mark.parametrize(
    ("expression", "opens"),
    [
        ("24/7", None),
        ("Mo-Fr 06:00-18:00", FRIDAY + timedelta(days=3, hours=6)),
        ("2020 Nov 01-20 06:00-18:00", "never"),
        ("06:00-12:00,19:30-22:00", None),
    ],
)
def test_hours_are_read_as_they_are_written(expression, opens):
    found = kept(replace(TOLD, opening_hours=expression), at=FRIDAY + 20 * HOUR)
    assert found.is_closed is (opens is not None)
    assert found.opens_at == (None if opens == "never" else opens)


@pytest.mark.parametrize(
    ("expression", "country"), [("de seis a seis", "HN"), ("06:00-18:00", "MX")]
)
def test_hours_that_cannot_be_read_for_sure_close_nothing(expression, country):
    found = kept(replace(TOLD, opening_hours=expression), at=FRIDAY, country=country)
    assert (found.expression, found.is_closed) == (expression, False)


def test_nobody_knows_hours_that_nobody_told_or_that_have_grown_old():
    assert kept(TWO_TAPS, at=FRIDAY + 12 * HOUR) is None
    assert kept(TOLD, at=FRIDAY + timedelta(days=60)) is None


def test_word_that_says_nothing_of_hours_leaves_them_as_they_were_told():
    found = kept(TOLD, TWO_TAPS, at=FRIDAY + 20 * HOUR)
    assert (found.expression, found.told, found.is_closed) == ("Mo-Su 06:00-18:00", TOLD, True)
    newer = replace(TWO_TAPS, key="newer", opening_hours="24/7")
    assert kept(TOLD, newer, at=FRIDAY + 20 * HOUR) == Hours("24/7", newer)


def test_who_saw_it_let_people_through_after_its_hours_is_believed_until_it_opens_again():
    late = replace(TWO_TAPS, state="open", from_at=FRIDAY + 19 * HOUR)
    assert kept(TOLD, late, at=FRIDAY + 20 * HOUR).is_closed is False
    assert kept(TOLD, late, at=FRIDAY + 42.5 * HOUR).is_closed is True
    announced = replace(late, basis="announced")
    assert kept(TOLD, announced, at=FRIDAY + 20 * HOUR).is_closed is True


def test_what_is_told_to_be_closed_keeps_no_hours():
    shut = replace(TWO_TAPS, state="closed")
    assert kept(TOLD, shut, at=FRIDAY + 20 * HOUR) is None


def test_side_that_opens_last_says_when_one_can_pass():
    early, late = (
        Hours("x", TOLD, is_closed=True, opens_at=FRIDAY + hour * HOUR) for hour in (5, 6)
    )
    never = Hours("x", TOLD, is_closed=True)
    assert closed_now([early, None, late, Hours("24/7", TOLD)]) == late
    assert closed_now([late, never]) == never
    assert closed_now([None, Hours("24/7", TOLD)]) is None


@pytest.fixture
def border(db):
    return el_amatillo()


def told_of(border, *, at, known_at=None, **asked):
    known = queries.statuses(at=at, known_at=known_at or at, crossings=[border])
    return hours_kept(known, at=at, known_at=known_at or at, **asked)


def test_hours_are_read_by_side_and_close_the_crossing_and_both_ways_through(border):
    old = {"basis": "announced", "at": FRIDAY - timedelta(days=30)}
    report(border, country="HN", opening_hours="06:00-18:00", **old)
    night = FRIDAY + 20 * HOUR
    found = told_of(border, at=night)
    assert {(country, way) for _key, country, way in found} == {("HN", "in"), ("HN", "out")}
    ways = [("HN", "SV"), ("SV", "HN")]
    for left, entered in ways:
        closed = passage_closed(found, border.key, from_country=left, to_country=entered)
        assert closed.opens_at == FRIDAY + 30 * HOUR
    assert crossing_closed(found, border.key).opens_at == FRIDAY + 30 * HOUR
    day = told_of(border, at=FRIDAY + 12 * HOUR)
    assert crossing_closed(day, border.key) is None


def test_hours_are_those_known_then_and_of_the_mode(border):
    report(border, basis="announced", at=FRIDAY, opening_hours="06:00-18:00", mode="cargo")
    report(
        border,
        basis="announced",
        at=FRIDAY,
        known_at=FRIDAY + HOUR,
        opening_hours="08:00-16:00",
    )
    at = FRIDAY + 2 * HOUR
    assert {hours.expression for hours in told_of(border, at=at).values()} == {"08:00-16:00"}
    assert told_of(border, at=at, known_at=FRIDAY) == {}


def test_holiday_has_its_own_hours(border):
    report(border, basis="announced", at=FRIDAY, opening_hours="06:00-18:00; PH off")
    noon = FRIDAY + 12 * HOUR
    assert not any(hours.is_closed for hours in told_of(border, at=noon).values())
    Holiday.objects.create(country="HN", on=date(2020, 11, 20), name_es="x", name_en="x")
    closed = {
        country for (_, country, _), hours in told_of(border, at=noon).items() if hours.is_closed
    }
    assert closed == {"HN"}
