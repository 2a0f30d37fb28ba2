"""To whom a case that needs protection, or a child alone, never goes, unless they chose just that.

The same as a plan proposes: what it leaves out for the sake of the person is not sent either.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from relevo.cases.errors import RecipientBlocked
from relevo.cases.rules import law
from relevo.cases.rules.best_interests import BestInterests
from relevo.journeys.rules.admissions import operator_of
from relevo.journeys.rules.origins import is_origin_closed
from relevo.planner import OperatorKind

_EVERYWHERE: dict[OperatorKind, str] = {
    OperatorKind.POLICE: "enforcement",
    OperatorKind.ARMY: "enforcement",
    OperatorKind.MIGRATION: "enforcement",
    OperatorKind.CONSULATE: "consulate",
    OperatorKind.FOREIGN_MINISTRY: "consulate",
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who would receive: institution and service, as far as do-no-harm asks."""

    institution_kind: str
    institution_country: str
    service_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """The person or group, as far as do-no-harm asks. ``is_in``: the country where they are.

    ``others``: countries of which an earlier case says that they are, where this one says another.
    """

    is_sensitive: bool
    is_child_alone: bool
    nationality: str
    is_in: str = ""
    is_returned: bool = False
    decision: BestInterests | None = None
    others: frozenset[str] = frozenset()

    @property
    def nationalities(self) -> tuple[str, ...]:
        """What must hold for each of them; empty text: not known."""
        return (self.nationality, *sorted(self.others))

    def joined(self, source: "Protected") -> "Protected":
        """The same person, also by what is known where this case came from: it only adds walls."""
        nationality = self.nationality or source.nationality
        others = (self.others | source.others | {source.nationality}) - {"", nationality}
        return replace(
            self,
            is_sensitive=self.is_sensitive or source.is_sensitive,
            is_child_alone=self.is_child_alone or source.is_child_alone,
            nationality=nationality,
            is_returned=self.is_returned
            or source.is_returned
            or self.is_in in others | ({nationality} - {""}),
            decision=self.decision or source.decision,
            others=others,
        )


def check_recipient(
    recipient: Recipient,
    person: Protected,
    *,
    chosen_by_person: bool,
    on: date,
    table: Sequence[law.Switch] | None = None,
) -> None:
    """RecipientBlocked before consent is even asked.

    Never, whoever chose: what a country's law makes dangerous, and for a child alone outside its
    country every authority of that country, until a decision on its best interests names one.
    Unless the person chose that very recipient: police, army, migration control and consulates of
    every state; of a protection-sensitive case also every authority of the state of origin; where
    the origin is not known, every authority. A child alone is handed to the authorities for
    children, of any state but its own.
    """
    for nationality in person.nationalities:
        _check(
            recipient,
            replace(person, nationality=nationality),
            chosen_by_person=chosen_by_person,
            on=on,
            table=table,
        )


def _check(
    recipient: Recipient,
    person: Protected,
    *,
    chosen_by_person: bool,
    on: date,
    table: Sequence[law.Switch] | None,
) -> None:
    operator, country = operator_of(
        institution_kind=recipient.institution_kind,
        institution_country=recipient.institution_country,
        service_kind=recipient.service_kind,
    )
    _check_law(recipient, person, on=on, table=table)
    is_named = person.decision is not None and person.decision.opens(
        institution_kind=recipient.institution_kind, country=recipient.institution_country
    )
    if not is_named:
        _check_child(operator, country, person)
    if chosen_by_person or not (person.is_sensitive or (person.is_child_alone and not is_named)):
        return
    if operator in _EVERYWHERE:
        raise RecipientBlocked(why=_EVERYWHERE[operator])
    if not person.is_sensitive:
        return
    if operator == OperatorKind.STATE and not person.nationality:
        raise RecipientBlocked(why="origin_unknown")
    if operator == OperatorKind.STATE and country == person.nationality:
        raise RecipientBlocked(why="origin_authority")


def is_openable(why: str) -> bool:
    """Whether the person's own choice of that very recipient opens it."""
    return why not in {"law", "child_origin", "excluded", "restricted"}


def _check_law(
    recipient: Recipient, person: Protected, *, on: date, table: Sequence[law.Switch] | None
) -> None:
    lines = law.applying(
        institution_kind=recipient.institution_kind,
        institution_country=recipient.institution_country,
        nationality=person.nationality,
        is_returned=person.is_returned,
        on=on,
        table=table,
    )
    if any(line.effect == law.Effect.NEVER for line in lines):
        raise RecipientBlocked(why="law")


def _check_child(operator: OperatorKind, country: str, person: Protected) -> None:
    """An authority of the country of a child alone, while that country is closed to it."""
    closed = is_origin_closed(
        is_child_alone=person.is_child_alone, nationality=person.nationality, is_in=person.is_in
    )
    if not closed or operator == OperatorKind.CIVIL:
        return
    if not person.nationality:
        if country != person.is_in:
            raise RecipientBlocked(why="child_origin")
    elif country == person.nationality:
        raise RecipientBlocked(why="child_origin")
