"""Writes of the outbox: queue with the fact, lease, and say how it went."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.kernel.coded import check_code, check_facts
from relevo.outbox.errors import NotLeased
from relevo.outbox.models import Message
from relevo.outbox.queries import list_due
from relevo.outbox.rules import DELIVERED_STAYS, LEASE, wait_after
from relevo.plumbing.postgres import lock_free_rows


def queue(
    topic: str,
    *,
    subject_id: str,
    at: datetime,
    facts: Mapping[str, object] | None = None,
    due_at: datetime | None = None,
) -> Message:
    """Note in the transaction of a fact that others must hear of it. Raises FactNotCoded.

    The message names the subject; whoever is told reads it through its own door.
    """
    check_code(topic, place="topic")
    check_code(subject_id, place="subject")
    check_facts(facts or {})
    return Message.objects.create(
        topic=topic,
        subject_id=subject_id,
        facts=dict(facts or {}),
        created_at=at,
        due_at=due_at or at,
    )


@transaction.atomic
def lease(limit: int, *, at: datetime) -> list[Message]:
    """Take up to ``limit`` due messages for two minutes; another worker passes them over.

    A worker that dies loses its lease and one attempt, not the message.
    """
    taken = list(lock_free_rows(list_due(at=at))[:limit])
    for message in taken:
        message.leased_until = at + LEASE
        message.attempts += 1
    Message.objects.bulk_update(taken, ["leased_until", "attempts"])
    return taken


@transaction.atomic
def done(message_id: UUID, *, at: datetime) -> None:
    """The message arrived. Saying so twice changes nothing."""
    Message.objects.filter(pk=message_id, done_at=None).update(
        done_at=at, leased_until=None, last_error=""
    )


def forget_delivered(*, at: datetime) -> int:
    """Delete what arrived a week ago; how many. What was given up stays: somebody looks at it."""
    gone, _of_each = Message.objects.filter(done_at__lte=at - DELIVERED_STAYS).delete()
    return gone


@transaction.atomic
def failed(message_id: UUID, *, error: type[BaseException], at: datetime) -> Message:
    """The attempt failed: try again later, or give up after the last one.

    Only the kind of error is kept: its words may quote what was sent. Raises NotLeased.
    """
    message = (
        Message.objects.select_for_update(no_key=True)
        .filter(pk=message_id, done_at=None)
        .exclude(leased_until=None)
        .first()
    )
    if message is None:
        raise NotLeased
    message.leased_until = None
    message.last_error = error.__qualname__[:120]
    message.due_at = at + wait_after(message.attempts)
    message.save(update_fields=["leased_until", "last_error", "due_at"])
    return message
