import io
import os
import shutil

import pytest
from django.core.management import call_command
from django.db import connection

from relevo.cli.setup import setup
from relevo.places.models import Crossing
from relevo.plumbing import clock
from relevo.plumbing.models import LoadedFacts
from relevo.region.loader import DATA

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def instance(settings, tmp_path):
    """A data folder of its own, with the static files of the project in it."""
    settings.DATA_DIR = tmp_path / "data"
    settings.STATIC_ROOT = settings.DATA_DIR / "static"
    return settings.DATA_DIR


def run(*, empty=False, quiet=False, **options):
    out = io.StringIO()
    return setup(empty=empty, quiet=quiet, out=out, **options), out.getvalue()


def steps(said):
    return [line.removeprefix("--> ") for line in said.splitlines() if line.startswith("-->")]


def test_empty_instance_is_real_and_has_the_region_without_the_story(instance):
    code, said = run(empty=True)
    assert (code, len(steps(said))) == (0, 2)
    assert clock.instance_kind() == "real"
    assert Crossing.objects.count() == 26
    assert any((instance / "static").iterdir())


def test_second_run_has_nothing_to_do_and_keeps_the_kind(instance):
    run(empty=True)
    started = (instance / "static.stamp").stat().st_mtime_ns
    loaded = LoadedFacts.objects.get().loaded_at
    code, said = run()
    assert (code, len(steps(said))) == (0, 1)
    assert clock.instance_kind() == "real"
    assert (instance / "static.stamp").stat().st_mtime_ns == started
    assert LoadedFacts.objects.get().loaded_at == loaded


def test_demo_cannot_be_asked_to_be_real(capsys):
    assert run()[0] == 0
    assert clock.instance_kind() == "demo"
    assert run(empty=True)[0] == 2
    assert "RELEVO_DATA_DIR" in capsys.readouterr().err
    assert clock.instance_kind() == "demo"


def test_tables_are_prepared_when_they_are_behind():
    call_command("migrate", "outbox", "zero", verbosity=0)
    assert "outbox_message" not in connection.introspection.table_names()
    assert len(steps(run(empty=True)[1])) == 3
    assert "outbox_message" in connection.introspection.table_names()


def test_changed_static_file_is_gathered_again(settings, instance, tmp_path):
    files = tmp_path / "files"
    files.mkdir()
    settings.STATICFILES_DIRS = [files]
    (files / "a.txt").write_text("before", encoding="utf-8")
    run(empty=True, quiet=True)
    (files / "a.txt").write_text("afterwards", encoding="utf-8")
    run(quiet=True)
    assert (instance / "static" / "a.txt").read_text(encoding="utf-8") == "afterwards"


def test_region_with_a_problem_is_not_loaded_and_the_problem_is_told(tmp_path, capsys):
    folder = tmp_path / "region"
    shutil.copytree(DATA, folder)
    table = folder / "crossings.csv"
    lines = table.read_text(encoding="utf-8").splitlines()
    table.write_text(os.linesep.join([*lines, lines[1]]), encoding="utf-8")  # a key twice
    assert run(empty=True, region=folder)[0] == 1
    told = capsys.readouterr().err
    assert "crossings.csv" in told
    assert str(len(lines) + 1) in told
    assert Crossing.objects.count() == 0


def test_set_up_stops_at_an_error_of_the_system_checks(settings, capsys):
    settings.SECRET_KEY = "short"
    assert run(empty=True) == (1, "")
    assert "(relevo.E003)" in capsys.readouterr().err
    assert clock.instance_kind() is None


def test_set_up_goes_on_after_a_warning(settings, capsys):
    settings.ALLOWED_HOSTS = ["relevo.example"]
    assert run(empty=True)[0] == 0
    assert "(relevo.W001)" in capsys.readouterr().err


def test_quiet_set_up_says_nothing():
    assert run(empty=True, quiet=True) == (0, "")
