"""``relevo setup``: brings an instance to the state of the code; does nothing when it is there."""

import hashlib
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TextIO

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import run_checks
from django.core.management import call_command
from django.utils.translation import gettext as _

from relevo.demo.replay.drill import region_folder
from relevo.demo.story import STARTS_AT, load_story
from relevo.plumbing import clock
from relevo.plumbing.health import pending_migrations
from relevo.plumbing.locales import compile_catalogs
from relevo.plumbing.models import InstanceKind
from relevo.region.loader import DATA, load_region
from relevo.region.reading import Problem


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


def setup(
    *, empty: bool, quiet: bool = False, out: TextIO = sys.stdout, region: Path = DATA
) -> int:
    """Translations, tables, files files, the region and, on a demo, its story; 0 when all is done.

    ``empty`` makes a real instance at the first start. What kind an instance is stays: 2 with a
    sentence when a demo is asked to be a real one.
    """
    progress = Progress(None if quiet else out)
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    compile_catalogs(settings.LOCALE_PATHS[0])
    if not _checks_pass():
        return 1
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
    _gather_static_files(progress)
    with progress.step(_("Loading the region")), region_folder(region) as folder:
        report = load_region(at=clock.now(), folder=folder)
    if report.problems:
        _print_problems(report.problems)
        return 1
    if kind == InstanceKind.DEMO:
        with progress.step(_("Writing the demo story")):
            load_story()
    return 0


def _checks_pass() -> bool:
    """Say what the system checks find; an error among it stops the set-up."""
    found = run_checks()
    for message in found:
        print(message, file=sys.stderr)
    return not any(message.is_serious() for message in found)


def _start_instance(*, empty: bool) -> InstanceKind:
    kind = InstanceKind.REAL if empty else InstanceKind.DEMO
    clock.start_instance(kind, real_at=clock.real_now(), domain_at=None if empty else STARTS_AT)
    return kind


def _gather_static_files(progress: Progress) -> None:
    """Once for each state of the files; the state is kept beside the data."""
    state, stamp = _static_digest(), settings.DATA_DIR / "static.stamp"
    if stamp.exists() and stamp.read_text(encoding="utf-8") == state:
        return
    with progress.step(_("Gathering static files")):
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)
    stamp.write_text(state, encoding="utf-8")


def _static_digest() -> str:
    digest = hashlib.sha256()
    found = (
        Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list([])
    )
    for path in sorted(found):
        state = path.stat()
        digest.update(f"{path}|{state.st_size}|{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _print_problems(problems: Iterable[Problem]) -> None:
    sentence = _("%(file)s, row %(row)d, %(column)s: read %(read)s; accepted: %(accepted)s")
    for problem in problems:
        print(sentence % asdict(problem), file=sys.stderr)
