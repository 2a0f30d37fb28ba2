"""To whom a protection-sensitive case never goes, unless the person chose that very recipient."""

from dataclasses import dataclass

from relevo.cases.errors import RecipientBlocked
from relevo.journeys.rules.admissions import operator_of
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


def check_recipient(
    recipient: Recipient, *, is_sensitive: bool, nationality: str, chosen_by_person: bool
) -> None:
    """RecipientBlocked before consent is even asked.

    Police, army, migration control and consulates of every state; every authority of the state of
    origin; where the origin is not known, every authority.
    """
    if not is_sensitive or chosen_by_person:
        return
    operator, country = operator_of(
        institution_kind=recipient.institution_kind,
        institution_country=recipient.institution_country,
        service_kind=recipient.service_kind,
    )
    if operator in _EVERYWHERE:
        raise RecipientBlocked(why=_EVERYWHERE[operator])
    if operator == OperatorKind.STATE and not nationality:
        raise RecipientBlocked(why="origin_unknown")
    if operator == OperatorKind.STATE and country == nationality:
        raise RecipientBlocked(why="origin_authority")
