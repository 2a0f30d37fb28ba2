"""What commands say on an instance on which nothing was loaded."""

import pytest
from django.test import Client
from tests.factories.shell import shell

from relevo.cli import bench_pages, bench_plan

pytestmark = pytest.mark.django_db


def test_plans_are_not_measured_before_there_is_a_region(capsys):
    ended = shell(capsys, "--lang", "en", "bench", "plan")
    assert (ended.code, ended.out) == (2, "")
    assert "./relevo setup" in ended.err


@pytest.mark.parametrize("command", ["crossings", "services"])
def test_lists_are_empty(capsys, command):
    ended = shell(capsys, command, "--json")
    assert (ended.code, ended.out, ended.err) == (0, "[]\n", "")


def test_places_that_are_not_loaded_are_not_measured_from():
    assert list(bench_plan.profiles(bench_plan.NEEDS[2])) == []


def test_page_that_does_not_answer_and_file_that_is_missing_stop_a_benchmark(monkeypatch):
    missing = bench_pages.Listed("nowhere", "/es/nada/", Client(), lambda _count: None)
    with pytest.raises(LookupError, match="/es/nada/ answered 404"):
        bench_pages._queries(missing)
    monkeypatch.setattr(bench_pages, "FIRST_PAGE_FILES", ("web/nothing.css",))
    with pytest.raises(LookupError, match=r"web/nothing\.css"):
        bench_pages.first_page(Client())
