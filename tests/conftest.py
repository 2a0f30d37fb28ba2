"""What holds for every test: no network, no undefined template variable, no luck with row order."""

import gc
import ipaddress
import socket
import sys
from pathlib import Path

import django.test.utils
import hypothesis
import pytest
from django.conf import settings
from django.core.management.commands import migrate
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler
from django.utils import translation
from tests.factories.added_only import guards

from relevo.plumbing.added_only import put_up

ROOT = Path(__file__).resolve().parents[1]
OUR_TEMPLATES = ROOT / "src" / "relevo"
MIGRATE = migrate.Command
BLOCKER = "django_db_blocker"  # every test has it; only who names it opens a database with it


class NetworkClosed(Exception):
    """A test tried to leave this machine."""


class UndefinedVariable(Exception):
    """One of our templates names a variable that its view does not give."""


def pytest_addoption(parser):
    parser.addoption("--full", action="store_true", help="run the slow tests, at their full size")


def pytest_configure(config):
    close_the_network()
    # Strength of the hash is not what these tests are about, and it is made to be slow.
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.RELEVO_KEYS_DURABLE = False  # a power cut ends the tests, too
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = FailsWhenUndefined("%s")
    shuffle_unordered_rows()
    report_whole_templates_only()
    collect_garbage_seldom()
    never_time_a_test()


def pytest_collection_modifyitems(config, items):
    if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
        ask_once(config, items)
    for item in items:
        if item.get_closest_marker("slow") and not config.getoption("--full"):
            item.add_marker(pytest.mark.skip(reason="large size: run with --full"))
        if "/tests/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)


def ask_once(config, items):
    """The run on PostgreSQL leaves out what never asks a database, and what both answer alike."""
    left_out = [item for item in items if item.get_closest_marker("one_database") or is_pure(item)]
    config.hook.pytest_deselected(items=left_out)
    gone = set(left_out)
    items[:] = [item for item in items if item not in gone]


def is_pure(item):
    """Asks no fixture for a database; a command may still open one by itself."""
    if item.path.is_relative_to(ROOT / "tests" / "cli"):
        return False
    if item.get_closest_marker("django_db") or BLOCKER in item._fixtureinfo.argnames:
        return False
    return not {"db", "transactional_db", "django_db_setup", "world"} & set(item.fixturenames)


@pytest.fixture(scope="session")
def django_db_use_migrations():
    """On SQLite the tables are made from the models at once; on PostgreSQL by every migration.

    ``./relevo setup`` takes every migration on SQLite too, in tests, proofs and browser journeys.
    """
    return connection.vendor != "sqlite"


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker, django_db_use_migrations):
    """The database says of itself that every migration has been applied, as one in use does.

    It refuses to change what is only added, too.
    """
    if django_db_use_migrations:
        return
    settings.MIGRATION_MODULES = {}
    migrate.Command = MIGRATE
    with django_db_blocker.unblock():
        recorder = MigrationRecorder(connection)
        recorder.ensure_schema()
        for app, name in MigrationLoader(None).disk_migrations:
            recorder.record_applied(app, name)
        put_up(connection, guards())


@pytest.fixture(autouse=True)
def _spanish():
    """Every test starts in the default language, whatever the one before it switched on."""
    with translation.override("es"):
        yield


def never_time_a_test():
    """A property that holds on a quiet machine holds on a busy one: no example has a deadline."""
    patient = {"deadline": None, "suppress_health_check": [hypothesis.HealthCheck.too_slow]}
    hypothesis.settings.register_profile("patient", hypothesis.settings.default, **patient)
    hypothesis.settings.load_profile("patient")


def close_the_network():
    for verb in ("connect", "connect_ex"):
        allowed = getattr(socket.socket, verb)

        def guarded(self, address, allowed=allowed):
            if self.family != socket.AF_UNIX and not is_loopback(address[0]):
                raise NetworkClosed(f"{address}")
            return allowed(self, address)

        setattr(socket.socket, verb, guarded)


def is_loopback(host):
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


class FailsWhenUndefined(str):
    """Stands in for the text of an undefined variable; other people's templates may have them."""

    __slots__ = ()

    def __mod__(self, variable):
        origin = rendered_template()
        if origin is not None and OUR_TEMPLATES in Path(origin).parents:
            raise UndefinedVariable(f"{origin}: {variable}")
        return ""


def rendered_template():
    """The file of the node that is being rendered: the stack is the only note Django keeps."""
    frame = sys._getframe(2)
    while frame is not None:
        node = frame.f_locals.get("self")
        origin = getattr(node, "origin", None)
        if origin is not None and hasattr(origin, "name"):
            return origin.name
        frame = frame.f_back
    return None


def report_whole_templates_only():
    """The test client copies the context of each template it hears of: not of the small parts.

    A page has hundreds of components and widgets, and no test asks what one of them was given.
    """
    tell = django.test.utils.instrumented_test_render

    def render(self, context):
        if self.name is None or self.name.startswith(("cotton/", "django/forms/")):
            return self.nodelist.render(context)
        return tell(self, context)

    django.test.utils.instrumented_test_render = render


def collect_garbage_seldom():
    """What Django holds for good is many objects, and each round walks through all of them."""
    gc.set_threshold(50_000, 20, 50)


def shuffle_unordered_rows():
    """Rows without a stated order come back in a random one, as a database may give them."""
    in_stated_order = SQLCompiler._order_by_pairs

    def order_by_pairs(self):
        pairs = list(in_stated_order(self))
        query = self.query
        plain = not (
            query.distinct or query.combinator or query.subquery or query.group_by is not None
        )
        # PostgreSQL has its own class of the same name; those that write have other names.
        reads = type(self).__name__ == SQLCompiler.__name__
        if not pairs and plain and reads and self.selects_rows():
            pairs = [(OrderBy(Random()), False)]
        yield from pairs

    def selects_rows(self):
        return bool(self.query.default_cols or self.query.values_select)

    SQLCompiler.selects_rows = selects_rows
    SQLCompiler._order_by_pairs = order_by_pairs
