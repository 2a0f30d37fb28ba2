"""An instance made for every scenario and played to the end, once in a session; then copied."""

import pytest
from django.db import connection, transaction
from tests.factories.world import tables

from relevo.demo.replay.drill import load_drill, opens_at
from relevo.demo.replay.player import advance_clock, play_until
from relevo.demo.replay.script import ends_at
from relevo.plumbing import clock
from relevo.plumbing.clock import LOCAL
from relevo.plumbing.models import InstanceKind
from relevo.region.events import list_scenarios

COPY = "drill_of_"
AFTERWARDS = "2022-06-01T09:00"


@pytest.fixture(scope="session")
def _drilled(django_db_setup, django_db_blocker):
    """What was played of each scenario; the rows lie in tables of their own."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            played = _play_all()
            _for_each(tables(), "CREATE TABLE {copy} AS SELECT * FROM {name}")
            _for_each(reversed(tables()), "DELETE FROM {name}")
        yield played
        _for_each(tables(), "DROP TABLE IF EXISTS {copy}")


@pytest.fixture(scope="module")
def drill(_drilled, django_db_blocker):
    """The instance, for every test of a module; by scenario, what was played of it."""
    with django_db_blocker.unblock(), transaction.atomic():
        _for_each(tables(), "INSERT INTO {name} SELECT * FROM {copy}")
        yield _drilled
        transaction.set_rollback(True)


def _play_all():
    scenarios = list_scenarios()
    clock.start_instance(InstanceKind.DEMO, real_at=clock.real_now(), domain_at=opens_at(scenarios))
    assert load_drill(scenarios).problems == []
    played = {row.key: play_until(row, until=ends_at(row)) for row in scenarios}
    advance_clock(clock.datetime.fromisoformat(AFTERWARDS).replace(tzinfo=LOCAL))
    return played


def _for_each(names, statement):
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(statement.format(name=name, copy=f"{COPY}{name}"))
