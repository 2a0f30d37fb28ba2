"""``./relevo``: every verb of daily work. Codes are English; sentences follow ``--lang``."""

import argparse
import os
import sys
from collections.abc import Sequence

import django
from django.utils import translation
from django.utils.translation import gettext

from relevo.cli.errors import CommandRefused
from relevo.keyholder.errors import HolderAway, KeysSealed

UNREAD = 141
"""What a shell says of a program whose reader has gone, as in ``./relevo crossings | head``."""


def build_parser() -> argparse.ArgumentParser:
    """The parser with every command: also the registry from which bad input is generated."""
    from relevo.cli.commands import REGISTRIES  # noqa: PLC0415 -- models load after django.setup

    parser = argparse.ArgumentParser(prog="./relevo", description=__doc__)
    parser.add_argument("--lang", choices=("es", "en"), default="es", help="language of sentences")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for register in REGISTRIES:
        register(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; 0 done, 1 the answer is no, 2 what was asked is wrong, 141 nobody reads."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relevo.config.settings")
    django.setup()
    try:
        return _run(arguments)
    except BrokenPipeError:
        _discard_output()
        return UNREAD


def _run(arguments: Sequence[str] | None) -> int:
    try:
        asked = build_parser().parse_args(arguments)
    finally:
        sys.stdout.flush()  # the help: here a reader who has gone is noticed in time
    with translation.override(asked.lang):
        try:
            code: int = asked.run(asked)
        except CommandRefused as refusal:
            print(refusal, file=sys.stderr)
            return 2
        except (KeysSealed, HolderAway):
            print(gettext("The keys are sealed. Open them: ./relevo keys open"), file=sys.stderr)
            return 2
    sys.stdout.flush()
    return code


def _discard_output() -> None:
    """Python writes what is left at its end, and would complain again that nobody reads."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
