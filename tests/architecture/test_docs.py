"""Documents say what is there: links lead somewhere, commands and roles and columns exist."""

import argparse
import re
import shlex

import pytest
from tests.architecture.tree import ROOT, committed_files, relative

from relevo.accounts.enums import Role
from relevo.cases.enums import ReferralStatus
from relevo.cases.rules.transitions import FHIR, MOVES
from relevo.cli.main import build_parser
from relevo.region.tables import TABLES

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
    sections = dict(FILE_SECTION.findall(page("docs/reference/data.md")))
    explained = re.findall(r"^\| `(\w+)`(†?) \|", sections[table.file], re.MULTILINE)
    assert explained == [(column.name, "†" if column.required else "") for column in table.columns]
