from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.borders.enums import Basis, State
from relevo.borders.rules import (
    ANNOUNCED_HOLDS,
    OBSERVED_HOLDS,
    WORSE_FIRST,
    Report,
    Status,
    state_at,
    worse,
)

NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
GOASCORAN = UUID(int=1)
PASAQUINA = UUID(int=2)
ANNOUNCED_OPEN = Report(
    key="announced",
    crossing_key="HNSV-AMA",
    country="HN",
    direction="both",
    mode="people",
    state="restricted",
    basis="announced",
    from_at=NOON - timedelta(days=32),
    known_from=NOON - timedelta(days=33),
    opening_hours="06:00-18:00",
)
SEEN_CLOSED = replace(
    ANNOUNCED_OPEN,
    key="seen",
    state="closed",
    basis="observed",
    from_at=NOON - timedelta(hours=1),
    known_from=NOON - timedelta(hours=1),
    reporter_institution_id=GOASCORAN,
)


def test_nothing_known_is_not_confirmed_and_never_open():
    assert state_at([], at=NOON) == Status(state=State.NOT_CONFIRMED)


def test_an_announcement_holds_and_is_not_confirmed():
    status = state_at([ANNOUNCED_OPEN], at=NOON)

    assert (status.state, status.is_confirmed, status.opening_hours, status.report_key) == (
        State.RESTRICTED,
        False,
        "06:00-18:00",
        "announced",
    )


def test_what_was_seen_decides_over_what_was_announced_before():
    status = state_at([ANNOUNCED_OPEN, SEEN_CLOSED], at=NOON)

    assert (status.state, status.is_confirmed, status.report_key) == (State.CLOSED, True, "seen")


def test_reopening_by_the_same_institution_undoes_a_closure():
    reopened = replace(SEEN_CLOSED, key="again", state="open", from_at=NOON, known_from=NOON)

    status = state_at([ANNOUNCED_OPEN, SEEN_CLOSED, reopened], at=NOON)

    assert (status.state, status.is_confirmed) == (State.OPEN, True)


def test_two_institutions_that_saw_different_things_leave_it_not_confirmed():
    other = replace(
        SEEN_CLOSED, key="other", state="open", from_at=NOON, reporter_institution_id=PASAQUINA
    )

    status = state_at([SEEN_CLOSED, other], at=NOON)

    assert (status.state, status.is_contradicted, status.last_word) == (
        State.NOT_CONFIRMED,
        True,
        other,
    )


def test_a_difference_that_is_a_day_old_is_a_change_not_a_contradiction():
    other = replace(
        SEEN_CLOSED,
        key="other",
        state="open",
        from_at=NOON - timedelta(days=1),
        reporter_institution_id=PASAQUINA,
    )

    assert state_at([SEEN_CLOSED, other], at=NOON).state == State.CLOSED


def test_a_closing_that_spares_who_goes_home_is_not_confirmed_to_them():
    announced = replace(
        ANNOUNCED_OPEN, state="closed", spares_return=True, source="https://example.org/cierre"
    )
    status = state_at([announced.for_who_returns()], at=NOON)
    assert (status.state, status.is_confirmed) == (State.NOT_CONFIRMED, False)
    assert (status.is_closed_to_others, status.source) == (True, announced.source)
    assert state_at([announced], at=NOON).state is State.CLOSED
    seen = replace(SEEN_CLOSED, spares_return=True).for_who_returns()
    assert state_at([seen], at=NOON).is_confirmed is False


@pytest.mark.parametrize(
    "report", [SEEN_CLOSED, ANNOUNCED_OPEN, replace(ANNOUNCED_OPEN, spares_return=True)]
)
def test_another_word_says_the_same_to_who_goes_home(report):
    assert report.for_who_returns() == report


def test_of_two_sides_not_confirmed_the_one_closed_to_others_is_told():
    spared = Status(state=State.NOT_CONFIRMED, is_closed_to_others=True)
    assert worse(Status(state=State.NOT_CONFIRMED), spared).is_closed_to_others


def test_words_without_an_end_grow_old():
    seen_late = SEEN_CLOSED.from_at + OBSERVED_HOLDS
    announced_late = ANNOUNCED_OPEN.from_at + ANNOUNCED_HOLDS

    assert state_at([SEEN_CLOSED], at=seen_late).state == State.NOT_CONFIRMED
    assert state_at([ANNOUNCED_OPEN], at=announced_late).state == State.NOT_CONFIRMED
    assert state_at([ANNOUNCED_OPEN], at=announced_late).last_word == ANNOUNCED_OPEN


def test_an_end_of_its_own_decides_how_long_a_word_holds():
    until = NOON + timedelta(days=200)
    ending = replace(ANNOUNCED_OPEN, until_at=until)

    assert state_at([ending], at=until - timedelta(minutes=1)).state == State.RESTRICTED
    assert state_at([ending], at=until).state == State.NOT_CONFIRMED


def test_a_sighting_confirms_for_three_days_however_far_its_end_lies():
    ending = replace(SEEN_CLOSED, state="open", until_at=NOON + timedelta(days=300))
    late = SEEN_CLOSED.from_at + OBSERVED_HOLDS

    assert state_at([ending], at=late - timedelta(minutes=1)).is_confirmed is True
    assert state_at([ending], at=late).is_confirmed is False
    assert state_at([ending], at=late).state == State.OPEN


def test_a_report_speaks_of_its_side_its_direction_and_of_people():
    assert ANNOUNCED_OPEN.concerns(country="HN", direction="in")
    assert not ANNOUNCED_OPEN.concerns(country="SV", direction="in")
    assert not replace(ANNOUNCED_OPEN, direction="out").concerns(country="HN", direction="in")
    assert not replace(ANNOUNCED_OPEN, mode="cargo").concerns(country="HN", direction="in")
    assert replace(ANNOUNCED_OPEN, country="").concerns(country="SV", direction="out")


states = st.sampled_from([State.OPEN, State.RESTRICTED, State.CLOSED])
reports = st.builds(
    Report,
    key=st.text("abcdef", min_size=1, max_size=4),
    crossing_key=st.just("HNSV-AMA"),
    country=st.just("HN"),
    direction=st.just("both"),
    mode=st.just("people"),
    state=states,
    basis=st.sampled_from(Basis.values),
    from_at=st.integers(-200, 5).map(lambda h: NOON + timedelta(hours=h)),
    known_from=st.integers(-200, 0).map(lambda h: NOON + timedelta(hours=h)),
    until_at=st.none(),
    reporter_institution_id=st.sampled_from([GOASCORAN, PASAQUINA]),
)


@given(st.lists(reports, max_size=6, unique_by=lambda r: r.key), st.randoms())
def test_the_order_in_which_reports_are_read_changes_nothing(some, shuffler):
    mixed = list(some)
    shuffler.shuffle(mixed)

    assert state_at(mixed, at=NOON) == state_at(some, at=NOON)


@given(st.lists(reports, max_size=6, unique_by=lambda r: r.key))
def test_open_and_confirmed_always_rest_on_a_report_that_says_so(some):
    status = state_at(some, at=NOON)

    if status.state != State.NOT_CONFIRMED:
        said = next(r for r in some if r.key == status.report_key)
        assert (said.state, said.holds_at(NOON)) == (status.state, True)
        assert not status.is_confirmed or said.basis == Basis.OBSERVED


@given(st.lists(states | st.just(State.NOT_CONFIRMED), min_size=1, max_size=4))
def test_the_worse_side_decides_for_a_passage(some):
    decided = worse(*(Status(state=state) for state in some))

    assert WORSE_FIRST.index(decided.state) == min(WORSE_FIRST.index(state) for state in some)


def test_of_two_open_sides_the_unconfirmed_one_decides():
    confirmed = Status(state=State.OPEN, is_confirmed=True)

    assert worse(confirmed, Status(state=State.OPEN)).is_confirmed is False
