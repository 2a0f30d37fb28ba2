import io
import json

import pytest

from relevo.cli.outcome import Outcome, within

FIGURES = {"p95 of a plan, ms": 812, "leaks": 0, "bytes": 1.5, "kind": "demo"}
LIMITS = {"p95 of a plan, ms": 2000, "leaks": 0}


def shown(*, holds, as_json):
    out = io.StringIO()
    code = Outcome("bench plan", FIGURES, LIMITS, holds).show(as_json=as_json, out=out)
    return code, out.getvalue()


@pytest.mark.parametrize(("holds", "code"), [(True, 0), (False, 1)])
def test_exit_code_is_0_only_when_it_holds(holds, code):
    for as_json in (True, False):
        assert shown(holds=holds, as_json=as_json)[0] == code


def test_json_is_one_object_with_figures_and_limits():
    _code, said = shown(holds=True, as_json=True)
    assert said.count("\n") == 1
    assert json.loads(said) == {
        "name": "bench plan",
        "figures": FIGURES,
        "limits": LIMITS,
        "holds": True,
    }


def test_table_sets_each_figure_beside_its_limit(capsys):
    _code, said = shown(holds=False, as_json=False)
    lines = said.splitlines()
    assert lines[0] == "bench plan"
    assert lines[1].split() == ["p95", "of", "a", "plan,", "ms", "812", "(limit", "2000)"]
    assert lines[-2].split() == ["kind", "demo"]
    assert lines[-1] == "  DOES NOT HOLD"
    Outcome("bench plan", {}, {}, holds=True).show(as_json=False)
    assert capsys.readouterr().out == "bench plan\n  holds\n"


@pytest.mark.parametrize(
    ("limits", "holds"),
    [
        ({"leaks": 0}, True),
        ({"p95 of a plan, ms": 812}, True),
        ({"p95 of a plan, ms": 811}, False),
        ({"bytes": 1}, False),
        ({"not measured": 0}, True),
        ({}, True),
    ],
)
def test_figure_holds_up_to_its_limit(limits, holds):
    assert within(FIGURES, limits) is holds
