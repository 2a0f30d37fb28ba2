"""Hours of a place that is there for some days, exact to the minute."""

from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.directory.rules import LONGEST_EXPRESSION, DatedHours, dated_hours, windows

LOCAL = timezone(timedelta(hours=-6))
START = datetime(2020, 12, 30, 15, 40, tzinfo=LOCAL)


def minutes(told):
    expression, _words = dated_hours(told)
    assert len(expression) <= LONGEST_EXPRESSION
    found = windows(
        expression,
        country="HN",
        holidays=frozenset(),
        start=told.from_at - timedelta(days=3),
        end=told.until_at + timedelta(days=3),
    )
    return [(opens.astimezone(LOCAL), closes.astimezone(LOCAL)) for opens, closes in found]


@given(st.integers(0, 60 * 24 * 3), st.integers(1, 60 * 24 * 95))
def test_day_and_night_means_from_the_first_minute_to_the_last(shift, length):
    start = START + timedelta(minutes=shift)
    told = DatedHours(start, start + timedelta(minutes=length))

    assert minutes(told) == [(told.from_at, told.until_at)]


@given(
    st.integers(0, 60 * 24 * 3),
    st.integers(1, 60 * 24 * 9),
    st.integers(0, 22),
    st.integers(1, 23),
)
def test_hours_of_the_day_bound_every_day_and_nothing_lies_outside(shift, length, opens, more):
    start = START + timedelta(minutes=shift)
    end = start + timedelta(minutes=length)
    day = time(opens), time(min(23, opens + more))
    found = minutes(DatedHours(start, end, *day))

    assert all(start <= opening < closing <= end for opening, closing in found)
    assert all(day[0] <= opening.time() and closing.time() <= day[1] for opening, closing in found)
    noon = datetime.combine(start.date() + timedelta(days=1), day[0], LOCAL)
    if start <= noon and noon + timedelta(minutes=1) <= end:
        assert any(opening <= noon < closing for opening, closing in found)


@given(
    st.integers(0, 60 * 24 * 3),
    st.integers(1, 60 * 24 * 95),
    st.integers(1, 60 * 24 - 1),
    st.integers(0, 60 * 24 - 1),
)
def test_hours_past_midnight_reach_into_the_next_morning(shift, length, opens, part):
    start = START + timedelta(minutes=shift)
    end = start + timedelta(minutes=length)
    closes = part % opens
    midnights = [
        datetime.combine(start.date() + timedelta(days=day), time(0), LOCAL)
        for day in range(-1, length // (60 * 24) + 2)
    ]
    nights = [
        (
            max(start, midnight + timedelta(minutes=opens)),
            min(end, midnight + timedelta(days=1, minutes=closes)),
        )
        for midnight in midnights
    ]
    told = DatedHours(start, end, time(opens // 60, opens % 60), time(closes // 60, closes % 60))

    assert minutes(told) == [(first, last) for first, last in nights if first < last]


def test_a_place_that_never_opens_within_its_days_is_off():
    told = DatedHours(START, START + timedelta(hours=2), time(7), time(12))

    assert dated_hours(told)[0] == "off"
    assert minutes(told) == []


@pytest.mark.parametrize(
    ("hours", "es", "en"),
    [
        (
            (),
            "Desde el 30/12/2020 a las 15:40 hasta el 02/01/2021 a las 15:40, de día y de noche.",
            "From 2020 Dec 30, 15:40, until 2021 Jan 02, 15:40, day and night.",
        ),
        (
            (time(7), time(19)),
            (
                "Desde el 30/12/2020 a las 15:40 hasta el 02/01/2021 a las 15:40, "
                "cada día de 07:00 a 19:00."
            ),
            "From 2020 Dec 30, 15:40, until 2021 Jan 02, 15:40, every day 07:00 to 19:00.",
        ),
    ],
)
def test_the_words_say_the_first_and_the_last_minute(hours, es, en):
    told = DatedHours(START.astimezone(UTC), START + timedelta(days=3), *hours)

    words = dated_hours(told)[1]

    assert (words.es, words.en) == (es, en)
