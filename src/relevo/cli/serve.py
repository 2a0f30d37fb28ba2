"""``relevo serve``: web process, worker and key holder, started, watched and stopped together."""

import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import TextIO

from django.conf import settings
from django.utils.translation import gettext as _

from relevo.cli.keyholder import holder_command
from relevo.cli.ports import is_free
from relevo.keyholder.client import RemoteHolder, is_listening
from relevo.keyholder.errors import HolderRefuses
from relevo.plumbing import clock, env

START_SECONDS = 60
STOP_SECONDS = 15
LOOK_EVERY_SECONDS = 0.2
WEB = ("-m", "gunicorn", "--config", "python:relevo.config.gunicorn")
WORKER = ("-m", "relevo.cli", "worker")
PARTS = (WEB, WORKER)


@dataclass
class Stop:
    """Set by a signal, read by the loop."""

    wanted: bool = False


@dataclass
class Children:
    """The processes of this instance; one that ends by itself ends all."""

    running: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def start(self, *arguments: str, environment: dict[str, str]) -> None:
        # A group of its own: Ctrl-C reaches this process alone, which then stops them in order.
        self.running.append(
            subprocess.Popen([sys.executable, *arguments], env=environment, process_group=0)  # noqa: S603
        )

    def all_alive(self) -> bool:
        return all(child.poll() is None for child in self.running)

    def stop(self) -> None:
        for child in self.running:
            child.terminate()
        deadline = time.monotonic() + STOP_SECONDS
        for child in self.running:
            try:
                child.wait(timeout=max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def serve(
    *,
    port: int,
    out: TextIO = sys.stdout,
    err: TextIO = sys.stderr,
    parts: Sequence[Sequence[str]] = PARTS,
    key_socket: Path | None = None,
) -> int:
    """Serve until a signal (0), or until a part fails (1); 2 when the port is taken.

    ``key_socket``: a third process holds the keys behind it, and the others read no key file.
    """
    host = env.text("RELEVO_BIND", "127.0.0.1")
    if not is_free(port, host=host):
        sentence = _(
            "Port %(port)d is in use. Stop what uses it or choose another: --port %(other)d"
        )
        print(sentence % {"port": port, "other": port + 1}, file=err)
        return 2
    children = Children()
    told = {"RELEVO_KEY_SOCKET": str(key_socket)} if key_socket else {}
    environment = env.for_child(RELEVO_PORT=str(port), **told)
    with stopped_by_signals() as stop:
        try:
            if key_socket is not None:
                if not is_listening(key_socket):  # a service manager may have started one
                    children.start(*holder_command(key_socket), environment=env.for_child())
                if not is_open(key_socket, children=children, stop=stop):
                    print(_("The keys are sealed. Open them: ./relevo keys open"), file=out)
            for part in parts:
                children.start(*part, environment=environment)
            if wait_until_ready(port, host=host, children=children, stop=stop):
                print(welcome(port), file=out, flush=True)
            while not stop.wanted and children.all_alive():
                time.sleep(LOOK_EVERY_SECONDS)
        finally:
            children.stop()
    if stop.wanted:
        return 0
    print(_("A part of Relevo ended by itself; its last lines stand above."), file=err)
    return 1


@contextmanager
def stopped_by_signals() -> Iterator[Stop]:
    """SIGTERM and Ctrl-C ask for an orderly end."""
    stop = Stop()

    def ask(_number: int, _frame: FrameType | None) -> None:
        stop.wanted = True

    before = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def is_open(key_socket: Path, *, children: Children, stop: Stop) -> bool:
    """Whether the key holder answered in time, and has its keys."""
    holder = RemoteHolder(key_socket)
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not stop.wanted and children.all_alive():
        try:
            return holder.state().is_open
        except HolderRefuses:
            time.sleep(LOOK_EVERY_SECONDS)
        finally:
            holder.close()
    return False


def wait_until_ready(port: int, *, host: str, children: Children, stop: Stop) -> bool:
    """Whether the web process answered in time."""
    everywhere = "0.0.0.0"  # noqa: S104 -- compared, not bound
    reached_at = "127.0.0.1" if host == everywhere else host
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and not stop.wanted and children.all_alive():
        connection = HTTPConnection(reached_at, port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            connection.getresponse()
        except (OSError, HTTPException):
            time.sleep(LOOK_EVERY_SECONDS)
        else:
            return True
        finally:
            connection.close()
    return False


def welcome(port: int) -> str:
    """Where the pages are and how to sign in."""
    root = f"http://localhost:{port}"
    if clock.is_demo():
        sign_in = _("Sign in: choose a role at %(address)s") % {"address": f"{root}/entrar/"}
    else:
        sign_in = _("First administrator: ./relevo admin create")
    lines = (
        _("Public pages: %(address)s") % {"address": f"{root}/"},
        _("Desk: %(address)s") % {"address": f"{root}/desk/"},
        sign_in,
    )
    ready = _("Relevo is ready. Ctrl-C stops it; the data stay in %(folder)s")
    return "\n  ".join([ready % {"folder": settings.DATA_DIR}, *lines])
