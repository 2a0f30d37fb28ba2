"""How many places are free: told by a service's own institution, held and given back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory import access
from relevo.directory.enums import (
    CapacityCondition,
    CapacityUnit,
    VerificationMethod,
    VerificationOutcome,
)
from relevo.directory.errors import CapacityRefused
from relevo.directory.models import Capacity, Service, Verification
from relevo.directory.rules import stated_confidence
from relevo.kernel.actor import Actor
from relevo.outbox import actions as outbox

MOST_PLACES = 100_000


@transaction.atomic
def set_capacity(
    *,
    service_id: UUID,
    available: int | None,
    by: Actor,
    at: datetime,
    unit: str = CapacityUnit.PERSONS,
    condition: str = CapacityCondition.NOMINAL,
    maximum: int | None = None,
    isolation_places: int | None = None,
) -> Capacity:
    """Tell how many places are free now; None: not known any more.

    Only the service's own institution tells, and only it is shown the figure. ``maximum`` and
    ``isolation_places`` stay as they are when None. Raises ServiceUnknown, NotYourService,
    CapacityRefused.
    """
    service = access.own_service_locked(by, service_id=service_id)
    _check_codes(unit=unit, condition=condition)
    row = Capacity.objects.filter(service=service, unit=unit, condition=condition).first()
    row = row or Capacity(service=service, unit=unit, condition=condition)
    row.maximum = row.maximum if maximum is None else maximum
    row.isolation_places = row.isolation_places if isolation_places is None else isolation_places
    row.available, row.updated_at = available, at
    _check_figures(row)
    row.save()
    facts = {"unit": unit, "condition": condition}
    outbox.queue("service.capacity_told", subject_id=str(service.pk), at=at, facts=facts)
    audit.record("service.capacity_told", subject=str(service.pk), actor=by, at=at, facts=facts)
    return row


def _check_codes(*, unit: str, condition: str) -> None:
    if unit not in CapacityUnit.values:
        raise CapacityRefused(field="unit", problem="unknown")
    if condition not in CapacityCondition.values:
        raise CapacityRefused(field="condition", problem="unknown")


def _check_figures(row: Capacity) -> None:
    for field in ("maximum", "available", "isolation_places"):
        figure = getattr(row, field)
        if figure is not None and not 0 <= figure <= MOST_PLACES:
            raise CapacityRefused(field=field, problem="out_of_range")
    for field in ("available", "isolation_places"):
        figure = getattr(row, field)
        if figure is not None and row.maximum is not None and figure > row.maximum:
            raise CapacityRefused(field=field, problem="more_than_maximum")


def _known_places(service: Service) -> Capacity | None:
    """The figure that says how many are free now; the plain condition before any other."""
    rows = list(
        Capacity.objects.select_for_update(no_key=True)
        .filter(service=service, available__isnull=False)
        .order_by("id")
    )
    return min(rows, key=lambda row: row.condition != CapacityCondition.NOMINAL, default=None)


def _places_of(row: Capacity, people: int) -> int:
    return 1 if row.unit == CapacityUnit.FAMILIES else people


def _count_place(row: Capacity, *, free: int, at: datetime) -> None:
    row.available, row.updated_at = free, at
    row.save(update_fields=["available", "updated_at"])
    service_id = str(row.service_id)
    outbox.queue("service.capacity_told", subject_id=service_id, at=at)


@transaction.atomic
def hold_place(*, service_id: UUID, people: int, by: Actor, at: datetime) -> bool:
    """Take places off the known figure for people who were accepted; whether one was known.

    Who accepts more than are free knows their house: the figure stays at zero. The act that calls
    this is what the audit records. Raises ServiceUnknown, NotYourService.
    """
    row = _known_places(access.own_service_locked(by, service_id=service_id))
    if row is None or row.available is None:
        return False
    _count_place(row, free=max(0, row.available - _places_of(row, people)), at=at)
    return True


@transaction.atomic
def release_place(*, service_id: UUID, people: int, at: datetime) -> None:
    """Give back places that were held, when the people do not come. Never above the maximum.

    Whoever may call off the stay does this as part of that act.
    """
    row = _known_places(Service.objects.select_for_update(no_key=True).get(pk=service_id))
    if row is None or row.available is None:
        return
    free = row.available + _places_of(row, people)
    _count_place(row, free=free if row.maximum is None else min(free, row.maximum), at=at)


@transaction.atomic
def note_decline(*, service_id: UUID, code: str, by: Actor, at: datetime) -> None:
    """Learn from a service's own no: without capacity it has no free place until it tells one.

    Other reasons are about the person, not about the entry. Raises ServiceUnknown, NotYourService.
    """
    service = access.own_service_locked(by, service_id=service_id)
    if code != "no_capacity":
        return
    row = _known_places(service) or Capacity.objects.filter(service=service).first()
    row = row or Capacity(
        service=service, unit=CapacityUnit.PERSONS, condition=CapacityCondition.NOMINAL
    )
    row.available, row.updated_at = 0, at
    row.save()
    Verification.objects.create(
        service=service,
        at=at,
        by_institution_id=by.institution_id,
        actor_id=by.id,
        method=VerificationMethod.OWN,
        outcome=VerificationOutcome.CHANGED,
        confidence=stated_confidence(VerificationMethod.OWN, VerificationOutcome.CHANGED),
    )
    outbox.queue("service.capacity_told", subject_id=str(service.pk), at=at)
