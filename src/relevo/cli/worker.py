"""``relevo worker``: runs the clocks and drains the outbox until it is asked to stop."""

import logging
import time
from collections.abc import Callable
from threading import Event

from django.db import close_old_connections

from relevo.cases.tasks import run_clocks
from relevo.cli.serve import stopped_by_signals
from relevo.outbox.models import Message
from relevo.outbox.tasks import Drained, drain
from relevo.plumbing import attempts, clock

POLL_SECONDS = 5.0
LOOK_EVERY_SECONDS = 0.2

HANDLERS: dict[str, Callable[[Message], None]] = {}
"""Topic to what tells others of it. Empty: on one instance every page reads the facts itself."""

log = logging.getLogger(__name__)


def run_worker(stop: Event | None = None, *, poll_seconds: float = POLL_SECONDS) -> int:
    """Work until ``stop`` is set, or until a signal where none is given; always 0.

    A round that fails (a database that is away for a while) is followed by the next one.
    """
    if stop is not None:
        while not stop.is_set():
            work_once()
            stop.wait(poll_seconds)
        return 0
    with stopped_by_signals() as asked:
        while not asked.wanted:
            work_once()
            _wait(poll_seconds, until=lambda: asked.wanted)
    return 0


def work_once() -> Drained:
    """One round: clocks first, so that what they end is told in the same round."""
    close_old_connections()
    try:
        at = clock.now()
        attempts.forget_attempts(at=clock.real_now())
        run_clocks(at=at)
        return drain(HANDLERS, at=at)
    except Exception:
        log.exception("worker: a round failed")
        return Drained()
    finally:
        close_old_connections()


def _wait(seconds: float, *, until: Callable[[], bool]) -> None:
    """Short looks, because a signal does not end a sleep."""
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at and not until():
        time.sleep(LOOK_EVERY_SECONDS)
