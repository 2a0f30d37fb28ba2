"""``./relevo demo rebuild``: outside of any transaction, as at the shell, on an empty database."""

import os
import subprocess
import sys

import pytest
from tests.factories.shell import shell

from relevo.borders.models import StatusReport
from relevo.cases.models import Case
from relevo.cli.setup import setup
from relevo.demo.replay.drill import made_for, region_folder
from relevo.networks.models import Network
from relevo.region.events import find_scenario
from relevo.region.loader import DATA

CAR2022 = find_scenario("CAR2022")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    """A demo of its own, in a folder of its own."""
    settings.DATA_DIR = tmp_path
    settings.STATIC_ROOT = tmp_path / "static"
    settings.RELEVO_WITNESS_FILE = tmp_path / "audit-heads.jsonl"
    settings.RELEVO_WITNESS_FILE.write_text("{}\n")


def test_a_demo_begins_anew_before_its_scenario(capsys, settings):
    assert setup(empty=False, quiet=True) == 0
    assert Case.objects.exists()
    ended = shell(
        capsys, "demo", "rebuild", "--scenario", "car2022", "--scenario", "CAR2022", "--yes"
    )
    assert (ended.code, ended.err) == (0, "")
    assert "2022-01-14 23:00" in ended.out
    assert made_for() == (CAR2022,)
    assert not Case.objects.exists()
    assert Network.objects.filter(key="DEMO-RED").exists()
    assert not StatusReport.objects.filter(key="ST-GTHN-COR-GT-20220115-1").exists()
    assert not settings.RELEVO_WITNESS_FILE.exists()
    # a later set-up leaves out the same rows
    assert setup(empty=False, quiet=True) == 0
    assert not StatusReport.objects.filter(key="ST-GTHN-COR-GT-20220115-1").exists()
    with region_folder() as folder:
        assert folder != DATA
    assert shell(capsys, "replay", "CAR2022").code == 0
    assert StatusReport.objects.filter(is_demo=True, crossing__key="GTHN-COR").exists()


def test_a_folder_that_is_new_becomes_such_a_demo(tmp_path):
    """The guide's one command, in a process of its own: no set-up came before."""
    folder = tmp_path / "new" / "demo"
    environment = {key: told for key, told in os.environ.items() if not key.startswith("RELEVO_")}
    ended = subprocess.run(
        [
            *(sys.executable, "-m", "relevo.cli", "demo", "rebuild"),
            *("--scenario", "CAR2022", "--yes"),
        ],
        env=environment | {"RELEVO_DATA_DIR": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.returncode, ended.stderr) == (0, "")
    assert "2022-01-14 23:00" in ended.stdout
    assert (folder / "db.sqlite3").exists()
