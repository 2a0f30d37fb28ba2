from datetime import UTC, date, datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from relevo.kernel.working_days import add_working_days

LOCAL = timezone(timedelta(hours=-6))


def test_an_offer_on_a_sunday_counts_from_monday():
    sunday = datetime(2020, 11, 22, 9, tzinfo=LOCAL)
    assert add_working_days(sunday, days=1, holidays=()) == datetime(2020, 11, 23, 9, tzinfo=LOCAL)


def test_the_day_is_that_of_the_region_and_not_of_utc():
    late_friday = datetime(2020, 11, 21, 4, tzinfo=UTC)  # Friday 22:00 in the three countries
    assert add_working_days(late_friday, days=1, holidays=()) == datetime(
        2020, 11, 24, 4, tzinfo=UTC
    )


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2022, 1, 1)),  # noqa: DTZ001 -- made aware below
    st.integers(1, 15),
    st.frozensets(st.dates(date(2020, 1, 1), date(2022, 3, 1)), max_size=20),
)
def test_between_an_offer_and_its_day_lie_exactly_so_many_working_days(start, days, holidays):
    at = start.replace(tzinfo=LOCAL)
    end = add_working_days(at, days=days, holidays=holidays)
    passed = [at.date() + timedelta(n) for n in range(1, (end.date() - at.date()).days + 1)]
    working = [day for day in passed if day.weekday() < 5 and day not in holidays]
    assert (len(working), working[-1], end.timetz()) == (days, end.date(), at.timetz())
