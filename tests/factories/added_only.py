"""Which tables the database lets nobody change, which not and why; and how a test changes one."""

import contextlib
from importlib import import_module

from django.db import connection
from django.db.migrations.loader import MigrationLoader

from relevo.plumbing.added_only import put_up, take_down

APPS = ("borders", "situation", "journeys")
OF_A_PERSON = "what a person told; the committed files may be corrected and loaded again"
ALWAYS = "from the beginning"

ADDED_ONLY = {
    "borders_statusreport": OF_A_PERSON,
    "borders_correction": ALWAYS,
    "borders_restriction": OF_A_PERSON,
    "borders_restrictionend": ALWAYS,
    "borders_requirement": OF_A_PERSON,
    "borders_requirementend": ALWAYS,
    "situation_emergency": OF_A_PERSON,
    "situation_emergencyname": ALWAYS,
    "situation_emergencyphase": ALWAYS,
    "situation_emergencyarea": ALWAYS,
    "situation_figure": OF_A_PERSON,
    "situation_temporarypoint": ALWAYS,
    "situation_pointstep": ALWAYS,
    "situation_pledge": ALWAYS,
    "situation_pledgestep": ALWAYS,
    "situation_checklistmark": ALWAYS,
    "situation_roadreport": ALWAYS,
    "situation_count": ALWAYS,
    "situation_reconciliation": ALWAYS,
    "situation_reconciliationstep": ALWAYS,
    "situation_release": ALWAYS,
    "situation_movement": ALWAYS,
    "situation_sighting": ALWAYS,
    "situation_needswarning": ALWAYS,
    "situation_warningreceipt": ALWAYS,
    "situation_warningwithdrawal": ALWAYS,
    "situation_signal": ALWAYS,
    "situation_signalfinding": ALWAYS,
    "situation_advisory": "all but its end",
    "situation_alert": "once it is published",
    "situation_alertinfo": ALWAYS,
    "situation_alertarea": ALWAYS,
    "situation_alertreceipt": ALWAYS,
    "journeys_storedplan": ALWAYS,
    "journeys_reliance": ALWAYS,
    "journeys_replan": "all but that it was read",
}
CHANGES = {
    "borders_demand": "a word of a list: the committed files correct it",
    "borders_restriction_areas": "written anew with the restriction of the committed files",
    "situation_alertarea_areas": "a link is added or deleted, and nothing refers to it",
    "situation_checklistitem": "a committed list: loaded again, an item moves or is left out",
    "situation_feed": "an address, how it is set and how the last try went",
    "situation_feedcopy": "the last good copy takes the place of the one before",
}


def guarding():
    """The migrations that put guards up."""
    made = (
        import_module(f"relevo.{app}.migrations.{name}")
        for app, name in MigrationLoader(None).disk_migrations
        if app in APPS
    )
    return [module for module in made if hasattr(module, "GUARDED")]


def guards():
    """What they say, guard by guard."""
    return [guard for module in guarding() for guard in module.GUARDED]


@contextlib.contextmanager
def changeable(*models):
    """A test makes as if these rows had been written otherwise in the first place."""
    tables = {model._meta.db_table for model in models}
    rows = [guard for guard in guards() if guard.table in tables]
    with at_once():
        take_down(connection, rows)
    yield
    with at_once():
        put_up(connection, rows)


@contextlib.contextmanager
def at_once():
    """On PostgreSQL a table cannot be altered while a foreign key of it waits to be looked at."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
