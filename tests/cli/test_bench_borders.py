"""What the benchmark of crossings fills and asks."""

from datetime import timedelta

import pytest

from relevo.borders.enums import Basis
from relevo.cli import bench_borders
from relevo.cli.outcome import Outcome


@pytest.mark.django_db(transaction=True)
def test_the_three_parts_make_one_outcome(monkeypatch):
    monkeypatch.setattr(bench_borders, "REPORTS", 240)
    monkeypatch.setattr(bench_borders, "COUNTS", 30)
    monkeypatch.setattr(bench_borders, "BATCH", 100)
    part = Outcome("part", {"p95": 2}, {"p95": 1}, holds=False)
    monkeypatch.setattr(bench_borders, "measure_replans", lambda **_asked: part)
    monkeypatch.setattr(bench_borders, "measure_map", lambda **_asked: part)
    found = bench_borders.measure(full=False)
    assert (found.name, found.holds) == ("bench borders", False)
    assert (found.figures["reports"], found.figures["counts"]) == (240, 30)
    assert found.figures["sides and directions"] == 106
    assert found.figures["re-planning: p95"] == found.figures["map: p95"] == 2
    assert found.limits["map: p95"] == 1
    assert found.limits["state of all now: p95 CPU ms"] == 50
    assert 0 < found.figures["first public page: bytes"] < 60_000


def test_reports_of_eight_years_come_in_the_order_of_time():
    rows = list(bench_borders._reports([(1, "GT"), (1, "HN")], reports=400))
    instants = [row.from_at for row in rows]
    assert instants == sorted(instants)
    assert instants[-1] == bench_borders.UNTIL
    assert instants[0] > bench_borders.UNTIL - bench_borders.YEARS
    assert {row.country for row in rows} == {"GT", "HN"}
    assert {row.basis for row in rows} == set(Basis.values)
    assert {row.until_at - row.from_at for row in rows if row.until_at} == {timedelta(days=2)}
