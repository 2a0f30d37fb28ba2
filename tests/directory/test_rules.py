"""When a service is open, and how far an entry can be trusted."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.directory import rules
from relevo.directory.enums import VerificationMethod, VerificationOutcome
from relevo.directory.errors import HoursUnreadable
from relevo.kernel.confidence import Confidence

CHRISTMAS = date(2020, 12, 25)  # a Friday


def local(day, hour=0):
    return datetime(2020, 12, day, hour, tzinfo=rules.ZONES["HN"])


def windows(expression, *, start, end, holidays=(CHRISTMAS,)):
    found = rules.windows(expression, country="HN", holidays=holidays, start=start, end=end)
    assert all(moment.tzinfo is UTC for window in found for moment in window)
    return [
        tuple(moment.astimezone(rules.ZONES["HN"]).strftime("%d %H:%M") for moment in window)
        for window in found
    ]


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        ("24/7", [("24 10:00", "27 00:00")]),
        ("Mo-Fr 08:00-16:00", [("24 10:00", "24 16:00"), ("25 08:00", "25 16:00")]),
        ("Mo-Fr 08:00-16:00; PH off", [("24 10:00", "24 16:00")]),
        ('Mo-Fr 08:00-16:00; PH off "cerrado; PH"', [("24 10:00", "24 16:00")]),
        ("24/7; PH off", [("24 10:00", "25 00:00"), ("26 00:00", "27 00:00")]),
        (
            "Mo-Su,PH 07:00-22:00",
            [("24 10:00", "24 22:00"), ("25 07:00", "25 22:00"), ("26 07:00", "26 22:00")],
        ),
        ("PH,Sa 09:00-12:00", [("25 09:00", "25 12:00"), ("26 09:00", "26 12:00")]),
        ("PH", [("25 00:00", "26 00:00")]),
        ("Mo-Fr 08:00-16:00 unknown", []),
        (
            "Mo-Fr 08:00-12:00,12:00-16:00; Sa off",
            [("24 10:00", "24 16:00"), ("25 08:00", "25 16:00")],
        ),
    ],
)
def test_on_a_holiday_the_ph_part_counts_and_elsewhere_the_rest(expression, expected):
    assert windows(expression, start=local(24, 10), end=local(27)) == expected


def test_another_countrys_holidays_are_not_guessed():
    assert windows("Mo-Fr 08:00-16:00; PH off", start=local(25), end=local(26), holidays=()) == [
        ("25 08:00", "25 16:00")
    ]


def test_a_night_shift_goes_on_into_the_morning():
    assert windows("Mo-Su 18:00-05:00", start=local(24), end=local(26)) == [
        ("24 00:00", "24 05:00"),
        ("24 18:00", "25 05:00"),
        ("25 18:00", "26 00:00"),
    ]


def test_a_night_shift_that_did_not_begin_has_no_morning():
    assert windows("Mo-Su 18:00-05:00; PH off", start=local(24), end=local(28)) == [
        ("24 00:00", "24 05:00"),
        ("24 18:00", "25 00:00"),
        ("26 18:00", "27 05:00"),
        ("27 18:00", "28 00:00"),
    ]


def test_no_time_no_windows():
    assert windows("24/7", start=local(24), end=local(24)) == []
    assert windows("24/7; PH off", start=local(25), end=local(24)) == []


@pytest.mark.parametrize(
    "expression",
    [
        "",
        "abierto",
        "Mo-Fr 25:00-99:00",
        "=1+1",
        "Mo-Fr 08:00-12:00, PH 09:00-10:00",
        "Dec PH 09:00-10:00 PH",
        "Mo-Fr 10:00-12:00,PH,Sa 09:00-10:00",
        "PH,Mo[1] 09:00-10:00",
        "PH +1 day off",
        "SH off",
        "sunrise-sunset",
        "Mo-Fr 08:00-16:00 || unknown",
        "Mo-Fr 08:00-16:00; " * 20,
    ],
)
def test_what_would_have_to_be_guessed_is_unreadable(expression):
    with pytest.raises(HoursUnreadable) as refusal:
        rules.check_hours(expression)
    assert refusal.value.read in expression


@given(
    st.sampled_from(["Mo-Fr 08:00-16:00; PH off", "Mo-Su 18:00-05:00; PH 10:00-12:00", "24/7"]),
    st.sets(st.integers(1, 28).map(lambda day: date(2020, 12, day))),
    st.integers(0, 200),
    st.integers(0, 200),
)
def test_windows_are_ordered_apart_and_inside(expression, holidays, first, length):
    start = local(1) + timedelta(hours=first)
    end = start + timedelta(hours=length)

    found = rules.windows(expression, country="SV", holidays=holidays, start=start, end=end)

    edges = [moment for window in found for moment in window]
    assert edges == sorted(set(edges))
    assert all(start <= moment <= end for moment in edges)


@given(st.text(max_size=60))
def test_any_text_is_either_read_or_refused(text):
    try:
        found = rules.windows(text, country="GT", holidays=(), start=local(1), end=local(3))
    except HoursUnreadable:
        return
    assert all(opens < closes for opens, closes in found)


@pytest.mark.parametrize(
    ("permanence", "percent"),
    [("permanent", 91), ("temporary", 56), ("surge", 31), ("mobile", 31), ("", 82)],
)
def test_what_works_for_a_season_wears_off_sooner(permanence, percent):
    assert (
        rules.confidence_percent(
            Confidence.HIGH,
            verified_at=local(1) - timedelta(days=50),
            permanence=permanence,
            at=local(1),
        )
        == percent
    )


def test_what_a_verification_is_worth():
    worth = {
        (method.value, outcome.value): rules.stated_confidence(method, outcome).value
        for method in VerificationMethod
        for outcome in VerificationOutcome
    }

    assert worth == {
        ("published", "confirmed"): "low",
        ("published", "changed"): "low",
        ("published", "not_found"): "low",
        ("telephone", "confirmed"): "medium",
        ("telephone", "changed"): "medium",
        ("telephone", "not_found"): "low",
        ("visit", "confirmed"): "high",
        ("visit", "changed"): "high",
        ("visit", "not_found"): "low",
        ("own", "confirmed"): "high",
        ("own", "changed"): "high",
        ("own", "not_found"): "low",
        ("link", "confirmed"): "medium",
        ("link", "changed"): "medium",
        ("link", "not_found"): "low",
        ("referral", "confirmed"): "high",
        ("referral", "changed"): "high",
        ("referral", "not_found"): "low",
    }
