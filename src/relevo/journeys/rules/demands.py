"""What a country asks at a crossing, as a planner's requirement.

*Documents* are what a requirement accepts, one of several (``DEMANDS``).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from relevo import planner
from relevo.journeys.errors import RuleUnreadable
from relevo.kernel.countries import CA4

ISO_LENGTH = 2

DEMANDS: dict[str, frozenset[str]] = {
    "passport_or_id": frozenset({"passport", "national_id"}),
    "negative_test": frozenset({"negative_pcr", "negative_rapid_test"}),
    "negative_test_72h": frozenset({"negative_pcr", "negative_rapid_test"}),
    "negative_pcr_72h": frozenset({"negative_pcr"}),
    "not_admitted": frozenset(),
    "test_not_asked": frozenset(),
}
"""What each demand accepts; any other accepts the document of its own name.

A planner takes ``accompanied_by_parent`` as met by whoever travels with a parent or guardian.
"""

DEMAND_HOURS: dict[str, int] = {"negative_test_72h": 72, "negative_pcr_72h": 72}
NOBODY_STATED = "resident"
"""Stands where a nationality would: a residence permit is not known of anyone in a request."""


@dataclass(frozen=True, slots=True)
class Demand:
    """One row of what a country asks, as plain values."""

    key: str
    country: str
    applies_to: str
    demand: str
    is_blocking: bool
    known: planner.Basis
    age_from: int | None = None
    age_until: int | None = None
    any_of_group: str = ""


def nationalities_of(applies_to: str, *, country: str) -> tuple[frozenset[str], frozenset[str]]:
    """Whom ``applies_to`` names: (only these, all but these); both empty is everyone.

    ``ca4`` are nationals of the other three countries of the agreement: nobody is refused entry
    to the own country for want of a paper of the agreement.
    """
    named: set[str] = set()
    foreigners = False
    for part in applies_to.split("|"):
        if part == "all":
            return frozenset(), frozenset()
        if part == "foreigners":
            foreigners = True
        elif part == "nationals":
            named.add(country)
        elif part == "ca4":
            named |= CA4 - {country}
        elif part == "residents":
            named.add(NOBODY_STATED)
        elif len(part) == ISO_LENGTH and part.isalpha() and part.isupper():
            named.add(part)
        else:
            raise RuleUnreadable(kind="applies_to", read=applies_to)
    if not foreigners:
        return frozenset(named), frozenset()
    return frozenset(), frozenset() if country in named else frozenset({country})


def requirement_of(demands: Sequence[Demand]) -> planner.Requirement:
    """One requirement of the rows that are alternatives to each other (or of a single row).

    It blocks only if every alternative does: where one of them is a consequence (quarantine),
    the person passes and the consequence is told.
    """
    first = demands[0]
    only, all_but = nationalities_of(first.applies_to, country=first.country)
    hours = [DEMAND_HOURS[demand.demand] for demand in demands if demand.demand in DEMAND_HOURS]
    return planner.Requirement(
        id=first.key,
        any_of=frozenset().union(
            *(DEMANDS.get(demand.demand, frozenset({demand.demand})) for demand in demands)
        ),
        applies=planner.Condition(
            nationalities=only,
            except_nationalities=all_but,
            age_from=first.age_from,
            age_until=first.age_until,
        ),
        blocking=all(demand.is_blocking for demand in demands),
        known=first.known
        if len({demand.known for demand in demands}) == 1
        else planner.Basis.ASSUMED,
        valid_hours=min(hours, default=None),
    )


def grouped(demands: Iterable[Demand]) -> list[list[Demand]]:
    """Rows joined by ``any_of_group``, as long as they concern the same people; stable order."""
    groups: dict[tuple[object, ...], list[Demand]] = {}
    for demand in sorted(demands, key=lambda demand: demand.key):
        name = (
            demand.any_of_group or demand.key,
            *(demand.country, demand.applies_to, demand.age_from, demand.age_until),
        )
        groups.setdefault(name, []).append(demand)
    return list(groups.values())
