"""Documents say what is there: links lead somewhere, commands and roles and columns exist."""

import argparse
import csv
import re
import shlex

import polib
import pytest
from tests.architecture.messages import CATALOGUE
from tests.architecture.tree import PACKAGE, ROOT, committed_files, relative

from relevo.accounts.enums import Role
from relevo.cases.enums import ReferralStatus
from relevo.cases.rules.transitions import FHIR, MOVES
from relevo.cli.main import build_parser
from relevo.region.tables import TABLES

DATA = ROOT / "src/relevo/region/data"
LINK = re.compile(r"(?<!`)\[[^\]]*\]\(([^)\s]+)\)")
FENCED = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
SHELL_BLOCK = re.compile(r"^[ ]*```sh\n(.*?)^[ ]*```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"`(\./relevo[^`]*)`")
SECTION = re.compile(r"^## `\./relevo (\w+)`\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
FILE_SECTION = re.compile(r"^### `([\w/.]+)`\n(.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)
ADR = re.compile(r"docs/adr/(\d{4})-[a-z0-9-]+\.md")
ADR_HEADINGS = ["## Context", "## Decision", "## Consequences", "## Status"]


def documents():
    return [path for path in committed_files() if path.suffix == ".md"]


def page(name):
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(text):
    """The names that a link may lead to inside a page, as code hosts make them."""
    return {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", FENCED.sub("", text), re.MULTILINE)
    }


def test_every_relative_link_leads_somewhere():
    broken = []
    for document in documents():
        for target in LINK.findall(FENCED.sub("", document.read_text(encoding="utf-8"))):
            if re.match(r"[a-z]+:", target):
                continue
            path, _, anchor = target.partition("#")
            found = (document.parent / path).resolve() if path else document
            lost = not found.exists() or (
                anchor and anchor not in anchors(found.read_text(encoding="utf-8"))
            )
            if lost:
                broken.append(f"{relative(document)}: {target}")
    assert broken == []


def test_every_page_of_the_documentation_is_linked_from_the_readme_or_another_page():
    linked = {
        (document.parent / target.partition("#")[0]).resolve()
        for document in documents()
        for target in LINK.findall(document.read_text(encoding="utf-8"))
    }
    unlinked = [
        relative(path)
        for path in documents()
        if relative(path).startswith("docs/")
        and not relative(path).startswith("docs/adr/")
        and path.resolve() not in linked
    ]
    assert unlinked == []


def words_on_the_screen():
    """What the pages say in Spanish: the catalog, and the names of the facts and of the demo."""
    said = {entry.msgstr for entry in polib.pofile(str(CATALOGUE))}
    for file in ("institutions", "services", "taxonomy"):
        with (DATA / f"{file}.csv").open(encoding="utf-8", newline="") as rows:
            said |= {row["name_es"] for row in csv.DictReader(rows)}
    return said


def test_the_first_hour_names_what_is_on_the_screen():
    text = " ".join(page("docs/tutorials/first-hour.md").split())
    bold = set(re.findall(r"\*\*([^*]+)\*\*", text)) - {"bold"}
    assert len(bold) > 30
    assert bold - words_on_the_screen() == set()


def subcommands(parser, words=()):
    """Each command as a tuple of words, with its parser."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield (*words, name), inner
                yield from subcommands(inner, (*words, name))


def options(parser):
    return {
        option
        for action in parser._actions
        for option in action.option_strings
        if option.startswith("--") and option != "--help"
    }


def commands_in(text):
    """Whole command lines of ./relevo in shell blocks, and what stands in code marks."""
    for block in SHELL_BLOCK.findall(text):
        for line in block.replace("\\\n", " ").splitlines():
            found = re.search(r"\./relevo .*", line.partition("   #")[0])
            if found:
                yield found.group()
    yield from CODE.findall(FENCED.sub("", text))


def read_words(command):
    """The words before the first placeholder or comment."""
    words = shlex.split(command, comments=True)[1:]
    return [word for word in words if word not in {"…", "|"} and word.isascii()]


def test_every_command_in_a_document_exists():
    parser = build_parser()
    known = dict(subcommands(parser))
    wrong = []
    for document in documents():
        for command in commands_in(document.read_text(encoding="utf-8")):
            words = read_words(command)
            flags = [word.partition("=")[0] for word in words if word.startswith("--")]
            if words[:1] == ["--lang"]:
                words = words[2:]
            name = tuple(word for word in words[:1] if not word.startswith("-"))
            inner = known.get(name) if name else parser
            if inner is not None and words[1:2] and (*name, words[1]) in known:
                inner = known[*name, words[1]]
            accepted = options(parser) | (options(inner) if inner else set()) | {"--help"}
            if inner is None or set(flags) - accepted:
                wrong.append(f"{relative(document)}: {command}")
    assert wrong == []


def test_every_example_of_the_readme_is_understood_by_the_parser():
    parser = build_parser()
    examples = [
        command
        for block in SHELL_BLOCK.findall(page("README.md"))
        for command in block.splitlines()
        if command.startswith("./relevo ")
    ]
    assert len(examples) >= 4
    for command in examples:
        parser.parse_args(shlex.split(command, comments=True)[1:])


def test_every_command_and_option_is_documented():
    documented = page("docs/reference/commands.md")
    sections = dict(SECTION.findall(documented))
    missing = []
    for words, parser in subcommands(build_parser()):
        section = sections.get(words[0], "")
        if f"./relevo {' '.join(words)}`" not in documented:
            missing.append(" ".join(words))
        missing += [
            f"{' '.join(words)} {option}"
            for option in sorted(options(parser))
            if not re.search(rf"`{option}\b", section)
        ]
    assert missing == []


def test_every_choice_of_a_benchmark_or_proof_is_described():
    described = page("bench/README.md")
    parsers = dict(subcommands(build_parser()))
    for verb in ("bench", "prove"):
        (names,) = [a.choices for a in parsers[verb,]._actions if a.dest == "name"]
        assert [name for name in names if f"./relevo {verb} {name}" not in described] == []


def test_decisions_are_numbered_without_a_gap_and_have_their_four_parts():
    found = sorted(
        (int(match.group(1)), path)
        for path in committed_files()
        if (match := ADR.fullmatch(relative(path)))
    )
    assert [number for number, _ in found] == list(range(1, len(found) + 1))
    for number, path in found:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {number}. "), relative(path)
        assert re.findall(r"^## .+$", text, re.MULTILINE) == ADR_HEADINGS, relative(path)


def test_every_role_stands_in_the_permissions():
    rows = re.findall(r"^\| `(\w+)` \|", page("docs/reference/permissions.md"), re.MULTILINE)
    assert rows == list(Role.values)


def test_the_life_of_a_referral_is_told_as_the_rules_have_it():
    text = page("docs/reference/referral-lifecycle.md")
    states = re.findall(r"^\| `(\w+)` \| [^|`]+ \| `([\w-]+)` \| `(\w+)` \|", text, re.MULTILINE)
    assert states == [
        (state.value, FHIR[state].status, FHIR[state].business_status) for state in ReferralStatus
    ]
    told = set()
    for left, right, by in re.findall(r"^\| (`[^|]+) \| (`[^|]+) \| (\w+)", text, re.MULTILINE):
        for current in re.findall(r"\w+", left.replace("`", "")):
            told |= {(current, wanted, by) for wanted in re.findall(r"`(\w+)`", right)}
    moves = {
        (current.value, wanted.value, party.value)
        for current, targets in MOVES.items()
        for wanted, parties in targets.items()
        for party in parties
    }
    assert {move for move in told if move[2] in {"sender", "recipient", "clock"}} == moves


def test_every_rule_names_code_and_tests_that_exist():
    rows = re.findall(
        r"^\| (\d+) \|[^|]+\|([^|]+)\|([^|]+)\|$", page("docs/reference/rules.md"), re.MULTILINE
    )
    assert [int(number) for number, _, _ in rows] == list(range(1, len(rows) + 1))
    tests = {
        name
        for path in committed_files()
        if path.name.startswith("test_") and path.suffix == ".py"
        for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    }
    lost = []
    for number, code, proof in rows:
        lost += [
            f"{number}: {p}" for p in re.findall(r"`([\w/.]+)`", code) if not (PACKAGE / p).exists()
        ]
        lost += [f"{number}: {t}" for t in re.findall(r"`(test_\w+)`", proof) if t not in tests]
    assert lost == []


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.file)
def test_every_column_of_the_facts_is_explained(table):
    sections = dict(FILE_SECTION.findall(page("docs/reference/data.md")))
    explained = re.findall(r"^\| `(\w+)`(†?) \|", sections[table.file], re.MULTILINE)
    assert explained == [(column.name, "†" if column.required else "") for column in table.columns]


def test_the_facts_are_counted_as_they_are():
    """Numbers that readers take away from the front page."""
    text = page("README.md")
    for file, words in (
        ("institutions.csv", "institutions"),
        ("services.csv", "service points"),
        ("crossings.csv", "official or semi-official crossings"),
        ("networks.csv", "networks"),
    ):
        with (DATA / file).open(encoding="utf-8", newline="") as rows:
            number = sum(1 for _ in csv.DictReader(rows))
        assert f"{number} {words}" in " ".join(text.split()), file
