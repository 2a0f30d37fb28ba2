"""The process of the key holder: ``python -m relevo.keyholder --root FILE --socket PATH``."""

import argparse
import logging
import os
import signal
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import FrameType

from relevo.keyholder.client import is_listening
from relevo.keyholder.hardening import hardened
from relevo.keyholder.holder import Holder
from relevo.keyholder.interface import State
from relevo.keyholder.places import Places
from relevo.keyholder.rations import Rations
from relevo.keyholder.server import Server

DEFAULT_RATION = 5_000
LONGEST_PATH = 100
"""The kernel takes 107 bytes for the name of a socket."""


class HardenedHolder(Holder):
    """A holder that also says what the kernel granted its process."""

    granted: dict[str, bool]

    def state(self) -> State:
        return replace(super().state(), **self.granted)


def main(arguments: Sequence[str] | None = None) -> int:
    """Serve until SIGTERM; 2 when it cannot be done there."""
    parser = argparse.ArgumentParser(prog="relevo.keyholder", description=__doc__)
    parser.add_argument("--root", type=Path, required=True, help="the root key file")
    parser.add_argument("--socket", type=Path, required=True)
    parser.add_argument("--ration", type=int, default=DEFAULT_RATION, help="keys a caller and hour")
    asked = parser.parse_args(arguments)
    if len(os.fsencode(asked.socket)) > LONGEST_PATH:
        parser.error(f"{asked.socket}: at most {LONGEST_PATH} bytes")
    if is_listening(asked.socket):
        parser.error(f"{asked.socket}: another key holder is listening")
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    granted = hardened()
    holder = HardenedHolder(Places(asked.root), rations=Rations(each=asked.ration))
    holder.granted = granted
    server = Server(holder, asked.socket)
    server.listen()
    stopped_by_signals(server)
    server.serve()
    return 0


def stopped_by_signals(server: Server) -> None:
    """SIGTERM and Ctrl-C end it; the handler must not wait for what it interrupts."""

    def stop(_number: int, _frame: FrameType | None) -> None:
        threading.Thread(target=server.stop).start()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
