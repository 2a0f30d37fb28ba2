from datetime import UTC, date, datetime

import pytest

from relevo.kernel.periods import DateRange, Period


@pytest.mark.parametrize(
    ("start", "until", "within"),
    [
        (None, None, [True, True, True]),
        (2, None, [False, True, True]),
        (None, 2, [True, False, False]),
        (2, 3, [False, True, False]),
    ],
)
def test_start_is_included_and_end_is_not(start, until, within):
    def day(number):
        return None if number is None else date(2020, 11, number)

    def instant(number):
        return None if number is None else datetime(2020, 11, number, tzinfo=UTC)

    days = DateRange(day(start), day(until))
    instants = Period(instant(start), instant(until))
    assert [days.contains(day(number)) for number in (1, 2, 3)] == within
    assert [instants.contains(instant(number)) for number in (1, 2, 3)] == within
