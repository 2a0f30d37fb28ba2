"""That a benchmark measures and says so; how fast is for ``./relevo bench`` itself."""

import json

import pytest
from tests.factories.shell import shell
from tests.factories.world import nothing_written

from relevo.cli import (
    bench_borders,
    bench_cases,
    bench_map,
    bench_names,
    bench_networks,
    bench_pages,
    bench_plan,
    bench_replans,
)
from relevo.cli.bench import BENCHMARKS
from relevo.cli.timing import milliseconds, p50, p95


@pytest.fixture
def _small(monkeypatch):
    few = bench_cases.Size(cases=12, of_the_team=8, institutions=3, times=2)
    monkeypatch.setattr(bench_cases, "SMALL", few)
    monkeypatch.setattr(bench_names, "COMPARED", 20)
    monkeypatch.setattr(bench_pages, "MANY", 3)
    monkeypatch.setattr(bench_plan, "NEEDS", {2: bench_plan.NEEDS[2]})
    monkeypatch.setattr(bench_plan, "FEW", 2)
    tiny = bench_networks.Size(institutions=4, networks=2, practices=3, commitments=9)
    monkeypatch.setattr(bench_networks, "SMALL", tiny)
    for name, few in (("REPORTS", 240), ("COUNTS", 30), ("BATCH", 100)):
        monkeypatch.setattr(bench_borders, name, few)
    monkeypatch.setattr(bench_replans, "FEW", 4)
    monkeypatch.setattr(bench_map, "SOME", 40)


@pytest.mark.usefixtures("instance", "_small")
@pytest.mark.parametrize("name", sorted(BENCHMARKS))
def test_benchmark_prints_figures_beside_their_limits_and_keeps_nothing(capsys, name):
    with nothing_written():
        ended = shell(capsys, "bench", name, "--json")
    outcome = json.loads(ended.out)
    assert outcome["name"] == f"bench {name}"
    assert ended.code == (0 if outcome["holds"] else 1)
    assert set(outcome["limits"]) <= set(outcome["figures"])
    assert outcome["limits"]


@pytest.mark.usefixtures("instance", "_small")
def test_lists_ask_as_much_for_one_row_as_for_more(capsys):
    figures = json.loads(shell(capsys, "bench", "pages", "--json").out)["figures"]
    few = {name: figure for name, figure in figures.items() if name.endswith("queries at 1")}
    assert len(few) == 6
    for name, figure in few.items():
        assert figures[name.replace("queries at 1", "queries at 3")] == figure


def test_each_call_but_the_first_is_measured():
    calls = []
    measured = milliseconds(lambda: calls.append(1), times=5)
    assert (len(calls), len(measured)) == (6, 5)
    assert all(0 <= figure < 1000 for figure in measured)


def test_figures_of_many_measurements():
    assert p50([3.0, 1.0, 2.04]) == 2.0
    assert p95([float(number) for number in range(1, 101)]) == 96.0
    assert p95([7.0]) == 7.0
