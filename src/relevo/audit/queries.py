"""Reads of the audit: what happened to a subject, and whether a chain is whole."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import QuerySet

from relevo.audit.models import Chain, Event
from relevo.audit.rules import INSTANCE_CHAIN, Entry, digest


class Tampering(StrEnum):
    """What somebody did to a chain."""

    EDITED = "edited"
    UNLINKED = "unlinked"
    GAP = "gap"
    TAIL_CUT = "tail_cut"
    HEAD_CHANGED = "head_changed"
    CHAIN_MISSING = "chain_missing"


@dataclass(frozen=True, slots=True)
class Problem:
    """One place at which a chain is broken: what, and at which number."""

    kind: Tampering
    number: int


@dataclass(frozen=True, slots=True)
class Access:
    """Who looked at or did something to a subject, and when."""

    verb: str
    actor_id: UUID
    institution_id: UUID
    purpose: str
    at: datetime


def list_events(subject: str) -> QuerySet[Event]:
    """All events of one subject, oldest first."""
    return Event.objects.filter(subject=subject).order_by("at", "institution_id", "number")


def list_accesses(subject: str) -> list[Access]:
    """Who looked and who acted: the answer a person may ask for."""
    return [
        Access(
            verb=event.verb,
            actor_id=event.actor_id,
            institution_id=event.institution_id,
            purpose=event.purpose,
            at=event.at,
        )
        for event in list_events(subject)
    ]


def list_chains() -> list[UUID]:
    """The institutions that have a chain or events, the instance's own included."""
    heads = Chain.objects.order_by().values_list("institution_id", flat=True)
    events = Event.objects.order_by().values_list("institution_id", flat=True).distinct()
    return sorted({*heads, *events})


def verify_chain(institution_id: UUID | None) -> list[Problem]:
    """Every place at which the chain of an institution (None: the instance's own) is broken.

    An edited event, one whose link was changed, missing numbers, a tail that was cut off, and a
    head that does not fit are each found. Empty: the chain is whole.
    """
    chain_id = institution_id or INSTANCE_CHAIN
    problems: list[Problem] = []
    number, head = 0, ""
    for event in Event.objects.filter(institution_id=chain_id).order_by("number").iterator():
        if event.number != number + 1:
            problems.append(Problem(Tampering.GAP, number + 1))
        elif event.previous != head:
            problems.append(Problem(Tampering.UNLINKED, event.number))
        if event.digest != digest(_entry_of(event), previous=event.previous):
            problems.append(Problem(Tampering.EDITED, event.number))
        number, head = event.number, event.digest
    chain = Chain.objects.filter(institution_id=chain_id).first()
    if chain is None:
        return [*problems, Problem(Tampering.CHAIN_MISSING, 0)] if number else problems
    if chain.length > number:
        problems.append(Problem(Tampering.TAIL_CUT, number + 1))
    elif (chain.length, chain.head) != (number, head):
        problems.append(Problem(Tampering.HEAD_CHANGED, chain.length))
    return problems


def _entry_of(event: Event) -> Entry:
    return Entry(
        institution_id=event.institution_id,
        number=event.number,
        verb=event.verb,
        subject=event.subject,
        actor_id=event.actor_id,
        purpose=event.purpose,
        facts=event.facts,
        at=event.at,
    )
