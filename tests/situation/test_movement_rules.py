"""Windows: never a point, never earlier for who is farther, later or slower; ways and needs."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from relevo.kernel.text import LocalisedText
from relevo.situation.queries.needs import list_rates
from relevo.situation.rules.movements import (
    AT_A_BORDER,
    LOCAL,
    MARK,
    PRIOR,
    SLOWEST,
    Fix,
    Going,
    Pace,
    People,
    Span,
    going_of,
    half_day,
    is_window,
    pace_of,
    people_of,
    reach,
    window,
)
from relevo.situation.rules.needs import Capacity, Rate, Stay, gap, needed, total
from relevo.situation.rules.ways import (
    Stop,
    crossings_left,
    kilometers_along,
    kilometers_from,
    roads_of,
    shortest,
    way_over,
)

DAY = date(2020, 10, 1)
spans = st.builds(
    half_day,
    st.dates(date(2018, 1, 1), date(2022, 12, 31)),
    st.sampled_from(["am", "pm"]),
)
kilometers = st.floats(0, 2_000, allow_nan=False)
paces = st.tuples(st.floats(SLOWEST, 15), st.floats(SLOWEST, 15)).map(
    lambda pair: Pace(min(pair), max(pair))
)
borders = st.integers(0, 3)


def at(day, hour):
    return datetime(2020, 10, day, hour, tzinfo=LOCAL)


def test_half_days_are_twelve_hours_each():
    assert half_day(DAY, "am") == Span(at(1, 0), at(1, 12))
    assert half_day(DAY, "pm") == Span(at(1, 12), at(2, 0))


@given(kilometers, borders, spans, paces)
def test_window_lies_on_marks_and_has_six_hours_or_more(km, count, since, pace):
    span = reach(Stop("x", km, count), since=since, pace=pace)
    found = window(span)
    assert is_window(found.start, found.end)
    assert found.start <= span.start
    assert span.end <= found.end
    assert span.start - found.start < MARK
    assert found.end - span.end < MARK


def test_window_of_a_moment_still_has_six_hours():
    assert window(Span(at(1, 6), at(1, 6))) == Span(at(1, 6), at(1, 12))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (at(1, 0), at(1, 5)),
        (at(1, 1), at(1, 12)),
        (at(1, 0), at(1, 7)),
        (at(1, 12), at(1, 6)),
        (at(1, 6), at(1, 6)),
    ],
)
def test_what_is_no_window(start, end):
    assert not is_window(start, end)


@given(kilometers, kilometers, borders, spans, paces)
def test_farther_is_not_earlier_and_not_narrower(one, more, count, since, pace):
    near = reach(Stop("a", one, count), since=since, pace=pace)
    far = reach(Stop("b", one + more, count), since=since, pace=pace)
    behind = reach(Stop("c", one, count + 1), since=since, pace=pace)
    assert near.start <= far.start
    assert near.end <= far.end
    second = timedelta(seconds=1)
    assert near.end - near.start <= far.end - far.start + second
    assert window(near).start <= window(far).start
    assert window(near).end <= window(far).end
    assert behind.end - near.end == AT_A_BORDER


@given(spans, spans, spans, kilometers, kilometers)
def test_later_sighting_at_the_same_place_is_not_earlier(first, one, other, gone, ahead):
    sooner, later = sorted((one, other), key=lambda span: span.start)
    assume(first.start <= sooner.start)
    stop = Stop("x", ahead)
    expected = [
        window(reach(stop, since=last, pace=pace_of(first, last, km=gone)))
        for last in (sooner, later)
    ]
    assert expected[0].start <= expected[1].start
    assert expected[0].end <= expected[1].end


@given(spans, spans, kilometers, kilometers, kilometers)
def test_slower_group_is_not_expected_earlier(one, other, some, more, ahead):
    first, last = sorted((one, other), key=lambda span: span.start)
    less, gone = sorted((some, more))
    assume(less > 0)
    quick = window(reach(Stop("x", ahead), since=last, pace=pace_of(first, last, km=gone)))
    slow = window(reach(Stop("x", ahead), since=last, pace=pace_of(first, last, km=less)))
    assert quick.start <= slow.start
    assert quick.end <= slow.end


@given(spans, spans, kilometers)
def test_pace_stays_within_what_people_do(first, last, km):
    pace = pace_of(first, last, km=km)
    assert SLOWEST <= pace.slow <= PRIOR.slow
    assert pace.slow <= pace.fast <= PRIOR.fast


def test_pace_that_was_seen_moves_the_window_back():
    first, last = half_day(DAY, "am"), half_day(date(2020, 10, 3), "am")
    assert pace_of(first, last, km=0) == PRIOR
    assert pace_of(last, first, km=50) == PRIOR
    assert pace_of(first, first, km=50) == Pace(4.0, 15.0)
    slow = pace_of(first, last, km=60)
    assert (slow.slow, round(slow.fast, 3)) == (1.0, 3.333)


def test_crawling_group_has_one_pace():
    first, last = half_day(DAY, "am"), half_day(date(2020, 10, 9), "am")
    assert pace_of(first, last, km=10) == Pace(1.0, 1.0)


def fix(day, half, kind="transit"):
    return Fix("n", date(2020, 10, day), half, kind)


@pytest.mark.parametrize(
    ("kind", "going"),
    [
        ("gathering", Going.MOVING),
        ("crossing", Going.MOVING),
        ("blocked", Going.HELD),
        ("stranded", Going.HELD),
        ("return", Going.RETURNING),
        ("dispersal", Going.OVER),
        ("ended", Going.OVER),
    ],
)
def test_last_sighting_says_what_became_of_it(kind, going):
    assert going_of([fix(1, "am"), fix(2, "am", kind)]) == going


def test_movement_that_nobody_saw_is_expected():
    assert going_of([]) == Going.EXPECTED


def test_contested_estimates_make_one_band():
    assert people_of([(None, None, None)]) is None
    told = [(100, 200, 300), (1_500, 2_000, 4_000), (None, None, None), (250, 250, 250)]
    assert people_of(told) == People(100, 250, 4_000)


ROADS = roads_of([("a", "b", 10), ("b", "c", 10), ("a", "c", 30), ("c2", "d", 5), ("z", "y", 1)])
SIDES = (("c", "c2"),)


def test_shortest_way_and_its_kilometers():
    assert shortest(ROADS, "a", {"c"}) == (Stop("a", 0), Stop("b", 10), Stop("c", 20))
    assert shortest(ROADS, "a", {"z"}) == ()
    assert kilometers_from(ROADS, "a") == {"a": 0, "b": 10, "c": 20}
    assert kilometers_from(ROADS, "nowhere") == {"nowhere": 0}


def test_way_goes_over_crossings_in_their_order():
    assert way_over(ROADS, "a", SIDES) == (
        Stop("a", 0),
        Stop("b", 10),
        Stop("c", 20),
        Stop("c2", 20, 1),
    )
    assert way_over(ROADS, "a", [("z",)]) == ()
    assert way_over(ROADS, "a", []) == (Stop("a", 0),)


def test_crossings_ahead_of_a_place_on_the_way_or_beside_it():
    way = ["a", "b", "c", "c2"]
    country = {"a": "HN", "b": "HN", "c": "HN", "c2": "GT", "d": "GT", "e": "HN"}

    def left(node):
        return crossings_left(way, SIDES, at_node=node, country_of=country)

    assert left("a") == SIDES
    assert left("c") == SIDES, "it stands before the border"
    assert left("c2") == ()
    assert left("e") == SIDES, "beside the way, in the country where the crossing begins"
    assert left("d") == ()
    assert left("unknown") == ()


def test_kilometers_along_nodes_cross_borders_only_at_crossings():
    assert kilometers_along(ROADS, ["a", "c", "d"], SIDES) == 25
    assert kilometers_along(ROADS, ["a", "d"], []) == 0
    assert kilometers_along(ROADS, ["a"], SIDES) == 0


@given(st.lists(st.tuples(*[st.sampled_from("abcdefg")] * 2, st.floats(0.1, 99)), max_size=20))
def test_no_detour_is_shorter(links):
    roads = roads_of(links)
    for start in "abc":
        reached = kilometers_from(roads, start)
        for node, km in reached.items():
            for other, length in roads.get(node, ()):
                assert reached[other] <= km + length + 1e-9


def test_table_of_needs_is_whole():
    rates = list_rates()
    assert [rate.code for rate in rates] == [
        "water_liters",
        "meals",
        "beds",
        "toilets",
        "health_attentions",
        "child_teams",
        "calls",
        "return_seats",
    ]
    for rate in rates:
        assert rate.amount > 0
        assert rate.per_people > 0
        assert set(rate.shares) == {"transit", "overnight", "stranded"}
        assert 0 <= rate.shares["transit"] <= rate.shares["overnight"] <= rate.shares["stranded"]
        assert rate.source.es
        assert rate.source.en
        assert rate.source.es != rate.source.en
        assert rate.sourced is False, "no rate has been checked against its source yet"


RATE = Rate(
    code="x",
    amount=1,
    per_people=300,
    shares={"transit": 0.5, "overnight": 1, "stranded": 2},
    term="",
    source=LocalisedText("", ""),
    sourced=False,
)


@pytest.mark.parametrize(
    ("people", "stay", "count"),
    [(0, "stranded", 0), (1, "overnight", 1), (300, "overnight", 1), (301, "overnight", 2)],
)
def test_needs_are_rounded_up(people, stay, count):
    assert needed(RATE, people, stay=stay) == count


@given(st.integers(0, 100_000), st.integers(0, 1_000), st.sampled_from([*Stay]))
def test_more_people_never_need_less(people, more, stay):
    for rate in list_rates():
        assert needed(rate, people, stay=stay) <= needed(rate, people + more, stay=stay)


def test_gap_counts_what_is_known_only():
    parts = [Capacity(10, 0, 0, 1), Capacity(0, 0, 1, 1), Capacity(pledged=5)]
    assert total(parts) == Capacity(known=10, pledged=5, unknown=1, services=2)
    assert gap(20, total(parts)) == 5
    assert gap(3, total(parts)) == 0
