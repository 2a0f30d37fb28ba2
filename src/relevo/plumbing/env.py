"""The only reader of the process environment. Documented in docs/reference/environment.md."""

import os
from pathlib import Path

DOCUMENTATION = "docs/reference/environment.md"


class SettingUnreadable(Exception):
    """A variable is missing or malformed: says what was read and what is accepted."""

    def __init__(self, name: str, read: str | None, accepted: str) -> None:
        shown = "nothing" if read is None else repr(read)
        super().__init__(f"{name}: read {shown}; accepted: {accepted}. See {DOCUMENTATION}.")
        self.name = name


def text(name: str, default: str | None = None) -> str:
    value = os.environ.get(name, default)
    if value is None:
        raise SettingUnreadable(name, None, "a text")
    return value


def word(name: str, *, default: str) -> str:
    """A word of printed characters, without space, comma, ``<`` and ``&``."""
    value = os.environ.get(name, default)
    if not value.isprintable() or not value or set(value) & set(" ,<&"):
        raise SettingUnreadable(name, value, "a word without space, comma, < and &")
    return value


def flag(name: str, *, default: bool) -> bool:
    """``true`` or ``false``, nothing else."""
    read = os.environ.get(name)
    if read is None:
        return default
    if read not in {"true", "false"}:
        raise SettingUnreadable(name, read, "true or false")
    return read == "true"


def whole(name: str, *, default: int, low: int, high: int) -> int:
    """A whole number between ``low`` and ``high``, both included."""
    read = os.environ.get(name)
    if read is None:
        return default
    accepted = f"a whole number from {low} to {high}"
    if not read.isascii() or not read.isdigit():
        raise SettingUnreadable(name, read, accepted)
    if not low <= int(read) <= high:
        raise SettingUnreadable(name, read, accepted)
    return int(read)


def path(name: str, default: Path) -> Path:
    return Path(os.environ.get(name) or default)


def secret(name: str, *, default: str | None = None) -> str:
    """The value of NAME, or the content of the file that NAME_FILE names."""
    file = os.environ.get(f"{name}_FILE")
    if file is not None:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise SettingUnreadable(f"{name}_FILE", file, "a readable file") from error
    return text(name, default)


def for_child(**changes: str) -> dict[str, str]:
    """The environment for a process that this one starts, with some variables changed."""
    return {**os.environ, **changes}
