"""Who reads and writes agreed routes.

Everybody who acts for an institution reads them. Coordinators of institutions that sit in the
network of a route, on either side of the border, write them together; who keeps the network says
that its acta validated one. How an institution stands to a route it says itself.
"""

from uuid import UUID

from django.db.models import Q, QuerySet

from relevo.kernel.actor import Actor
from relevo.networks import access as network_access
from relevo.networks.errors import NetworkUnknown, NotKeeper
from relevo.networks.models import Network
from relevo.pathways.errors import NotDrafter, NotYourInstitution, PathwayUnknown
from relevo.pathways.models import Pathway, PathwayVersion, StepReliance

SPEAKS_FOR_INSTITUTION: frozenset[str] = frozenset({"coordinator", "institution_admin"})


def may_read(actor: Actor) -> bool:
    """Who acts for any institution, and the administrator of the instance."""
    return actor.institution_id is not None or actor.has_role("platform_admin")


def may_draft(actor: Actor, network: Network | None) -> bool:
    """A coordinator of an institution that sits in the network, or in one that it is made of.

    A seed draft belongs to no network: nobody writes on it, a network takes it up.
    """
    if network is None or not actor.has_role("coordinator"):
        return False
    return _sits_in(actor, network)


def may_validate(actor: Actor, network: Network | None) -> bool:
    """Who keeps the network says what its acta validated."""
    return network is not None and network_access.may_keep(actor, network)


def may_speak(actor: Actor, version: PathwayVersion) -> bool:
    """A coordinator or administrator of an institution that sits there or that a step names."""
    if actor.institution_id is None or not SPEAKS_FOR_INSTITUTION & actor.roles:
        return False
    network = version.pathway.network
    return StepReliance.objects.filter(
        version=version, institution=actor.institution_id
    ).exists() or (network is not None and _sits_in(actor, network))


def network_to_draft_locked(actor: Actor, *, key: str) -> Network:
    """The network in which a route is begun, locked; raises NetworkUnknown, NotDrafter."""
    network = Network.objects.select_for_update(of=("self",), no_key=True).filter(key=key).first()
    if network is None:
        raise NetworkUnknown(key)
    if not may_draft(actor, network):
        raise NotDrafter(key=key)
    return network


def pathway_to_draft_locked(actor: Actor, *, key: str) -> Pathway:
    """The route, locked for a new version; raises PathwayUnknown, NotDrafter."""
    pathway = _pathways().filter(key=key).first()
    if pathway is None:
        raise PathwayUnknown(key)
    if not may_draft(actor, pathway.network):
        raise NotDrafter(key=key)
    return pathway


def version_to_draft_locked(actor: Actor, *, version_id: UUID) -> PathwayVersion:
    """The version with its route locked, for a coordinator who may write on it.

    Raises PathwayUnknown, NotDrafter.
    """
    version = _version_locked(version_id)
    if not may_draft(actor, version.pathway.network):
        raise NotDrafter(key=version.pathway.key)
    return version


def version_to_validate_locked(actor: Actor, *, version_id: UUID) -> PathwayVersion:
    """The version with its route locked, for who keeps the network.

    Raises PathwayUnknown, NotKeeper; NotDrafter of a seed draft, which no network has.
    """
    version = _version_locked(version_id)
    network = version.pathway.network
    if network is None:
        raise NotDrafter(key=version.pathway.key)
    if not may_validate(actor, network):
        raise NotKeeper(key=network.key)
    return version


def version_to_speak_of_locked(actor: Actor, *, version_id: UUID) -> tuple[PathwayVersion, UUID]:
    """The version with its route locked, and the institution for which the actor speaks.

    Raises PathwayUnknown, NotYourInstitution.
    """
    version = _version_locked(version_id)
    if actor.institution_id is None or not may_speak(actor, version):
        raise NotYourInstitution(institution_id=actor.institution_id)
    return version, actor.institution_id


def _version_locked(version_id: UUID) -> PathwayVersion:
    found = PathwayVersion.objects.filter(pk=version_id).values_list("pathway_id", flat=True)
    pathway = _pathways().filter(pk__in=list(found)).first()
    if pathway is None:
        raise PathwayUnknown(str(version_id))
    version = PathwayVersion.objects.get(pk=version_id)
    version.pathway = pathway
    return version


def _pathways() -> QuerySet[Pathway]:
    return Pathway.objects.select_for_update(of=("self",), no_key=True).select_related("network")


def _sits_in(actor: Actor, network: Network) -> bool:
    if actor.institution_id is None:
        return False
    tables = Network.objects.filter(Q(pk=network.pk) | Q(wholes=network)).distinct()
    return any(network_access.is_member(actor, table) for table in tables.order_by("key"))
