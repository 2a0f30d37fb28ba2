"""The two exceptions to consent: danger to life, and the legal duty for children.

There is no third. Each has a fixed set of fields that nobody widens; what the reviewed table lets
go is still less.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from relevo.cases.enums import FactField, FieldGroup, Ground
from relevo.cases.errors import ConsentExpired, GroundRefused, GroundRejected
from relevo.cases.rules import law
from relevo.cases.rules.consents import LiveConsent, LiveGround, Use, proven_ground
from relevo.cases.rules.disclosure import GROUP_FIELDS
from relevo.kernel.refusals import raise_first

REVIEW_WITHIN = timedelta(hours=24)
HOLDS = timedelta(days=30)
LONGEST_REASONS = 1000
SHORTEST_REASONS = 20

VITAL_FIELDS: frozenset[FactField] = GROUP_FIELDS[FieldGroup.NEEDS] | {
    FactField.SAFE_CONTACT,
    FactField.HEALTH,
}
"""What saves a life: what is needed, how to reach her, and for a clinic what it must know."""

Live = LiveConsent | LiveGround


@dataclass(frozen=True, slots=True)
class Asked:
    """An exception as somebody asks for it. ``is_second_current``: works here, and is another."""

    reasons: str
    is_second_current: bool


@dataclass(frozen=True, slots=True)
class GroundTerms:
    """A recorded exception as plain values."""

    use: Use
    ground: Ground
    fields: frozenset[FactField]
    at: datetime
    is_unjustified: bool


def check_asked(asked: Asked) -> None:
    """GroundRefused: reasons must be given, and a second person named who is of the house."""
    length = len(asked.reasons.strip())
    refusals = (
        (length < SHORTEST_REASONS, "reasons", "missing"),
        (length > LONGEST_REASONS, "reasons", "too_long"),
        (not asked.is_second_current, "second_person", "not_of_the_institution"),
    )
    raise_first(refusals, GroundRefused)


def check_vital_interest(asked: Asked, *, use: Use) -> LiveGround:
    """Proof that danger to life was stated with reasons and a second person; GroundRefused."""
    check_asked(asked)
    return proven_ground(Ground.VITAL_INTEREST, use=use, fields=VITAL_FIELDS)


def check_child_duty(
    asked: Asked,
    *,
    use: Use,
    is_child_alone: bool,
    is_in: str,
    institution: tuple[str, str],
    on: date,
    table: Sequence[law.Switch] | None = None,
) -> LiveGround:
    """Proof that the law where the child is makes one tell this very authority; GroundRefused.

    ``institution``: its kind and its country.
    """
    check_asked(asked)
    if not is_child_alone:
        raise GroundRefused(field="ground", problem="no_child_alone")
    kind, country = institution
    fields = duty_fields(kind=kind, country=country, on=on, table=table)
    if country != is_in or not fields:
        raise GroundRefused(field="service", problem="not_the_child_authority_here")
    return proven_ground(Ground.CHILD_DUTY, use=use, fields=fields)


def duty_fields(
    *, kind: str, country: str, on: date, table: Sequence[law.Switch] | None = None
) -> frozenset[FactField]:
    """What one must tell such an authority of a child alone; nothing where no law says so."""
    return frozenset().union(
        *(
            line.fields
            for line in (law.switches() if table is None else table)
            if line.effect == law.Effect.CHILD_DUTY
            and line.is_on(on)
            and line.country == country
            and kind in line.kinds
        )
    )


def check_ground_live(terms: GroundTerms | None, *, use: Use, at: datetime) -> LiveGround:
    """Proof that a recorded exception still holds for this very use.

    GroundRejected when it is another's, or a review found it unjustified; ConsentExpired once it
    is over: by then one asks the person.
    """
    if terms is None or terms.use != use or at < terms.at or terms.is_unjustified:
        raise GroundRejected
    if at >= terms.at + HOLDS:
        raise ConsentExpired(expired_at=terms.at + HOLDS)
    return proven_ground(terms.ground, use=use, fields=terms.fields)


def consent_id_of(live: Live) -> UUID | None:
    """The consent that a referral names; none where it went without."""
    return live.consent_id if isinstance(live, LiveConsent) else None


def ground_of(live: Live) -> str:
    """The ground that a referral names; empty where there is a consent."""
    return live.ground.value if isinstance(live, LiveGround) else ""
