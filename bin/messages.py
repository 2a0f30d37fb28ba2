# ruff: noqa: INP001 -- a script, not a package
"""Extract every text of the interface and merge it into the Spanish catalog.

Nothing translated is lost: a message that no source has any more is kept as obsolete until
``--prune``; a changed message starts untranslated and is never guessed from a similar one.
"""

import argparse
import sys
from pathlib import Path

import django
import polib
from django.conf import settings
from django.core.management import call_command
from django.core.management.commands import makemessages

ROOT = Path(__file__).resolve().parents[1]
CATALOG = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
METADATA = {
    "Project-Id-Version": "Relevo",
    "Language": "es",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=2; plural=(n != 1);",
}
IGNORED = [".venv/*", "var/*", "tests/*", "bench/*", "geodata/*", "node_modules/*", "bin/*"]


class Extraction(makemessages.Command):
    """Django's extraction without guesses: similar is not the same."""

    msgmerge_options = [*makemessages.Command.msgmerge_options, "--no-fuzzy-matching"]
    requires_system_checks: list[str] = []


def key(entry: polib.POEntry) -> tuple[str, str]:
    return (entry.msgctxt or "", entry.msgid)


def take(path: Path) -> int:
    """Copy the translations of another catalog where ours has none."""
    catalog = polib.pofile(str(CATALOG), wrapwidth=99)
    ours = {key(entry): entry for entry in catalog}
    taken = 0
    for entry in polib.pofile(str(path)):
        if not (entry.msgstr or any(entry.msgstr_plural.values())) or entry.fuzzy:
            continue
        mine = ours.get(key(entry))
        if mine is None:
            mine = polib.POEntry(
                msgid=entry.msgid, msgctxt=entry.msgctxt, msgid_plural=entry.msgid_plural
            )
            catalog.append(mine)
            ours[key(entry)] = mine
        elif mine.translated():
            continue
        mine.obsolete = False
        mine.msgstr, mine.msgstr_plural = entry.msgstr, dict(entry.msgstr_plural)
        taken += 1
    catalog.save()
    return taken


def tidy(*, prune: bool) -> list[str]:
    """Sort out what the merge left; returns the messages without a translation."""
    catalog = polib.pofile(str(CATALOG), wrapwidth=99)
    if prune:
        for entry in catalog.obsolete_entries():
            catalog.remove(entry)
    for entry in catalog:
        entry.occurrences = sorted({(source, "") for source, _line in entry.occurrences})
    catalog.header = "Spanish of Relevo: usted, plain words, the terms of the glossary."
    catalog.metadata_is_fuzzy = []
    catalog.metadata = METADATA  # no date: a date alone is not a change
    catalog.sort(key=lambda entry: (entry.obsolete, entry.msgctxt or "", entry.msgid))
    catalog.save()
    return [entry.msgid for entry in catalog.untranslated_entries()]


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--take", type=Path, action="append", default=[], metavar="FILE.po")
    parser.add_argument("--prune", action="store_true", help="drop messages no source has")
    chosen = parser.parse_args()
    settings.configure(USE_I18N=True, LOCALE_PATHS=[ROOT / "locale"])
    django.setup()
    CATALOG.parent.mkdir(parents=True, exist_ok=True)
    call_command(
        Extraction(),
        locale=["es"],
        extensions=["html", "py", "txt"],
        ignore_patterns=IGNORED,
        no_wrap=True,
        verbosity=0,
    )
    for path in chosen.take:
        sys.stdout.write(f"{path}: {take(path)} taken\n")
    missing = tidy(prune=chosen.prune)
    for message in missing:
        sys.stdout.write(f"no Spanish: {message!r}\n")
    sys.stdout.write(f"{CATALOG.relative_to(ROOT)}: {len(missing)} without translation\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
