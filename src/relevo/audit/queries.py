"""Reads of the audit: what happened to a subject, and whether a chain is whole."""

import hmac
import json
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from django.db.models import Q, QuerySet

from relevo.audit.models import Chain, Event
from relevo.audit.rules import (
    EVENT_LABEL,
    HEAD_LABEL,
    INSTANCE_CHAIN,
    SHOWN,
    Entry,
    Head,
    digest,
    epoch_name,
    epoch_of,
    keyed_from_of,
    mac_parts,
)
from relevo.plumbing import sealed

VERIFIED_AT_ONCE = 2_000
NUMBERS_AT_ONCE = 500


class Tampering(StrEnum):
    """What somebody did to a chain."""

    EDITED = "edited"
    UNLINKED = "unlinked"
    GAP = "gap"
    TAIL_CUT = "tail_cut"
    HEAD_CHANGED = "head_changed"
    CHAIN_MISSING = "chain_missing"
    FORGED = "forged"
    EPOCH_CHANGED = "epoch_changed"
    WITNESS_DIFFERS = "witness_differs"
    WITNESS_FORGED = "witness_forged"


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


def count_acts(verb: str, *, actor_id: UUID, since: datetime) -> int:
    """How often somebody did one thing since an instant."""
    return Event.objects.filter(verb=verb, actor_id=actor_id, at__gt=since).count()


def list_accesses(subject: str) -> list[Access]:
    """Who looked and who acted: the answer a person may ask for."""
    return [_access(event) for event in list_events(subject)]


def _access(event: Event) -> Access:
    return Access(
        verb=event.verb,
        actor_id=event.actor_id,
        institution_id=event.institution_id,
        purpose=event.purpose,
        at=event.at,
    )


def list_showings(
    ids: Collection[str], *, subjects: Collection[str], since: datetime
) -> list[Access]:
    """Which lists and searches showed one of some rows, among the events of some subjects."""
    shows_one = Q()
    for one in ids:
        shows_one |= Q(**{f"facts__{SHOWN}__icontains": one})
    found = Event.objects.filter(shows_one, subject__in=subjects, at__gte=since)
    return [_access(event) for event in found.order_by("at", "institution_id", "number")]


def list_shown_to(actor_id: UUID, *, verb: str, since: datetime) -> set[str]:
    """The ids of the rows that one kind of list has shown to somebody since an instant."""
    rows = Event.objects.filter(actor_id=actor_id, verb=verb, at__gte=since)
    told = rows.order_by("at").values_list("facts", flat=True)
    return {str(one) for facts in told for one in facts.get(SHOWN, ())}


def list_shown_between(
    *, institution_id: UUID, actor_id: UUID | None, since: datetime, until: datetime
) -> set[str]:
    """The ids of the rows that lists and searches showed to an account (None: any) meanwhile."""
    rows = Event.objects.filter(
        institution_id=institution_id, at__gte=since, at__lte=until, facts__has_key=SHOWN
    )
    if actor_id is not None:
        rows = rows.filter(actor_id=actor_id)
    told = rows.order_by("number").values_list("facts", flat=True)
    return {str(one) for facts in told for one in facts[SHOWN]}


def count_of(verb: str, *, subject: str, since: datetime, until: datetime) -> int:
    """How many events of one kind a subject has after an instant, up to another."""
    return Event.objects.filter(subject=subject, verb=verb, at__gt=since, at__lte=until).count()


def subjects_of(
    verb: str, *, actor_id: UUID, since: datetime, until: datetime
) -> dict[str, datetime]:
    """On what somebody acted in one way after an instant, and when last."""
    rows = (
        Event.objects.filter(actor_id=actor_id, verb=verb, at__gt=since, at__lte=until)
        .order_by("at")
        .values_list("subject", "at")
    )
    return dict(rows)


def subjects_by_actor(
    verbs: Collection[str], *, institution_id: UUID, since: datetime, until: datetime
) -> list[tuple[str, UUID, str]]:
    """Verb, actor and subject of an institution's events of some kinds, in their order."""
    rows = Event.objects.filter(
        institution_id=institution_id, verb__in=verbs, at__gt=since, at__lte=until
    )
    return list(rows.order_by("number").values_list("verb", "actor_id", "subject"))


def acts_between(
    *, institution_id: UUID, actor_id: UUID | None, since: datetime, until: datetime
) -> list[tuple[str, str]]:
    """Verb and subject of what an account of an institution (None: any) did from one instant on."""
    rows = Event.objects.filter(institution_id=institution_id, at__gte=since, at__lte=until)
    if actor_id is not None:
        rows = rows.filter(actor_id=actor_id)
    return list(rows.order_by("number").values_list("verb", "subject"))


def list_chains() -> list[UUID]:
    """The institutions that have a chain or events, the instance's own included."""
    heads = Chain.objects.order_by().values_list("institution_id", flat=True)
    events = Event.objects.order_by().values_list("institution_id", flat=True).distinct()
    return sorted({*heads, *events})


def head_lines(chains: Sequence[Chain], *, at: datetime) -> list[str]:
    """Where chains stand, a line each, as a witness keeps them: with a MAC by the key holder."""
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    heads = [Head(chain.institution_id, chain.length, chain.head, moment) for chain in chains]
    macs = sealed.macs(HEAD_LABEL, [head.parts for head in heads])
    return [
        json.dumps(
            {
                "chain": str(head.institution_id),
                "length": head.length,
                "head": head.head,
                "at": head.at,
                "mac": mac,
            }
        )
        for head, mac in zip(heads, macs, strict=True)
    ]


def list_heads(*, at: datetime) -> list[str]:
    """All heads, to be printed or sent elsewhere."""
    return head_lines(list(Chain.objects.order_by("institution_id")), at=at)


def verify_chain(institution_id: UUID | None) -> list[Problem]:
    """Every place at which the chain of an institution (None: the instance's own) is broken.

    An edited event, one whose link was changed, missing numbers, a tail that was cut off, a head
    that does not fit, and digests that were made anew without the key are each found. A tail that
    was cut off together with its head is found by a witness (``verify_witness``). Empty: whole.
    """
    chain_id = institution_id or INSTANCE_CHAIN
    chain = Chain.objects.filter(institution_id=chain_id).first()
    # From where on there are MACs says the key holder, not the database.
    noted = sealed.settled(epoch_name(chain_id))
    walk = _Walk(chain_id, keyed_from_of(noted))
    rows = Event.objects.filter(institution_id=chain_id).order_by("number")
    remaining = rows.values_list(*COLUMNS).iterator(chunk_size=VERIFIED_AT_ONCE)
    while some := list(islice(remaining, VERIFIED_AT_ONCE)):
        walk.take([Link(*row) for row in some])
    return [*walk.problems, *_problems_of_head(chain, walk, noted=noted)]


def _problems_of_head(chain: Chain | None, walk: "_Walk", *, noted: str | None) -> list[Problem]:
    if chain is None:
        return [Problem(Tampering.CHAIN_MISSING, 0)] if walk.number else []
    problems = []
    if chain.length > walk.number:
        problems.append(Problem(Tampering.TAIL_CUT, walk.number + 1))
    elif (chain.length, chain.head) != (walk.number, walk.head):
        problems.append(Problem(Tampering.HEAD_CHANGED, chain.length))
    told = epoch_of(keyed_from=chain.keyed_from or 0, head=walk.head_before_keys)
    if noted != (None if chain.keyed_from is None else told):
        problems.append(Problem(Tampering.EPOCH_CHANGED, chain.keyed_from or 0))
    return problems


class Link(NamedTuple):
    """One event as it is verified."""

    number: int
    verb: str
    subject: str
    actor_id: UUID
    purpose: str
    facts: dict[str, object]
    at: datetime
    previous: str
    digest: str
    mac: str


COLUMNS = Link._fields


@dataclass
class _Walk:
    """Goes along a chain, some events at a time, and notes what does not fit."""

    chain_id: UUID
    keyed_from: int | None
    number: int = 0
    head: str = ""
    head_before_keys: str = ""
    problems: list[Problem] = field(default_factory=list)

    def take(self, links: Sequence[Link]) -> None:
        wanted = sealed.macs(
            EVENT_LABEL,
            [mac_parts(self.chain_id, link.number, link.digest) for link in links],
        )
        for link, mac in zip(links, wanted, strict=True):
            if link.number != self.number + 1:
                self._note(Tampering.GAP, self.number + 1)
            elif link.previous != self.head:
                self._note(Tampering.UNLINKED, link.number)
            if link.digest != digest(self._entry(link), previous=link.previous):
                self._note(Tampering.EDITED, link.number)
            is_keyed = self.keyed_from is not None and link.number >= self.keyed_from
            if not hmac.compare_digest(link.mac.encode(), mac.encode() if is_keyed else b""):
                self._note(Tampering.FORGED, link.number)
            self.number, self.head = link.number, link.digest
            if not is_keyed:
                self.head_before_keys = link.digest

    def _note(self, kind: Tampering, number: int) -> None:
        self.problems.append(Problem(kind, number))

    def _entry(self, link: Link) -> Entry:
        return Entry(
            institution_id=self.chain_id,
            number=link.number,
            verb=link.verb,
            subject=link.subject,
            actor_id=link.actor_id,
            purpose=link.purpose,
            facts=link.facts,
            at=link.at,
        )


def verify_witness(path: Path) -> dict[UUID, list[Problem]]:
    """Where chains are not what a witness saw of them, by chain; empty: they agree.

    A line that the key holder did not make is a problem of its own, under the instance's chain.
    """
    problems: dict[UUID, list[Problem]] = defaultdict(list)
    seen: dict[UUID, list[Head]] = defaultdict(list)
    for number, line in enumerate(path.read_bytes().split(b"\n")[:-1], start=1):
        head = _witnessed(line)
        if head is None:
            problems[INSTANCE_CHAIN].append(Problem(Tampering.WITNESS_FORGED, number))
        else:
            seen[head.institution_id].append(head)
    for chain_id, heads in seen.items():
        stored = _digests(chain_id, [head.length for head in heads])
        problems[chain_id] += [
            Problem(Tampering.WITNESS_DIFFERS, head.length)
            for head in heads
            if stored.get(head.length) != head.head
        ]
    return {chain_id: found for chain_id, found in problems.items() if found}


def _witnessed(line: bytes) -> Head | None:
    try:
        told = json.loads(line)
        head = Head(UUID(told["chain"]), int(told["length"]), str(told["head"]), str(told["at"]))
        mac = str(told["mac"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    wanted = sealed.mac(HEAD_LABEL, *head.parts)
    return head if hmac.compare_digest(mac.encode(), wanted.encode()) else None


def _digests(chain_id: UUID, numbers: Sequence[int]) -> dict[int, str]:
    found: dict[int, str] = {}
    for start in range(0, len(numbers), NUMBERS_AT_ONCE):
        some = numbers[start : start + NUMBERS_AT_ONCE]
        rows = Event.objects.filter(institution_id=chain_id, number__in=some)
        found |= dict(rows.order_by("number").values_list("number", "digest"))
    return found
