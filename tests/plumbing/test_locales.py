import gettext
import os
import subprocess
import sys

import pytest

from relevo.plumbing.locales import compile_catalogs, find_problems, main

HEADER = r"""msgid ""
msgstr ""
"Content-Type: text/plain; charset=UTF-8\n"
"Plural-Forms: nplurals=2; plural=n != 1;\n"

"""
PEOPLE = 'msgid "one person"\nmsgid_plural "%(n)d people"\nmsgstr[0] "una persona"\n'


def catalogue(folder, body, language="es"):
    source = folder / language / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True, exist_ok=True)
    source.write_text(HEADER + body, encoding="utf-8")
    return source


def test_catalogue_is_compiled_once_and_again_when_it_changes(tmp_path):
    source = catalogue(tmp_path, 'msgid "Crossing"\nmsgstr "Paso"\n')
    target = source.with_suffix(".mo")
    assert compile_catalogs(tmp_path) == [target]
    assert compile_catalogs(tmp_path) == []
    catalogue(tmp_path, 'msgid "Crossing"\nmsgstr "Paso fronterizo"\n')
    later = target.stat().st_mtime_ns + 1_000_000_000
    os.utime(source, ns=(later, later))
    assert compile_catalogs(tmp_path) == [target]
    translations = gettext.translation("django", tmp_path, ["es"])
    assert translations.gettext("Crossing") == "Paso fronterizo"
    assert [path.name for path in target.parent.iterdir() if "part" in path.name] == []


@pytest.mark.parametrize(
    ("body", "problems"),
    [
        ('msgid "Open"\nmsgstr "Abierto"\n', []),
        ('msgid "Open"\nmsgstr ""\n', ["not translated: 'Open'"]),
        ('#, fuzzy\nmsgid "Open"\nmsgstr "Abierto"\n', ["fuzzy: 'Open'"]),
        ('#~ msgid "Old"\n#~ msgstr ""\n', []),
        ('msgid "Open"\nmsgstr " Abierto"\n', ["space around the translation: 'Open'"]),
        ('msgid " and "\nmsgstr " y "\n', []),
        (
            'msgid "%(n)s of %(m)s"\nmsgstr "%(n)s de %(total)s"\n',
            ["placeholders differ: '%(n)s of %(m)s'"],
        ),
        ('msgid "{a} before {b}"\nmsgstr "{b} tras {a}"\n', []),
        (
            PEOPLE + 'msgstr[1] "%(n)d personas"\n',
            [],
        ),
        (
            PEOPLE + 'msgstr[1] ""\n',
            ["not translated: 'one person'"],
        ),
        (
            PEOPLE + 'msgstr[1] "%(x)d personas"\n',
            ["placeholders differ: 'one person'"],
        ),
    ],
)
def test_problems_of_a_catalogue(tmp_path, body, problems):
    source = catalogue(tmp_path, body)
    found = [problem.split(": ", maxsplit=1) for problem in find_problems(source)]
    assert [words for _place, words in found] == problems
    assert all(place.startswith("django.po:") for place, _words in found)


def test_command_compiles_the_folder_and_says_what_it_wrote(tmp_path, capsys):
    source = catalogue(tmp_path, 'msgid "Open"\nmsgstr "Abierto"\n')
    assert main([str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"compiled {source.with_suffix('.mo')}\n"


@pytest.mark.parametrize("arguments", [[], ["a", "b"], ["no-such-folder"]])
def test_command_refuses_what_is_no_folder(arguments):
    done = subprocess.run(
        [sys.executable, "-m", "relevo.plumbing.locales", *arguments],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (
        2,
        "",
        "Usage: python -m relevo.plumbing.locales FOLDER\n",
    )
    assert main(arguments) == 2
