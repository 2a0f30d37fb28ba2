"""Translations: compiled from .po to .mo without GNU gettext, and judged.

``python -m relevo.plumbing.locales FOLDER`` compiles; ./run and ./test call it.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

PLACEHOLDER = re.compile(r"%\(\w+\)[sdf]|%[sdf%]|\{\w*\}")


def compile_catalogs(folder: Path) -> list[Path]:
    """Compile each catalogue that is newer than its .mo; returns the files that were written."""
    written = []
    for source in sorted(folder.glob("*/LC_MESSAGES/*.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns >= source.stat().st_mtime_ns:
            continue
        # Beside the target and then renamed: a process that reads meanwhile sees a whole file.
        part = target.with_suffix(".mo.part")
        polib.pofile(str(source)).save_as_mofile(str(part))
        part.replace(target)
        written.append(target)
    return written


def find_problems(source: Path) -> list[str]:
    """What keeps one catalogue from being complete, each with its line."""
    return [
        f"{source.name}:{entry.linenum}: {problem}: {entry.msgid!r}"
        for entry in polib.pofile(str(source))
        if not entry.obsolete
        for problem in _problems_of(entry)
    ]


def _problems_of(entry: polib.POEntry) -> Iterator[str]:
    translations = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
    if entry.fuzzy:
        yield "fuzzy"
    if not translations or not all(translations):
        yield "not translated"
        return
    accepted = [
        sorted(PLACEHOLDER.findall(text)) for text in (entry.msgid, entry.msgid_plural) if text
    ]
    if any(sorted(PLACEHOLDER.findall(text)) not in accepted for text in translations):
        yield "placeholders differ"
    if any(text.strip() != text for text in translations) and entry.msgid.strip() == entry.msgid:
        yield "space around the translation"


def main(arguments: list[str]) -> int:
    """Compile the folder named by the only argument; whether it is complete a test says."""
    if len(arguments) != 1 or not Path(arguments[0]).is_dir():
        print("Usage: python -m relevo.plumbing.locales FOLDER", file=sys.stderr)  # noqa: T201
        return 2
    for path in compile_catalogs(Path(arguments[0])):
        print(f"compiled {path}")  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
