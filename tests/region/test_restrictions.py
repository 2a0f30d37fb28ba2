"""The committed restrictions and demands: rows, their areas, what is kept, what is refused."""

from datetime import UTC, datetime

import pytest
from tests.factories import situation
from tests.region import tiny

from relevo.borders.actions.requirements import add_demand
from relevo.borders.models import Demand, Restriction
from relevo.kernel.actor import SYSTEM
from relevo.region.loader import load_region

AT = datetime(2020, 11, 21, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def loaded(tmp_path, **changes):
    rows = tiny.region()
    for file, changed in changes.items():
        rows[f"{file}.csv"] = [row | changed for row in rows[f"{file}.csv"]]
    return load_region(at=AT, folder=tiny.write(tmp_path, rows))


def written(file):
    return tiny.region()[f"{file}.csv"]


def test_rows_become_restrictions_with_their_areas(tmp_path):
    assert loaded(tmp_path).problems == []
    (told,) = written("restrictions")
    row = Restriction.objects.get()
    assert (row.key, row.kind, row.stops, row.country, row.source) == (
        told["id"],
        told["kind"],
        told["stops"],
        told["country"],
        told["source"],
    )
    assert sorted(area.key for area in row.areas.all()) == sorted(told["area_ids"].split("|"))
    assert row.from_at == datetime.fromisoformat(told["from_at"])


def test_loading_again_keeps_what_was_told_at_desks(tmp_path):
    loaded(tmp_path / "one")
    kept = situation.curfew(AT)
    demand = add_demand(kind="test", name="cólera", name_en="cholera", by=SYSTEM, at=AT)
    assert loaded(tmp_path / "two").problems == []
    assert Restriction.objects.filter(pk=kept.pk).exists()
    assert Demand.objects.get(pk=demand.pk).told_by == SYSTEM.id
    assert Restriction.objects.count() == 1 + len(written("restrictions"))
    assert Restriction.objects.exclude(pk=kept.pk).get().areas.count() == 1


def test_rows_become_demands(tmp_path):
    loaded(tmp_path)
    for told in written("demands"):
        row = Demand.objects.get(pk=told["code"])
        assert (row.kind, row.name_es, row.told_by) == (told["kind"], told["name_es"], None)
        assert row.accepts == [code for code in told["accepts"].split("|") if code]


@pytest.mark.parametrize(
    ("file", "change", "column"),
    [
        ("restrictions", {"kind": "wall"}, "kind"),
        ("restrictions", {"stops": "everything"}, "stops"),
        ("restrictions", {"area_ids": "HN-9999"}, "area_ids"),
        ("restrictions", {"hours_osm": "at night"}, "hours_osm"),
        ("demands", {"kind": "bribe"}, "kind"),
    ],
)
def test_a_row_that_cannot_be_is_refused(tmp_path, file, change, column):
    problems = loaded(tmp_path, **{file: change}).problems
    assert {(one.file, one.column) for one in problems} >= {(f"{file}.csv", column)}
    assert (Restriction.objects.count(), Demand.objects.count()) == (0, 0)
