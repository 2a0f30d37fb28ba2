"""Races for real: threads, each with a connection of its own, on a database on disk."""

import sqlite3
import threading
from contextlib import contextmanager

from django.db import connection, connections


@contextmanager
def on_disk(folder):
    """The tests' database as a file: SQLite in memory shares one cache and locks whole tables.

    PostgreSQL is on disk already. The test needs ``django_db(transaction=True)``.
    """
    if connection.vendor != "sqlite":
        yield
        return
    in_memory = connections["default"]
    in_memory.ensure_connection()
    path = folder / "race.sqlite3"
    with sqlite3.connect(path) as copy:
        in_memory.connection.backup(copy)
    copy.close()
    before = connections.settings["default"]
    connections.settings["default"] = before | {"NAME": str(path)}
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connections["default"].close()
        connections.settings["default"] = before
        connections["default"] = in_memory


def at_once(*works):
    """Run the works at the same time; their results or errors in the order given."""
    start = threading.Barrier(len(works))
    outcomes = [None] * len(works)

    def run(place, work):
        try:
            start.wait()
            outcomes[place] = work()
        except Exception as error:  # noqa: BLE001 -- a thread must hand it over to be seen
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
