"""Words about people stand nowhere in clear: every file that a run writes is searched for them.

A whole instance is set up in a folder of its own (data, temporary files, what it prints), served as
``serve`` does it, and used through its pages: every form that takes words about people is sent with
a planted word. Then every byte below the folder is searched, once while it runs (the database's log
is still there) and once after it was killed.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from relevo.cli.outcome import Figure, Outcome, within
from relevo.cli.ports import free_port
from relevo.cli.prove_canaries.browser import Browser
from relevo.cli.prove_canaries.planting import MOST_SENT, Planted, walk
from relevo.cli.prove_canaries.scan import CHUNK, WRITTEN, Hit, Scan, scan
from relevo.plumbing import env

START_SECONDS = 300
FEWEST_READABLE = 15
"""Fewer planted words that their own people can read would prove nothing."""

STARTS = (
    "/es/mesa/casos/nuevo/",
    "/es/mesa/casos/",
    "/es/mesa/casos/buscar/",
    "/es/mesa/casos/pendientes/",
    "/es/mesa/referencias/",
    "/es/mesa/derechos/",
    "/es/mesa/voz/contar/",
    "/es/mesa/emergencia/",
    "/es/mesa/excepciones/",
    "/es/mesa/recibos/verificar/",
    "/es/mesa/recibos/retirar/",
    "/es/mesa/retiros/",
    "/es/mesa/boletas/",
    "/es/mesa/incidentes/",
    "/es/mesa/requerimientos/",
    "/es/mesa/atencion-rapida/",
)
PEOPLE = ("demo-nacaome", "demo-albergue", "demo-admin-albergue")
VISITED = ("/es/su-voz/", "/es/su-voz/contar/", "/es/su-voz/respuesta/")


@dataclass(frozen=True, slots=True)
class Served:
    """An instance that runs in a folder of its own."""

    root: str
    folder: Path
    process: subprocess.Popen[bytes]

    def kill(self) -> None:
        """As a cut of power does: nothing is tidied up, and nothing of it goes on."""
        for pid in _session(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


def _session(leader: int) -> list[int]:
    """Who began with this process: what ``serve`` starts has groups of its own, but no session."""
    found = []
    for pid in (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()):
        with suppress(ProcessLookupError):
            if os.getsid(pid) == leader:
                found.append(pid)
    return found


def prove(*, full: bool) -> Outcome:  # noqa: ARG001 -- one size: all forms there are
    """Use a whole instance, then search everything that it wrote."""
    with TemporaryDirectory(prefix="relevo-canaries-") as name:
        folder = Path(name)
        with _served(folder) as instance:
            planted = _use(instance.root)
            while_it_ran = scan(folder)
            instance.kill()
        afterwards = scan(folder)
        seen = _kinds_found(folder)
    hits = {(hit.path.relative_to(folder), hit.encoding) for hit in _all(while_it_ran, afterwards)}
    figures: dict[str, Figure] = {
        "planted words": len(planted.words),
        "forms sent": planted.sent,
        "forms taken": planted.taken,
        "words their own people read": len(planted.readable),
        "files searched": afterwards.files,
        "megabytes searched": round((while_it_ran.size + afterwards.size) / 1e6, 1),
        "encodings searched": len(WRITTEN),
        "encodings missed when planted": len(WRITTEN) - seen,
        "words in clear": len(hits),
        "where": "; ".join(f"{path} ({how})" for path, how in sorted(hits)[:5]),
    }
    limits = {"encodings missed when planted": 0, "words in clear": 0}
    enough = len(planted.readable) >= FEWEST_READABLE and planted.sent < MOST_SENT
    return Outcome("prove canaries", figures, limits, within(figures, limits) and enough)


def _all(*scans: Scan) -> Iterator[Hit]:
    for one in scans:
        yield from one.hits


def _use(root: str) -> Planted:
    """Two institutions, an administrator and somebody without an account, each with a browser."""
    planted = Planted()
    for name in PEOPLE:
        browser = Browser(root)
        door = browser.get("/es/entrar/")
        form = next(form for form in door.forms if any(f.name == "person" for f in form.fields))
        hidden = [(one.name, one.value) for one in form.fields if one.kind == "hidden"]
        browser.send(form, [*hidden, ("person", name)], page=door)
        walk(browser, STARTS, planted)
    walk(Browser(root), VISITED, planted)
    return planted


@contextmanager
def _served(folder: Path) -> Iterator[Served]:
    port = free_port()
    for name in ("data", "tmp"):
        (folder / name).mkdir()
    environment = env.for_child(
        RELEVO_DATA_DIR=str(folder / "data"),
        RELEVO_KEY_FILE=str(folder / "data" / "sealing.key"),
        RELEVO_DATABASE_URL=f"sqlite:///{folder / 'data' / 'db.sqlite3'}",
        RELEVO_CASES_AN_HOUR="10000",
        RELEVO_CASES_A_DAY="10000",
        TMPDIR=str(folder / "tmp"),
    )
    command = [sys.executable, "-m", "relevo.cli"]
    with (folder / "printed.log").open("wb") as printed:
        subprocess.run(  # noqa: S603 -- ourselves
            [*command, "setup"], check=True, stdout=printed, stderr=printed, env=environment
        )
        process = subprocess.Popen(  # noqa: S603
            [*command, "serve", "--port", str(port)],
            start_new_session=True,
            stdout=printed,
            stderr=printed,
            env=environment,
        )
        instance = Served(f"http://127.0.0.1:{port}", folder, process)
        try:
            _wait(instance)
            yield instance
        finally:
            if process.poll() is None:
                instance.kill()


def _wait(instance: Served) -> None:
    browser = Browser(instance.root)
    ends_at = time.monotonic() + START_SECONDS
    while time.monotonic() < ends_at:
        try:
            if browser.get("/healthz").status == 200:  # noqa: PLR2004 -- HTTP
                return
        except OSError:
            time.sleep(0.2)
    raise TimeoutError(instance.root)


def _kinds_found(folder: Path) -> int:
    """How many of the encodings the search finds in a file that has them all."""
    target = folder / "planted"
    target.mkdir()
    for number, written in enumerate(WRITTEN.values()):
        (target / str(number)).write_bytes(b"-" * (CHUNK - 3) + written)  # across two blocks
    return len({hit.encoding for hit in scan(target).hits})
