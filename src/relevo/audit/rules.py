"""How one audit event is bound to the one before it, and what may stand in it."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from relevo.kernel.coded import check_code, check_facts

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

    Without a key this shows edits, gaps and cut tails to whoever holds an earlier head; a key
    held elsewhere makes it hold against the holder of the database too.
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
    canonical = json.dumps(covered, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def check_entry(entry: Entry) -> None:
    """FactNotCoded when a name or a text is about to be written into the audit."""
    check_code(entry.verb, place="verb")
    check_code(entry.subject, place="subject")
    check_code(entry.purpose, place="purpose", may_be_empty=True)
    check_facts(entry.facts)
