"""How one audit event is bound to the one before it, and what may stand in it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from relevo.kernel.coded import check_code, check_facts

EVENT_LABEL = "audit.event"
HEAD_LABEL = "audit.head"
SHOWN = "shown"
"""Among the facts of an event: the ids of the rows that a list or a search showed."""

WITNESS_EVENTS = 100
WITNESS_AFTER = timedelta(minutes=5)
_CANONICAL = json.JSONEncoder(ensure_ascii=True, sort_keys=True, separators=(",", ":"))
INSTANCE_CHAIN = UUID("00000000-0000-5000-8000-000000000002")
"""The chain of acts that belong to no institution: clocks, loading of facts, setting a password."""


@dataclass(frozen=True, slots=True)
class Entry:
    """The part of an event that its digest covers, apart from what came before it."""

    institution_id: UUID
    number: int
    verb: str
    subject: str
    actor_id: UUID
    purpose: str
    facts: Mapping[str, object]
    at: datetime


def digest(entry: Entry, *, previous: str) -> str:
    """SHA-256 over the canonical JSON of the event and the digest of the one before it.

    Alone this shows edits, gaps and cut tails to whoever holds an earlier head; the MAC over it
    makes it hold against the owner of the database too.
    """
    covered = [
        previous,
        str(entry.institution_id),
        entry.number,
        entry.verb,
        entry.subject,
        str(entry.actor_id),
        entry.purpose,
        dict(entry.facts),
        entry.at.astimezone(UTC).isoformat(timespec="microseconds"),
    ]
    return hashlib.sha256(_CANONICAL.encode(covered).encode()).hexdigest()


def mac_parts(institution_id: UUID, number: int, made: str) -> tuple[str, str, str]:
    """What the MAC of an event covers: its place, and its digest with all before it."""
    return str(institution_id), str(number), made


def epoch_of(*, keyed_from: int, head: str) -> str:
    """What the key holder notes, once, when a chain gets its first MAC: from where, after what."""
    return f"{keyed_from}|{head}"


def keyed_from_of(noted: str | None) -> int | None:
    """The first event with a MAC, as it was noted; None: there is none yet."""
    return None if noted is None else int(noted.partition("|")[0])


def epoch_name(institution_id: UUID) -> str:
    return f"audit|{institution_id}"


@dataclass(frozen=True, slots=True)
class Head:
    """Where a chain stood at an instant, as it is told to a witness."""

    institution_id: UUID
    length: int
    head: str
    at: str

    @property
    def parts(self) -> tuple[str, str, str, str]:
        """What its MAC covers."""
        return str(self.institution_id), str(self.length), self.head, self.at


def is_witness_due(
    *, length: int, witnessed: int, witnessed_at: datetime | None, at: datetime
) -> bool:
    """Every 100 events, or five minutes after the last time, when there is anything new."""
    if length == witnessed:
        return False
    if witnessed_at is None or length - witnessed >= WITNESS_EVENTS:
        return True
    return at - witnessed_at >= WITNESS_AFTER


def check_entry(entry: Entry) -> None:
    """FactNotCoded when a name or a text is about to be written into the audit."""
    check_code(entry.verb, place="verb")
    check_code(entry.subject, place="subject")
    check_code(entry.purpose, place="purpose", may_be_empty=True)
    check_facts(entry.facts)
