"""The kernel and the engines run where nothing else is installed."""

import subprocess
import sys

import pytest
from tests.architecture.tree import ROOT, contract

PROGRAM = """
import importlib, pkgutil, sys
for name in sys.argv[1:]:
    package = importlib.import_module(name)
    for module in pkgutil.walk_packages(package.__path__, name + "."):
        importlib.import_module(module.name)
print(*sorted({name.split(".")[0] for name in sys.modules} & {"django", "psycopg", "sqlite3"}))
print(*sorted(n for n in sys.modules if n.startswith(("relevo.plumbing", "relevo.config"))))
"""


@pytest.mark.parametrize("package", contract(2)["source_modules"])
def test_pure_package_loads_no_framework_and_no_database(package):
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, package],
        cwd=ROOT,
        env={"PYTHONPATH": "src", "PATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "\n\n", "")
