import json
from datetime import UTC, datetime

import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.test import RequestFactory

from relevo.plumbing import health
from relevo.plumbing.models import Instance

NOW = datetime(2020, 11, 20, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _ask_anew():
    health._known_applied.clear()
    yield
    health._known_applied.clear()


def ask(method="get"):
    response = health.healthz(getattr(RequestFactory(), method)("/healthz"))
    return response.status_code, json.loads(response.content or "null")


@pytest.mark.parametrize("kind", ["demo", "real"])
def test_instance_that_can_work(kind):
    Instance(kind=kind, started_at=NOW).save()
    expected = {
        "status": "ok",
        "instance": kind,
        "database": connection.vendor,
        "migrations": "applied",
    }
    assert [ask(), ask()] == [(200, expected), (200, expected)]


def test_instance_before_its_first_start():
    assert ask() == (
        503,
        {
            "status": "empty",
            "instance": None,
            "database": connection.vendor,
            "migrations": "applied",
        },
    )


def test_tables_behind_the_code():
    MigrationRecorder(connection).migration_qs.filter(app="plumbing").delete()
    assert ask() == (
        503,
        {
            "status": "failing",
            "instance": None,
            "database": connection.vendor,
            "migrations": "pending",
        },
    )


def test_database_that_does_not_answer():
    def refuse(*_arguments):
        raise OperationalError("the disk is full")

    with connection.execute_wrapper(refuse):
        answer = ask()
    assert answer == (
        503,
        {
            "status": "failing",
            "instance": None,
            "database": "unreachable",
            "migrations": "unknown",
        },
    )


def test_only_asking_is_allowed_and_no_answer_is_kept():
    response = health.healthz(RequestFactory().post("/healthz"))
    assert response.status_code == 405
    assert "no-store" in health.healthz(RequestFactory().get("/healthz"))["Cache-Control"]
