"""What holds at an instant as known at another; sums, marks and ends, whatever the rows."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.situation.errors import FactRefused
from relevo.situation.rules import checklist, emergencies, pledges, points

START = datetime(2020, 11, 1, tzinfo=UTC)
instants = st.integers(0, 40).map(lambda hours: START + timedelta(hours=hours))


@dataclass(frozen=True)
class Row:
    from_at: datetime
    known_from: datetime
    country: str = "HN"
    area_id: str | None = None
    until_at: datetime | None = None
    phase: str = "during"


@dataclass(frozen=True)
class Number:
    value: int
    said_by: str = "OCHA"
    measure: str = "affected"
    country: str = "HN"
    area_id: str | None = None
    high: int | None = None
    is_explained: bool = False
    as_of_at: datetime = START
    known_from: datetime = START
    is_published: bool = False
    is_below_department: bool = False


@dataclass(frozen=True)
class PointStep:
    until_at: datetime
    at: datetime


@dataclass(frozen=True)
class PledgeStep:
    state: str
    amount: int | None
    at: datetime


@dataclass(frozen=True)
class Mark:
    item_id: str
    institution_id: UUID
    is_done: bool
    at: datetime


rows = st.builds(
    Row,
    from_at=instants,
    known_from=instants,
    area_id=st.sampled_from([None, "HN-17"]),
    until_at=st.none() | instants,
)
numbers = st.builds(
    Number,
    value=st.integers(0, 50),
    said_by=st.sampled_from(["OCHA", "CONRED"]),
    country=st.sampled_from(["", "HN", "GT"]),
    area_id=st.sampled_from([None, "HN-17"]),
    high=st.none(),
    as_of_at=instants,
    known_from=instants,
)


@given(st.lists(rows), instants, instants)
def test_what_is_learned_later_changes_nothing_that_was_known(found, at, known_at):
    known = [row for row in found if row.known_from <= known_at]

    assert emergencies.current(found, at=at, known_at=known_at) == emergencies.current(
        known, at=at, known_at=known_at
    )
    then = [emergencies.areas_at(each, at=at, known_at=known_at) for each in (found, known)]
    assert sorted(map(str, then[0])) == sorted(map(str, then[1]))


@given(st.lists(rows), instants, instants)
def test_one_row_of_each_place_holds_and_it_has_not_ended(found, at, known_at):
    held = emergencies.areas_at(found, at=at, known_at=known_at)

    places = [(row.country, row.area_id) for row in held]
    assert len(places) == len(set(places))
    assert all(row.from_at <= at and (row.until_at is None or at < row.until_at) for row in held)


def test_an_area_ended_by_a_later_row_was_there_before():
    begun = Row(START, START)
    ended = Row(START, START + timedelta(hours=9), until_at=START + timedelta(hours=5))
    again = Row(START + timedelta(hours=8), START + timedelta(hours=9))
    told = [begun, ended, again]
    known = START + timedelta(hours=9)

    assert emergencies.areas_at(told, at=START + timedelta(hours=4), known_at=known) == [ended]
    assert emergencies.areas_at(told, at=START + timedelta(hours=6), known_at=known) == []
    assert emergencies.areas_at(told, at=START + timedelta(hours=8), known_at=known) == [again]
    assert emergencies.areas_at(told, at=START + timedelta(hours=6), known_at=START) == [begun]


@given(st.lists(numbers), instants, instants)
def test_no_number_is_lost_or_made_up(found, at, known_at):
    groups = emergencies.figure_groups(found, at=at, known_at=known_at)

    shown = [row for group in groups for row in (*group.latest, *group.earlier)]
    known = [row for row in found if row.as_of_at <= at and row.known_from <= known_at]
    assert sorted(map(id, shown)) == sorted(map(id, known))
    for group in groups:
        sources = [row.said_by for row in group.latest]
        assert len(sources) == len(set(sources))
        for old in group.earlier:
            newest = next(row for row in group.latest if row.said_by == old.said_by)
            assert newest.as_of_at >= old.as_of_at


def test_sources_that_differ_stand_side_by_side():
    low, high = Number(100), Number(120, said_by="CONRED")
    (group,) = emergencies.figure_groups([low, high], at=START, known_at=START)
    (alike,) = emergencies.figure_groups([low, Number(100, said_by="X")], at=START, known_at=START)

    assert (set(group.latest), group.is_contested) == ({low, high}, True)
    assert not alike.is_contested


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        ([Number(49, country=""), Number(30), Number(9, country="GT")], [(39, 39)]),
        ([Number(39, country=""), Number(30), Number(9, country="GT")], []),
        ([Number(49, country="", is_explained=True), Number(30), Number(9, country="GT")], []),
        (
            [Number(29, country="", is_explained=True), Number(30), Number(9, country="GT")],
            [(39, 39)],
        ),
        (
            [Number(49, is_explained=True), Number(30, area_id="a"), Number(9, area_id="b")],
            [(39, 39)],
        ),
        ([Number(49, country=""), Number(30)], []),
        ([Number(49), Number(30, area_id="a"), Number(9, area_id="b")], [(39, 39)]),
        ([Number(41), Number(30, area_id="a", high=33), Number(9, area_id="b")], []),
        ([Number(36, high=38), Number(30, area_id="a"), Number(9, area_id="b")], [(39, 39)]),
        ([Number(49), Number(30, area_id="a"), Number(9, area_id="b", said_by="X")], []),
    ],
)
def test_parts_that_do_not_add_up_are_said(told, expected):
    found = emergencies.parts_that_differ(told, at=START, known_at=START)

    assert [(row.low, row.high) for row in found] == expected
    assert [row.whole for row in found] == told[: len(expected)]
    assert emergencies.parts_that_differ(told, at=START, known_at=START - timedelta(hours=1)) == []


@pytest.mark.parametrize(
    ("kind", "phase", "days", "expected"),
    [
        ("storm", "during", 0, False),
        ("movement", "during", 99, True),
        ("movement", "closed", 13, True),
        ("movement", "closed", 14, False),
    ],
)
def test_people_on_the_way_are_told_of_late(kind, phase, days, expected):
    at = START + timedelta(days=days)

    assert emergencies.is_held_back(kind, phase=phase, since=START, at=at) is expected


@pytest.mark.parametrize(
    ("text", "problem"), [("  ", "missing"), ("x" * 6, "too_long"), ("a\0", "unreadable")]
)
def test_texts_that_say_nothing_usable(text, problem):
    with pytest.raises(FactRefused) as refusal:
        emergencies.check_text("name_es", text, longest=5)
    assert (refusal.value.field, refusal.value.problem) == ("name_es", problem)


def test_a_text_may_be_empty_where_it_is_not_needed():
    assert emergencies.check_text("note", "  ", longest=5, is_needed=False) == ""
    assert emergencies.check_text("note", " a ", longest=5) == "a"


@given(st.lists(st.builds(PointStep, until_at=instants, at=instants)), instants, instants)
def test_the_end_of_a_point_is_its_last_known_one(steps, first, known_at):
    end = points.end_of(first, steps, known_at=known_at)

    known = [step for step in steps if step.at <= known_at]
    if not known:
        assert end == first
    else:
        newest = max(step.at for step in known)
        assert end in {step.until_at for step in known if step.at == newest}
    assert not points.is_open(START, first, steps, opened_at=START, at=end, known_at=known_at)


@given(
    st.integers(1, 99),
    st.lists(
        st.builds(
            PledgeStep,
            state=st.sampled_from(["delivered", "withdrawn"]),
            amount=st.none() | st.integers(1, 99),
            at=instants,
        )
    ),
    instants,
)
def test_what_arrived_stays_told(amount, steps, known_at):
    where = pledges.standing(steps, known_at=known_at)
    (total,) = pledges.sums([("beds", "Valle", amount, where)])

    assert total.delivered == where.delivered
    assert total.promised >= where.delivered
    if where.state == "withdrawn":
        assert (where.open_of(amount), total.promised) == (0, where.delivered)
    if not [step for step in steps if step.at <= known_at]:
        assert (where.state, where.delivered, total.promised) == ("offered", 0, amount)


def test_pledges_are_summed_by_kind_and_area():
    here = pledges.Standing("offered", 0)
    some = pledges.Standing("delivered", 4)

    assert pledges.sums(
        [("meals", "Valle", 30, here), ("beds", "Valle", 10, some), ("beds", "Valle", 5, here)]
    ) == [
        pledges.PledgeSum("beds", "Valle", promised=15, delivered=4, pledges=2),
        pledges.PledgeSum("meals", "Valle", promised=30, delivered=0, pledges=1),
    ]


@pytest.mark.parametrize("amount", [0, -1, 1_000_001])
def test_an_amount_that_nobody_brings(amount):
    with pytest.raises(FactRefused):
        pledges.check_amount(amount)


ONE, TWO = UUID(int=1), UUID(int=2)


def test_an_item_is_done_by_whose_newest_mark_says_so():
    later = START + timedelta(hours=1)
    marks = [
        Mark("a", ONE, is_done=False, at=later),
        Mark("a", ONE, is_done=True, at=START),
        Mark("a", TWO, is_done=True, at=START),
        Mark("b", ONE, is_done=True, at=later),
    ]

    assert checklist.done_by(marks, known_at=START) == {"a": [ONE, TWO]}
    assert checklist.done_by(marks, known_at=later) == {"a": [TWO], "b": [ONE]}


def test_progress_by_phase_and_sector():
    items = [("a", "during", 4), ("b", "during", 4), ("c", "before", 2)]

    assert checklist.progress(items, ["b"], phases=["before", "during", "after"]) == [
        checklist.Progress("before", 2, done=0, total=1),
        checklist.Progress("during", 4, done=1, total=2),
    ]


@pytest.mark.parametrize(
    ("kinds", "expected"), [("", True), ("storm|flood", True), ("epidemic", False)]
)
def test_which_items_a_storm_asks_for(kinds, expected):
    assert checklist.is_for(kinds, "storm") is expected


@pytest.mark.parametrize(
    ("changes", "is_for_all"),
    [
        ({"value": 0}, True),
        ({"value": 1}, False),
        ({"value": 9}, False),
        ({"value": 10}, True),
        ({"value": 0, "high": 9}, False),
        ({"value": 0, "high": 10}, True),
        ({"value": 9, "high": 90}, False),
        ({"value": 9, "measure": "shelters"}, True),
        ({"value": 9000, "is_below_department": True}, False),
        ({"value": 9, "measure": "shelters", "is_below_department": True}, False),
        ({"value": 2, "is_published": True, "is_below_department": True}, True),
    ],
)
def test_which_figures_are_for_all(changes, is_for_all):
    assert emergencies.is_for_all(Number(**changes)) is is_for_all


def test_a_source_whose_newest_word_is_of_few_people_is_not_heard_at_all():
    later = START + timedelta(hours=1)
    small = Number(2, as_of_at=later)
    other = Number(70, said_by="CONRED", as_of_at=later)
    told = [Number(60), small, other, Number(5, said_by="CONRED"), Number(50, said_by="CONRED")]
    groups = emergencies.figure_groups(told, at=later, known_at=later)

    (group,) = emergencies.groups_for_all(groups)
    assert group.latest == (other,)
    assert group.earlier == (Number(50, said_by="CONRED"),)
    alone = emergencies.figure_groups([Number(60), small], at=later, known_at=later)
    assert emergencies.groups_for_all(alone) == []


@pytest.mark.parametrize(
    ("told", "shown"),
    [
        ((1234, None, "exact"), (1230, None, "about")),
        ((1235, None, "about"), (1240, None, "about")),
        ((1230, None, "exact"), (1230, None, "exact")),
        ((1239, None, "at_least"), (1230, None, "at_least")),
        ((1231, None, "up_to"), (1240, None, "up_to")),
        ((1231, 1239, "about"), (1230, 1240, "about")),
        ((0, None, "exact"), (0, None, "exact")),
    ],
)
def test_what_is_told_in_tens_stays_true(told, shown):
    assert emergencies.rounded(*told) == shown
