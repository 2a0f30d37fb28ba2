"""The first thing a new machine does: an answer of the registry that breaks off does not end it."""

import subprocess

import pytest
from tests.architecture.tree import ROOT

# Stands for the interpreter of .venv: its pip fails as often as the file "failures" says.
INTERPRETER = """#!/bin/sh
left=$(cat "$(dirname "$0")/failures")
echo "cache: ${PIP_NO_CACHE_DIR:-used}"
[ "$left" -gt 0 ] || exit 0
echo $((left - 1)) >"$(dirname "$0")/failures"
exit 1
"""


@pytest.fixture
def install(tmp_path):
    (tmp_path / "lock.txt").write_text("one==1\ntwo==2\n", encoding="utf-8")
    folder = tmp_path / ".venv" / "bin"
    folder.mkdir(parents=True)
    interpreter = folder / "python"
    interpreter.write_text(INTERPRETER, encoding="utf-8")
    interpreter.chmod(0o700)

    def run(failures):
        (folder / "failures").write_text(str(failures), encoding="utf-8")
        script = f". {ROOT}/bin/bootstrap.sh; sleep() {{ :; }}; install_locked {tmp_path}/lock.txt"
        return subprocess.run(
            ["/bin/sh", "-c", f"root={tmp_path}; {script}"],
            capture_output=True,
            text=True,
            check=False,
            env={"PATH": "/usr/bin:/bin"},
        )

    return run


@pytest.mark.parametrize(("failures", "broken_off"), [(0, 0), (1, 1), (2, 2)])
def test_installation_that_breaks_off_is_tried_again(install, failures, broken_off):
    ended = install(failures)
    assert ended.returncode == 0, ended.stderr
    assert ended.stderr.count("se cortó") == broken_off
    assert "Instalo 2 paquetes" in ended.stderr
    assert "Paquetes listos" in ended.stderr


def test_second_attempt_does_not_ask_the_cache_that_may_hold_half_an_answer(install, tmp_path):
    install(1)
    assert (tmp_path / ".venv" / "install.log").read_text(encoding="utf-8") == "cache: 1\n"


def test_installation_that_never_ends_says_where_its_log_is(install, tmp_path):
    ended = install(3)
    assert ended.returncode == 1
    assert f"{tmp_path}/.venv/install.log" in ended.stderr
