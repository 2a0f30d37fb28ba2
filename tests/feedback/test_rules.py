"""Where a telling goes, who may open it, and how a complaint moves: on plain values."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.feedback.enums import ComplaintState, Found, Got, Kind, Matter
from relevo.feedback.errors import MoveRefused, NothingTold, TellingRefused
from relevo.feedback.rules.bodies import body_of, outside_bodies
from relevo.feedback.rules.sorting import (
    LONGEST_WORDS,
    Reader,
    Sorted,
    Told,
    check_told,
    readers_of,
    sort,
)
from relevo.feedback.rules.states import MOVES, check_move, due_at, is_overdue

TODAY = date(2020, 11, 20)
NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
S = ComplaintState


@pytest.mark.parametrize(
    ("told", "sorted_"),
    [
        # said                                   sensitive, readers, place, closed, kind
        ({"found": "open"}, (False, False, True, False, Kind.PRAISE)),
        ({"found": "open", "got": "all"}, (False, False, True, False, Kind.PRAISE)),
        ({"found": "closed"}, (False, False, True, True, Kind.CLOSED)),
        ({"got": "nothing"}, (False, False, True, False, Kind.NOT_GIVEN)),
        ({"got": "part", "found": "open"}, (False, False, True, False, Kind.NOT_GIVEN)),
        ({"words": "algo"}, (False, True, False, False, Kind.WORDS)),
        ({"words": "algo", "found": "closed"}, (False, True, True, True, Kind.CLOSED)),
        ({"matters": {"money"}}, (True, True, False, False, Kind.IN_RETURN)),
        ({"matters": {"work"}}, (True, True, False, False, Kind.IN_RETURN)),
        ({"matters": {"favors"}}, (True, True, False, False, Kind.IN_RETURN)),
        ({"matters": {"sex", "money"}}, (True, True, False, False, Kind.SEXUAL)),
        ({"matters": {"abuse", "child"}}, (True, True, False, False, Kind.SEXUAL)),
        ({"matters": {"child", "money"}}, (True, True, False, False, Kind.CHILD)),
        ({"matters": {"conduct"}}, (True, True, False, False, Kind.CONDUCT)),
        ({"matters": {"discrimination"}}, (True, True, False, False, Kind.DISCRIMINATION)),
        (
            {"matters": {"conduct"}, "found": "closed", "got": "nothing", "words": "x"},
            (True, True, False, False, Kind.CONDUCT),
        ),
    ],
)
def test_where_it_goes_is_decided_by_what_was_ticked(told, sorted_):
    told = told | {"matters": frozenset(told.get("matters", ()))}
    assert sort(Told(**told)) == Sorted(*sorted_)


@pytest.mark.parametrize("told", [Told(), Told(words="  \n"), Told(slip_code="X", went_on=TODAY)])
def test_nothing_said_is_nothing_told(told):
    with pytest.raises(NothingTold):
        sort(told)


@given(
    st.sampled_from(["", *Found.values]),
    st.sampled_from(["", *Got.values]),
    st.frozensets(st.sampled_from(Matter.values), min_size=1),
    st.text(max_size=20),
)
def test_whatever_else_was_said_what_is_sensitive_never_goes_to_the_place(
    found, got, matters, words
):
    sorted_ = sort(Told(found=found, got=got, matters=matters, words=words))
    assert (sorted_.is_sensitive, sorted_.for_readers) == (True, True)
    assert (sorted_.for_the_place, sorted_.tells_closed) == (False, False)


@pytest.mark.parametrize(
    ("told", "field", "problem"),
    [
        (Told(found="ajar"), "found", "unknown"),
        (Told(got="plenty"), "got", "unknown"),
        (Told(matters=frozenset({"noise"})), "matters", "unknown"),
        (Told(words="x" * (LONGEST_WORDS + 1)), "words", "too_long"),
        (Told(words="a\0b"), "words", "unreadable"),
        (Told(went_on=TODAY + timedelta(1)), "went_on", "to_come"),
    ],
)
def test_what_no_form_can_have_is_refused(told, field, problem):
    with pytest.raises(TellingRefused) as refused:
        check_told(told, on=TODAY)
    assert (refused.value.field, refused.value.problem) == (field, problem)


def test_what_a_form_can_have_is_not():
    check_told(Told(found="open", got="all", words="x" * LONGEST_WORDS, went_on=TODAY), on=TODAY)


HOUSE, OTHER_NAME, MONITORING = UUID(int=11), UUID(int=13), UUID(int=12)
A = Reader(UUID(int=1), frozenset({HOUSE, OTHER_NAME}))
B = Reader(UUID(int=2), frozenset({MONITORING}))


@pytest.mark.parametrize(
    ("about", "barred", "found"),
    [
        (None, (), [A, B]),
        (UUID(int=99), (), [A, B]),
        (HOUSE, (), [B]),
        (OTHER_NAME, (), [B]),
        (MONITORING, (), [A]),
        (None, (A.user_id,), [B]),
        (HOUSE, (B.user_id,), []),
        (None, (A.user_id, B.user_id), []),
    ],
)
def test_nobody_reads_about_their_own_institution_or_a_case_they_work_on(about, barred, found):
    assert readers_of([A, B], about=about, barred=barred) == found


@pytest.mark.parametrize("state", list(S))
@pytest.mark.parametrize("to", list(S))
def test_only_these_moves_are_possible(state, to):
    possible = {
        (S.RECEIVED, S.ACKNOWLEDGED),
        (S.ACKNOWLEDGED, S.ANSWERED),
        (S.ACKNOWLEDGED, S.REFERRED),
        (S.ACKNOWLEDGED, S.CLOSED),
        (S.ANSWERED, S.ANSWERED),
        (S.ANSWERED, S.REFERRED),
        (S.ANSWERED, S.CLOSED),
        (S.REFERRED, S.ANSWERED),
        (S.REFERRED, S.CLOSED),
        (S.CLOSED, S.RECEIVED),
    }
    assert (to in MOVES[state]) == ((state, to) in possible)
    if (state, to) in possible:
        check_move(state, to)
        return
    with pytest.raises(MoveRefused) as refused:
        check_move(state, to)
    assert (refused.value.state, refused.value.to) == (state, to)


def test_five_working_days_leave_out_weekends_and_holidays():
    assert due_at(NOON, holidays=()) == datetime(2020, 11, 27, 18, tzinfo=UTC)
    assert due_at(NOON, holidays=(date(2020, 11, 25),)) == datetime(2020, 11, 30, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("state", "late", "overdue"),
    [(S.RECEIVED, 0, False), (S.RECEIVED, 1, True), (S.ACKNOWLEDGED, 1, False)],
)
def test_only_what_nobody_acknowledged_is_overdue(state, late, overdue):
    assert is_overdue(state=state, due=NOON, at=NOON + timedelta(seconds=late)) is overdue


def test_each_country_has_its_body_outside_with_a_source():
    assert [(body.key, body.country) for body in outside_bodies()] == [
        ("pddh", "SV"),
        ("pdh", "GT"),
        ("conadeh", "HN"),
    ]
    assert all(body.source.startswith("https://") for body in outside_bodies())
    assert body_of("pdh") is outside_bodies()[1]
    assert body_of("none") is None
