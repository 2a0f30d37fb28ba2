"""Looking for planted words in every byte that a run has written, in the encodings there are."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

MARK = "Qzxwvkjh"
"""Every planted word begins with it: one search finds them all. No language has it."""

PHONE_MARK = "7391746"
"""And every planted telephone number with this."""

CHUNK = 1 << 22


def _encoded(mark: str) -> dict[str, bytes]:
    """The mark as each common encoding writes it, whatever stands before it."""
    plain = mark.encode()
    found = {
        "utf-8": plain,
        "utf-16 little": mark.encode("utf-16-le"),
        "utf-16 big": mark.encode("utf-16-be"),
        "utf-32": mark.encode("utf-32-le"),
        "hexadecimal": binascii.hexlify(plain),
        "backwards": plain[::-1],
        "percent": "".join(f"%{byte:02x}" for byte in plain).encode(),
        "json escapes": "".join(f"\\u{byte:04x}" for byte in plain).encode(),
    }
    for shift in range(3):
        # The letters at both ends also depend on the neighbors, so they are left off.
        written = base64.b64encode(b"\0" * shift + plain)
        found[f"base64 at {shift}"] = written[2 + shift : 2 + shift + 7]
    return found


WRITTEN: dict[str, bytes] = {
    f"{kind}, {name}": written
    for kind, mark in (("word", MARK), ("telephone", PHONE_MARK))
    for name, written in _encoded(mark).items()
}
"""What is searched for, by kind and encoding."""

PATTERNS: dict[str, "re.Pattern[bytes]"] = {
    name: re.compile(re.escape(written), 0 if "base64" in name else re.IGNORECASE)
    for name, written in WRITTEN.items()
}
_LONGEST = 6 * max(len(MARK), len(PHONE_MARK))


@dataclass(frozen=True, slots=True)
class Hit:
    """A planted word in clear: in which file, how it is written there."""

    path: Path
    encoding: str


@dataclass(frozen=True, slots=True)
class Scan:
    """What was looked through, and what was found."""

    files: int
    size: int
    hits: tuple[Hit, ...]


def scan(folder: Path) -> Scan:
    """Every file below a folder, whatever it is called; one that vanishes meanwhile is passed."""
    files = size = 0
    hits: list[Hit] = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file():
            continue
        try:
            read = list(_hits(path))
            size += path.stat().st_size
        except FileNotFoundError:
            continue
        files += 1
        hits += read
    return Scan(files, size, tuple(hits))


def _hits(path: Path) -> Iterator[Hit]:
    found: set[str] = set()
    tail = b""
    with path.open("rb") as file:
        while block := file.read(CHUNK):
            text = tail + block
            found |= {name for name, pattern in PATTERNS.items() if pattern.search(text)}
            tail = text[-_LONGEST:]
    yield from (Hit(path, name) for name in sorted(found))
