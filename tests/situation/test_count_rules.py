from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.situation.rules import counts as rules
from relevo.situation.rules.counts import Eyes, Seen, Side, Speaker, Told, may_see, standing

AT = datetime(2021, 1, 20, 3, tzinfo=UTC)
HOUR = timedelta(hours=1)
ONE, TWO, THREE = (UUID(int=number) for number in (1, 2, 3))


@st.composite
def histories(draw):
    """Counts with corrections, each of one that was told before it."""
    rows = []
    for number in range(draw(st.integers(0, 6))):
        before = draw(st.sampled_from([None, *(row.id for row in rows)]))
        rows.append(
            Told(
                id=UUID(int=number),
                corrects=before,
                cut_off_at=AT + draw(st.integers(-5, 5)) * HOUR,
                known_from=AT + number * HOUR,
            )
        )
    return rows


@given(rows=histories(), known=st.integers(-1, 8), data=st.data())
def test_what_holds_depends_on_what_is_known_and_not_on_the_order(rows, known, data):
    known_at = AT + known * HOUR
    held = standing(rows, at=AT, known_at=known_at)
    assert standing(data.draw(st.permutations(rows)), at=AT, known_at=known_at) == held
    later = [row for row in rows if row.known_from > known_at]
    assert standing([row for row in rows if row not in later], at=AT, known_at=known_at) == held
    for row in rows:
        is_known = row.known_from <= known_at and row.cut_off_at <= AT
        is_corrected = any(
            other.corrects == row.id and other.known_from <= known_at for other in rows
        )
        assert (row.id in held) == (is_known and not is_corrected)


def test_parts_are_added_up():
    assert rules.parts_sum((("HN", 2631), ("SV", 96), ("NI", 5))) == 2732
    assert rules.parts_sum(()) == 0


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ([], ""),
        ([("HN", 1), ("other", 2)], ""),
        ([("HN", 1), ("HN", 2)], "twice"),
        ([("hn", 1)], "unknown"),
        ([("HND", 1)], "unknown"),
        ([("ÑÑ", 1)], "unknown"),
        ([("HN", -1)], "not_a_number"),
        ([("HN", 1_000_001)], "not_a_number"),
        ([(f"A{letter}", 1) for letter in "ABCDEFGHIJKLM"], "too_many"),
    ],
)
def test_parts_that_say_nothing_usable_are_refused(parts, problem):
    assert rules.parts_problem(parts) == problem


def side(**changed):
    told = {
        "category": "returned",
        "country": "GT",
        "cut_off_at": AT,
        "value": 2731,
        "parts": (("HN", 2631),),
        "known_from": AT,
    }
    return Side(**told | changed)


OTHER = {"country": "HN", "value": 1761, "parts": (), "known_from": AT + HOUR}


def test_the_gap_of_a_part_is_against_all_of_a_side_that_does_not_name_it():
    gap = rules.gap_of(side(), side(**OTHER), part="HN", explained=[100, None, 20])
    assert (gap.outflow, gap.inflow, gap.people) == (2631, 1761, 870)
    assert (gap.explained, gap.rest, gap.since) == (120, 750, AT + HOUR)


def test_more_may_arrive_than_left():
    gap = rules.gap_of(side(value=1), side(**OTHER), part="", explained=[])
    assert (gap.people, gap.rest) == (-1760, 1760)


def test_reasons_for_more_people_than_a_corrected_gap_leave_nobody_unexplained():
    gap = rules.gap_of(side(value=1800, parts=()), side(**OTHER), part="", explained=[970])
    assert (gap.people, gap.rest) == (39, 0)


def test_different_hours_have_no_gap():
    gap = rules.gap_of(side(), side(**OTHER, cut_off_at=AT + HOUR), part="", explained=[])
    assert (gap.people, gap.rest) == (None, None)


@pytest.mark.parametrize(
    ("outflow", "inflow", "part", "problem"),
    [
        ({}, {}, "", ""),
        ({}, {}, "HN", ""),
        ({}, {}, "SV", "unknown_part"),
        ({}, {"country": "GT"}, "", "same_side"),
        ({}, {"category": "entered"}, "", "other_people"),
        ({"category": "left"}, {"category": "entered"}, "", ""),
        ({"category": "left"}, {"category": "left"}, "", "other_people"),
        ({}, {"cut_off_at": AT + HOUR}, "", "not_comparable"),
    ],
)
def test_only_counts_of_the_same_people_until_the_same_hour_are_compared(
    outflow, inflow, part, problem
):
    found = rules.compared_problem(side(**outflow), side(**OTHER | inflow), part=part)
    assert found == problem


@pytest.mark.parametrize(
    ("who", "sides"),
    [
        (None, set()),
        (ONE, {0}),
        (TWO, set()),  # it enforces: the responsible one speaks for it
        (THREE, {1}),
    ],
)
def test_each_speaks_for_its_side_and_the_responsible_for_who_enforces(who, sides):
    found = rules.sides_of(
        who, sides=[Speaker(ONE, False), Speaker(TWO, True)], responsible_id=THREE
    )
    assert found == sides


MINE, OTHERS = UUID(int=10), UUID(int=11)
HERE, NETWORK = UUID(int=20), UUID(int=30)
FRESH = {"first_known": AT}
OLD = {"first_known": AT - 24 * HOUR}


@pytest.mark.parametrize(
    ("eyes", "count", "sees"),
    [
        ({"institution_id": None}, OLD, False),
        ({"institution_id": None, "sees_everything": True}, FRESH, True),
        ({}, {"institution_id": MINE}, True),
        ({"is_enforcement": True}, {"institution_id": MINE}, True),
        ({"is_enforcement": True, "network_ids": frozenset({NETWORK})}, OLD, False),
        ({"is_enforcement": True, "counts_at": frozenset({HERE})}, FRESH, False),
        ({"counts_at": frozenset({HERE})}, FRESH, False),  # of a network that is not its own
        (
            {"counts_at": frozenset({HERE}), "network_crossing_ids": frozenset({HERE})},
            FRESH,
            True,
        ),
        ({"counts_at": frozenset({HERE}), "network_ids": frozenset({NETWORK})}, FRESH, True),
        ({"network_ids": frozenset({NETWORK})}, FRESH, False),
        ({"network_ids": frozenset({NETWORK})}, OLD, True),
        ({"network_ids": frozenset({NETWORK})}, FRESH | {"is_settled": True}, True),
        ({"network_crossing_ids": frozenset({HERE})}, OLD, False),  # it is of another network
        ({"network_crossing_ids": frozenset({HERE})}, OLD | {"network_id": None}, True),
        (
            {"network_ids": frozenset({OTHERS})},
            OLD | {"network_id": None, "crossing_id": None},
            True,
        ),
        ({}, OLD | {"network_id": None, "crossing_id": None}, False),
        ({}, OLD, False),
    ],
)
def test_who_sees_a_count(eyes, count, sees):
    seen = Seen(
        **{
            "institution_id": OTHERS,
            "crossing_id": HERE,
            "network_id": NETWORK,
            "first_known": AT,
            "is_settled": False,
        }
        | count
    )
    assert may_see(Eyes(**{"institution_id": MINE} | eyes), seen, at=AT) is sees
