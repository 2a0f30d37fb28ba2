"""Writes of the audit: one event per act, in the transaction of the act."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID

from django.db import transaction

from relevo.audit.models import Chain, Event
from relevo.audit.queries import head_lines, list_shown_to
from relevo.audit.rules import (
    EVENT_LABEL,
    INSTANCE_CHAIN,
    SHOWN,
    Entry,
    check_entry,
    digest,
    epoch_name,
    epoch_of,
    is_witness_due,
    mac_parts,
)
from relevo.kernel.actor import Actor
from relevo.kernel.coded import MOST_ITEMS
from relevo.plumbing import sealed
from relevo.plumbing.readonly import writes_allowed


@transaction.atomic
def record(
    verb: str,
    *,
    subject: str,
    actor: Actor,
    at: datetime,
    purpose: str = "",
    facts: Mapping[str, object] | None = None,
) -> Event:
    """Append an event to the chain of the actor's institution. Call it last in the act.

    The head row of the chain is locked until the act commits, so acts of one institution queue
    here and nowhere earlier. If the act is undone, so is its event. Raises FactNotCoded.
    """
    (event,) = record_each(
        verb, subjects=[subject], actor=actor, at=at, purpose=purpose, facts=facts
    )
    return event


@transaction.atomic
def record_each(
    verb: str,
    *,
    subjects: Sequence[str],
    actor: Actor,
    at: datetime,
    purpose: str = "",
    facts: Mapping[str, object] | None = None,
) -> list[Event]:
    """Append one event for each subject of an act that concerns many; as ``record`` otherwise."""
    told = [(subject, facts or {}) for subject in subjects]
    return _append_events(verb, told, actor=actor, at=at, purpose=purpose)


def _append_events(
    verb: str,
    told: Sequence[tuple[str, Mapping[str, object]]],
    *,
    actor: Actor,
    at: datetime,
    purpose: str = "",
) -> list[Event]:
    """An event for each subject with its facts; however many, the same number of queries."""
    if not told:
        return []
    chain_id = actor.institution_id or INSTANCE_CHAIN
    for subject, facts in told:
        check_entry(Entry(chain_id, 0, verb, subject, actor.id, purpose, facts, at))
    # Two first acts of one institution at a time: one of them finds the other's row.
    Chain.objects.get_or_create(institution_id=chain_id)
    chain = Chain.objects.select_for_update(no_key=True).get(institution_id=chain_id)
    if chain.keyed_from is None:
        _begin_keys(chain)
    events = []
    for subject, facts in told:
        number = chain.length + 1
        entry = Entry(chain_id, number, verb, subject, actor.id, purpose, facts, at)
        events.append(_event(entry, previous=chain.head))
        chain.length, chain.head = number, events[-1].digest
    Event.objects.bulk_create(events)
    chain.save(update_fields=["length", "head", "keyed_from"])
    return events


def _event(entry: Entry, *, previous: str) -> Event:
    made = digest(entry, previous=previous)
    return Event(
        institution_id=entry.institution_id,
        number=entry.number,
        verb=entry.verb,
        subject=entry.subject,
        actor_id=entry.actor_id,
        purpose=entry.purpose,
        facts=dict(entry.facts),
        at=entry.at,
        previous=previous,
        digest=made,
        mac=sealed.mac(EVENT_LABEL, *mac_parts(entry.institution_id, entry.number, made)),
    )


def _begin_keys(chain: Chain) -> None:
    """From its next event on a chain has MACs; the key holder notes it, apart from the database.

    So that nobody takes the MACs off again and calls it a chain of before.
    """
    chain.keyed_from = chain.length + 1
    noted = epoch_of(keyed_from=chain.keyed_from, head=chain.head)
    sealed.settled(epoch_name(chain.institution_id), noted)


def witness_heads(path: Path, *, at: datetime) -> int:
    """Write the heads that are due into the witness file, on the disk at return; how many.

    A copy of that file elsewhere shows a chain that was cut or written anew.
    """
    due = [
        chain
        for chain in Chain.objects.order_by("institution_id")
        if is_witness_due(
            length=chain.length,
            witnessed=chain.witnessed_length,
            witnessed_at=chain.witnessed_at,
            at=at,
        )
    ]
    if due:
        _append(path, "".join(f"{line}\n" for line in head_lines(due, at=at)))
    for chain in due:
        Chain.objects.filter(pk=chain.pk).update(witnessed_length=chain.length, witnessed_at=at)
    return len(due)


def _append(path: Path, lines: str) -> None:
    """Add whole lines; one that a crash left torn is taken off first."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+b") as file:
        file.truncate(file.read().rfind(b"\n") + 1)
        file.seek(0, os.SEEK_END)
        file.write(lines.encode())
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def accessing() -> Iterator[None]:
    """One transaction of its own in which it is decided what is shown, and recorded that it was.

    As ``record_access``, for what must not be taken back between the two.
    """
    with writes_allowed(), transaction.atomic(durable=True):
        yield


def record_access(
    verb: str,
    *,
    subject: str,
    actor: Actor,
    at: datetime,
    purpose: str = "",
    facts: Mapping[str, object] | None = None,
) -> Event:
    """Record that something guarded was looked at or refused, in a transaction of its own.

    Committed before the answer is sent, and also while a GET is answered: the one write a GET has.
    It refuses to run inside another transaction, where it could be undone with the rest.
    """
    with writes_allowed(), transaction.atomic(durable=True):
        return record(verb, subject=subject, actor=actor, at=at, purpose=purpose, facts=facts)


def record_shown(
    verb: str,
    *,
    shown: Sequence[UUID],
    subject: str,
    actor: Actor,
    since: datetime,
    at: datetime,
) -> None:
    """Record whose lines a list is about to show, as ``record_access`` does.

    Once for each reader since an instant: what was told of already is not told again, and where
    nothing is new nothing is written. One event holds as many ids as its facts may.
    """
    before = list_shown_to(actor.id, verb=verb, since=since)
    new = [told for told in dict.fromkeys(map(str, shown)) if told not in before]
    if not new:
        return
    parts = [new[start : start + MOST_ITEMS] for start in range(0, len(new), MOST_ITEMS)]
    with writes_allowed(), transaction.atomic(durable=True):
        _append_events(verb, [(subject, {SHOWN: part}) for part in parts], actor=actor, at=at)
