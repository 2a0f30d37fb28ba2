"""What holds for every test: no network, no undefined template variable, no luck with row order."""

import inspect
import ipaddress
import socket
from pathlib import Path

import pytest
from django.conf import settings
from django.db.models.expressions import OrderBy
from django.db.models.functions import Random
from django.db.models.sql.compiler import SQLCompiler
from django.utils import translation

ROOT = Path(__file__).resolve().parents[1]
OUR_TEMPLATES = ROOT / "src" / "relevo"


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
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = FailsWhenUndefined("%s")
    shuffle_unordered_rows()


def pytest_collection_modifyitems(config, items):
    for item in items:
        if item.get_closest_marker("slow") and not config.getoption("--full"):
            item.add_marker(pytest.mark.skip(reason="large size: run with --full"))
        if "/tests/e2e/" in item.path.as_posix():
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(autouse=True)
def _spanish():
    """Every test starts in the default language, whatever the one before it switched on."""
    with translation.override("es"):
        yield


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
    for frame in inspect.stack(context=0)[2:]:
        node = frame.frame.f_locals.get("self")
        origin = getattr(node, "origin", None)
        if origin is not None and hasattr(origin, "name"):
            return origin.name
    return None


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
