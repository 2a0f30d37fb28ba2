"""What the benchmark of cases takes as measured, and what not."""

from types import SimpleNamespace

import pytest
from django.db import connection
from django.test import Client

from relevo.cases.actions.rehearsal import Someone
from relevo.cli import bench_cases
from relevo.demo.story import STARTS_AT, actor_of


@pytest.fixture
def _tiny(monkeypatch):
    few = bench_cases.Size(cases=6, of_the_team=4, institutions=3, times=1)
    monkeypatch.setattr(bench_cases, "SMALL", few)


def test_names_are_looked_for_as_somebody_types_them_who_heard_them():
    heard = list(bench_cases._misspelled([Someone("vilma zepeda castillo luna", "")]))
    assert heard == ["bilma sepeda castiyo"]


@pytest.mark.usefixtures("instance", "_tiny")
@pytest.mark.parametrize(("load", "is_held"), [(0.1, True), (3.0, False)])
def test_the_clock_on_the_wall_counts_on_a_free_machine_only(monkeypatch, load, is_held):
    monkeypatch.setattr(bench_cases.os, "getloadavg", lambda: (load, load, load))
    outcome = bench_cases.measure(full=False)
    assert outcome.figures["load at the start"] == load
    assert ("search by name: p95 ms" in outcome.limits) is is_held
    assert "search by name: p95 CPU ms" in outcome.limits


def test_an_answer_that_is_none_is_no_measurement(instance):
    visitor = Client()
    with pytest.raises(LookupError):
        bench_cases._search(visitor, "Ana Paz")
    with pytest.raises(LookupError):
        bench_cases._shown(visitor, "/es/mesa/casos/")
    actor = actor_of("demo-la-union")
    players = bench_cases.Players(sender=None, receiver=None, sends=actor, answers=actor)
    with pytest.raises(LookupError):
        bench_cases._check_accepted(players, 99, at=STARTS_AT)


@pytest.mark.django_db
def test_sqlite_gets_its_usual_memory_back_and_no_other_database_is_asked(monkeypatch):
    usual = connection.cursor().execute("PRAGMA cache_size").fetchone() if is_sqlite() else None
    with bench_cases._room_to_fill():
        if usual:
            assert cache_size() == bench_cases.ROOM_TO_FILL
    if usual:
        assert cache_size() == usual[0]
    monkeypatch.setattr(bench_cases, "connection", SimpleNamespace(vendor="postgresql"))
    with bench_cases._room_to_fill():
        pass


def is_sqlite():
    return connection.vendor == "sqlite"


def cache_size():
    return connection.cursor().execute("PRAGMA cache_size").fetchone()[0]
