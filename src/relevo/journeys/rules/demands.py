"""What a country asks at a crossing, as a planner's requirement.

*Documents* are what a requirement accepts, one of several: papers, tests, vaccinations. What is
taken for each demand stands in rows (``borders.Demand``). A planner takes ``accompanied_by_parent``
as met by whoever travels with a parent or guardian.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from relevo import planner
from relevo.borders.rules.asked import nationalities_of


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
    accepts: frozenset[str] | None = None
    """What meets it; None: nobody has said, and it is met by what has its own name."""
    valid_hours: int | None = None

    @property
    def accepted(self) -> frozenset[str]:
        return frozenset({self.demand}) if self.accepts is None else self.accepts


def requirement_of(demands: Sequence[Demand]) -> planner.Requirement:
    """One requirement of the rows that are alternatives to each other (or of a single row).

    It blocks only if every alternative does: where one of them is a consequence (quarantine),
    the person passes and the consequence is told.
    """
    first = demands[0]
    only, all_but = nationalities_of(first.applies_to, country=first.country)
    hours = [demand.valid_hours for demand in demands if demand.valid_hours is not None]
    return planner.Requirement(
        id=first.key,
        any_of=frozenset().union(*(demand.accepted for demand in demands)),
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
