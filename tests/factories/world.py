"""The real region with the demo story, loaded once in a session and copied into place by SQL.

Loading takes seconds, copying a moment. What a module put into place is rolled back with it.
"""

import contextlib

import pytest
from django.apps import apps
from django.db import connection, transaction

from relevo.demo.story import STARTS_AT, load_story
from relevo.plumbing import clock
from relevo.plumbing.models import InstanceKind
from relevo.region.loader import load_region

COPY = "copy_of_"


def tables():
    """Ours, in the order in which models are known: those pointed at come first."""
    return [
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model.__module__.startswith("relevo.")
    ]


@pytest.fixture(scope="session")
def _copies(django_db_setup, django_db_blocker):
    """Every folder that borrows this fixture asks for it once; the first has made the copies."""
    with django_db_blocker.unblock():
        if f"{COPY}{tables()[0]}" not in connection.introspection.table_names():
            make_copies()
        yield
        for_each(tables(), "DROP TABLE IF EXISTS {copy}")


def make_copies():
    with transaction.atomic():
        assert load_region(at=STARTS_AT).problems == []
        load_story()
        for_each(tables(), "CREATE TABLE {copy} AS SELECT * FROM {name}")
        for_each(reversed(tables()), "DELETE FROM {name}")


@pytest.fixture(scope="module")
def world(_copies, django_db_blocker):
    """Region and story, for every test of a module."""
    with django_db_blocker.unblock(), transaction.atomic():
        for_each(tables(), "INSERT INTO {name} SELECT * FROM {copy}")
        yield
        transaction.set_rollback(True)


@pytest.fixture
def instance_kind():
    """A test of a real instance says ``@pytest.mark.parametrize("instance_kind", ["real"])``."""
    return "demo"


@pytest.fixture
def instance(world, db, instance_kind):
    """A demo whose clock shows the first instant of the story; or a real instance."""
    is_demo = instance_kind == "demo"
    clock.start_instance(
        InstanceKind(instance_kind),
        real_at=clock.real_now(),
        domain_at=STARTS_AT if is_demo else None,
    )


def for_each(names, statement):
    with connection.cursor() as cursor:
        for name in names:
            cursor.execute(statement.format(name=name, copy=f"{COPY}{name}"))


def move_clock(domain_at):
    """From now on the demo's clock ticks from another instant."""
    clock.set_demo_clock(domain_at, real_at=clock.real_now())


@contextlib.contextmanager
def nothing_written():
    """Every row of every table of ours is the same afterwards."""
    before = rows()
    yield
    after = rows()
    changed = {name for name in before if before[name] != after[name]}
    if changed:
        raise AssertionError(f"written: {sorted(changed)}")


def rows():
    with connection.cursor() as cursor:
        found = {}
        for name in tables():
            cursor.execute(f"SELECT * FROM {name}")  # noqa: S608 -- our own tables
            found[name] = sorted(map(repr, cursor.fetchall()))
        return found
