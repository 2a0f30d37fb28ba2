"""``./relevo keyholder``: the process that holds the keys; ``serve`` starts one.

It becomes another program, without Django: the fewer lines share a memory with keys, the better.
"""

import argparse
import os
import sys
from pathlib import Path
from typing import NoReturn

from django.conf import settings

from relevo.plumbing import clock, keys


def register(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    """Add the command."""
    parser = commands.add_parser("keyholder", help="hold the keys, behind a socket")
    parser.set_defaults(run=lambda _asked: become_holder())


def become_holder() -> NoReturn:
    """Never returns: this process is the holder from here on."""
    command = holder_command(keys.socket_path() or keys.places().socket)
    os.execv(sys.executable, [sys.executable, *command])  # noqa: S606 -- our own module, no shell


def holder_command(socket: Path) -> tuple[str, ...]:
    """How the process is started, after the name of Python."""
    paths = ("--root", str(keys.places().root_file.resolve()), "--socket", str(socket.resolve()))
    ration = settings.RELEVO_KEY_RATION
    return ("-m", "relevo.keyholder", *paths, *(("--ration", str(ration)) if ration else ()))


def wanted_socket() -> Path | None:
    """Where the holder of this instance listens; None: a demonstration keeps its keys local."""
    asked = keys.socket_path()
    return keys.places().socket if asked is None and not clock.is_demo() else asked
