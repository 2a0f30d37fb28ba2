import argparse

import pytest
from tests.factories.shell import shell

from relevo.cli import instance
from relevo.cli.main import build_parser


@pytest.mark.parametrize(("text", "number"), [("1", 1), ("8000", 8000), ("65535", 65535)])
def test_port_is_a_number_of_a_port(text, number):
    assert instance.port(text) == number


@pytest.mark.parametrize("text", ["0", "65536", "-1", "x", "", "80.0", "²", "9" * 5000])
def test_other_ports_are_refused_with_the_bounds(text):
    with pytest.raises(argparse.ArgumentTypeError, match="from 1 to 65535"):
        instance.port(text)


def test_commands_of_an_instance_call_what_they_name(monkeypatch, capsys):
    """What they do is tested beside it; here only that their options arrive."""
    called = []
    monkeypatch.setattr(instance, "setup", lambda **told: called.append(("setup", told)) or 0)
    monkeypatch.setattr(instance, "serve", lambda **told: called.append(("serve", told)) or 0)
    monkeypatch.setattr(instance, "wanted_socket", lambda: None)
    monkeypatch.setattr(instance.worker, "run_worker", lambda: called.append(("worker", {})) or 0)
    for asked in (
        ["setup", "--empty", "--quiet"],
        ["setup"],
        ["serve", "--port", "8123"],
        ["worker"],
    ):
        assert shell(capsys, *asked).code == 0
    assert called == [
        ("setup", {"empty": True, "quiet": True}),
        ("setup", {"empty": False, "quiet": False}),
        ("serve", {"port": 8123, "key_socket": None}),
        ("worker", {}),
    ]


def test_port_is_8000_unless_it_is_said():
    assert build_parser().parse_args(["serve"]).port == 8000
