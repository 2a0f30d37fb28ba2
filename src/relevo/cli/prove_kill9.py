"""``kill -9`` in the middle of writes: what was acknowledged is there, once, and opens.

A writer of its own process opens cases and writes notes, each under the id of its act, and says so
after the commit. It is killed at a moment of chance; another takes its place and sends again what
was not acknowledged, as a browser does that got no answer. At the end every act must be there
exactly once, with its event in the audit, and every case must open with its key.

On SQLite in a file of its own, on PostgreSQL in a database of its own; nothing of it is kept.
"""

import os
import select
import signal
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from random import SystemRandom
from uuid import UUID, uuid4

from django.db import connections
from django.test.utils import override_settings

from relevo.accounts.enums import Role
from relevo.audit import queries as audit
from relevo.cases import access, actions
from relevo.cases.rules.facts import CaseFacts, Person
from relevo.cli.outcome import Figure, Outcome, within
from relevo.cli.own_database import own_database
from relevo.directory.models import Institution, Term
from relevo.kernel.actor import Actor

ROUNDS, FULL_ROUNDS = 50, 1000
SHORTEST, LONGEST = 0.01, 0.25
"""Seconds between the first act of a round and its end."""

PATIENCE = 30.0
NOTES_A_CASE = 3
AT = datetime(2020, 11, 20, 21, 40, tzinfo=UTC)
RANDOM = SystemRandom()


@dataclass(frozen=True, slots=True)
class Act:
    """One write: a case, or a note of a case that was acknowledged before."""

    op_id: UUID
    case_op: UUID

    @property
    def is_case(self) -> bool:
        return self.op_id == self.case_op


@dataclass(slots=True)
class Writer:
    """A child that does what it is told, a line each way."""

    pid: int
    told: int
    heard: int
    left: bytes = b""

    def tell(self, act: Act) -> None:
        os.write(self.told, f"{act.op_id} {act.case_op}\n".encode())

    def hear(self, *, within: float) -> bool:
        """Whether the act was acknowledged in time."""
        ready, _, _ = select.select([self.heard], [], [], within)
        return bool(ready) and os.read(self.heard, 3) == b"ok\n"

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self.told)
        os.close(self.heard)


@dataclass(slots=True)
class Progress:
    """What was acknowledged, and what was in the air when a writer was killed."""

    acknowledged: list[Act] = field(default_factory=list)
    in_the_air: Act | None = None
    sent_again: int = 0
    silent: int = 0


def prove(*, full: bool) -> Outcome:
    """Kill as often as asked, then count."""
    rounds = FULL_ROUNDS if full else ROUNDS
    as_served = {
        "RELEVO_KEYS_DURABLE": True,
        "RELEVO_CASES_AN_HOUR": 10**6,
        "RELEVO_CASES_A_DAY": 10**6,
    }
    with own_database() as vendor, override_settings(**as_served):
        officer = _stage()
        progress = _kill_again_and_again(officer, rounds=rounds)
        lost, doubled, closed, audited = _count(officer, progress)
    figures: dict[str, Figure] = {
        "rounds": rounds,
        "acknowledged writes": len(progress.acknowledged),
        "sent again": progress.sent_again,
        "lost": lost,
        "doubled": doubled,
        "do not open": closed,
        "acts and events differ": audited,
        "writers that fell silent": progress.silent,
        "database": vendor,
    }
    limits = dict.fromkeys(
        ("lost", "doubled", "do not open", "acts and events differ", "writers that fell silent"), 0
    )
    enough = len(progress.acknowledged) >= rounds
    return Outcome("prove kill9", figures, limits, within(figures, limits) and enough)


def _stage() -> Actor:
    """An invented institution with one officer; the one need that the cases have."""
    Term.objects.create(
        code="shelter", kind="need", name_es="refugio", name_en="shelter", name_folded="refugio"
    )
    house = Institution.objects.create(
        key="PROOF-0",
        name_es="Institución de prueba",
        name_en="Institution of the proof",
        name_folded="prueba",
        sort_key="prueba",
        country="HN",
        kind="municipality",
    )
    return Actor(uuid4(), house.pk, frozenset({Role.OFFICER.value}))


def _kill_again_and_again(officer: Actor, *, rounds: int) -> Progress:
    progress = Progress()
    acts = _acts()
    for _ in range(rounds):
        _round(officer, acts, progress, for_seconds=RANDOM.uniform(SHORTEST, LONGEST))
    _finish(officer, progress)
    return progress


def _acts() -> Iterator[Act]:
    """A case, some notes of it, the next case, and so on."""
    while True:
        case_op = uuid4()
        yield Act(case_op, case_op)
        for _ in range(NOTES_A_CASE):
            yield Act(uuid4(), case_op)


def _round(officer: Actor, acts: Iterator[Act], progress: Progress, *, for_seconds: float) -> None:
    """Let a writer write for a moment, and kill it whatever it is doing."""
    writer = _start(officer)
    act = progress.in_the_air or next(acts)
    progress.sent_again += progress.in_the_air is not None
    writer.tell(act)
    patience = PATIENCE
    ends_at = None
    while writer.hear(within=patience):
        progress.acknowledged.append(act)
        progress.in_the_air = None
        ends_at = ends_at or _now() + for_seconds
        patience = max(0.0, ends_at - _now())
        act = next(acts)
        progress.in_the_air = act
        writer.tell(act)
    progress.in_the_air = act
    progress.silent += ends_at is None
    writer.kill()


def _finish(officer: Actor, progress: Progress) -> None:
    """Send what was in the air at the end once more, and let it be."""
    writer = _start(officer)
    if progress.in_the_air is not None:
        writer.tell(progress.in_the_air)
        if writer.hear(within=PATIENCE):
            progress.acknowledged.append(progress.in_the_air)
            progress.sent_again += 1
        else:
            progress.silent += 1
    writer.kill()


def _now() -> float:
    return os.times().elapsed


def _start(officer: Actor) -> Writer:
    """A copy of this process with connections of its own. This one must hold none."""
    connections["default"].close()
    told_out, told_in = os.pipe()
    heard_out, heard_in = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(told_in)
        os.close(heard_out)
        _write(officer, told=told_out, heard=heard_in)
    os.close(told_out)
    os.close(heard_in)
    return Writer(pid, told_in, heard_out)


def _write(officer: Actor, *, told: int, heard: int) -> None:
    """The life of a writer: it ends by being killed, or when it can do no more."""
    code = 1
    try:
        with os.fdopen(told) as lines:
            for line in lines:
                op_id, case_op = (UUID(part) for part in line.split())
                _do(officer, Act(op_id, case_op))
                os.write(heard, b"ok\n")
        code = 0
    finally:
        os._exit(code)  # nothing of the parent's may be cleaned up here


def _do(officer: Actor, act: Act) -> None:
    case = actions.open_case(
        facts=_facts(act.case_op), urgency="urgent", by=officer, at=AT, op_id=act.case_op
    )
    if not act.is_case:
        actions.add_note(case_id=case.pk, text=str(act.op_id), by=officer, at=AT, op_id=act.op_id)


def _facts(case_op: UUID) -> CaseFacts:
    """The id of the act is in what is sealed, so that one case can be told from another."""
    return CaseFacts(
        needs=("shelter",), people=(Person(age_band="21-59", sex="f"),), narrative=str(case_op)
    )


def _count(officer: Actor, progress: Progress) -> tuple[int, int, int, int]:
    """Lost, doubled, cases that do not open, and events that do not fit the acts."""
    cases: dict[str, int] = {}
    notes: dict[str, int] = {}
    closed = 0
    rows = list(access.visible_cases(officer).order_by("code").values_list("pk", flat=True))
    for case_id in rows:
        try:
            facts = access.read_case(officer, case_id=case_id, at=AT).facts
            _case, written = access.list_notes(officer, case_id=case_id, at=AT)
        except Exception:  # noqa: BLE001 -- whatever keeps it closed is counted
            closed += 1
            continue
        cases[facts.narrative] = cases.get(facts.narrative, 0) + 1
        for note in written:
            notes[note.text] = notes.get(note.text, 0) + 1
    done = {str(act.op_id): cases if act.is_case else notes for act in progress.acknowledged}
    lost = sum(1 for op_id, found in done.items() if op_id not in found)
    doubled = sum(1 for found in (cases, notes) for times in found.values() if times > 1)
    events = audit.acts_between(
        institution_id=_of(officer), actor_id=officer.id, since=AT, until=AT
    )
    verbs = [verb for verb, _subject in events]
    differ = abs(verbs.count("case.opened") - len(rows))
    differ += abs(verbs.count("case.note_added") - sum(notes.values()))
    differ += len(audit.verify_chain(_of(officer)))
    return lost, doubled, closed, differ


def _of(officer: Actor) -> UUID:
    return UUID(str(officer.institution_id))
