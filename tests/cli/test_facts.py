import shutil

import pytest

from relevo.cli.main import main
from relevo.places.models import Crossing
from relevo.region.loader import DATA
from relevo.region.tables import TABLES

pytestmark = pytest.mark.django_db


def test_the_committed_tables_are_loaded(capsys):
    assert main(["--lang", "en", "facts"]) == 0

    told = capsys.readouterr().out
    assert "    26  crossings.csv" in told
    assert "    94  events.csv" in told
    assert Crossing.objects.count() == 26
    assert main(["--lang", "en", "facts"]) == 0
    assert "loaded already" in capsys.readouterr().out


def test_a_check_writes_nothing(capsys):
    assert main(["facts", "--check"]) == 0

    assert "crossings.csv" in capsys.readouterr().out
    assert Crossing.objects.count() == 0


def test_every_problem_is_said_with_its_row_and_nothing_is_written(tmp_path, capsys):
    folder = tmp_path / "facts"
    shutil.copytree(DATA, folder)
    crossings = folder / "crossings.csv"
    crossings.write_text(
        crossings.read_text(encoding="utf-8").replace(",official_main,", ",no_such_kind,", 1),
        encoding="utf-8",
    )

    assert main(["--lang", "en", "facts", str(folder)]) == 1

    told = capsys.readouterr().out
    assert "crossings.csv, row 5, type: read no_such_kind" in told
    assert "1 problem; nothing was written." in told
    assert Crossing.objects.count() == 0


def test_problems_are_counted_and_told_in_the_language_asked_for(tmp_path, capsys):
    assert main(["facts", str(tmp_path)]) == 1
    *told, last = capsys.readouterr().out.splitlines()
    assert told[0] == (
        "taxonomy.csv, fila 0, : se leyó ningún archivo; se acepta: un archivo con ese nombre"
    )
    assert last == f"{len(TABLES)} problemas; no se escribió nada."


def test_a_folder_that_is_not_there_is_refused(tmp_path, capsys):
    assert main(["--lang", "en", "facts", str(tmp_path / "none")]) == 2
    assert "There is no folder" in capsys.readouterr().err
