"""A database of one's own for a proof that must commit: of the instance's kind, gone afterwards."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from tempfile import TemporaryDirectory
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.test.utils import override_settings

from relevo.plumbing.database import configuration


@contextmanager
def own_database() -> Iterator[str]:
    """All connections go to a new database with all tables meanwhile; keys lie beside it.

    A file on SQLite; on PostgreSQL a database in the same cluster, for which the user must be
    allowed to create one. Yields the kind.
    """
    with TemporaryDirectory(prefix="relevo-proof-") as folder:
        keys = {
            "RELEVO_KEY_FILE": Path(folder) / "sealing.key",
            "RELEVO_KEYS_DURABLE": False,
            "RELEVO_KEY_SOCKET": "",
            # The tables as they are now, at once: how they came about is tried elsewhere.
            "MIGRATION_MODULES": {app.label: None for app in apps.get_app_configs()},
        }
        with override_settings(**keys), _switched(Path(folder)) as vendor:
            logging.disable(logging.WARNING)
            try:
                call_command("migrate", verbosity=0, run_syncdb=True)
                yield vendor
            finally:
                logging.disable(logging.NOTSET)


@contextmanager
def _switched(folder: Path) -> Iterator[str]:
    before, kept = connections.settings["default"], connections["default"]
    vendor = kept.vendor
    name = f"relevo_proof_{token_hex(4)}"
    if vendor == "sqlite":
        own: dict[str, Any] = before | {
            "NAME": str(folder / "proof.sqlite3"),
            "OPTIONS": configuration("sqlite:///proof")["OPTIONS"],
        }
    else:
        kept.ensure_connection()
        with kept.cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{name}"')
        own = before | {"NAME": name}
    connections.settings["default"] = own
    connections["default"] = connections.create_connection("default")
    try:
        yield vendor
    finally:
        connections["default"].close()
        connections.settings["default"], connections["default"] = before, kept
        if vendor != "sqlite":
            with kept.cursor() as cursor:
                cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
