"""Which alerts hold at an instant, as known at another: a pure function."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.situation.enums import Standing
from relevo.situation.rules.alerts import (
    Ended,
    Message,
    Span,
    Times,
    box,
    endings,
    inside,
    kilometers,
    severity_rank,
    span_of,
    standing_of,
)

AT = datetime(2020, 11, 16, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
FIRST = Message("s", "a", AT, "Actual", "Alert", "feed:a", AT, AT, AT + 10 * HOUR)


def later(kind, hours=2, *, of=("s", "a"), known=None, **changes):
    at = AT + hours * HOUR
    row = Message("s", f"{kind}-{hours}", at, "Actual", kind, "feed:a", at, at, at + 10 * HOUR)
    return replace(row, references=frozenset({of}), **{"known_from": known or at} | changes)


def standing(message, *others, at, known_at=None):
    known_at = known_at or AT + 100 * HOUR
    ended = endings([message, *others], at=at, known_at=known_at)
    return standing_of(message, ended, at=at, known_at=known_at)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [
        (-1, Standing.UNKNOWN),
        (0, Standing.IN_FORCE),
        (9, Standing.IN_FORCE),
        (10, Standing.EXPIRED),
    ],
)
def test_it_holds_from_its_start_until_its_end_and_expires_by_itself(hours, expected):
    assert standing(FIRST, at=AT + hours * HOUR) == expected


def test_it_is_not_known_before_it_came_in_and_coming_before_it_starts():
    assert standing(FIRST, at=AT + HOUR, known_at=AT - HOUR) == Standing.UNKNOWN
    soon = replace(FIRST, starts_at=AT + 3 * HOUR)
    assert standing(soon, at=AT + HOUR) == Standing.COMING
    assert standing(soon, at=AT + 3 * HOUR) == Standing.IN_FORCE


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("Update", Standing.UPDATED),
        ("Cancel", Standing.CANCELLED),
        ("Error", Standing.CANCELLED),
        ("Ack", Standing.IN_FORCE),
        ("Alert", Standing.IN_FORCE),
    ],
)
def test_what_ends_it(kind, expected):
    assert standing(FIRST, later(kind), at=AT + 3 * HOUR) == expected
    assert standing(FIRST, later(kind), at=AT + HOUR) == Standing.IN_FORCE


def test_an_end_that_was_not_known_yet_ended_nothing():
    cancel = later("Cancel", known=AT + 5 * HOUR)
    assert standing(FIRST, cancel, at=AT + 3 * HOUR, known_at=AT + 4 * HOUR) == Standing.IN_FORCE
    assert standing(FIRST, cancel, at=AT + 3 * HOUR, known_at=AT + 5 * HOUR) == Standing.CANCELLED


def test_nobody_ends_the_alert_of_another_nor_an_exercise_a_real_one():
    for other in (
        later("Cancel", sender="t"),
        later("Cancel", channel="own"),
        later("Cancel", channel="feed:b"),
        later("Cancel", channel="hand:a"),
        later("Cancel", status="Exercise"),
        later("Cancel", of=("s", "b")),
        replace(later("Cancel"), identifier="a"),
    ):
        assert standing(FIRST, other, at=AT + 3 * HOUR) == Standing.IN_FORCE


def test_the_first_end_counts_and_none_after_it_has_run_out():
    both = (later("Cancel", 3), later("Update", 2))
    assert standing(FIRST, *both, at=AT + 4 * HOUR) == Standing.UPDATED
    assert standing(FIRST, *reversed(both), at=AT + 4 * HOUR) == Standing.UPDATED
    assert standing(FIRST, later("Cancel", 11), at=AT + 12 * HOUR) == Standing.EXPIRED
    found = endings([FIRST, *both], at=AT + 4 * HOUR, known_at=AT + 4 * HOUR)
    assert list(found.values()) == [Ended(AT + 2 * HOUR, "Update")]


@given(
    st.lists(
        st.builds(
            later,
            st.sampled_from(["Update", "Cancel", "Error"]),
            st.integers(1, 20),
            known=st.integers(0, 30).map(lambda hours: AT + hours * HOUR),
        ),
        max_size=4,
    ),
    st.integers(-2, 30),
    st.integers(-2, 30),
    st.integers(0, 10),
)
def test_what_is_over_never_begins_again(others, at, known, more):
    over = {Standing.UPDATED, Standing.CANCELLED, Standing.EXPIRED}
    now = standing(FIRST, *others, at=AT + at * HOUR, known_at=AT + known * HOUR)
    after = standing(FIRST, *others, at=AT + (at + more) * HOUR, known_at=AT + known * HOUR)
    assert now not in over or after in over


def test_the_span_of_what_is_said_of_time():
    assert span_of(sent_at=AT, infos=()) == Span(AT, AT + 24 * HOUR, True)
    onset = Times(onset_at=AT + 5 * HOUR)
    assert span_of(sent_at=AT, infos=[onset]) == Span(AT, AT + 29 * HOUR, True)
    told = Times(effective_at=AT + HOUR, expires_at=AT + 2 * HOUR)
    assert span_of(sent_at=AT, infos=[told]) == Span(AT + HOUR, AT + 2 * HOUR, False)
    early = Times(effective_at=AT - 9 * HOUR, onset_at=AT - 90 * HOUR)
    assert span_of(sent_at=AT, infos=[early, told]) == Span(AT, AT + 24 * HOUR, True)


def test_order_of_severity():
    assert [severity_rank(word) for word in ("Extreme", "Minor", "Unknown", "x")] == [0, 3, 4, 5]


def test_points_within_a_ring_and_within_reach():
    ring = ((0.0, 0.0), (0.0, 10.0), (10.0, 10.0), (10.0, 0.0), (0.0, 0.0))
    assert (inside(5, 5, ring), inside(5, 11, ring), inside(-1, 5, ring)) == (True, False, False)
    assert box(ring) == (0.0, 0.0, 10.0, 10.0)
    assert round(kilometers(13.6, -87.8, 13.6, -88.8)) == 108
