"""How people on the move are called, wherever somebody reads it: pages, facts, papers, docs.

The list of places is part of the test: a kind of file that shows text to people belongs on it.
"""

import csv
import json
import re

import polib
import pytest
from tests.architecture.tree import ROOT, committed_files, relative, templates

DATA = ROOT / "src" / "relevo" / "region" / "data"
NEVER = re.compile(
    r"\b(?:olea" + r"das?|ile" + r"gal(?:es|mente)?|avalan" + r"chas?|inva" + r"si(?:ó|o)n(?:es)?|"
    r"ille" + r"gal(?:s|ly)?|avalan" + r"ches?|wav" + r"es?\s+of)\b",
    re.IGNORECASE,
)
QUOTED_ONLY = re.compile(r"\bcara" + r"van(?:a|e|er|ero)?s?\b", re.IGNORECASE)
QUOTED = re.compile(r"«[^»]*»|“[^”]*”|`[^`]*`", re.DOTALL)
ADDRESS = re.compile(r"https?://\S+")
TITLE = re.compile(r"\"[^\"]*\"|(?<!\*)\*[^*\n]{1,30}\*(?!\*)")
"""A title, or the word itself spoken of, as in a glossary."""
NOT_READ = frozenset(
    {"source", "sources", "url", "source_url", "code_source", "basis_source", "key", "id"}
)
"""Columns with titles and addresses of sources, or codes: proper names stay as they are."""


def of_catalogues():
    for path in (path for path in committed_files() if path.suffix == ".po"):
        for entry in polib.pofile(str(path)):
            said = [entry.msgid, entry.msgid_plural, entry.msgstr, *entry.msgstr_plural.values()]
            for text in said:
                yield f"{relative(path)}: {entry.msgid[:40]}", text


def of_templates():
    for path in templates():
        yield relative(path), path.read_text(encoding="utf-8")


def of_tables():
    for path in (path for path in committed_files() if path.suffix == ".csv"):
        if not path.is_relative_to(ROOT / "src"):
            continue
        with path.open(encoding="utf-8", newline="") as lines:
            for number, row in enumerate(csv.DictReader(lines), start=2):
                for column, text in row.items():
                    if column not in NOT_READ and isinstance(text, str):
                        yield f"{relative(path)}:{number} {column}", text


def strings_in(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in NOT_READ:
                yield from strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner)


def of_documents():
    for path in (path for path in committed_files() if path.suffix == ".json"):
        if path.is_relative_to(ROOT / "src"):
            for text in strings_in(json.loads(path.read_text(encoding="utf-8"))):
                yield relative(path), text


def of_docs():
    for path in (path for path in committed_files() if path.suffix == ".md"):
        yield relative(path), path.read_text(encoding="utf-8")


PLACES = {
    "translations, both languages": of_catalogues,
    "templates": of_templates,
    "tables of facts, rules and demo": of_tables,
    "texts of consents and pathways": of_documents,
    "docs, changes and the pages of the repository": of_docs,
}


def wounds(text):
    plain = ADDRESS.sub("", text)
    return [
        *(found.group() for found in NEVER.finditer(QUOTED.sub("", plain))),
        *(found.group() for found in QUOTED_ONLY.finditer(TITLE.sub("", QUOTED.sub("", plain)))),
    ]


@pytest.mark.parametrize("place", PLACES)
def test_nobody_is_called_names(place):
    read = list(PLACES[place]())
    assert len(read) > 5, "the place exists"
    assert [(where, found) for where, text in read if (found := wounds(text))] == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("una Olea" + "da de gente", ["Olea" + "da"]),
        ("personas ile" + "gales", ["ile" + "gales"]),
        ("a wav" + "e of people", ["wav" + "e of"]),
        ("ille" + "gal migrants", ["ille" + "gal"]),
        ("una inva" + "sión", ["inva" + "sión"]),
        ("la cara" + "vana sale", ["cara" + "vana"]),
        ("circula que sale una «cara" + "vana»", []),
        ("“cara" + "van” in quotations", []),
        ("never *cara" + "vana* of people", []),
        ("https://medio.test/cara" + "vana-de-2018", []),
        ("legales, legal, wave", []),
    ],
)
def test_words_are_found_and_quotations_pass(text, found):
    assert wounds(text) == found
