"""Draining the outbox: what a worker calls again and again."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from relevo.outbox import actions
from relevo.outbox.models import Message

Handler = Callable[[Message], None]
BATCH = 50

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Drained:
    """How a drain went, in figures."""

    told: int = 0
    failed: int = 0


def drain(handlers: Mapping[str, Handler], *, at: datetime, limit: int = BATCH) -> Drained:
    """Hand up to ``limit`` due messages to the handler of their topic.

    A topic without a handler has nobody to be told yet and is done. A handler that raises is tried
    again later; the log names topic and kind of error, never what was to be told.
    """
    told = failed = 0
    for message in actions.lease(limit, at=at):
        handler = handlers.get(message.topic)
        try:
            if handler is not None:
                handler(message)
        except Exception as error:  # noqa: BLE001 -- one message must not stop the others
            actions.failed(message.pk, error=type(error), at=at)
            log.warning("outbox: %s failed with %s", message.topic, type(error).__qualname__)
            failed += 1
        else:
            actions.done(message.pk, at=at)
            told += 1
    return Drained(told=told, failed=failed)
