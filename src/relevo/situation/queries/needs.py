"""Reads of needs: the reviewed table of rates, and what services and pledges cover at a place."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from django.db.models import Prefetch, Q

from relevo.directory.enums import CapacityCondition, CapacityUnit, Visibility
from relevo.directory.errors import HoursUnreadable
from relevo.directory.models import Capacity as Places
from relevo.directory.models import Schedule, Service
from relevo.directory.queries import list_holidays
from relevo.directory.rules import windows
from relevo.kernel.text import LocalisedText
from relevo.places.models import Area
from relevo.situation.enums import Phase, PledgeKind, PledgeState
from relevo.situation.models import Pledge, PledgeStep
from relevo.situation.rules.emergencies import current
from relevo.situation.rules.movements import People, Span
from relevo.situation.rules.needs import Capacity, Rate, Stay, gap, needed, total

TABLE = Path(__file__).parents[1] / "needs_per_person.csv"
UNITS: Mapping[str, frozenset[str]] = {
    "beds": frozenset({CapacityUnit.BEDS.value, CapacityUnit.PERSONS.value}),
    "meals": frozenset({CapacityUnit.PERSONS_PER_DAY.value}),
}
"""In what a service's own figure may be read as so many of a need."""

PLEDGED: Mapping[str, str] = {
    "beds": PledgeKind.BEDS.value,
    "meals": PledgeKind.MEALS.value,
    "water_liters": PledgeKind.WATER.value,
}


@dataclass(frozen=True, slots=True)
class NeedLine:
    """One need at a place: for the low, best and high number of people, and what covers it."""

    code: str
    low: int
    best: int
    high: int
    capacity: Capacity
    gap: int
    """Of the best estimate, as far as known."""


@lru_cache(maxsize=1)
def list_rates() -> tuple[Rate, ...]:
    """The reviewed table, in its order."""
    with TABLE.open(encoding="utf-8", newline="") as lines:
        return tuple(
            Rate(
                code=row["code"],
                amount=float(row["amount"]),
                per_people=int(row["per_people"]),
                shares={stay.value: float(row[stay.value]) for stay in Stay},
                term=row["term"],
                source=LocalisedText(row["source_es"], row["source_en"]),
                sourced=row["sourced"] == "yes",
            )
            for row in csv.DictReader(lines)
        )


def needs_of(people: People, *, stay: str) -> dict[str, int]:
    """Every need of so many people, by the best estimate."""
    return {rate.code: needed(rate, people.best, stay=stay) for rate in list_rates()}


def list_needs_at(
    area: Area, people: People, *, stay: str, during: Span, known_at: datetime
) -> list[NeedLine]:
    """Needs of a municipality in a window beside what its services and pledges cover."""
    capacity = _capacity(area, during=during, known_at=known_at)
    lines = []
    for rate in list_rates():
        best = needed(rate, people.best, stay=stay)
        covered = capacity[rate.code]
        lines.append(
            NeedLine(
                code=rate.code,
                low=needed(rate, people.low, stay=stay),
                best=best,
                high=needed(rate, people.high, stay=stay),
                capacity=covered,
                gap=gap(best, covered),
            )
        )
    return lines


def _capacity(area: Area, *, during: Span, known_at: datetime) -> dict[str, Capacity]:
    """What there is by need. Protected houses are not counted: they have no place."""
    here = Q(location__area=area) | Q(location__area__parent=area)
    services = list(
        Service.objects.filter(here)
        .exclude(visibility=Visibility.RESTRICTED)
        .offered_on(during.start.date())
        .prefetch_related(
            "terms",
            Prefetch(
                "capacities", queryset=Places.objects.filter(condition=CapacityCondition.NOMINAL)
            ),
        )
        .select_related("schedule")
        .order_by("key")
    )
    open_then = [service for service in services if _may_be_open(service, during=during)]
    pledged = _pledged(area, during=during, known_at=known_at)
    found = {}
    for rate in list_rates():
        parts = [
            _of_service(service, rate)
            for service in open_then
            if rate.term in {term.code for term in service.terms.all()}
        ]
        found[rate.code] = total([*parts, Capacity(pledged=pledged.get(rate.code, 0))])
    return found


def _of_service(service: Service, rate: Rate) -> Capacity:
    units = UNITS.get(rate.code, frozenset())
    figures = [
        row.maximum
        for row in service.capacities.all()
        if row.unit in units and row.maximum is not None
    ]
    return Capacity(known=sum(figures), unknown=0 if figures else 1, services=1)


def _may_be_open(service: Service, *, during: Span) -> bool:
    """Closed only if its hours are known and leave the whole window out."""
    schedule: Schedule | None = getattr(service, "schedule", None)
    if schedule is None or not schedule.opening_hours:
        return True
    holidays = list_holidays(
        country=service.country, start=during.start.date(), end=during.end.date()
    )
    try:
        return bool(
            windows(
                schedule.opening_hours,
                country=service.country,
                holidays=holidays,
                start=during.start,
                end=during.end,
            )
        )
    except HoursUnreadable:
        return True


def _pledged(area: Area, *, during: Span, known_at: datetime) -> dict[str, int]:
    """What institutions promised to bring there for the window, without what was taken back.

    With the end of an emergency its pledges end, those without an end of their own too.
    """
    rows = (
        Pledge.objects.filter(area=area, made_at__lte=known_at, from_at__lt=during.end)
        .filter(Q(until_at=None) | Q(until_at__gt=during.start))
        .prefetch_related(
            "emergency__phases",
            Prefetch(
                "steps",
                queryset=PledgeStep.objects.filter(at__lte=known_at).order_by("-at", "-id"),
            ),
        )
        .order_by("id")
    )
    told: dict[str, int] = {}
    for row in rows:
        phase = current(row.emergency.phases.all(), at=during.end, known_at=known_at)
        if phase is not None and phase.phase == Phase.CLOSED:
            continue
        steps = list(row.steps.all())
        if steps and steps[0].state == PledgeState.WITHDRAWN:
            continue
        for code, kind in PLEDGED.items():
            if row.kind == kind:
                told[code] = told.get(code, 0) + row.amount
    return told
