"""To whom a case that needs protection, or a child alone, never goes, unless they chose just that.

The same as a plan proposes: what it leaves out for the sake of the person is not sent either.
"""

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
    recipient: Recipient,
    *,
    is_sensitive: bool,
    is_child_alone: bool,
    nationality: str,
    chosen_by_person: bool,
) -> None:
    """RecipientBlocked before consent is even asked.

    Police, army, migration control and consulates of every state; of a protection-sensitive case
    also every authority of the state of origin; where the origin is not known, every authority.
    A child alone is handed to the authorities for children, of any state.
    """
    if chosen_by_person or not (is_sensitive or is_child_alone):
        return
    operator, country = operator_of(
        institution_kind=recipient.institution_kind,
        institution_country=recipient.institution_country,
        service_kind=recipient.service_kind,
    )
    if operator in _EVERYWHERE:
        raise RecipientBlocked(why=_EVERYWHERE[operator])
    if not is_sensitive:
        return
    if operator == OperatorKind.STATE and not nationality:
        raise RecipientBlocked(why="origin_unknown")
    if operator == OperatorKind.STATE and country == nationality:
        raise RecipientBlocked(why="origin_authority")
