"""The sentences of pages and code that want a translation, read without GNU gettext.

``bin/messages.sh`` brings the catalogue up to date with GNU gettext; these functions only read,
so that every machine can tell whether it is.
"""

import ast
import os
import re
from collections import defaultdict
from pathlib import Path

import polib
from tests.architecture.tree import ROOT, relative, sources, templates

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relevo.config.settings")

from django.utils.translation.template import templatize

CATALOGUE = ROOT / "locale" / "es" / "LC_MESSAGES" / "django.po"
# Where each function holds context, sentence and plural.
PLACES = {
    "gettext": (None, 0, None),
    "gettext_noop": (None, 0, None),
    "pgettext": (0, 1, None),
    "ngettext": (None, 0, 1),
    "npgettext": (0, 1, 2),
}
PLACES |= {f"{name}_lazy": place for name, place in PLACES.items()}
CALL = re.compile(r"(?<![\w.])(_|n?p?gettext(?:_lazy|_noop)?)\(")
Key = tuple[str | None, str, str | None]


class SentenceNotPlain(Exception):
    """A translated sentence is put together at run time: no translator will ever see it."""


def in_module(path: Path) -> list[tuple[Key, int]]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in PLACES
    }
    return [
        (key_of(names[node.func.id], node, f"{relative(path)}:{node.lineno}"), node.lineno)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names
    ]


def key_of(function: str, call: ast.Call, where: str) -> Key:
    def text(place):
        if place is None:
            return None
        argument = call.args[place]
        if not (isinstance(argument, ast.Constant) and isinstance(argument.value, str)):
            raise SentenceNotPlain(f"{where}: {ast.unparse(argument)}")
        return argument.value

    return tuple(text(place) for place in PLACES[function])


def in_template(path: Path) -> list[tuple[Key, int]]:
    source = path.read_text(encoding="utf-8")
    code = templatize(source, origin=relative(path))
    found = [*calls_in(code, path)]
    # A component's dynamic attribute holds an expression that Django's own reader does not see.
    for attribute in re.finditer(r"\s:[\w-]+=(\"[^\"]*\"|'[^']*')", source):
        found += calls_in(attribute[1][1:-1], path, first_line=line_of(source, attribute.start()))
    return found


def calls_in(code: str, path: Path, *, first_line: int = 1) -> list[tuple[Key, int]]:
    found = []
    for match in CALL.finditer(code):
        line = first_line + code.count("\n", 0, match.start())
        function = "gettext" if match[1] == "_" else match[1]
        call = parse_call(code[match.start() :])
        if call is None:
            raise SentenceNotPlain(f"{relative(path)}:{line}: {code[match.start() :][:60]}")
        found.append((key_of(function, call, f"{relative(path)}:{line}"), line))
    return found


def parse_call(code: str) -> ast.Call | None:
    """The call that the text starts with: up to the first bracket that makes it whole."""
    for end in re.finditer(r"\)", code):
        try:
            call = ast.parse(code[: end.end()], mode="eval").body
        except SyntaxError:
            continue
        return call if isinstance(call, ast.Call) else None
    return None


def line_of(text: str, place: int) -> int:
    return text.count("\n", 0, place) + 1


def extract() -> dict[Key, list[tuple[str, int]]]:
    """Every sentence with the places it is said at."""
    found = defaultdict(list)
    for path in sources():
        for key, line in in_module(path):
            found[key].append((relative(path), line))
    for path in templates():
        for key, line in in_template(path):
            found[key].append((relative(path), line))
    return dict(found)


def of_catalogue(path: Path = CATALOGUE) -> dict[Key, polib.POEntry]:
    return {
        (entry.msgctxt, entry.msgid, entry.msgid_plural or None): entry
        for entry in polib.pofile(str(path))
        if not entry.obsolete
    }
