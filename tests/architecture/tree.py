"""The files of the project as the tests see them."""

import subprocess
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "src" / "relevo"
TEMPLATES = PACKAGE / "web" / "templates"
TEXT_SUFFIXES = {
    "", ".py", ".sh", ".md", ".toml", ".txt", ".csv", ".json", ".html", ".css", ".js", ".svg",
    ".po", ".service", ".env", ".ini", ".cfg", ".yml", ".yaml", ".webmanifest", ".example",
}  # fmt: skip


@cache
def committed_files() -> tuple[Path, ...]:
    """What git holds or would take in: nothing that .gitignore names."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        check=True,
        text=True,
    )
    paths = [ROOT / name for name in listed.stdout.split("\0") if name]
    return tuple(sorted(path for path in paths if path.is_file()))


def text_files() -> list[Path]:
    return [path for path in committed_files() if path.suffix in TEXT_SUFFIXES]


def sources() -> list[Path]:
    """Our modules, without the generated migrations."""
    return [
        path
        for path in committed_files()
        if path.suffix == ".py" and PACKAGE in path.parents and path.parent.name != "migrations"
    ]


def templates() -> list[Path]:
    return sorted(path for suffix in ("html", "txt") for path in TEMPLATES.rglob(f"*.{suffix}"))


def packages() -> set[str]:
    """The top-level packages of relevo."""
    return {path.parent.name for path in PACKAGE.glob("*/__init__.py")}


def contract(number: int) -> dict:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = project["tool"]["importlinter"]["contracts"]
    return next(found for found in contracts if found["name"].startswith(f"{number}."))


def rings() -> list[list[str]]:
    """The layers of contract 1, high to low; names of unbuilt packages keep their brackets."""
    return [[name.strip() for name in layer.split("|")] for layer in contract(1)["layers"]]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
