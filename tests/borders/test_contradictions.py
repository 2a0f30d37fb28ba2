"""When two words contradict each other, and what ends it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.borders.enums import Basis, State
from relevo.borders.rules import OBSERVED_HOLDS, Report, state_at
from relevo.borders.rules.state import LOOKS_BACK
from relevo.borders.rules.trust import confidence_at, trust_left
from relevo.kernel.confidence import Confidence

NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
HOUR = timedelta(hours=1)
A, B, C, D = (UUID(int=number) for number in range(1, 5))


def saw(who, state, hours, **columns):
    """Institution ``who`` saw it so many hours after noon, and told it then."""
    at = NOON + hours * HOUR
    return Report(
        **{
            "key": f"{who.int}-{state}-{hours}",
            "crossing_key": "HNSV-AMA",
            "country": "HN",
            "direction": "both",
            "mode": "people",
            "state": state,
            "basis": "observed",
            "from_at": at,
            "known_from": at,
            "reporter_institution_id": who,
        }
        | columns
    )


def told(reports, hours):
    """State, and how many saw it."""
    status = state_at(reports, at=NOON + hours * HOUR)
    return str(status.state), status.is_contradicted, status.confirmed_by


DIFFER = [saw(A, "closed", 0), saw(B, "open", 1)]


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ([], ("not_confirmed", True, 0)),
        # who differs says the same as the other
        ([saw(A, "open", 2)], ("open", False, 2)),
        ([saw(B, "closed", 2)], ("closed", False, 2)),
        # saying one's own again settles nothing, hours later neither
        ([saw(A, "closed", 2)], ("not_confirmed", True, 0)),
        ([saw(B, "open", 9)], ("not_confirmed", True, 0)),
        # two against one
        ([saw(C, "open", 2)], ("open", False, 2)),
        ([saw(C, "closed", 2)], ("closed", False, 2)),
        ([saw(C, "closed", 9)], ("closed", False, 2)),
        # a third opinion, and two against two, settle nothing
        ([saw(C, "restricted", 2)], ("not_confirmed", True, 0)),
        ([saw(C, "restricted", 2), saw(D, "restricted", 3)], ("not_confirmed", True, 0)),
        # the one who is alone sees it again: it differs anew
        ([saw(C, "closed", 2), saw(B, "open", 3)], ("not_confirmed", True, 0)),
        # settled by whoever compared
        ([saw(C, "closed", 2, settles=True)], ("closed", False, 1)),
        ([saw(A, "closed", 2, settles=True)], ("closed", False, 1)),
        # until somebody sees otherwise since
        ([saw(C, "closed", 2, settles=True), saw(B, "open", 3)], ("not_confirmed", True, 0)),
        ([saw(C, "closed", 2, settles=True), saw(B, "open", 9)], ("open", False, 1)),
        ([saw(C, "closed", 2, settles=True), saw(B, "closed", 3)], ("closed", False, 2)),
    ],
)
def test_what_ends_a_contradiction_and_what_does_not(more, expected):
    assert told([*DIFFER, *more], 9.5) == expected


def test_words_that_contradict_stand_side_by_side_newest_first():
    third = saw(C, "restricted", 2)
    status = state_at([*DIFFER, third], at=NOON + 3 * HOUR)
    assert status.side_by_side == (third, DIFFER[1], DIFFER[0])
    assert state_at([DIFFER[0]], at=NOON + HOUR).side_by_side == ()


def test_contradiction_ends_where_a_word_ends_as_it_said():
    until = [saw(A, "closed", 0, until_at=NOON + 3 * HOUR), DIFFER[1]]
    assert told(until, 2) == ("not_confirmed", True, 0)
    assert told(until, 3) == ("open", False, 1)


def test_word_that_only_grows_old_leaves_nothing_open_behind():
    last_hours = OBSERVED_HOLDS / HOUR
    assert told(DIFFER, last_hours + 0.5) == ("not_confirmed", True, 0)
    assert told(DIFFER, last_hours + 1) == ("not_confirmed", False, 0)


def test_party_that_repeats_itself_is_heard_until_the_other_word_has_grown_old():
    again = [*DIFFER, saw(B, "open", 60)]
    assert told(again, 71) == ("not_confirmed", True, 0)
    assert told(again, 72) == ("open", False, 1)


def test_what_was_seen_long_ago_contradicts_nothing():
    weeks = LOOKS_BACK / HOUR
    old = [saw(A, "closed", 0, until_at=NOON + 60 * timedelta(days=1))]
    assert told([*old, saw(B, "open", 1, until_at=NOON + 60 * timedelta(days=1))], 2)[1] is True
    assert told([*old, saw(B, "open", weeks + 1)], weeks + 1) == ("open", False, 1)


def test_newer_announcement_decides_and_confirms_nothing():
    announced = saw(A, "open", 2, basis="announced", reporter_institution_id=None)
    assert told([*DIFFER, announced], 3) == ("open", False, 0)


def test_who_saw_it_before_another_state_confirms_it_no_more():
    assert told([saw(A, "open", 0), saw(B, "closed", 10), saw(C, "open", 20)], 20) == (
        "open",
        False,
        1,
    )
    assert told([saw(A, "open", 0), saw(C, "open", 20)], 20) == ("open", False, 2)
    assert told([saw(A, "open", 0), saw(A, "open", 20)], 20) == ("open", False, 1)


def test_same_source_outside_the_network_does_not_contradict_itself():
    seen = [saw(A, "closed", 0), saw(B, "open", 1)]
    assert told([replace(row, reporter_institution_id=None) for row in seen], 2)[1] is False


REPORTS = st.builds(
    lambda who, state, hours, late, settles, basis, until: saw(
        who,
        state,
        hours,
        key=f"{who.int}{state}{hours}{late}{settles}{basis}{until}",
        known_from=NOON + (hours + late) * HOUR,
        settles=settles and basis == "observed",
        basis=basis,
        until_at=None if until is None else NOON + (hours + until) * HOUR,
    ),
    st.sampled_from([A, B, C]),
    st.sampled_from(["open", "restricted", "closed"]),
    st.integers(-90, 5),
    st.integers(0, 30),
    st.booleans(),
    st.sampled_from(Basis.values),
    st.none() | st.integers(1, 100),
)
SOME = st.lists(REPORTS, max_size=8, unique_by=lambda report: report.key)


def known(reports, known_at):
    return [report for report in reports if report.known_from <= known_at]


def whole(status):
    return (status, status.confirmed_by, status.side_by_side)


@given(SOME, st.randoms())
def test_order_in_which_words_are_read_changes_nothing(some, shuffler):
    mixed = list(some)
    shuffler.shuffle(mixed)
    assert whole(state_at(mixed, at=NOON)) == whole(state_at(some, at=NOON))


@given(SOME, SOME, st.integers(-60, 0))
def test_what_is_told_later_changes_nothing_of_what_was_known(some, later, hours):
    known_at = NOON + hours * HOUR
    added = [
        replace(row, key=f"later-{row.key}", known_from=max(row.known_from, known_at + HOUR))
        for row in later
    ]
    before = state_at(known(some, known_at), at=NOON)
    assert whole(state_at(known([*some, *added], known_at), at=NOON)) == whole(before)


@given(SOME, st.sampled_from(["open", "restricted", "closed"]), st.integers(0, 71), SOME)
def test_what_was_settled_stays_until_a_newer_word(some, state, hours, late):
    """Older words that come in late reopen nothing."""
    settled = saw(C, state, 5.5, key="settled", settles=True)
    older = [replace(row, key=f"late-{row.key}") for row in late]
    status = state_at([*some, *older, settled], at=settled.from_at + hours * HOUR)
    assert (str(status.state), status.is_contradicted, status.confirmed_by) == (state, False, 1)


@given(SOME)
def test_contradiction_names_two_institutions_and_two_states(some):
    status = state_at(some, at=NOON)
    words = status.side_by_side
    assert status.is_contradicted is bool(words)
    if words:
        assert status.state is State.NOT_CONFIRMED
        assert len({row.state for row in words}) > 1
        assert len({row.reporter_institution_id for row in words}) == len(words)


@pytest.mark.parametrize(
    ("basis", "stated", "hours", "left", "level"),
    [
        ("observed", "high", 0, 100, Confidence.HIGH),
        ("observed", "high", 12, 71, Confidence.HIGH),
        ("observed", "high", 24, 50, Confidence.MEDIUM),
        ("observed", "high", 48, 25, Confidence.LOW),
        ("observed", "high", 24 * 30, 10, Confidence.LOW),
        ("announced", "medium", 0, 70, Confidence.HIGH),
        ("announced", "medium", 24, 68, Confidence.MEDIUM),
        ("announced", "low", 0, 40, Confidence.MEDIUM),
        ("announced", "low", 48, 38, Confidence.LOW),
    ],
)
def test_trust_in_a_word_wears_off(basis, stated, hours, left, level):
    word = saw(A, "open", 0, basis=basis, confidence=stated)
    at = NOON + hours * HOUR
    assert (trust_left(word, at=at), confidence_at(word, at=at)) == (left, level)


def test_trust_counts_from_when_it_was_told():
    word = saw(A, "open", 0, confidence="high", known_from=NOON + 24 * HOUR)
    assert trust_left(word, at=NOON + 24 * HOUR) == 100
