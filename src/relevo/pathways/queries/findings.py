"""What relies on what, and what does not hold any more. As many queries for one route as for all.

Which fields may be told to whom is decided above (cases); the caller passes that as ``forbidden``.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet

from relevo.directory.enums import ServiceStatus
from relevo.directory.models import Institution, Service
from relevo.networks.enums import SeatRole
from relevo.networks.models import Member
from relevo.pathways.enums import VersionState
from relevo.pathways.models import PathwayVersion, StepReliance
from relevo.pathways.queries.versions import content_of
from relevo.pathways.rules.checks import (
    Finding,
    InstitutionFacts,
    RouteFacts,
    ServiceFacts,
    check_route,
)
from relevo.pathways.rules.content import Content


@dataclass(frozen=True, slots=True)
class Telling:
    """What a step would tell to whom, as far as the rules of disclosure ask."""

    step_key: str
    fields: tuple[str, ...]
    need: str
    institution_kind: str
    institution_country: str
    service_kind: str
    served: frozenset[str]
    """Terms of the service: what it is for."""


Forbidden = Callable[[Sequence[Telling], frozenset[str]], Mapping[str, frozenset[str]]]
"""By step the fields that may not be told, for what is told and the profiles of the route."""


@dataclass(frozen=True, slots=True)
class Flagged:
    """A version that works, with what does not hold any more."""

    version: PathwayVersion
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Known:
    institutions: Mapping[str, Institution]
    services: Mapping[str, Service]
    seats: Mapping[UUID, Sequence[Member]]
    on: date


def list_findings(
    version: PathwayVersion, *, at: datetime, forbidden: Forbidden
) -> tuple[Finding, ...]:
    """Everything that does not hold in one version, of any state."""
    content = content_of(version)
    known = _load([(version, content)], on=at.date())
    return _check(version, content, known, forbidden)


def list_flagged(*, at: datetime, forbidden: Forbidden, network_key: str = "") -> list[Flagged]:
    """Versions that work and in which something does not hold; those most in need first."""
    found = PathwayVersion.objects.select_related("pathway__network").prefetch_related(
        "pathway__profiles"
    )
    found = found.filter(state=VersionState.VALIDATED)
    if network_key:
        found = found.filter(pathway__network__key=network_key)
    read = [
        (version, content_of(version))
        for version in found.order_by("pathway__sort_key", "pathway__key")
    ]
    known = _load(read, on=at.date())
    flagged = [
        Flagged(version, _check(version, content, known, forbidden)) for version, content in read
    ]
    return sorted((row for row in flagged if row.findings), key=lambda row: -len(row.findings))


def list_relying_on(
    *, institution_id: UUID | None = None, service_id: UUID | None = None
) -> QuerySet[StepReliance]:
    """Steps of versions in work or that work, which rely on an institution or a service."""
    alive = [VersionState.DRAFT, VersionState.PROPOSED, VersionState.VALIDATED]
    found = StepReliance.objects.select_related("version__pathway").filter(version__state__in=alive)
    if institution_id is not None:
        found = found.filter(institution=institution_id)
    if service_id is not None:
        found = found.filter(service=service_id)
    return found.order_by("version__pathway__sort_key", "version__number", "step_key", "id")


def _check(
    version: PathwayVersion, content: Content, known: _Known, forbidden: Forbidden
) -> tuple[Finding, ...]:
    profiles = frozenset(profile.code for profile in version.pathway.profiles.all())
    network_id = version.pathway.network_id
    seats = known.seats.get(network_id, ()) if network_id else ()
    return check_route(
        content,
        RouteFacts(
            institutions={
                key: _institution_facts(row, seats=seats, on=known.on)
                for key, row in known.institutions.items()
            },
            services={key: _service_facts(row, on=known.on) for key, row in known.services.items()},
            profiles=profiles,
            on=known.on,
            forbidden=forbidden(_tellings(content, known), profiles),
        ),
    )


def _load(read: Iterable[tuple[PathwayVersion, Content]], *, on: date) -> _Known:
    steps = [step for _version, content in read for step in content.steps]
    keys = {step.institution_key for step in steps}
    keys |= {one.institution_key for step in steps for one in step.alternates}
    institutions = Institution.objects.select_related("successor").filter(key__in=keys)
    services = (
        Service.objects.select_related("institution", "schedule")
        .prefetch_related("terms")
        .filter(key__in={step.service_key for step in steps})
    )
    networks = {version.pathway.network_id for version, _content in read}
    members = Member.objects.select_related("successor__institution").filter(
        network__in=networks - {None}, institution__key__in=keys
    )
    seats: dict[UUID, list[Member]] = {}
    for member in members.exclude(role=SeatRole.LISTED).order_by("id"):
        seats.setdefault(member.network_id, []).append(member)
    return _Known(
        institutions={row.key: row for row in institutions.order_by("key")},
        services={row.key: row for row in services.order_by("key")},
        seats=seats,
        on=on,
    )


def _institution_facts(row: Institution, *, seats: Sequence[Member], on: date) -> InstitutionFacts:
    own = [seat for seat in seats if seat.institution_id == row.pk]
    left = [seat for seat in own if seat.left_on is not None and seat.left_on <= on]
    successors = [
        seat.successor.institution.key
        for seat in left
        if seat.successor is not None and seat.successor.institution is not None
    ]
    return InstitutionFacts(
        key=row.key,
        is_active=_is_valid(row, on=on),
        has_left=bool(own) and len(left) == len(own),
        successor=row.successor.key if row.successor else (successors or [""])[-1],
    )


def _service_facts(row: Service, *, on: date) -> ServiceFacts:
    schedule = getattr(row, "schedule", None)
    gone = {ServiceStatus.PLANNED, ServiceStatus.HISTORIC, ServiceStatus.CLOSED}
    return ServiceFacts(
        key=row.key,
        is_active=_is_valid(row, on=on) and row.status not in gone,
        country=row.country,
        opening_hours=schedule.opening_hours if schedule else "",
    )


def _is_valid(row: Institution | Service, *, on: date) -> bool:
    begun = row.valid_from is None or row.valid_from <= on
    return begun and (row.valid_until is None or row.valid_until > on)


def _tellings(content: Content, known: _Known) -> list[Telling]:
    told = []
    for step in content.steps:
        institution = known.institutions.get(step.institution_key)
        service = known.services.get(step.service_key)
        if service is not None and institution is None:
            institution = service.institution
        told.append(
            Telling(
                step_key=step.key,
                fields=step.fields,
                need=step.need,
                institution_kind=institution.kind if institution else "",
                institution_country=institution.country if institution else step.side,
                service_kind=service.kind if service else "",
                served=frozenset(term.code for term in service.terms.all())
                if service
                else frozenset(),
            )
        )
    return told
