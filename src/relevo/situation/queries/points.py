"""Temporary points: which are open, until when, and which have come to their end."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time
from uuid import UUID

from django.db.models import Q, QuerySet

from relevo.directory.enums import ServiceStatus
from relevo.directory.models import Term
from relevo.kernel.text import LocalisedText
from relevo.situation.errors import NotFound
from relevo.situation.models import TemporaryPoint
from relevo.situation.queries.emergencies import name_at
from relevo.situation.rules.points import end_of, in_hours, is_open

STANDING = ("open", "shut")


@dataclass(frozen=True, slots=True)
class PointLine:
    """A temporary point as known at an instant. ``state``: coming, open, shut or closed.

    ``shut``: it stands, and at this hour of the day it is not open.
    """

    id: UUID
    service_id: UUID
    service_key: str
    name: LocalisedText
    institution_id: UUID
    institution: LocalisedText
    emergency_key: str
    emergency: LocalisedText
    place: str
    country: str
    needs: tuple[Term, ...]
    phone: str
    places: int | None
    from_at: datetime
    until_at: datetime
    opens: time | None
    closes: time | None
    """Hours of every day; both None: day and night."""
    state: str
    is_demo: bool


def list_points(
    *, at: datetime, known_at: datetime, emergency_key: str = "", only_open: bool = False
) -> list[PointLine]:
    """Points known then, the open ones first, then by their start, newest first.

    ``only_open``: those that stand at that instant, be it outside their hours.
    """
    rows = TemporaryPoint.objects.filter(known_from__lte=known_at)
    if emergency_key:
        rows = rows.filter(emergency__key=emergency_key)
    lines = [_line(row, at=at, known_at=known_at) for row in _with_facts(rows)]
    if only_open:
        return [line for line in lines if line.state in STANDING]
    order = (*STANDING, "coming", "closed")
    return sorted(lines, key=lambda line: order.index(line.state))


def get_point(point_id: UUID, *, at: datetime) -> PointLine:
    """One point as it is now. Raises NotFound."""
    row = _with_facts(TemporaryPoint.objects.filter(pk=point_id)).first()
    if row is None:
        raise NotFound("point", point_id)
    return _line(row, at=at, known_at=at)


def list_point_services() -> list[UUID]:
    """Entries of all points ever: whoever counts services leaves them out, they stand apart."""
    return list(TemporaryPoint.objects.order_by("service").values_list("service_id", flat=True))


def points_out_of_step(*, at: datetime) -> list[UUID]:
    """Points at their end whose entry is still offered, and open ones whose entry was closed."""
    rows = TemporaryPoint.objects.select_related("service").prefetch_related("steps")
    recent = rows.filter(
        Q(service__status=ServiceStatus.ACTIVE) | Q(until_at__gt=at) | Q(steps__until_at__gt=at)
    ).distinct()
    return [
        row.pk
        for row in recent.order_by("until_at", "id")
        if (end_of(row.until_at, row.steps.all(), known_at=at) > at)
        != (row.service.status == ServiceStatus.ACTIVE)
    ]


def _with_facts(rows: QuerySet[TemporaryPoint]) -> QuerySet[TemporaryPoint]:
    return rows.select_related(
        "service__department", "service__location__area", "institution", "emergency"
    ).prefetch_related("steps", "service__terms", "service__capacities", "emergency__names")


def _line(row: TemporaryPoint, *, at: datetime, known_at: datetime) -> PointLine:
    service, emergency = row.service, row.emergency
    until_at = end_of(row.until_at, row.steps.all(), known_at=known_at)
    return PointLine(
        id=row.pk,
        service_id=service.pk,
        service_key=service.key,
        name=LocalisedText(service.name_es, service.name_en),
        institution_id=row.institution_id,
        institution=LocalisedText(row.institution.name_es, row.institution.name_en),
        emergency_key=emergency.key if emergency else "",
        emergency=(name_at(emergency, known_at=known_at) if emergency else LocalisedText("", "")),
        place=service.place_name,
        country=service.country,
        needs=tuple(_in_order(service.need_terms)),
        phone=service.phone,
        places=next((row.maximum for row in service.capacities.all()), None),
        from_at=row.from_at,
        until_at=until_at,
        opens=row.opens,
        closes=row.closes,
        state=_state(row, at=at, known_at=known_at),
        is_demo=row.is_demo,
    )


def _state(row: TemporaryPoint, *, at: datetime, known_at: datetime) -> str:
    steps = row.steps.all()
    if is_open(
        row.from_at,
        row.until_at,
        steps,
        opened_at=row.known_from,
        at=at,
        known_at=known_at,
    ):
        return "open" if in_hours(row.opens, row.closes, at=at) else "shut"
    ended = end_of(row.until_at, steps, known_at=known_at) <= max(at, row.from_at)
    return "closed" if ended else "coming"


def _in_order(terms: Iterable[Term]) -> list[Term]:
    return sorted(terms, key=lambda term: (term.position, term.code))
