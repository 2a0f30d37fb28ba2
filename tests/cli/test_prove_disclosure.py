"""The proof of published figures: it holds, it says so when it cannot, and it notices breaches."""

from datetime import date

import pytest
from tests.factories.shell import shell

from relevo.cli import disclosure_attack, prove_disclosure
from relevo.cli.disclosure_attack import (
    Published,
    SolverMissing,
    System,
    attack,
    bounds_by_trying,
    naive_system,
    system_of,
)
from relevo.kernel import disclosure
from relevo.kernel.disclosure import Cell, Name, rounded
from relevo.situation.rules import releases as rules

JANUARY = date(2021, 1, 1)
KNOWN = rules.goes_out_at(JANUARY)


def published(*values, few=()):
    """A month with one column in one country; each department of two posts."""
    table = {"entered_in": {"HN": dict(zip("abcdef", map(_cell, values), strict=False))}}
    return Published(
        JANUARY.isoformat(), rules.first_content(table, month=JANUARY, known_at=KNOWN), table
    )


def _cell(value):
    return Cell(value, (value + 1) // 2)


def told(one, **cells):
    """The same with other figures shown."""
    rows = [
        row | {"cells": row["cells"] | {"entered_in": cells[row["department"]]}}
        if row["department"] in cells
        else row
        for row in one.content["rows"]
    ]
    totals = one.content["totals"]
    if "total" in cells:
        totals = {"HN": totals["HN"] | {"entered_in": cells["total"]}}
    return Published(one.month, one.content | {"rows": rows, "totals": totals}, one.truth)


def test_the_proof_holds_at_a_small_size(monkeypatch, capsys, db):
    monkeypatch.setattr(prove_disclosure, "MONTHS", 9)
    monkeypatch.setattr(prove_disclosure, "YEAR", 2)
    monkeypatch.setattr(prove_disclosure, "CROSSINGS", 2)
    monkeypatch.setattr(
        prove_disclosure, "_found_something", lambda figures: figures["hidden cells attacked"] > 0
    )
    ended = shell(capsys, "prove", "disclosure")
    assert ended.code == 0, ended.out
    assert "holds" in ended.out


def test_without_the_solver_it_says_so_and_does_not_hold(monkeypatch):
    def no_package(name):
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(disclosure_attack, "import_module", no_package)
    monkeypatch.setattr(prove_disclosure, "MONTHS", 1)
    outcome = prove_disclosure.prove(full=False)
    assert outcome.holds is False
    assert outcome.figures == {
        "solver": "scipy is missing: it comes with the packages for development"
    }
    with pytest.raises(SolverMissing):
        attack(System(bounds=[(0.0, 1.0)]))


def test_a_proof_whose_attack_finds_nothing_anywhere_proves_nothing():
    figures = {
        "hidden cells attacked": 5,
        "year: hidden cells attacked": 5,
        "blank and exact: pinned": 5,
        "blank and rounded, nothing more hidden: pinned": 5,
    }
    assert prove_disclosure._found_something(figures)
    for name in figures:
        assert not prove_disclosure._found_something(figures | {name: 0})


def test_a_small_cell_is_had_back_from_an_exact_total():
    table = {"entered_in": {"HN": {"a": _cell(3), "b": _cell(40)}}}
    found = attack(naive_system({"2021-01-01": table}, is_rounded=False))
    assert (found.attacked, found.narrowest, found.pinned, found.pinned_small) == (1, 0, (3,), 1)


def test_a_small_total_is_no_sum_when_figures_are_rounded():
    table = {"entered_in": {"HN": {"a": _cell(3)}}}
    assert attack(naive_system({"2021-01-01": table}, is_rounded=True)).narrowest == 8
    assert attack(naive_system({"2021-01-01": table}, is_rounded=False)).pinned == (3,)


def test_what_is_published_here_withstands():
    assert attack(system_of([[published(3, 40, 100, 900)]])).pinned == ()


def test_a_figure_is_known_to_where_rounding_leaves_it():
    name = Name("border_flows", "2021-01-01", "entered_in", "HN")
    low, high = bounds_by_trying(rounded(1043, name), name)
    assert (low <= 1043 <= high, high - low) == (True, 9)


def test_a_cell_that_did_not_change_is_one_unknown_in_both_releases():
    first = published(40, 100, 900)
    table = {"entered_in": {"HN": {"a": _cell(40), "b": _cell(100), "c": _cell(950)}}}
    content = rules.next_content(
        first.content, old=first.truth, new=table, month=JANUARY, known_at=KNOWN
    )
    system = system_of([[first, Published(first.month, content, table)]])
    assert len(system.bounds) == 4
    assert len(system.sums) == 1


def test_what_is_shown_at_last_is_attacked_no_more():
    """A cell that a later release shows is no secret; one that stays hidden is."""
    first = published(40, 41, 3)
    second = told(first, a=40, b=40, c=None)
    hidden = told(first, a=None, b=None, total=80)
    assert attack(system_of([[hidden]])).attacked == 3
    assert attack(system_of([[hidden, second]])).attacked == 1


def test_the_proof_does_not_hold_when_nothing_more_is_hidden(monkeypatch):
    monkeypatch.setattr(disclosure, "_is_safe", lambda *_told: True)
    random = prove_disclosure.Random(prove_disclosure.SEED)
    months = [prove_disclosure._month(random, number) for number in range(50)]
    assert attack(system_of(months)).pinned


def test_an_impossible_system_is_an_error():
    with pytest.raises(ValueError, match="infeasible"):
        attack(System(bounds=[(0.0, 1.0)], sums=[([0], (5.0, 6.0))], targets={0: 1}))
