"""Who may see and change what of the directory."""

from uuid import UUID

from relevo.directory.errors import NotYourService, NotYoursToVerify, ServiceUnknown
from relevo.directory.models import Service, ServiceQuerySet
from relevo.kernel.actor import Actor

MAY_SPEAK_FOR_OWN: frozenset[str] = frozenset(
    {"officer", "duty_officer", "coordinator", "institution_admin"}
)


def visible_services(viewer: Actor | None) -> ServiceQuerySet:
    """Public entries for everyone, those of the networks for who has signed in.

    A restricted service is there by name and line only: no row of it has a location.
    """
    return Service.objects.visible_to(viewer)


def service_to_verify(actor: Actor, *, service_id: UUID) -> Service:
    """The entry, for a coordinator or its own institution; ServiceUnknown, NotYoursToVerify."""
    service = _visible(actor, service_id=service_id)
    if not (actor.has_role("coordinator") or _speaks_for(actor, service)):
        raise NotYoursToVerify(service_id=service_id)
    return service


def own_service_locked(actor: Actor, *, service_id: UUID) -> Service:
    """The service, locked for a change by its own institution; ServiceUnknown, NotYourService."""
    service = _visible(actor, service_id=service_id)
    if not _speaks_for(actor, service):
        raise NotYourService(service_id=service_id)
    return Service.objects.select_for_update(of=("self",)).get(pk=service.pk)


def _visible(actor: Actor, *, service_id: UUID) -> Service:
    service = visible_services(actor).filter(pk=service_id).first()
    if service is None:
        raise ServiceUnknown(str(service_id))
    return service


def _speaks_for(actor: Actor, service: Service) -> bool:
    return actor.institution_id == service.institution_id and bool(MAY_SPEAK_FOR_OWN & actor.roles)
