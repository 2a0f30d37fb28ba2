import os
import subprocess
import sys

import pytest

from relevo.cli.main import UNREAD, main


@pytest.fixture
def unread():
    """The end of a pipe that nobody reads any more."""
    reading, writing = os.pipe()
    os.close(reading)
    yield writing
    os.close(writing)


def test_a_reader_who_has_gone_ends_a_command_without_a_word(unread):
    command = [sys.executable, "-m", "relevo.cli", "--help"]

    ended = subprocess.run(
        command,
        stdout=unread,
        stderr=subprocess.PIPE,
        env=os.environ | {"PYTHONUNBUFFERED": ""},  # as a shell runs it: written at the end
        check=False,
    )

    assert (ended.returncode, ended.stderr) == (UNREAD, b"")


@pytest.mark.django_db
def test_what_a_command_still_had_to_say_is_dropped(unread, tmp_path, monkeypatch):
    with open(unread, "w", encoding="utf-8", closefd=False) as output:
        monkeypatch.setattr(sys, "stdout", output)
        assert main(["facts", str(tmp_path)]) == UNREAD


def test_what_is_asked_wrongly_is_still_refused(capsys):
    with pytest.raises(SystemExit) as ended:
        main(["no-such-command"])
    assert ended.value.code == 2
    assert "no-such-command" in capsys.readouterr().err
