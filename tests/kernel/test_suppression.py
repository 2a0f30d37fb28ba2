"""What is hidden cannot be had back from what is shown."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relevo.kernel.suppression import (
    THRESHOLD,
    is_small,
    share,
    suppressed_line,
    suppressed_table,
)

ROWS, COLUMNS = ("a", "b"), ("x", "y", "z")
counts = st.integers(0, 9)


@pytest.mark.parametrize(
    ("count", "small"), [(0, False), (1, True), (4, True), (5, False), (900, False)]
)
def test_small_is_somebody_but_fewer_than_the_threshold(count, small):
    assert is_small(count) == small


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ({"a": 50, "b": 7, "c": 0}, {"a": 50, "b": 7, "c": 0}),
        ({"a": 50, "b": 3, "c": 8}, {"a": 50, "b": None, "c": None}),
        ({"a": 50, "b": 3, "c": 2}, {"a": 50, "b": None, "c": None}),
        ({"a": 50, "b": 1, "c": 2}, {"a": None, "b": None, "c": None}),
        ({"a": 3}, {"a": None}),
        ({"a": 3, "b": 0}, {"a": None, "b": None}),
        ({}, {}),
    ],
)
def test_line_hides_small_counts_and_what_would_give_them_away(shown, expected):
    assert suppressed_line(shown) == expected


def possible(line, total):
    """Every way to fill the hidden cells so that the line has its total."""
    hidden = [key for key, count in line.items() if count is None]
    rest = total - sum(count for count in line.values() if count is not None)
    return [
        dict(zip(hidden, guess, strict=True))
        for guess in product(range(rest + 1), repeat=len(hidden))
        if sum(guess) == rest
    ]


@settings(max_examples=200, deadline=None)
@given(st.lists(counts, min_size=2, max_size=4))
def test_reader_of_a_line_cannot_tell_a_hidden_count(given_counts):
    line = dict(enumerate(given_counts))
    shown = suppressed_line(line)
    total = sum(given_counts)
    for key, count in shown.items():
        if count is not None:
            assert not is_small(count)
        elif total > 0:
            guesses = {guess[key] for guess in possible(shown, total)}
            assert len(guesses) > 1 or total < THRESHOLD


@settings(max_examples=150, deadline=None)
@given(st.lists(counts, min_size=6, max_size=6))
def test_every_line_of_a_table_hides_enough_or_everything(given_counts):
    cells = list(product(ROWS, COLUMNS))
    table = dict(zip(cells, given_counts, strict=True))
    shown = suppressed_table(table, rows=ROWS, columns=COLUMNS)
    lines = [[(row, column) for column in COLUMNS] for row in ROWS]
    lines += [[(row, column) for row in ROWS] for column in COLUMNS]
    for line in lines:
        hidden = [cell for cell in line if shown[cell] is None]
        enough = len(hidden) > 1 and sum(table[cell] for cell in hidden) >= THRESHOLD
        assert not hidden or enough or len(hidden) == len(line)
    assert all(count is None or count == table[cell] for cell, count in shown.items())
    assert not any(is_small(count) for count in shown.values() if count is not None)


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(10, 20, 50), (0, 20, 0), (20, 20, 100), (3, 20, None), (17, 20, None), (2, 4, None)],
)
def test_share_is_hidden_where_part_or_rest_is_small(part, whole, expected):
    assert share(part, whole) == expected
