"""Services as a planner sees them: where, when, for whom, and how far each fact is known."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db.models import Prefetch

from relevo import planner
from relevo.directory.access import visible_services
from relevo.directory.enums import VerificationOutcome
from relevo.directory.models import Assumption, Capacity, Service, ServiceQuerySet, Verification
from relevo.journeys.loaders.hours import Calendar
from relevo.journeys.queries.entries import DEFAULT_MINUTES, entry_of
from relevo.journeys.rules import local_day
from relevo.kernel.actor import Actor

CAPACITY_HOLDS = timedelta(hours=24)
"""Free places are true for a day; after that the figure is only a guess."""
UNBOUNDED = "unlimited"
"""Capacity rule of a kind of service that is not thought to fill up at the door."""
UNBOUNDED_PLACES = 1_000_000


@dataclass(frozen=True, slots=True)
class LoadedServices:
    services: tuple[planner.Service, ...]
    rows: Mapping[str, Service]
    assumptions: Mapping[str, Assumption]


def load_services(
    *,
    at: datetime,
    known_at: datetime,
    viewer: Actor | None,
    nodes: frozenset[str],
    calendar: Calendar,
) -> LoadedServices:
    """What is offered on the day of travel, as far as this viewer may see it."""
    assumptions = {row.kind: row for row in Assumption.objects.order_by("kind")}
    by_key = _rows_of(visible_services(viewer).offered_on(local_day(at)), known_at=known_at)
    return LoadedServices(
        services=tuple(
            service_of(
                row,
                known_at=known_at,
                viewer=viewer,
                nodes=nodes,
                calendar=calendar,
                assumption=assumptions.get(row.kind),
            )
            for row in by_key.values()
        ),
        rows=by_key,
        assumptions=assumptions,
    )


def load_entries(
    keys: Collection[str], *, known_at: datetime, viewer: Actor | None
) -> Mapping[str, Service]:
    """The rows of these services as a plan is told by them, offered or not any more."""
    return _rows_of(visible_services(viewer).filter(key__in=keys), known_at=known_at)


def _rows_of(services: ServiceQuerySet, *, known_at: datetime) -> dict[str, Service]:
    rows = (
        services.select_related("institution", "location", "department", "schedule")
        .prefetch_related(
            "terms",
            "admission_rules",
            Prefetch("capacities", Capacity.objects.filter(condition="nominal")),
            Prefetch(
                "verifications",
                Verification.objects.filter(at__lte=known_at).order_by("-at", "-id"),
            ),
        )
        .order_by("key")
    )
    return {row.key: row for row in rows}


def service_of(
    row: Service,
    *,
    known_at: datetime,
    viewer: Actor | None,
    nodes: frozenset[str],
    calendar: Calendar,
    assumption: Assumption | None,
) -> planner.Service:
    """One service; a restricted one never has a place."""
    entry = entry_of(row)
    windows, windows_known = _hours(row, calendar=calendar, assumption=assumption)
    places, places_known = _places(
        row.capacities.all(), known_at=known_at, viewer=viewer, assumption=assumption
    )
    return replace(
        entry,
        node=None if entry.restricted else _node(row, nodes=nodes),
        windows=windows,
        windows_known=windows_known,
        duration_minutes=assumption.duration_minutes if assumption else DEFAULT_MINUTES,
        places=places,
        places_known=places_known,
        exists_known=_existence(row, known=entry.exists_known, known_at=known_at),
    )


def _node(row: Service, *, nodes: frozenset[str]) -> str | None:
    if row.location is None or row.location.node_key not in nodes:
        return None
    return row.location.node_key


def _hours(
    row: Service, *, calendar: Calendar, assumption: Assumption | None
) -> tuple[tuple[planner.Window, ...], planner.Basis]:
    """Its own hours if they have a source; else its own or its kind's as an assumption."""
    schedule = getattr(row, "schedule", None)
    if schedule is not None and schedule.opening_hours:
        known = planner.Basis.CONFIRMED if schedule.is_sourced else planner.Basis.ASSUMED
        return calendar.windows(schedule.opening_hours, country=row.country), known
    if assumption is not None and assumption.opening_hours:
        return (
            calendar.windows(assumption.opening_hours, country=row.country),
            planner.Basis.ASSUMED,
        )
    return planner.ALWAYS, planner.Basis.UNKNOWN


def _places(
    capacities: Iterable[Capacity],
    *,
    known_at: datetime,
    viewer: Actor | None,
    assumption: Assumption | None,
) -> tuple[int | None, planner.Basis]:
    """Free places for one night or visit. The public is never told that a place is full."""
    told = [
        row
        for row in capacities
        if row.available is not None
        and row.unit == "persons"
        and row.updated_at is not None
        and row.updated_at <= known_at
    ]
    if told and viewer is not None:
        latest = max(told, key=lambda row: (row.updated_at, row.pk))
        fresh = latest.updated_at is not None and known_at - latest.updated_at <= CAPACITY_HOLDS
        if fresh:
            return latest.available, planner.Basis.CONFIRMED
    if assumption is not None and assumption.capacity_rule == UNBOUNDED:
        return UNBOUNDED_PLACES, planner.Basis.ASSUMED
    return None, planner.Basis.UNKNOWN


def _existence(row: Service, *, known: planner.Basis, known_at: datetime) -> planner.Basis:
    """The latest word on whether it is still there, else what its source is worth.

    Somebody who found it closed does not take it out of a plan: it is to be confirmed first.
    """
    if row.told_closed_on is not None and row.told_closed_on <= known_at.date():
        return planner.Basis.UNKNOWN
    for verification in row.verifications.all():
        if verification.method == "published":
            continue
        if verification.outcome == VerificationOutcome.NOT_FOUND:
            return planner.Basis.UNKNOWN
        return planner.Basis.CONFIRMED
    return known
