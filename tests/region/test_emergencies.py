"""The committed emergencies: what each source said, and that bad rows are refused."""

from datetime import UTC, datetime

import pytest
from tests.region import tiny

from relevo.region.loader import load_region
from relevo.situation.models import ChecklistItem, Emergency, Figure
from relevo.situation.queries.emergencies import get_emergency

AT = datetime(2020, 11, 21, tzinfo=UTC)


def loaded(tmp_path, **changes):
    rows = tiny.region()
    for file, changed in changes.items():
        rows[f"{file}.csv"] = [row | changed for row in rows[f"{file}.csv"]]
    return load_region(at=AT, folder=tiny.write(tmp_path, rows))


@pytest.mark.django_db
def test_rows_become_an_emergency_with_its_figures_and_list(tmp_path):
    report = loaded(tmp_path)

    assert report.problems == []
    emergency = Emergency.objects.get()
    figure = Figure.objects.get()
    item = ChecklistItem.objects.get()
    assert (emergency.key, emergency.kind, emergency.source) == (
        "K-1",
        "storm",
        "https://example.org/acta",
    )
    assert (figure.emergency, figure.area.key, figure.value) == (emergency, "HN-1701", 0)
    assert (item.code, item.phase, item.sector, item.kinds) == ("K-1", "before", 1, "storm")
    view = get_emergency("K-1", at=AT, known_at=AT, sees_live=False)
    assert view.line.phase == "before"
    assert [row.source for row in view.history] == ["https://example.org/acta"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("file", "change", "column"),
    [
        ("emergency_figures", {"country": "SV"}, "area_id"),
        ("emergency_areas", {"country": "GT"}, "area_id"),
        ("emergency_figures", {"value": "5", "high": "4"}, "high"),
    ],
)
def test_a_row_that_contradicts_itself_is_refused(tmp_path, file, change, column):
    report = loaded(tmp_path, **{file: change})

    assert [(problem.file, problem.column) for problem in report.problems] == [
        (f"{file}.csv", column)
    ]
    assert Emergency.objects.count() == 0
