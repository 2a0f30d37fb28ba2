"""The proof of kept commitments: none is confirmed by its owner alone, by any path.

Three things are tried on an invented network, in one transaction that is rolled back. First every
action that takes a commitment, found by introspection, by every role of every institution there is
to it, from every state. Then all that people of the owner can reach together, with every hat they
wear, by any sequence of actions. Last, writes that go past the actions: the database refuses them.
"""

import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import product
from typing import Any
from uuid import UUID, uuid4

from django.db import IntegrityError, connection, transaction

from relevo.accounts.enums import Role
from relevo.accounts.models import Membership, User
from relevo.cli.outcome import Outcome, within
from relevo.cli.scratch import rolled_back
from relevo.directory.models import Institution
from relevo.exchange import actions
from relevo.exchange import errors as refusals
from relevo.exchange.enums import CommitmentState, ConfirmerKind
from relevo.exchange.models import Commitment
from relevo.kernel.actor import Actor
from relevo.networks.models import Acta, Member, Network
from relevo.plumbing import clock

Action = Callable[..., object]
Row = dict[str, Any]
REFUSALS: tuple[type[Exception], ...] = (
    IntegrityError,
    *(
        found
        for _name, found in inspect.getmembers(refusals, inspect.isclass)
        if issubclass(found, Exception)
    ),
)
SIDES = ("owner", "counterpart", "steering", "committee", "secretariat", "stranger")
STATES = ("open", "reported", "recorded", "confirmed", "set_aside")
"""``recorded``: reported by the secretariat for the owner."""


class ActionNotCovered(Exception):
    """An action takes something that this proof does not know how to give."""

    def __init__(self, *, action: str, parameter: str) -> None:
        super().__init__(f"{action} takes {parameter}: say in prove_commitments what to give")
        self.action, self.parameter = action, parameter


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody acting for one side, with all the sides they belong to."""

    actor: Actor
    sides: frozenset[str]
    name: str


@dataclass
class Stage:
    """An invented network whose sides are known, and who acts in it."""

    at: datetime
    network: Network = field(init=False)
    institutions: dict[str, Institution] = field(init=False)

    def __post_init__(self) -> None:
        self.network = Network.objects.create(
            key="PROOF-NET", name_es="Red de prueba", name_en="Proof", sort_key="red"
        )
        self.institutions = {side: self._institution(side) for side in SIDES}
        for side in SIDES[:-1]:
            Member.objects.create(
                network=self.network,
                institution=self.institutions[side],
                stated_name_es=side,
                stated_name_en=side,
                role="secretariat" if side == "secretariat" else "member",
                is_steering=side in {"steering", "committee"},
            )
        Acta.objects.create(
            network=self.network,
            number="1",
            kind="meeting",
            adopted_on=self.at.date(),
            title_es="Acta",
            attending=4,
            recorded_by=uuid4(),
            recorded_at=self.at,
        )

    def _institution(self, side: str) -> Institution:
        return Institution.objects.create(
            key=f"PROOF-{side}",
            name_es=side,
            name_en=side,
            name_folded=side,
            sort_key=side,
            country="HN" if side == "owner" else "SV",
            kind="ngo",
        )

    def person(self, acts_for: str, *also: str, roles: tuple[str, ...], name: str) -> Person:
        """A person with memberships on one side or on several, acting for the first."""
        user = User.objects.create(username=f"proof-{name}-{uuid4()}"[:150])
        for side in (acts_for, *also):
            for role in roles:
                Membership.objects.create(
                    user=user,
                    institution=self.institutions[side],
                    role=role,
                    starts_on=self.at.date() - timedelta(days=1),
                )
        return self.hat(user.pk, acts_for, also=also, roles=roles, name=name)

    def hat(
        self,
        user_id: UUID,
        acts_for: str,
        *,
        also: tuple[str, ...],
        roles: tuple[str, ...],
        name: str,
    ) -> Person:
        """The same person acting for another side."""
        actor = Actor(user_id, self.institutions[acts_for].pk, frozenset(roles))
        return Person(actor, frozenset({acts_for, *also}), f"{name} for {acts_for}")

    def commitment(self, *, owner: str, kind: str, state: str, reporter: UUID) -> Commitment:
        """A row of the stage in a state, as the actions would have left it."""
        named = "counterpart" if owner != "counterpart" else "secretariat"
        counterpart = self.institutions[named] if kind == ConfirmerKind.COUNTERPART else None
        is_reported = state in {"reported", "recorded", "confirmed"}
        recorder = "secretariat" if state == "recorded" else owner
        confirmed_by = counterpart or self.institutions["committee"]
        is_confirmed = state == CommitmentState.CONFIRMED
        return Commitment.objects.create(
            network=self.network,
            number=Commitment.objects.count() + 1,
            text_es="Compromiso de prueba",
            owner=self.institutions[owner],
            confirmer_kind=kind,
            counterpart=counterpart,
            due_on=self.at.date(),
            state=CommitmentState.REPORTED if state == "recorded" else state,
            evidence="x" if is_reported else "",
            reported_by=reporter if is_reported else None,
            reported_by_institution=self.institutions[recorder] if is_reported else None,
            reported_at=self.at if is_reported else None,
            confirmed_by=uuid4() if is_confirmed else None,
            confirmed_by_institution=confirmed_by if is_confirmed else None,
            confirmed_at=self.at if is_confirmed else None,
            set_aside_reason="x" if state == CommitmentState.SET_ASIDE else "",
            made_by=uuid4(),
            made_at=self.at,
        )


def commitment_actions() -> dict[str, Action]:
    """Every public action of the app that takes a commitment: a new one is tried too."""
    found: dict[str, Action] = {}
    for module in pkgutil.walk_packages(actions.__path__, f"{actions.__name__}."):
        for name, function in inspect.getmembers(
            importlib.import_module(module.name), inspect.isfunction
        ):
            is_own = function.__module__ == module.name and not name.startswith("_")
            if is_own and "commitment_id" in inspect.signature(function).parameters:
                found[name] = function
    return found


def arguments_of(action: Action, *, stage: Stage, full: bool) -> list[Row]:
    """What an action can be given, beside the commitment, the actor and the time."""
    named = SIDES if full else ("owner", "counterpart", "committee")
    later: date = stage.at.date() + timedelta(days=40)
    known: dict[str, list[Any]] = {
        "evidence": ["proof"],
        "note": ["proof"],
        "reason": ["proof"],
        "due_on": [later],
        "acta_number": ["", "1"],
        "confirmer_kind": list(ConfirmerKind.values),
        "counterpart_id": [None, *(stage.institutions[side].pk for side in named)],
        "service_id": [None],
        "pathway_key": [""],
    }
    names = [
        name
        for name in inspect.signature(action).parameters
        if name not in {"commitment_id", "by", "at"}
    ]
    for name in names:
        if name not in known:
            raise ActionNotCovered(action=action.__name__, parameter=name)
    return [dict(zip(names, values, strict=True)) for values in product(*map(known.get, names))]  # type: ignore[arg-type]


def is_breach(before: Row, after: Row, person: Person, *, owner: Institution) -> bool:
    """Whether a commitment has become confirmed by the wrong hands."""
    if after["state"] != CommitmentState.CONFIRMED or before["state"] == CommitmentState.CONFIRMED:
        return False
    own = {owner.key.removeprefix("PROOF-")}
    named = before["counterpart_id"]
    return (
        bool(own & person.sides)
        or before["state"] != CommitmentState.REPORTED
        or before["reported_by"] == person.actor.id
        or after["confirmed_by_institution_id"] == owner.pk
        or (named is not None and after["confirmed_by_institution_id"] != named)
    )


def attempt(action: Action, pk: UUID, told: Row, person: Person, *, at: datetime) -> Row | None:
    """The row after an act, which is then undone; None: it was refused."""
    try:
        with transaction.atomic():
            action(commitment_id=pk, by=person.actor, at=at, **told)
            after = row_of(pk)
            transaction.set_rollback(True)
    except REFUSALS:
        return None
    return after


def row_of(pk: UUID) -> Row:
    """All columns of a commitment."""
    return dict(Commitment.objects.filter(pk=pk).values().get())


def people_of_all_roles(stage: Stage) -> list[Person]:
    """Every role on every side."""
    return [stage.person(side, roles=(role,), name=role) for side in SIDES for role in Role.values]


def two_hats(stage: Stage, owner: str) -> Iterator[Person]:
    """People with memberships in the owner and in another side, acting for either."""
    roles = (str(Role.COORDINATOR), str(Role.OFFICER))
    for other in SIDES[:-1]:
        if other != owner:
            first = stage.person(owner, other, roles=roles, name="two hats")
            yield first
            yield stage.hat(first.actor.id, other, also=(owner,), roles=roles, name="two hats")


@dataclass
class Counts:
    """What was tried and what came of it."""

    tried: int = 0
    confirmed: int = 0
    breaches: list[str] = field(default_factory=list)


def try_matrix(stage: Stage, found: dict[str, Action], *, full: bool) -> Counts:
    """Every action by everybody from every state, for each owner and each way to confirm."""
    counts, all_roles = Counts(), people_of_all_roles(stage)
    speaking = [p for p in all_roles if p.actor.roles & {Role.OFFICER, Role.COORDINATOR}]
    told = {
        name: arguments_of(action, stage=stage, full=full)[: 2 if full else 1]
        for name, action in found.items()
    }
    for owner in ("owner", "secretariat", "steering"):
        hats = list(two_hats(stage, owner))
        reporter = next(p.actor.id for p in speaking if p.sides == {owner})
        for kind, state in product(ConfirmerKind.values, STATES):
            row = stage.commitment(owner=owner, kind=kind, state=state, reporter=reporter)
            before = row_of(row.pk)
            # Every role where an answer is due; elsewhere, in the short run, those that speak.
            is_due = owner == "owner" and before["state"] == CommitmentState.REPORTED
            people = [*(all_roles if full or is_due else speaking), *hats]
            for person, name in product(people, found):
                for values in told[name]:
                    after = attempt(found[name], row.pk, values, person, at=stage.at)
                    counts.tried += 1
                    if after is None or after["state"] != CommitmentState.CONFIRMED:
                        continue
                    counts.confirmed += before["state"] != CommitmentState.CONFIRMED
                    if is_breach(before, after, person, owner=row.owner):
                        counts.breaches.append(f"{name} of {owner}, {state}, by {person.name}")
    return counts


SIGNATURE = (
    "state",
    "confirmer_kind",
    "counterpart_id",
    "reported_by",
    "reported_by_institution_id",
)


def try_alone(stage: Stage, found: dict[str, Action], *, full: bool) -> Counts:
    """All that people of the owner reach together, by any sequence of actions."""
    counts, together = Counts(), [*two_hats(stage, "owner")]
    together += [
        stage.person("owner", roles=(role,), name=role)
        for role in (Role.OFFICER, Role.COORDINATOR, Role.PLATFORM_ADMIN)
    ]
    told = {name: arguments_of(action, stage=stage, full=full) for name, action in found.items()}
    for kind in ConfirmerKind.values:
        row = stage.commitment(owner="owner", kind=kind, state="open", reporter=uuid4())
        waiting = [row_of(row.pk)]
        seen: set[tuple[Any, ...]] = {tuple(waiting[0][name] for name in SIGNATURE)}
        while waiting:
            before = waiting.pop()
            Commitment.objects.filter(pk=row.pk).update(
                **{name: value for name, value in before.items() if name != "id"}
            )
            for person, name in product(together, found):
                for values in told[name]:
                    after = attempt(found[name], row.pk, values, person, at=stage.at)
                    counts.tried += 1
                    if after is None:
                        continue
                    if after["state"] == CommitmentState.CONFIRMED:
                        counts.breaches.append(f"{name} by {person.name}, alone")
                        continue
                    signature = tuple(after[name] for name in SIGNATURE)
                    if signature not in seen:
                        seen.add(signature)
                        waiting.append(after)
        counts.confirmed += len(seen)
    return counts


def wrong_hands(stage: Stage, row: Commitment) -> Iterator[Row]:
    """Values that would make a reported commitment confirmed by the wrong hands, or by none."""
    owner, other = row.owner, stage.institutions["stranger"]
    right = row.counterpart or stage.institutions["steering"]
    at, somebody = stage.at, uuid4()
    full: Row = {
        "state": CommitmentState.CONFIRMED,
        "confirmed_by": somebody,
        "confirmed_by_institution": right,
        "confirmed_at": at,
    }
    yield {"state": CommitmentState.CONFIRMED}
    yield full | {"confirmed_by_institution": owner}
    yield full | {"confirmed_by": row.reported_by}
    yield full | {"reported_by": somebody}
    for missing in ("confirmed_by", "confirmed_by_institution", "confirmed_at", "reported_by"):
        yield full | {missing: None}
    if row.counterpart is not None:
        yield full | {"confirmed_by_institution": other}
        yield full | {"counterpart": owner, "confirmed_by_institution": owner}
        yield full | {"owner": row.counterpart}


def try_writes(stage: Stage) -> Counts:
    """Writes that go past the actions, in every way Django and SQL have."""
    counts = Counts()
    for kind in ConfirmerKind.values:
        row = stage.commitment(owner="owner", kind=kind, state="reported", reporter=uuid4())
        for values, (name, write) in product(list(wrong_hands(stage, row)), WRITES.items()):
            counts.tried += 1
            with transaction.atomic():
                try:
                    with transaction.atomic():
                        write(Commitment.objects.get(pk=row.pk), values)
                except IntegrityError:
                    continue
                counts.breaches.append(f"{name} of {sorted(values)}")
                transaction.set_rollback(True)
    return counts


def _changed(row: Commitment, values: Row) -> Commitment:
    for name, value in values.items():
        setattr(row, name, value)
    return row


def _bulk_create(row: Commitment, values: Row) -> None:
    changed = _changed(row, values)
    changed.pk, changed.number = uuid4(), changed.number + 1_000
    Commitment.objects.bulk_create([changed])


def _bulk_create_over(row: Commitment, values: Row) -> None:
    Commitment.objects.bulk_create(
        [_changed(row, values)],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=sorted(values),
    )


def _sql(row: Commitment, values: Row) -> None:
    table, fields = Commitment._meta.db_table, Commitment._meta.concrete_fields  # noqa: SLF001 -- Django's own register
    changed = [field for field in fields if field.name in values]
    sets = ", ".join(f"{field.column} = %s" for field in changed)
    given = [
        field.get_db_prep_save(getattr(values[field.name], "pk", values[field.name]), connection)
        for field in changed
    ]
    key = next(field for field in fields if field.primary_key)
    where = key.get_db_prep_save(row.pk, connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {sets} WHERE id = %s", [*given, where])  # noqa: S608 -- names of our own columns


WRITES: dict[str, Callable[[Commitment, Row], object]] = {
    "save": lambda row, values: _changed(row, values).save(),
    "update": lambda row, values: Commitment.objects.filter(pk=row.pk).update(**values),
    "bulk_update": lambda row, values: Commitment.objects.bulk_update(
        [_changed(row, values)], sorted(values)
    ),
    "bulk_create": _bulk_create,
    "bulk_create over": _bulk_create_over,
    "sql": _sql,
}


def prove(*, full: bool) -> Outcome:
    """Try every path by which an owner could make its own commitment confirmed."""
    with rolled_back():
        stage, found = Stage(clock.now()), commitment_actions()
        matrix, alone, writes = (
            try_matrix(stage, found, full=full),
            try_alone(stage, found, full=full),
            try_writes(stage),
        )
    breaches = sorted({*matrix.breaches, *alone.breaches, *writes.breaches})
    figures: dict[str, int | str] = {
        "actions found": len(found),
        "acts tried by every role": matrix.tried,
        "confirmed by the counterpart": matrix.confirmed,
        "acts tried by people of the owner": alone.tried,
        "states they reach": alone.confirmed,
        "writes past the actions": writes.tried,
        "breaches": len(breaches),
    }
    figures |= {f"breach {number}": text for number, text in enumerate(breaches[:5], start=1)}
    limits = {"breaches": 0}
    holds = within(figures, limits) and bool(found) and matrix.confirmed > 0
    return Outcome("prove commitments", figures, limits, holds)
