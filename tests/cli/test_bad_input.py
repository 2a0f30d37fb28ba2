"""Wrong, missing, oversize and hostile values for every option of every command.

The options come from the parser itself: a command or a kind of value that is new and has no line in
the tables below fails its test. What is refused is refused with a sentence and exit code 2.
"""

import argparse
from dataclasses import dataclass

import pytest
from tests.factories.shell import shell
from tests.factories.world import nothing_written

from relevo.cli.main import build_parser

pytestmark = pytest.mark.usefixtures("instance")

RIGHTLY = {
    (): {},
    ("plan",): {
        "--from": "El Amatillo",
        "--side": "HN",
        "--nationality": "SV",
        "--need": "shelter",
        "--age": "24",
    },
    ("crossings",): {},
    ("services",): {},
    ("prove",): {"name": "restricted"},
    ("bench",): {"name": "plan"},
    ("facts",): {},
    ("admin", "create"): {
        "--institution": "HN-MUN-NACAOME",
        "--acta": "12",
        "--until": "2090-12-31",
    },
    ("admin", "add"): {
        "--user": "berta",
        "--institution": "HN-MUN-NACAOME",
        "--role": "officer",
        "--acta": "12",
        "--until": "2090-12-31",
    },
    ("admin", "card"): {"--user": "berta"},
    ("admin", "end"): {"--user": "berta", "--institution": "HN-MUN-NACAOME"},
    ("admin", "extend"): {
        "--user": "berta",
        "--institution": "HN-MUN-NACAOME",
        "--role": "officer",
        "--acta": "12",
        "--until": "2090-12-31",
    },
    ("admin", "grant"): {
        "--user": "berta",
        "--institution": "HN-MUN-NACAOME",
        "--attribute": "supervisor",
    },
    ("admin", "take"): {
        "--user": "berta",
        "--institution": "HN-MUN-NACAOME",
        "--attribute": "supervisor",
    },
    ("receipt", "key"): {},
    ("receipt", "verify"): {"text": "0" * 156},
    ("setup",): {},
    ("serve",): {},
    ("worker",): {},
    ("keyholder",): {},
    ("keys", "status"): {},
    ("keys", "ceremony"): {},
    ("keys", "open"): {},
    ("keys", "seal"): {},
    ("keys", "rotate"): {},
    ("audit", "heads"): {},
    ("audit", "verify"): {},
    ("feeds", "list"): {},
    ("feeds", "set"): {"key": "nhc", "--kind": "nhc", "--name": "NHC"},
    ("feeds", "stop"): {"key": "nhc"},
    ("feeds", "ask"): {},
    ("replay",): {"scenario": "list"},
    ("demo", "rebuild"): {"--scenario": "CAR2021J"},
}
"""What each command needs at least; the real instance has none of these people yet."""

HOSTILE = ("<script>alert(1)</script>", "' OR 1=1 --", "$(id)", "%s%n", "\u202eodio", "😀")
TEXTS = ("", "   ", "x" * 121, "a\0b", "x" * 100_000)
NUMBERS = ("x", "", "-1", "1.5", "1e3", "²", "9" * 5000, "99999999", *HOSTILE)
WRONG = {
    "short_text": TEXTS,
    "whole number": NUMBERS,
    "speed": NUMBERS,
    "country_code": ("", "S", "SLV", "S1", "ÑÑ", "x" * 5000, *HOSTILE),
    "moment": (
        *("", "soon", "2020-02-30", "2020-13-01T10:00", "0001-01-01", "9999-12-31T23:59"),
        *("9" * 5000, "2020-11-20T25:00", *HOSTILE),
    ),
    "day": ("", "soon", "2020-02-30", "0001-01-01", "9999-12-31", "9" * 5000, *HOSTILE),
    "user_name": ("", "a b", "ñandú", "x" * 41, "a\0b", "../x", *HOSTILE),
    "address": ("", "x", "ftp://x", "file:///etc/passwd", "https://" + "x" * 5000, *HOSTILE),
    "receipt_text": (*TEXTS, "0" * 155, "U" * 156, *HOSTILE),
    "public_key": (*TEXTS, "zz", "ab" * 31, *HOSTILE),
    "Path": ("/nowhere/at/all", "x" * 5000, "a\0b", *HOSTILE),
}
UNKNOWN = ("zzzzqqqq", *HOSTILE)
"""Well-formed, but no place, need or institution is called so."""

NAMES_SOMETHING = {"--from", "--near", "--need", "--urgent", "--institution", "--scenario"}
NEVER_RUN = {
    *(("setup",), ("serve",), ("worker",), ("bench",), ("prove",)),
    ("demo", "rebuild"),
}


@dataclass(frozen=True)
class Option:
    command: tuple
    name: str
    action: argparse.Action


def options(parser=None, command=()):
    parser = parser or build_parser()
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                yield from options(inner, (*command, name))
        elif action.nargs != 0:
            name = action.option_strings[-1] if action.option_strings else action.dest
            yield Option(command, name, action)


def commands(parser=None, command=()):
    parser = parser or build_parser()
    inner = [a for a in parser._actions if isinstance(a, argparse._SubParsersAction)]
    if not inner:
        yield command
    for action in inner:
        for name, parser_of in action.choices.items():
            yield from commands(parser_of, (*command, name))


OPTIONS = list(options())
every_option = pytest.mark.parametrize(
    "option", OPTIONS, ids=[" ".join((*option.command, option.name)) for option in OPTIONS]
)


def test_every_command_is_in_the_table():
    assert set(commands()) | {()} == set(RIGHTLY)


def test_every_kind_of_value_is_in_the_table():
    kinds = {kind_of(option.action) for option in OPTIONS if not option.action.choices}
    assert kinds == set(WRONG)


def kind_of(action):
    return getattr(action.type, "__name__", "anything")


def arguments(command, told):
    words = list(command)
    for name, value in told.items():
        words += [f"{name}={value}"] if name.startswith("--") else [value]
    return words


def wrong_values(option):
    if option.action.choices:
        return ["no_such", "", "x" * 5000, "a\0b", *HOSTILE]
    values = list(WRONG[kind_of(option.action)])
    if option.name in NAMES_SOMETHING:
        values += UNKNOWN
    return values


def asked_with(option, value):
    told = RIGHTLY[option.command] | {option.name: value}
    if option.command == ():  # an option of every command
        return [f"{option.name}={value}", "crossings"]
    if option.name == "--acta" and option.command[-1] == "add":
        told["--until"] = "2090-12-31"
    return arguments(option.command, told)


@pytest.mark.one_database
@every_option
@pytest.mark.parametrize("instance_kind", ["real"])
def test_wrong_value_is_refused_with_a_sentence_and_nothing_is_written(capsys, option):
    taken = {}
    with nothing_written():
        for value in wrong_values(option):
            ended = shell(capsys, *asked_with(option, value))
            is_sentence = len(ended.err.strip()) > 15 and "Traceback" not in ended.err
            if (ended.code, ended.out) != (2, "") or not is_sentence:
                taken[value[:30]] = (ended.code, ended.out[:80], ended.err[-200:])
    assert taken == {}


@pytest.mark.parametrize(
    "option", [option for option in OPTIONS if option.action.required and option.command]
)
def test_what_is_needed_and_missing_is_named(capsys, option):
    told = {name: value for name, value in RIGHTLY[option.command].items() if name != option.name}
    ended = shell(capsys, *arguments(option.command, told))
    assert (ended.code, ended.out) == (2, "")
    assert option.name in ended.err


@pytest.mark.parametrize("command", sorted(RIGHTLY))
@pytest.mark.parametrize("more", [["--no-such-option"], ["no_such_word", "another"]])
def test_what_no_command_has_is_refused(capsys, command, more):
    ended = shell(capsys, *arguments(command, RIGHTLY[command]), *more)
    assert ended.code == 2
    assert ended.out == ""


@pytest.mark.parametrize("command", ["", "plans", "🚀", "x" * 1000, "--", "a\0b"])
def test_command_that_is_none_is_refused_with_those_that_are(capsys, command):
    ended = shell(capsys, command)
    assert ended.code == 2
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("instance_kind", ["real"])
@pytest.mark.parametrize("option", [o for o in OPTIONS if kind_of(o.action) == "short_text"])
def test_hostile_text_never_ends_in_a_traceback(capsys, option):
    for text in HOSTILE:
        ended = shell(capsys, *asked_with(option, text))
        assert ended.code in {0, 2}
        assert "Traceback" not in ended.err
