"""A place that opens for a few days: an entry like any other, with an end that is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory import access
from relevo.directory.actions.entries import write_verification
from relevo.directory.actions.places import MOST_PLACES
from relevo.directory.actions.search import index_services
from relevo.directory.enums import (
    POINT_KEY,
    CapacityCondition,
    CapacityUnit,
    EntryField,
    ServiceStatus,
    VerificationMethod,
    VerificationOutcome,
    Visibility,
)
from relevo.directory.errors import NotYourService, ServiceRefused
from relevo.directory.models import (
    Capacity,
    Institution,
    Location,
    Schedule,
    Service,
    Term,
)
from relevo.directory.rules import LOCAL, DatedHours, check_change, dated_hours, verify_by
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.kernel.ids import new_code
from relevo.outbox import actions as outbox
from relevo.places.models import Area, Crossing, Node
from relevo.plumbing.folding import sort_key

TEMPORARY = "temporary"
POINT_KINDS: frozenset[str] = frozenset(
    {"care_center", "clinic_point", "mobile_unit", "municipal_window", "red_cross_point", "shelter"}
)
"""Kinds of entry a temporary place may be."""


@dataclass(frozen=True, slots=True)
class TemporaryPlace:
    """Where: a node of the graph (a side of a crossing, a town), or an area alone."""

    country: str
    area_key: str = ""
    node_key: str = ""
    crossing_key: str = ""
    locality: str = ""
    """Where exactly, in words: the school, the square."""


@dataclass(frozen=True, slots=True)
class TemporaryFacts:
    """What is offered there, from when until when.

    ``opens`` and ``closes``: the hours of every day, else day and night. ``places`` None: not
    counted.
    """

    name_es: str
    name_en: str
    kind: str
    needs: Sequence[str]
    place: TemporaryPlace
    from_at: datetime
    until_at: datetime
    opens: time | None = None
    closes: time | None = None
    phone: str = ""
    places: int | None = None


@transaction.atomic
def open_temporary_service(*, told: TemporaryFacts, by: Actor, at: datetime) -> Service:
    """Open a public entry of one's own institution that ends by itself.

    It is found, planned with and shown from then on like any entry; that it is told confirms
    nothing yet. A protected place is never
    told so: whoever is known for a protected house alone opens none. Raises NotYourService,
    ServiceRefused, ChangeRefused.
    """
    institution = _own_institution(by)
    terms = _checked(told)
    where, department, crossing = _location(told.place)
    service = Service.objects.create(
        key=f"{POINT_KEY}{new_code()[:12]}",
        institution=institution,
        name_es=told.name_es,
        name_en=told.name_en,
        sort_key=sort_key(told.name_es)[:240],
        kind=told.kind,
        country=told.place.country,
        department=department,
        location=where,
        crossing=crossing,
        phone=told.phone,
        is_phone_sourced=bool(told.phone),
        status=ServiceStatus.ACTIVE,
        permanence=TEMPORARY,
        visibility=Visibility.PUBLIC,
        source="DEMO" if institution.is_demo else institution.name_es,
        sourced=True,
        confidence=Confidence.HIGH,
        verify_by=verify_by(VerificationMethod.OWN, permanence=TEMPORARY, at=at),
        is_demo=institution.is_demo,
        **_validity(told.from_at, told.until_at),
    )
    service.terms.set(terms)
    if told.places is not None:
        Capacity.objects.create(
            service=service,
            unit=CapacityUnit.PERSONS,
            condition=CapacityCondition.NOMINAL,
            maximum=told.places,
            available=told.places,
            updated_at=at,
        )
    _write_hours(
        service, DatedHours(told.from_at, told.until_at, told.opens, told.closes), on_day=at
    )
    index_services(Service.objects.filter(pk=service.pk))
    _tell("opened", service, by=by, at=at)
    return service


@transaction.atomic
def extend_temporary_service(
    *, service_id: UUID, hours: DatedHours, by: Actor, at: datetime
) -> Service:
    """A temporary entry stays open until a later (or ends at an earlier) instant ahead.

    Raises ServiceUnknown, NotYourService, ServiceRefused.
    """
    service = _own_temporary(service_id, by=by)
    if service.status != ServiceStatus.ACTIVE:
        raise ServiceRefused(field="status", problem="ended")
    for field, value in _validity(hours.from_at, hours.until_at).items():
        setattr(service, field, value)
    service.save()
    _write_hours(service, hours, on_day=at)
    _confirm(service, by=by, at=at)
    _tell("extended", service, by=by, at=at)
    return service


@transaction.atomic
def close_temporary_service(*, service_id: UUID, by: Actor, at: datetime) -> Service:
    """End a temporary entry now, everywhere. The system closes what has come to its end.

    Raises ServiceUnknown, NotYourService, ServiceRefused.
    """
    service = _own_temporary(service_id, by=by)
    if service.status != ServiceStatus.ACTIVE:
        raise ServiceRefused(field="status", problem="ended")
    service.status, service.verify_by = ServiceStatus.CLOSED, None
    service.valid_until = at.astimezone(LOCAL).date()
    service.valid_until_precision = "day"
    service.save()
    _tell("closed", service, by=by, at=at)
    return service


def _own_institution(by: Actor) -> Institution:
    if by.institution_id is None or not access.MAY_SPEAK_FOR_OWN & by.roles:
        raise NotYourService(service_id=by.institution_id or by.id)
    institution = Institution.objects.get(pk=by.institution_id)
    if not _may_be_named(institution):
        raise ServiceRefused(field="institution", problem="protected")
    return institution


def _may_be_named(institution: Institution) -> bool:
    return Institution.objects.nameable().filter(pk=institution.pk).exists()


def _own_temporary(service_id: UUID, *, by: Actor) -> Service:
    if by.has_role("system"):
        service = Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service_id)
    else:
        service = access.own_service_locked(by, service_id=service_id)
    if service.permanence != TEMPORARY or service.visibility != Visibility.PUBLIC:
        raise ServiceRefused(field="permanence", problem="not_temporary")
    return service


def _checked(told: TemporaryFacts) -> list[Term]:
    for field, text in ((EntryField.NAME, told.name_es), (EntryField.NAME, told.name_en)):
        check_change(field, text, visibility=Visibility.PUBLIC)
    check_change(EntryField.PHONE, told.phone, visibility=Visibility.PUBLIC)
    check_change(EntryField.LOCALITY, told.place.locality, visibility=Visibility.PUBLIC)
    if told.kind not in POINT_KINDS:
        raise ServiceRefused(field="kind", problem="unknown")
    if told.until_at <= told.from_at:
        raise ServiceRefused(field="until_at", problem="before_start")
    if told.places is not None and not 0 <= told.places <= MOST_PLACES:
        raise ServiceRefused(field="places", problem="out_of_range")
    terms = list(Term.objects.filter(code__in=told.needs).exclude(kind="profile"))
    if not terms or len(terms) != len(set(told.needs)):
        raise ServiceRefused(field="needs", problem="unknown" if told.needs else "missing")
    return terms + list(Term.objects.filter(code="all", kind="profile"))


def _location(place: TemporaryPlace) -> tuple[Location, Area, Crossing | None]:
    """The place of the entry; every word of it must be of the country that is told."""
    crossing = Crossing.objects.filter(key=place.crossing_key).first()
    node = Node.objects.select_related("area").filter(key=place.node_key).first()
    area = node.area if node else Area.objects.filter(key=place.area_key).first()
    if area is None or area.country != place.country or (place.crossing_key and crossing is None):
        raise ServiceRefused(field="place", problem="unknown")
    department = area
    while department.parent is not None:
        department = department.parent
    point = node or area
    location = Location.objects.create(
        area=None if area.level == "department" else area,
        locality=place.locality,
        node_key=node.key if node else area.node_key,
        lat=point.lat,
        lon=point.lon,
        precision=point.precision,
    )
    return location, department, crossing


def _validity(from_at: datetime, until_at: datetime) -> dict[str, object]:
    """Days on which it is offered; the hours say the rest.

    The day after the one on which it ends is the first without it.
    """
    last = (until_at.astimezone(LOCAL) - timedelta(minutes=1)).date()
    return {
        "valid_from": from_at.astimezone(LOCAL).date(),
        "valid_from_precision": "day",
        "valid_until": last + timedelta(days=1),
        "valid_until_precision": "day",
    }


def _write_hours(service: Service, hours: DatedHours, *, on_day: datetime) -> None:
    expression, words = dated_hours(hours)
    Schedule.objects.update_or_create(
        service=service,
        defaults={
            "opening_hours": expression,
            "text_es": words.es,
            "text_en": words.en,
            "as_of": on_day.astimezone(LOCAL).date(),
            "is_sourced": True,
        },
    )


def _confirm(service: Service, *, by: Actor, at: datetime) -> None:
    write_verification(
        service,
        method=VerificationMethod.OWN,
        outcome=VerificationOutcome.CONFIRMED,
        by=by,
        at=at,
    )
    service.refresh_from_db(fields=["verify_by", "told_closed_on"])


def _tell(what: str, service: Service, *, by: Actor, at: datetime) -> None:
    facts: dict[str, object] = {"what": what}
    outbox.queue("service.changed", subject_id=str(service.pk), at=at, facts=facts)
    audit.record(f"service.{what}", subject=str(service.pk), actor=by, at=at, facts=facts)
