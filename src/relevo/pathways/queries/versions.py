"""Routes and their versions: what there is, what works, what it said at a revision."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from relevo.pathways.enums import VersionState
from relevo.pathways.errors import PathwayUnknown
from relevo.pathways.models import Pathway, PathwayProfile, PathwayVersion
from relevo.pathways.rules.content import Content, parse_content
from relevo.plumbing.models import Revision
from relevo.plumbing.revisions import list_beside

WORKED: tuple[VersionState, ...] = (VersionState.VALIDATED, VersionState.SUPERSEDED)


def subject_of(version_id: UUID) -> str:
    """The name of a version among the texts that several people write."""
    return f"pathway_version:{version_id}"


def list_pathways(
    *, network_key: str = "", profile: str = "", country: str = "", seeds: bool | None = None
) -> QuerySet[Pathway]:
    """Routes in Spanish order, with profiles, network, crossing and versions (newest first)."""
    found = Pathway.objects.select_related("network", "institution", "crossing").prefetch_related(
        Prefetch("profiles", PathwayProfile.objects.order_by("code")),
        Prefetch("versions", PathwayVersion.objects.order_by("-number")),
    )
    if network_key:
        found = found.filter(network__key=network_key)
    if profile:
        found = found.filter(pk__in=PathwayProfile.objects.filter(code=profile).values("pathway"))
    if country:
        found = found.filter(countries__contains=country)
    if seeds is not None:
        found = found.filter(is_seed=seeds)
    return found.order_by("sort_key", "key")


def get_pathway(key: str) -> Pathway:
    """A route with everything that a list shows; raises PathwayUnknown."""
    found = list_pathways().filter(key=key).first()
    if found is None:
        raise PathwayUnknown(key)
    return found


def get_version(key: str, number: int) -> PathwayVersion:
    """One version of a route; raises PathwayUnknown."""
    found = (
        PathwayVersion.objects.select_related(
            "pathway__network", "pathway__crossing", "acta__network", "based_on", "drafted_by"
        )
        .filter(pathway__key=key, number=number)
        .first()
    )
    if found is None:
        raise PathwayUnknown(f"{key} {number}")
    return found


def list_versions(key: str) -> list[PathwayVersion]:
    """All versions of a route, newest first."""
    return list(
        PathwayVersion.objects.select_related("acta", "drafted_by", "pathway")
        .filter(pathway__key=key)
        .order_by("-number")
    )


def version_in_work(pathway: Pathway) -> PathwayVersion | None:
    """The draft or proposal of a route, if there is one."""
    return pathway.versions.filter(state__in=[VersionState.DRAFT, VersionState.PROPOSED]).first()


def version_that_works(pathway: Pathway) -> PathwayVersion | None:
    """The version that an acta validated and that nothing has superseded."""
    return pathway.versions.filter(state=VersionState.VALIDATED).first()


def content_of(version: PathwayVersion) -> Content:
    """What a version says."""
    return parse_content(version.content)


def content_at(version: PathwayVersion, revision: int) -> Content:
    """What a draft said at one of its revisions; raises PathwayUnknown."""
    found = Revision.objects.filter(subject=subject_of(version.pk), number=revision).first()
    if found is None:
        raise PathwayUnknown(f"{version.pk} {revision}")
    return parse_content(found.content)


def beside_of(version: PathwayVersion) -> list[tuple[Revision, Content]]:
    """Contents kept beside a draft, oldest first: a person takes them in or sets them aside."""
    return [(row, parse_content(row.content)) for row in list_beside(subject_of(version.pk))]


def list_in_force(
    *, codes: Collection[str], side: str, countries: Collection[str], at: datetime
) -> list[PathwayVersion]:
    """Versions that worked at an instant for any of the profiles or needs, on a side.

    A route counts when it runs through ``side`` and through no country that is not concerned.
    The one for most of the codes comes first.
    """
    concerned = PathwayProfile.objects.filter(code__in=codes).values("pathway")
    found = (
        PathwayVersion.objects.select_related("pathway__network")
        .prefetch_related("pathway__profiles")
        .filter(pathway__in=concerned, state__in=WORKED, validated_at__lte=at)
        .filter(Q(superseded_at=None) | Q(superseded_at__gt=at))
        .order_by("pathway__sort_key", "pathway__key", "-number")
    )
    fitting = [
        version
        for version in found
        if side in (through := version.pathway.countries.split("|"))
        and set(through) <= {side, *countries}
    ]
    return sorted(
        fitting,
        key=lambda version: (
            -len({profile.code for profile in version.pathway.profiles.all()} & set(codes))
        ),
    )
