"""What a crossing asks of whoever passes one way, as values that rules decide on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from relevo.borders.enums import DemandKind
from relevo.borders.models import Demand, Requirement
from relevo.borders.queries.facts import list_requirements
from relevo.borders.queries.requirements import list_demands
from relevo.borders.rules.asked import Asked
from relevo.kernel.confidence import Confidence
from relevo.places.models import Crossing


@dataclass(frozen=True, slots=True)
class AskedHere:
    """The rules of one way through a crossing, and the rows that say them, by key."""

    rules: tuple[Asked, ...]
    rows: Mapping[str, Requirement]


def asked_of(
    rows: Iterable[Requirement], *, crossing: Crossing, left: str, entered: str
) -> list[Requirement]:
    """Of these, what is asked here on leaving one country and on entering the other."""
    return [
        row
        for row in rows
        if row.crossing_id in {None, crossing.pk}
        and (row.country, row.direction) in {(left, "exit"), (entered, "entry")}
    ]


def as_asked(row: Requirement, *, demands: Mapping[str, Demand]) -> Asked:
    """The plain value of a row. A demand without a row of its own is a paper of its own name."""
    demand = demands.get(row.demand) or Demand(code=row.demand, kind=DemandKind.DOCUMENT)
    return Asked(
        key=row.key,
        country=row.country,
        direction=row.direction,
        applies_to=row.applies_to,
        demand=row.demand,
        kind=demand.kind,
        accepts=demand.accepted,
        is_blocking=row.is_blocking,
        is_sure=row.sourced and row.confidence != Confidence.LOW,
        basis=row.basis,
        is_local=row.crossing_id is not None,
        age_from=row.age_from,
        age_until=row.age_until,
        any_of_group=row.any_of_group,
        valid_hours=demand.valid_hours,
    )


def list_asked(
    crossing: Crossing,
    *,
    left: str,
    entered: str,
    modes: Iterable[str],
    on: date,
    known_at: datetime,
) -> AskedHere:
    """What one way through a crossing asks on a day, as known at an instant."""
    demands = list_demands()
    wanted = frozenset(modes)
    rows = asked_of(
        list_requirements(on=on, known_at=known_at, crossing=crossing),
        crossing=crossing,
        left=left,
        entered=entered,
    )
    kept = {row.key: row for row in rows if row.mode in wanted}
    return AskedHere(
        rules=tuple(as_asked(row, demands=demands) for row in kept.values()), rows=kept
    )
