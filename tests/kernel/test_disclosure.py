from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from relevo.kernel import disclosure
from relevo.kernel.disclosure import (
    BASE,
    WIDTH,
    Cell,
    K,
    Line,
    Name,
    is_alone,
    is_small,
    possible,
    publish,
    publish_again,
    rounded,
)

WHERE = {"table": "t", "month": "2021-01-01", "column": "c"}
NAMES = st.builds(Name, st.just("t"), st.just("m"), st.just("c"), st.text("abcdef", max_size=4))
VALUES = st.integers(0, 30) | st.integers(0, 5_000)


@st.composite
def lines(draw):
    """Cells by row; nobody counted alone more than there are."""
    values = draw(st.lists(VALUES, min_size=1, max_size=6))
    cells = {}
    for number, value in enumerate(values):
        cells[f"r{number}"] = Cell(value, draw(st.integers((value + 2) // 3, value)))
    return cells


def shared(*values):
    """Cells of two posts that counted half each."""
    return {f"r{number}": Cell(value, (value + 1) // 2) for number, value in enumerate(values)}


def told(cells, few=()):
    return publish(cells, few=few, country="HN", **WHERE)


def test_the_lift_of_a_name_is_known_beforehand():
    assert Name("border_flows", "2021-01-01", "entered_in", "HN-04").lift == 3
    assert {Name("t", "m", "c", f"{row}").lift for row in range(100)} == set(range(BASE))


@given(value=VALUES, name=NAMES)
def test_a_figure_is_rounded_to_a_neighbor_and_always_the_same(value, name):
    shown = rounded(value, name)
    assert shown % BASE == 0
    assert abs(shown - value) < BASE
    assert shown == value or value % BASE
    assert rounded(value, name) == shown


@given(value=VALUES, name=NAMES)
def test_what_is_possible_is_what_would_be_shown_so(value, name):
    assume(not is_small(value))
    shown = rounded(value, name)
    fits = [
        other
        for other in range(max(0, shown - 20), shown + 20)
        if not is_small(other) and rounded(other, name) == shown
    ]
    assert possible(shown, name) == (min(fits), max(fits))
    assert all(after - before == 1 for before, after in pairwise(fits))


@pytest.mark.parametrize(
    ("value", "largest", "alone"),
    [(0, 0, False), (50, 50, True), (50, 41, True), (50, 40, False), (5, 5, True)],
)
def test_a_figure_is_of_one_post_alone_when_the_others_counted_too_few(value, largest, alone):
    assert is_alone(Cell(value, largest)) is alone


def test_small_figures_and_those_of_one_post_are_hidden_and_zeros_shown():
    cells = {**shared(9, 0, 400, 500, 600), "alone": Cell(300, 295)}
    line = told(cells)
    assert line.cells["r0"] is None
    assert line.cells["alone"] is None
    assert line.cells["r1"] == 0
    assert line.total is not None


def test_nothing_is_told_of_a_row_with_few_people():
    line = told(shared(0, 15, 400, 500), few={"r0", "r1"})
    assert (line.cells["r0"], line.cells["r1"]) == (None, None)


def test_a_line_without_anything_hidden_is_told_whole():
    line = told(shared(0, 40, 100))
    assert line == Line({"r0": 0, "r1": 40, "r2": 100}, 140)


@pytest.mark.parametrize("values", [(3,), (3, 4), (9, 0)])
def test_a_small_total_is_hidden(values):
    assert told(shared(*values)).total is None


def test_the_total_of_one_post_is_hidden():
    assert told({"r0": Cell(900, 900), "r1": Cell(0, 0)}) == Line({"r0": None, "r1": 0}, None)


def test_where_nothing_is_left_to_hide_the_total_is_hidden():
    """Five departments with nine people each: a total would tell that none has fewer."""
    months = [f"2021-{month:02}-01" for month in range(1, 13)]
    lines = [
        publish(shared(*[9] * 5), few=(), table="t", month=month, column="c", country="HN")
        for month in months
    ]
    assert {tuple(line.cells.values()) for line in lines} == {(None,) * 5}
    assert {line.total is None for line in lines} == {True, False}  # as the total is rounded


def test_a_total_of_two_posts_is_told():
    line = told({"r0": Cell(900, 900), "r1": Cell(1000, 1000)})
    assert line == Line({"r0": None, "r1": None}, 1900)


def range_of(cells, line, row):
    """By trying every value: which ones fit what is told, for who knows what is small."""

    def known(other):
        name = Name(*WHERE.values(), other)
        shown = line.cells[other]
        if shown is not None:
            return possible(shown, name)
        return (0, K - 1) if cells[other].value < K else (K, 100_000)

    low, high = known(row)
    if line.total is None:
        return low, high
    total = possible(line.total, Name(*WHERE.values(), "HN"))
    others = [known(other) for other in cells if other != row]
    least, most = sum(low for low, _ in others), sum(high for _, high in others)
    fits = [
        value
        for value in range(int(low), int(min(high, 6_000 * len(cells))) + 1)
        if value + least <= total[1] and value + most >= total[0]
    ]
    return min(fits), max(fits)


@given(cells=lines(), few=st.sets(st.sampled_from(["r0", "r1", "r2"])))
def test_no_hidden_figure_can_be_told_narrowly(cells, few):
    line = told(cells, few=few)
    for row, shown in line.cells.items():
        if shown is None:
            low, high = range_of(cells, line, row)
            assert low <= cells[row].value <= high
            assert high - low >= WIDTH


@given(cells=lines())
def test_nobody_and_nothing_small_is_ever_shown(cells):
    line = told(cells)
    for row, cell in cells.items():
        if is_small(cell.value) or is_alone(cell):
            assert line.cells[row] is None


def test_more_is_hidden_where_rounding_alone_would_give_it_away(monkeypatch):
    """There is such a line: without the check a small figure would be pinned."""

    def ranges(found):
        return [
            high - low
            for cells, line in found
            for row in cells
            if line.cells[row] is None
            for low, high in [range_of(cells, line, row)]
        ]

    tried = [
        {"a": Cell(small, 1), **shared(other)} for small in range(1, K) for other in range(10, 40)
    ]
    assert min(ranges([(cells, told(cells)) for cells in tried])) >= WIDTH
    monkeypatch.setattr(disclosure, "_is_safe", lambda *_told: True)
    assert min(ranges([(cells, told(cells)) for cells in tried])) < WIDTH


def again(before, old, new, few=()):
    return publish_again(before, old=old, new=new, few=few, **WHERE)


def test_a_line_in_which_nothing_changed_is_told_as_before():
    cells = shared(3, 40, 100, 900)
    before = told(cells)
    assert again(before, cells, cells, few={"r1"}) is before


def test_a_corrected_line_keeps_what_was_hidden_and_loses_its_total():
    old, new = shared(3, 40, 100, 900), shared(300, 41, 5, 900)
    before = told(old)
    line = again(before, old, new)
    assert line.total is None
    assert line.cells["r0"] is None  # it was hidden
    assert line.cells["r1"] == rounded(41, Name(*WHERE.values(), "r1"))
    assert line.cells["r2"] is None  # it is small now
    assert line.cells["r3"] == before.cells["r3"]


def test_a_department_that_comes_late_is_told_and_one_that_goes_is_not():
    old, new = shared(40, 100), {"r1": Cell(100, 50), "late": Cell(60, 30), "few": Cell(12, 2)}
    line = again(told(old), old, new, few={"few"})
    late = rounded(60, Name(*WHERE.values(), "late"))
    assert line == Line({"r1": 100, "late": late, "few": None}, None)
