"""``relevo setup``: brings an instance to the state of the code; does nothing when it is there."""

import hashlib
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.utils.translation import gettext as _

from relevo.demo.story import STARTS_AT, load_story
from relevo.plumbing import clock
from relevo.plumbing.health import pending_migrations
from relevo.plumbing.locales import compile_catalogs
from relevo.plumbing.models import Instance, InstanceKind
from relevo.region.loader import load_region

PACKAGE = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Progress:
    """Says what is being done and how long it took; silent when nobody wants to hear it."""

    out: TextIO | None

    @contextmanager
    def step(self, words: str) -> Iterator[None]:
        started = time.monotonic()
        self._say(f"--> {words}…")
        yield
        self._say(f"    {time.monotonic() - started:.1f} s")

    def _say(self, line: str) -> None:
        if self.out is not None:
            print(line, file=self.out, flush=True)


def setup(*, empty: bool, quiet: bool = False, out: TextIO = sys.stdout) -> int:
    """Translations, tables, files files, the region and, on a demo, its story; 0 when all is done.

    ``empty`` makes a real instance at the first start. What kind an instance is stays: 2 with a
    sentence when a demo is asked to be a real one.
    """
    progress = Progress(None if quiet else out)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    compile_catalogs(settings.LOCALE_PATHS[0])
    call_command("check", verbosity=0, stdout=sys.stderr)
    if pending_migrations():
        with progress.step(_("Preparing the tables")):
            call_command("migrate", verbosity=0, interactive=False)
    kind = clock.instance_kind() or _start_instance(empty=empty)
    if kind == InstanceKind.DEMO and empty:
        sentence = _(
            "The data in %(folder)s are a demo and stay one. "
            "Name another folder for a real instance in RELEVO_DATA_DIR."
        )
        print(sentence % {"folder": settings.DATA_DIR}, file=sys.stderr)
        return 2
    _once(progress, _("Gathering static files"), "static", _static_digest(), _collect_static)
    _once(progress, _("Loading the region"), "region", _region_digest(), load_region)
    if kind == InstanceKind.DEMO:
        _once(progress, _("Telling the demo story"), "story", _instance_mark(), load_story)
    return 0


def _start_instance(*, empty: bool) -> InstanceKind:
    kind = InstanceKind.REAL if empty else InstanceKind.DEMO
    clock.start_instance(kind, real_at=clock.real_now(), domain_at=None if empty else STARTS_AT)
    return kind


def _once(progress: Progress, words: str, name: str, state: str, act: Callable[[], object]) -> None:
    """Act unless it was done for this state of its inputs, which is kept beside the data."""
    stamp = settings.DATA_DIR / "stamps" / name
    if stamp.exists() and stamp.read_text(encoding="utf-8") == state:
        return
    with progress.step(words):
        act()
    stamp.parent.mkdir(exist_ok=True)
    stamp.write_text(state, encoding="utf-8")


def _collect_static() -> None:
    call_command("collectstatic", verbosity=0, interactive=False, clear=True)


def _static_digest() -> str:
    found = (
        Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])
    )
    return _digest(found)


def _region_digest() -> str:
    data = (path for path in (PACKAGE / "region").rglob("*") if path.suffix in {".csv", ".py"})
    return f"{_digest(data)} {_instance_mark()}"


def _instance_mark() -> str:
    """Tells this database from one that lay behind the same folder before."""
    return Instance.objects.get().started_at.isoformat()


def _digest(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        state = path.stat()
        digest.update(f"{path}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
