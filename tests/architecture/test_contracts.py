"""The import contracts hold, and they speak of the tree as it is."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.tree import PACKAGE, ROOT, contract, packages, rings

ENGINE_RING = "planner"
SHELF = "formats"
"""No engine: each format in it is a door of its own."""


def built(ring):
    return [name for name in ring if not name.startswith("(")]


def test_contracts_hold():
    done = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_rings_name_every_package_and_no_other():
    assert {name for ring in rings() for name in built(ring)} == packages()


def test_package_in_brackets_is_not_built_yet():
    optional = {name.strip("()") for ring in rings() for name in ring if name.startswith("(")}
    assert optional & packages() == set()


def test_every_data_app_has_the_fixed_set_of_modules():
    apps = {path.parent.name for path in PACKAGE.glob("*/models.py")}
    apps |= {path.parent.parent.name for path in PACKAGE.glob("*/models/__init__.py")}
    assert {f"relevo.{name}" for name in apps - {"plumbing"}} == set(contract(3)["containers"])


def test_kernel_and_every_engine_are_pure_and_engines_have_one_door():
    engines = next(built(ring) for ring in rings() if ENGINE_RING in ring)
    assert set(contract(2)["source_modules"]) == {
        "relevo.kernel",
        *(f"relevo.{name}" for name in engines),
    }
    doors = {f"relevo.{name}.*" for name in engines if name != SHELF}
    assert set(contract(5)["protected_modules"]) == doors


def test_no_contract_has_exceptions():
    assert "ignore_imports" not in (ROOT / "pyproject.toml").read_text(encoding="utf-8")
