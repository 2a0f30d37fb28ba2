"""A temporary point opens, stays longer, closes; the directory shows it from then to then."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.directory import actions as directory
from relevo.directory.enums import ServiceStatus
from relevo.directory.models import Service
from relevo.directory.rules import DatedHours
from relevo.kernel.actor import SYSTEM, Actor
from relevo.situation.actions.telling import check_names_nobody
from relevo.situation.enums import Phase, PointStepKind
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import Emergency, PointStep, TemporaryPoint
from relevo.situation.queries.points import points_out_of_step
from relevo.situation.rules.emergencies import current
from relevo.situation.rules.points import MOST_NEEDS, check_end, check_span, end_of


@transaction.atomic
def open_point(
    *, told: directory.TemporaryFacts, by: Actor, at: datetime, emergency_id: UUID | None = None
) -> TemporaryPoint:
    """Open a point of one's own institution; from ``told.from_at`` on every page shows it.

    A protected place is never told so: the entry is public, with its place. Raises FactRefused,
    NotFound, and what ``directory.open_temporary_service`` refuses.
    """
    check_span(told.from_at, told.until_at, at=at)
    if len(told.needs) > MOST_NEEDS:
        raise FactRefused(field="needs", problem="too_many")
    if (told.opens is None) != (told.closes is None):
        raise FactRefused(field="closes", problem="missing")
    if told.opens is not None and told.closes == told.opens:
        raise FactRefused(field="closes", problem="before_start")
    check_names_nobody(locality=told.place.locality)
    emergency = _open_emergency(emergency_id, at=at)
    service = directory.open_temporary_service(told=told, by=by, at=at)
    return TemporaryPoint.objects.create(
        service=service,
        emergency=emergency,
        opened_by=by.id,
        institution_id=service.institution_id,
        from_at=told.from_at,
        until_at=told.until_at,
        opens=told.opens,
        closes=told.closes,
        known_from=at,
        is_demo=service.is_demo,
    )


@transaction.atomic
def extend_point(*, point_id: UUID, until_at: datetime, by: Actor, at: datetime) -> PointStep:
    """The point stays until another instant ahead; its hours of the day stay as they are.

    Raises NotFound, NotAllowed, FactRefused, and what the directory refuses.
    """
    point = _own_locked(point_id, by=by)
    end = end_of(point.until_at, point.steps.all(), known_at=at)
    if end <= at:
        raise FactRefused(field="until_at", problem="ended")
    if until_at == end:
        raise FactRefused(field="until_at", problem="same")
    check_end(point.from_at, until_at, at=at)
    directory.extend_temporary_service(
        service_id=point.service_id,
        hours=DatedHours(point.from_at, until_at, point.opens, point.closes),
        by=by,
        at=at,
    )
    return PointStep.objects.create(
        point=point, kind=PointStepKind.EXTENDED, until_at=until_at, by=by.id, at=at
    )


@transaction.atomic
def close_point(*, point_id: UUID, by: Actor, at: datetime) -> PointStep:
    """The point is closed from now on, everywhere.

    Raises NotFound, NotAllowed, FactRefused, and what the directory refuses.
    """
    point = _own_locked(point_id, by=by)
    if end_of(point.until_at, point.steps.all(), known_at=at) <= at:
        raise FactRefused(field="until_at", problem="ended")
    directory.close_temporary_service(service_id=point.service_id, by=by, at=at)
    return PointStep.objects.create(
        point=point, kind=PointStepKind.CLOSED, until_at=at, by=by.id, at=at
    )


def end_points(*, at: datetime) -> int:
    """Close what has come to its end, and note what its own entry closed before; how many.

    The clock of the instance does this.
    """
    found = points_out_of_step(at=at)
    for point_id in found:
        _end_point(point_id, at=at)
    return len(found)


@transaction.atomic
def _end_point(point_id: UUID, *, at: datetime) -> None:
    point = TemporaryPoint.objects.select_for_update(of=("self",), no_key=True).get(pk=point_id)
    service = Service.objects.get(pk=point.service_id)
    if service.status == ServiceStatus.ACTIVE:
        directory.close_temporary_service(service_id=service.pk, by=SYSTEM, at=at)
    else:
        PointStep.objects.create(
            point=point, kind=PointStepKind.CLOSED, until_at=at, by=SYSTEM.id, at=at
        )


def _own_locked(point_id: UUID, *, by: Actor) -> TemporaryPoint:
    point = (
        TemporaryPoint.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=point_id)
        .first()
    )
    if point is None:
        raise NotFound("point", point_id)
    if by.institution_id != point.institution_id:
        raise NotAllowed(act="point.changed")
    return point


def _open_emergency(emergency_id: UUID | None, *, at: datetime) -> Emergency | None:
    if emergency_id is None:
        return None
    found = Emergency.objects.filter(pk=emergency_id).first()
    if found is None:
        raise NotFound("emergency", emergency_id)
    phase = current(found.phases.all(), at=at, known_at=at)
    if phase is None or phase.phase == Phase.CLOSED:
        raise FactRefused(field="emergency", problem="closed")
    return found
