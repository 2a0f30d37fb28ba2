"""Facts are added, never changed: the database says so, whatever the code asks of it."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, connections, models, transaction
from django.db.migrations.executor import MigrationExecutor
from tests.factories.added_only import (
    ADDED_ONLY,
    APPS,
    CHANGES,
    OF_A_PERSON,
    changeable,
    guarding,
    guards,
)

from relevo.borders.models import StatusReport
from relevo.journeys.models import Replan, StoredPlan
from relevo.plumbing.added_only import guarded_tables
from relevo.situation.models import Advisory, Alert
from relevo.situation.rules.emergencies import PUBLISHED_BY

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
TABLES = {
    model._meta.db_table: model
    for app in APPS
    for model in apps.get_app_config(app).get_models(include_auto_created=True)
}
TOLD_BY = {"borders_requirement": "told_by", "situation_emergency": "opened_by"} | {
    "situation_figure": "told_by"
}


def value_of(column, number):
    """Something that the column takes; an instant is later than that of the column before."""
    if isinstance(column, models.ForeignKey):
        return value_of(column.target_field, number)
    made = {
        models.DateTimeField: lambda: NOON + timedelta(hours=number),
        models.DateField: NOON.date,
        models.TimeField: NOON.time,
        models.UUIDField: uuid4,
        models.JSONField: list,
        models.BinaryField: lambda: b"1",
        models.BooleanField: lambda: True,
        models.IntegerField: lambda: 1,
        models.CharField: lambda: "1",
        models.TextField: lambda: "1",
    }
    return next(make() for kind, make in made.items() if isinstance(column, kind))


@pytest.fixture
def written():
    """Writes a row, though what it points at is not there; it goes with the test."""
    rows = []

    def write(table, **told):
        values = {
            column.attname: value_of(column, number)
            for number, column in enumerate(TABLES[table]._meta.concrete_fields)
            if not isinstance(column, models.AutoField) and not column.null
        }
        if table == "situation_alert":
            values["state"] = "published"
        if ADDED_ONLY.get(table) == OF_A_PERSON:
            values[TOLD_BY.get(table, "reporter_id")] = uuid4()
        rows.append(TABLES[table].objects.create(**values | told))
        return rows[-1]

    yield write
    for row in reversed(rows):
        type(row)._base_manager.filter(pk=row.pk)._raw_delete("default")
        assert not type(row)._base_manager.filter(pk=row.pk).exists(), "to delete is possible"


def refused(act):
    with pytest.raises(IntegrityError, match="are only added"), transaction.atomic():
        act()


def changed(row, **values):
    assert type(row).objects.filter(pk=row.pk).update(**values) == 1


def test_every_table_of_the_list_is_guarded_and_no_other():
    assert guarded_tables(connection) == set(ADDED_ONLY)
    assert sorted(guard.table for guard in guards()) == sorted(ADDED_ONLY), "each once"


def test_of_every_table_it_is_said_whether_its_rows_change():
    assert set(TABLES) == {*ADDED_ONLY, *CHANGES}
    assert not set(ADDED_ONLY) & set(CHANGES)


@pytest.mark.parametrize("table", ADDED_ONLY)
def test_no_column_of_a_row_is_changed(written, table):
    row = written(table)
    but = next(guard.but for guard in guards() if guard.table == table)
    kept = type(row).objects.filter(pk=row.pk)
    before = kept.values().get()
    for column in row._meta.concrete_fields:
        same = {column.name: models.F(column.name)}
        if column.name in but:
            assert kept.update(**same) == 1
        elif not column.primary_key:
            refused(lambda same=same: kept.update(**same))
    refused(row.save)
    refused(lambda: upsert(row))
    assert kept.values().get() == before


def upsert(row):
    """As the loader of the region writes."""
    columns = [column.name for column in row._meta.concrete_fields if not column.primary_key]
    type(row).objects.bulk_create(
        [row], update_conflicts=True, unique_fields=[row._meta.pk.name], update_fields=columns
    )


@pytest.mark.parametrize(
    "table", [table for table, since in ADDED_ONLY.items() if since == OF_A_PERSON]
)
def test_what_the_committed_files_tell_may_be_corrected(written, table):
    by = TOLD_BY.get(table, "reporter_id")
    committed = PUBLISHED_BY if table in {"situation_emergency", "situation_figure"} else None
    row = written(table, **{by: committed})
    changed(row, source="https://example.org/anew")
    upsert(row)
    changed(row, **{by: uuid4()})
    refused(lambda: changed(row, source="https://example.org/again"))


@pytest.mark.parametrize("state", ["draft", "waiting"])
def test_alert_is_written_until_it_is_published(written, state):
    row = written("situation_alert", state=state)
    changed(row, status="Actual", state="published")
    refused(lambda: changed(row, state="withdrawn"))
    assert Alert.objects.get(pk=row.pk).state == "published"


def test_advisory_ends_and_a_new_plan_is_read(written):
    advisory, replan = written("situation_advisory"), written("journeys_replan")
    changed(advisory, ended_at=NOON, ended_by=uuid4())
    changed(replan, read_at=NOON, read_by=uuid4())
    refused(lambda: changed(advisory, ended_at=NOON, text_es="Otra cosa."))
    refused(lambda: changed(replan, read_at=NOON, reasons=[1]))
    assert Advisory.objects.get(pk=advisory.pk).text_es == "1"
    assert Replan.objects.get(pk=replan.pk).reasons == []


def test_guard_that_was_taken_down_stands_again_afterwards(written):
    row = written("journeys_storedplan")
    with changeable(StoredPlan):
        changed(row, engine_version="2")
        assert guarded_tables(connection) == set(ADDED_ONLY) - {"journeys_storedplan"}
    refused(lambda: changed(row, engine_version="3"))


@pytest.fixture
def migrated():
    """Tables as the migrations leave them; those of tests are made of the models."""
    if connection.vendor != "sqlite":
        pytest.skip("all tests run on migrated tables here")
    settings, kept = connections.settings["default"], connections["default"]
    connections.settings["default"] = settings | {"NAME": ":memory:"}
    made = connections["default"] = connections.create_connection("default")
    try:
        executor = MigrationExecutor(made)
        executor.migrate([node for node in executor.loader.graph.leaf_nodes() if node[0] in APPS])
        yield made
    finally:
        made.close()
        connections.settings["default"], connections["default"] = settings, kept


def test_migrations_leave_every_table_of_the_list_guarded(migrated):
    assert guarded_tables(migrated) == set(ADDED_ONLY)
    with migrated.schema_editor() as editor:
        editor._remake_table(StatusReport)
    lost = set(ADDED_ONLY) - guarded_tables(migrated)
    assert lost == {"borders_statusreport"}, "so a later migration would lose one, and this sees it"


def test_migrations_go_back_and_forth():
    operations = [operation for made in guarding() for operation in made.Migration.operations]
    editor = connection.SchemaEditorClass(connection)
    for operation in operations:
        operation.reverse_code(None, editor)
    assert guarded_tables(connection) == set()
    for operation in operations:
        operation.code(None, editor)
    assert guarded_tables(connection) == set(ADDED_ONLY)
