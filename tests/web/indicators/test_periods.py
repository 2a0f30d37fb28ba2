from datetime import date, datetime, timedelta

import pytest

from relevo.plumbing.clock import LOCAL
from relevo.web.indicators.periods import Quarter, quarter_of, read_quarter, shown_quarters

FRIDAY = date(2020, 11, 20)


@pytest.mark.parametrize("month", range(1, 13))
def test_every_day_lies_in_its_quarter(month):
    day = date(2021, month, 15)
    quarter = quarter_of(day)
    assert quarter.start_on <= day < quarter.end_on
    assert quarter.last_on + timedelta(days=1) == quarter.end_on


def test_quarters_follow_each_other_over_the_year():
    assert Quarter(2020, 4).next() == Quarter(2021, 1)
    assert Quarter(2021, 1).previous() == Quarter(2020, 4)
    assert Quarter(2021, 2).previous().next() == Quarter(2021, 2)


def test_quarter_begins_and_ends_at_midnight_of_the_three_countries():
    quarter = Quarter(2020, 4)
    assert quarter.since == datetime(2020, 10, 1, tzinfo=LOCAL)
    assert quarter.until == datetime(2021, 1, 1, tzinfo=LOCAL)


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("2020-Q4", Quarter(2020, 4)),
        ("2020-Q1", Quarter(2020, 1)),
        ("2021-Q1", Quarter(2020, 3)),
        ("2012-Q4", Quarter(2020, 3)),
        ("2020-Q5", Quarter(2020, 3)),
        ("", Quarter(2020, 3)),
        ("' OR 1=1", Quarter(2020, 3)),
    ],
)
def test_address_names_a_quarter_or_means_the_last_closed_one(code, expected):
    assert read_quarter(code, on=FRIDAY) == expected


def test_running_quarter_is_closed_on_the_first_day_after_it():
    assert not Quarter(2020, 4).is_closed(date(2020, 12, 31))
    assert Quarter(2020, 4).is_closed(date(2021, 1, 1))


def test_one_chooses_from_twelve_quarters_newest_first():
    found = shown_quarters(FRIDAY)
    assert (len(found), found[0].code, found[-1].code) == (12, "2020-Q4", "2018-Q1")
