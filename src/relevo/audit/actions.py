"""Writes of the audit: one event per act, in the transaction of the act."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from relevo.audit.models import Chain, Event
from relevo.audit.rules import INSTANCE_CHAIN, Entry, check_entry, digest
from relevo.kernel.actor import Actor
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
    chain_id = actor.institution_id or INSTANCE_CHAIN
    unnumbered = Entry(chain_id, 0, verb, subject, actor.id, purpose, facts or {}, at)
    check_entry(unnumbered)
    # Two first acts of one institution at a time: one of them finds the other's row.
    Chain.objects.get_or_create(institution_id=chain_id)
    chain = Chain.objects.select_for_update().get(institution_id=chain_id)
    entry = Entry(chain_id, chain.length + 1, verb, subject, actor.id, purpose, facts or {}, at)
    event = Event(
        institution_id=entry.institution_id,
        number=entry.number,
        verb=entry.verb,
        subject=entry.subject,
        actor_id=entry.actor_id,
        purpose=entry.purpose,
        facts=dict(entry.facts),
        at=entry.at,
        previous=chain.head,
        digest=digest(entry, previous=chain.head),
    )
    event.save()
    chain.length, chain.head = event.number, event.digest
    chain.save(update_fields=["length", "head"])
    return event


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
