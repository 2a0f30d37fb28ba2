"""``relevo worker``: runs the clocks and drains the outbox until it is asked to stop."""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from threading import Event

from django.db import close_old_connections

from relevo.audit.tasks import tell_witness
from relevo.cases.access import plans_of_open_cases
from relevo.cases.tasks import run_clocks
from relevo.cli import feeds
from relevo.cli.serve import stopped_by_signals
from relevo.feedback.tasks import forget
from relevo.journeys.tasks import RELIED_ON, replan_after
from relevo.keyholder.errors import HolderAway, KeysSealed
from relevo.outbox.actions import forget_delivered
from relevo.outbox.models import Message
from relevo.outbox.tasks import Drained, drain
from relevo.plumbing import attempts, clock, memory
from relevo.plumbing.sealed import finish_destroying
from relevo.situation import tasks as situation
from relevo.situation.actions.points import end_points

log = logging.getLogger(__name__)

POLL_SECONDS = 5.0
LOOK_EVERY_SECONDS = 0.2


def _replan(message: Message) -> None:
    """Make anew the open plans that the news makes worse; their holders find it at the desk."""
    found = replan_after(
        message.topic,
        subject=message.subject_id,
        at=clock.now(),
        of_open_cases=plans_of_open_cases(),
    )
    if found.told:
        log.info("journeys: %s plans made anew of %s", found.told, found.looked_at)


HANDLERS: dict[str, Callable[[Message], None]] = dict.fromkeys(RELIED_ON, _replan)
"""Topic to what tells others of it. Pages read the facts themselves and need nothing of this."""


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
        memory.settle()
        while not asked.wanted:
            work_once()
            _wait(poll_seconds, until=lambda: asked.wanted)
    return 0


@contextmanager
def _apart() -> Iterator[None]:
    """A step that fails is logged and keeps no other from running; without keys the round ends."""
    try:
        yield
    except (KeysSealed, HolderAway):
        raise
    except Exception:
        log.exception("worker: a step of a round failed")


def _round(at: datetime) -> Drained:
    """One round: clocks first, so that what they end is told in the same round.

    Sources outside come last, so that one that answers slowly holds up nothing else.
    """
    drained = Drained()
    with _apart():
        attempts.forget_attempts(at=clock.real_now())
    with _apart():
        run_clocks(at=at)
    with _apart():
        forget(at=at)
    with _apart():
        finish_destroying(at=at)
    with _apart():
        end_points(at=at)
    with _apart():
        situation.release_due_months(at=at)
    with _apart():
        tell_witness()
    with _apart():
        drained = drain(HANDLERS, at=at)
    with _apart():
        forget_delivered(at=at)
    with _apart():
        situation.ask_feeds(at=at)
    with _apart():
        situation.read_folders(at=at, root=feeds.folder())
    return drained


def work_once() -> Drained:
    """One round, whatever happens in it."""
    close_old_connections()
    try:
        return _round(clock.now())
    except (KeysSealed, HolderAway) as refusal:
        log.warning("worker: nothing is done without keys, %s", refusal.code)
        return Drained()
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
