"""The proof of the audit: whatever is done to any row of it, in any column, is noticed.

Two invented institutions act, a witness sees their heads, and then somebody who owns the database,
but not the keys, does each kind of thing to each row and each column, one at a time, undone after
every look. Beside it a long chain is written and verified, for the time that takes.
"""

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.db import models, transaction
from django.db.models import F

from relevo.audit import actions, queries
from relevo.audit.models import Chain, Event
from relevo.audit.rules import EVENT_LABEL, Entry, digest, mac_parts
from relevo.cli.outcome import Outcome, within
from relevo.cli.scratch import rolled_back
from relevo.kernel.actor import Actor
from relevo.plumbing import clock, sealed

EVENTS = 40
ROWS_TRIED = (1, 2, 20, 39, 40)
WITNESSED_EVERY = 4
LONG, LONG_FULL = 10_000, 1_000_000
MOST_SECONDS = 60
AT_ONCE = 5_000
SURROGATE = "id"
"""The database's own number of a row says nothing and is covered by nothing."""
Rewrite = Callable[["Stage"], object]


@dataclass
class Stage:
    """Two chains with some history, and what the witness saw of them."""

    at: datetime
    witness: Path
    first: UUID = field(default_factory=uuid4)
    second: UUID = field(default_factory=uuid4)

    def __post_init__(self) -> None:
        for number in range(1, EVENTS + 1):
            for chain in (self.first, self.second):
                actions.record(
                    "proof.act" if number % 2 else "proof.other",
                    subject=str(uuid4()),
                    actor=Actor(uuid4(), chain),
                    at=self.at + timedelta(minutes=number),
                    purpose="proof" if number % 3 else "",
                    facts={"number": number},
                )
            if number % WITNESSED_EVERY == 0:
                actions.witness_heads(self.witness, at=self.at + timedelta(minutes=10 * number))

    def event(self, number: int, *, chain: UUID | None = None) -> Event:
        return Event.objects.get(institution_id=chain or self.first, number=number)

    def is_noticed(self) -> bool:
        chains = any(queries.verify_chain(chain) for chain in (self.first, self.second))
        return chains or bool(queries.verify_witness(self.witness))


@dataclass(frozen=True, slots=True)
class Attempt:
    """One thing that is done to the database, by kind."""

    kind: str
    what: str
    do: Rewrite


def other(column: "models.Field[Any, Any]", value: Any) -> Any:  # noqa: ANN401 -- of any column
    """A value that a column may have and has not."""
    if isinstance(column, models.JSONField):
        return {**value, "number": -1}
    if isinstance(column, models.DateTimeField):
        return value + timedelta(microseconds=1)
    if isinstance(column, models.UUIDField):
        return uuid4()
    if isinstance(column, models.IntegerField):
        return value + 1_000
    return f"{value[:-1]}x" if value else "x"


def columns() -> list["models.Field[Any, Any]"]:
    """Every column of an event but its surrogate key: a new one is tried too."""
    return [column for column in Event._meta.concrete_fields if column.name != SURROGATE]  # noqa: SLF001 -- Django's own register


def rewritten(chain_id: UUID, *, since: int = 1) -> None:
    """Make every digest anew, and the head: all that can be done without the key."""
    head = ""
    for event in Event.objects.filter(institution_id=chain_id).order_by("number"):
        if event.number >= since:
            made = digest(_entry_of(event), previous=head)
            Event.objects.filter(pk=event.pk).update(previous=head, digest=made)
            event.digest = made
        head = event.digest
        length = event.number
    Chain.objects.filter(institution_id=chain_id).update(length=length, head=head)


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


def edits() -> Iterator[Attempt]:
    """A value changed, alone; with its digest; with all digests after it and the head."""
    for column in columns():
        for number in ROWS_TRIED:
            what = f"{column.name} of {number}"
            edit = _edit(column, number)
            yield Attempt("edited", what, edit)
            if column.name != "digest":
                yield Attempt(
                    "edited, own digest made anew", what, _then(edit, _own_digest(number))
                )
            if column.name not in {"institution_id", "number", "previous", "digest"}:
                yield Attempt("edited, chain made anew", what, _then(edit, _anew(number)))


def _edit(column: "models.Field[Any, Any]", number: int) -> Rewrite:
    def do(stage: Stage) -> None:
        event = stage.event(number)
        value = other(column, getattr(event, column.name))
        Event.objects.filter(pk=event.pk).update(**{column.name: value})

    return do


def _own_digest(number: int) -> Rewrite:
    def do(stage: Stage) -> None:
        event = Event.objects.filter(institution_id=stage.first, number=number).first()
        if event is not None:
            made = digest(_entry_of(event), previous=event.previous)
            Event.objects.filter(pk=event.pk).update(digest=made)

    return do


def _anew(since: int = 1) -> Rewrite:
    return lambda stage: rewritten(stage.first, since=since)


def _then(*steps: Rewrite) -> Rewrite:
    def do(stage: Stage) -> None:
        for step in steps:
            step(stage)

    return do


def _remove(*numbers: int) -> Rewrite:
    return lambda stage: Event.objects.filter(
        institution_id=stage.first, number__in=numbers
    ).delete()


def _move(number: int, *, by: int) -> Rewrite:
    """Give the events after one other numbers, from the side on which there is room."""

    def do(stage: Stage) -> None:
        after = Event.objects.filter(institution_id=stage.first, number__gt=number)
        for pk in after.order_by("number" if by < 0 else "-number").values_list("pk", flat=True):
            Event.objects.filter(pk=pk).update(number=F("number") + by)

    return do


def removals() -> Iterator[Attempt]:
    """A row taken out, the gap closed, the tail cut off, the head set back with it."""
    for number in ROWS_TRIED:
        what = str(number)
        closed = _then(_remove(number), _move(number, by=-1))
        tail = tuple(range(number, EVENTS + 1))
        yield Attempt("removed", what, _remove(number))
        yield Attempt("removed, gap closed", what, closed)
        yield Attempt("removed, gap closed, chain made anew", what, _then(closed, _anew(number)))
        yield Attempt("tail cut off", what, _remove(*tail))
        if number > 1:
            yield Attempt("tail cut off with the head", what, _then(_remove(*tail), _anew(number)))
    everything = _then(_remove(*range(1, EVENTS + 1)), _drop_head)
    yield Attempt("tail cut off with the head", "everything", everything)


def _drop_head(stage: Stage) -> None:
    Chain.objects.filter(institution_id=stage.first).delete()


def _swap(first: int, second: int) -> Rewrite:
    """Two events change their numbers."""

    def do(stage: Stage) -> None:
        one, two = stage.event(first).pk, stage.event(second).pk
        for pk, number in ((one, 0), (two, first), (one, second)):
            Event.objects.filter(pk=pk).update(number=number)

    return do


def _insert(after: int) -> Rewrite:
    """A copy of an event, written between two, as something that never was."""

    def do(stage: Stage) -> None:
        _move(after, by=1)(stage)
        copy = stage.event(after)
        copy.pk, copy.number, copy._state.adding = None, after + 1, True  # noqa: SLF001 -- a new row
        copy.subject = str(uuid4())
        copy.save()

    return do


def _exchange(number: int) -> Rewrite:
    """Events of two institutions change places."""

    def do(stage: Stage) -> None:
        one = stage.event(number).pk
        two = stage.event(number, chain=stage.second).pk
        for pk, chain in ((one, uuid4()), (two, stage.first), (one, stage.second)):
            Event.objects.filter(pk=pk).update(institution_id=chain)

    return do


def _anew_both(stage: Stage) -> None:
    rewritten(stage.first)
    rewritten(stage.second)


def moves() -> Iterator[Attempt]:
    """Rows put elsewhere, or put in."""
    for number in ROWS_TRIED:
        nxt = number + 1 if number < EVENTS else number - 1
        reorder, insert, exchange = _swap(number, nxt), _insert(number), _exchange(number)
        yield Attempt("reordered", str(number), reorder)
        yield Attempt("reordered, chain made anew", str(number), _then(reorder, _anew()))
        yield Attempt("inserted", str(number), insert)
        yield Attempt("inserted, chain made anew", str(number), _then(insert, _anew()))
        yield Attempt("swapped between institutions", str(number), exchange)
        yield Attempt(
            "swapped between institutions, chains made anew",
            str(number),
            _then(exchange, _anew_both),
        )


def _without_macs(stage: Stage) -> None:
    """Call it a chain of before there were keys."""
    Event.objects.filter(institution_id=stage.first).update(mac="")
    Chain.objects.filter(institution_id=stage.first).update(keyed_from=None)


def _keyed_later(stage: Stage) -> None:
    Event.objects.filter(institution_id=stage.first, number__lte=EVENTS // 2).update(mac="")
    Chain.objects.filter(institution_id=stage.first).update(keyed_from=EVENTS // 2 + 1)


def _copied_mac(number: int) -> Rewrite:
    def do(stage: Stage) -> None:
        mac = stage.event(number, chain=stage.second).mac
        Event.objects.filter(pk=stage.event(number).pk).update(mac=mac)

    return do


def _head(**values: object) -> Rewrite:
    return lambda stage: Chain.objects.filter(institution_id=stage.first).update(**values)


def of_keys_and_heads() -> Iterator[Attempt]:
    """MACs taken off or copied, and everything the head row says."""
    yield Attempt("MACs taken off", "all", _without_macs)
    yield Attempt("MACs taken off", "all, chain made anew", _then(_without_macs, _anew()))
    yield Attempt("MACs taken off", "of half", _keyed_later)
    for number in ROWS_TRIED:
        yield Attempt("MAC copied", str(number), _copied_mac(number))
    for values in (
        {"length": EVENTS + 1},
        {"length": EVENTS - 1},
        {"head": "0" * 64},
        {"keyed_from": 7},
        {"institution_id": uuid4()},
    ):
        yield Attempt("head changed", next(iter(values)), _head(**values))
    yield Attempt("head changed", "removed", _drop_head)


def of_witness(stage: Stage) -> Iterator[Attempt]:
    """Its own lines: another length, another head, another chain."""
    lines = stage.witness.read_text(encoding="utf-8")
    for what, before, after in (
        ("length", f'"length": {WITNESSED_EVERY},', f'"length": {WITNESSED_EVERY - 1},'),
        ("chain", str(stage.first), str(stage.second)),
        ("line", '{"chain"', '{"chian"'),
    ):
        yield Attempt("witness changed", what, _witness(lines.replace(before, after)))


def _witness(text: str) -> Rewrite:
    return lambda stage: stage.witness.write_text(text)


@dataclass
class Tried:
    """How much was tried, and what nobody noticed."""

    number: int = 0
    kinds: set[str] = field(default_factory=set)
    unnoticed: list[str] = field(default_factory=list)


def try_all(stage: Stage) -> Tried:
    """Do everything, one at a time, and look."""
    tried, lines = Tried(), stage.witness.read_bytes()
    attempts = [*edits(), *removals(), *moves(), *of_keys_and_heads(), *of_witness(stage)]
    for attempt in attempts:
        with transaction.atomic():
            attempt.do(stage)
            noticed = stage.is_noticed()
            transaction.set_rollback(True)
        stage.witness.write_bytes(lines)
        tried.number += 1
        tried.kinds.add(attempt.kind)
        if not noticed:
            tried.unnoticed.append(f"{attempt.kind}: {attempt.what}")
    return tried


def write_long(chain_id: UUID, *, number: int, at: datetime) -> None:
    """A chain as ``record`` writes it, many events at a time."""
    actions.record("proof.act", subject=str(chain_id), actor=Actor(uuid4(), chain_id), at=at)
    last = Event.objects.get(institution_id=chain_id, number=1)
    head, actor_id, done = last.digest, uuid4(), 1
    while done < number:
        rows = []
        for place in range(done + 1, min(done + AT_ONCE, number) + 1):
            facts: dict[str, object] = {"number": place % 97}
            entry = Entry(chain_id, place, "proof.act", str(chain_id), actor_id, "proof", facts, at)
            made = digest(entry, previous=head)
            rows.append(_row(entry, previous=head, made=made))
            head = made
        macs = sealed.macs(
            EVENT_LABEL, [mac_parts(chain_id, row.number, row.digest) for row in rows]
        )
        for row, mac in zip(rows, macs, strict=True):
            row.mac = mac
        Event.objects.bulk_create(rows)
        done += len(rows)
    Chain.objects.filter(institution_id=chain_id).update(length=number, head=head)


def _row(entry: Entry, *, previous: str, made: str) -> Event:
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
    )


def seconds_to_verify(*, number: int, at: datetime) -> tuple[float, float]:
    """What a chain of this length takes: of the processor, and by the clock on the wall.

    AssertionError: it is not even whole.
    """
    chain_id = uuid4()
    write_long(chain_id, number=number, at=at)
    worked, started = time.process_time(), time.monotonic()
    problems: Sequence[queries.Problem] = queries.verify_chain(chain_id)
    took = time.process_time() - worked, time.monotonic() - started
    if problems:
        raise AssertionError(problems[:3])
    return round(took[0], 2), round(took[1], 2)


def prove(*, full: bool) -> Outcome:
    """Try every kind of tampering, and the time of a long chain."""
    number, at = LONG_FULL if full else LONG, clock.real_now()
    with rolled_back(), tempfile.TemporaryDirectory() as folder:
        stage = Stage(at, Path(folder) / "heads.jsonl")
        is_whole = not stage.is_noticed()
        tried = try_all(stage)
        worked, took = seconds_to_verify(number=number, at=at)
    figures: dict[str, int | float | str] = {
        "kinds of tampering": len(tried.kinds),
        "columns": len(columns()),
        "tampered with": tried.number,
        "unnoticed": len(tried.unnoticed),
        "events verified": number,
        "seconds of work to verify them": worked,
        "seconds on the wall": took,
    }
    figures |= {f"unnoticed {place}": what for place, what in enumerate(tried.unnoticed[:5], 1)}
    limits = {"unnoticed": 0, "seconds of work to verify them": MOST_SECONDS}
    holds = is_whole and within(figures, limits)
    return Outcome("prove audit", figures, limits, holds)
