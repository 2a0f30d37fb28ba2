"""Who may see and change what of the directory."""

from uuid import UUID

from relevo.directory.enums import Visibility
from relevo.directory.errors import (
    ChangeUnknown,
    InstitutionUnknown,
    NotYourService,
    NotYoursToChange,
    NotYoursToDecide,
    NotYoursToSucceed,
    NotYoursToVerify,
    ServiceUnknown,
)
from relevo.directory.models import ChangeRequest, Institution, Service, ServiceQuerySet
from relevo.kernel.actor import Actor

MAY_SPEAK_FOR_OWN: frozenset[str] = frozenset(
    {"officer", "duty_officer", "coordinator", "institution_admin"}
)
ENTRY_LINK = "entry_link"
"""The one role of who answers behind an institution's link: may speak of its entries, no more."""


def visible_services(viewer: Actor | None) -> ServiceQuerySet:
    """Public entries for everyone, those of the networks for who has signed in.

    A restricted service is there by name and line only: no row of it has a location.
    """
    return Service.objects.visible_to(viewer)


def is_of_the_demo(actor: Actor) -> bool:
    """Whether who acts does so for a made-up institution: what it writes is marked as such."""
    if actor.institution_id is None:
        return False
    return Institution.objects.filter(pk=actor.institution_id, is_demo=True).exists()


def service_to_verify(actor: Actor, *, service_id: UUID) -> Service:
    """The entry, for a coordinator or its own institution; ServiceUnknown, NotYoursToVerify."""
    service = _visible(actor, service_id=service_id)
    if not (_coordinates(actor) or _speaks_for(actor, service) or _is_own_link(actor, service)):
        raise NotYoursToVerify(service_id=service_id)
    return service


def own_service_locked(actor: Actor, *, service_id: UUID) -> Service:
    """The service, locked for a change by its own institution; ServiceUnknown, NotYourService."""
    service = _visible(actor, service_id=service_id)
    if not _speaks_for(actor, service):
        raise NotYourService(service_id=service_id)
    return Service.objects.select_for_update(of=("self",), no_key=True).get(pk=service.pk)


def service_to_change(actor: Actor, *, service_id: UUID) -> Service:
    """The entry, for who may say that something about it is different: any institution.

    Of a restricted one only its own knows what it says. Raises ServiceUnknown, NotYoursToChange.
    """
    service = _visible(actor, service_id=service_id)
    is_own = actor.institution_id == service.institution_id
    if actor.institution_id is None or (is_restricted(service) and not is_own):
        raise NotYoursToChange(service_id=service_id)
    return service


def is_restricted(service: Service) -> bool:
    """Whether no word of it may say where it is."""
    return service.visibility == Visibility.RESTRICTED


def change_locked(actor: Actor, *, request_id: UUID) -> ChangeRequest:
    """The request, locked, for who decides it; ChangeUnknown, NotYoursToDecide."""
    request = change_of_viewer_locked(actor, request_id=request_id)
    if not (_coordinates(actor) or _speaks_for(actor, request.service)):
        raise NotYoursToDecide(request_id=request_id)
    return request


def change_of_viewer_locked(actor: Actor, *, request_id: UUID) -> ChangeRequest:
    """The request, locked, for who may see the entry; raises ChangeUnknown."""
    request = (
        ChangeRequest.objects.select_for_update(of=("self",), no_key=True)
        .select_related("service")
        .filter(pk=request_id, service__in=visible_services(actor).values("pk"))
        .first()
    )
    if request is None:
        raise ChangeUnknown(request_id=request_id)
    return request


def institution_to_succeed(actor: Actor, *, institution_id: UUID) -> Institution:
    """The institution, locked, for a coordinator; InstitutionUnknown, NotYoursToSucceed."""
    if not _coordinates(actor):
        raise NotYoursToSucceed(institution_id=institution_id)
    found = (
        Institution.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=institution_id)
        .first()
    )
    if found is None:
        raise InstitutionUnknown(str(institution_id))
    return found


def _coordinates(actor: Actor) -> bool:
    return actor.has_role("coordinator") or actor.has_role("platform_admin")


def _is_own_link(actor: Actor, service: Service) -> bool:
    return actor.institution_id == service.institution_id and actor.has_role(ENTRY_LINK)


def _visible(actor: Actor, *, service_id: UUID) -> Service:
    service = visible_services(actor).filter(pk=service_id).first()
    if service is None:
        raise ServiceUnknown(str(service_id))
    return service


def _speaks_for(actor: Actor, service: Service) -> bool:
    return actor.institution_id == service.institution_id and bool(MAY_SPEAK_FOR_OWN & actor.roles)
