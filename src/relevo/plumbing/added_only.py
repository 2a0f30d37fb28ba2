"""Tables whose rows are only ever added: the database itself refuses to change one.

A guard against our own mistakes, not against whoever owns the database. Deleting stays possible:
what the committed files told and what is kept for a time only go by it, and a demo begins anew.

On SQLite a trigger goes with its table, and Django remakes a table to alter it. A migration that
alters a guarded table puts the guard up again; one that must rewrite its rows takes it down first.
Migrations that were released use this: what it does today it has to do tomorrow.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SUFFIX = "_added_only"
FUNCTION = "relevo_added_only"
NOTHING = "SELECT 1"
PREPARE = {
    "sqlite": NOTHING,
    "postgresql": f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger LANGUAGE plpgsql AS $$ "
    "BEGIN RAISE EXCEPTION 'rows of % are only added', TG_TABLE_NAME "
    "USING ERRCODE = 'integrity_constraint_violation'; END $$",
}
GUARD = {
    "sqlite": "CREATE TRIGGER {trigger} BEFORE UPDATE{columns} ON {table}{when} "
    "BEGIN SELECT RAISE(ABORT, 'rows of {table} are only added'); END",
    "postgresql": "CREATE TRIGGER {trigger} BEFORE UPDATE{columns} ON {table} "
    f"FOR EACH ROW{{when}} EXECUTE FUNCTION {FUNCTION}()",
}
DROP = {
    "sqlite": "DROP TRIGGER IF EXISTS {trigger}",
    "postgresql": "DROP TRIGGER IF EXISTS {trigger} ON {table}",
}
TIDY = {
    "sqlite": NOTHING,
    "postgresql": "DO $$ BEGIN IF NOT EXISTS (SELECT FROM pg_trigger "
    f"JOIN pg_proc ON pg_proc.oid = tgfoid WHERE proname = '{FUNCTION}') "
    f"THEN DROP FUNCTION IF EXISTS {FUNCTION}(); END IF; END $$",
}
STANDING = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal",
}


@dataclass(frozen=True, slots=True)
class AddedOnly:
    """A guarded table.

    ``once``: from when on a row stays as it is, said of ``OLD`` in SQL that both databases read;
    empty: from the beginning. ``but``: columns that may still be set afterwards.
    """

    table: str
    once: str = ""
    but: tuple[str, ...] = ()

    @property
    def trigger(self) -> str:
        return f"{self.table}{SUFFIX}"


def guard_rows(guarded: Iterable[AddedOnly]) -> migrations.RunPython:
    """The operation of a migration that puts the guards up, and takes them down in reverse."""
    rows = tuple(guarded)

    def forwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ANN401 -- Django's
        put_up(editor.connection, rows)

    def backwards(_apps: Any, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ANN401 -- Django's
        take_down(editor.connection, rows)

    return migrations.RunPython(forwards, backwards)


def put_up(connection: BaseDatabaseWrapper, guarded: Iterable[AddedOnly]) -> None:
    """From now on an UPDATE of these tables fails with an IntegrityError."""
    guards = [
        GUARD[connection.vendor].format(
            trigger=row.trigger,
            table=row.table,
            columns=_columns(connection, row),
            when=f" WHEN ({row.once})" if row.once else "",
        )
        for row in guarded
    ]
    _execute(connection, [PREPARE[connection.vendor], *guards])


def take_down(connection: BaseDatabaseWrapper, guarded: Iterable[AddedOnly]) -> None:
    """These tables can be changed again."""
    vendor = connection.vendor
    drops = [DROP[vendor].format(trigger=row.trigger, table=row.table) for row in guarded]
    _execute(connection, [*drops, TIDY[vendor]])


def guarded_tables(connection: BaseDatabaseWrapper) -> frozenset[str]:
    """The tables whose guard stands."""
    with connection.cursor() as cursor:
        cursor.execute(STANDING[connection.vendor])
        return frozenset(
            name.removesuffix(SUFFIX) for (name,) in cursor.fetchall() if name.endswith(SUFFIX)
        )


def _columns(connection: BaseDatabaseWrapper, row: AddedOnly) -> str:
    """All but those that may still be set."""
    if not row.but:
        return ""
    with connection.cursor() as cursor:
        told = connection.introspection.get_table_description(cursor, row.table)
    quoted = connection.ops.quote_name
    return " OF " + ", ".join(quoted(column.name) for column in told if column.name not in row.but)


def _execute(connection: BaseDatabaseWrapper, statements: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
