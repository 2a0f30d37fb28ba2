import pytest
from tests.factories.shell import shell

from relevo.cli.commands import REGISTRIES
from relevo.cli.main import build_parser

pytestmark = pytest.mark.usefixtures("instance")


def test_every_command_says_what_it_is_for(capsys):
    commands = build_parser()._subparsers._group_actions[0].choices
    assert len(commands) >= len(REGISTRIES)
    for name in commands:
        ended = shell(capsys, name, "--help")
        assert (ended.code, ended.err) == (0, "")
        assert f"./relevo {name}" in ended.out


def test_nothing_asked_is_refused_with_the_list_of_commands(capsys):
    ended = shell(capsys)
    assert ended.code == 2
    assert "COMMAND" in ended.err


@pytest.mark.parametrize("language", ["es", "en"])
def test_sentences_follow_the_language_codes_do_not(capsys, language):
    told = shell(capsys, "--lang", language, "services", "--near", "Okotepeke")
    assert told.code == 2
    assert ("Nearest" in told.err) == (language == "en")
    table = shell(capsys, "--lang", language, "crossings", "--json")
    assert '"state": "restricted"' in table.out
