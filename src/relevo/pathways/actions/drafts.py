"""Routes are begun, taken up, and written on together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.enums import Visibility
from relevo.directory.models import Institution, Service, Term
from relevo.kernel.actor import Actor
from relevo.kernel.countries import REGION
from relevo.kernel.refusals import raise_first
from relevo.kernel.text import LocalisedText
from relevo.networks.models import Network
from relevo.outbox import actions as outbox
from relevo.pathways import access
from relevo.pathways.enums import VersionState
from relevo.pathways.errors import (
    PathwayFieldRefused,
    PathwayMoveRefused,
    PathwayUnknown,
    VersionInWork,
)
from relevo.pathways.models import Pathway, PathwayProfile, PathwayVersion, StepReliance
from relevo.pathways.queries import versions
from relevo.pathways.rules.content import Content, Step, dump_content, parse_content
from relevo.pathways.rules.diff import merge
from relevo.pathways.rules.states import IN_WORK
from relevo.places.models import Area, Crossing
from relevo.plumbing.folding import sort_key
from relevo.plumbing.revisions import save_revision, settle

LONGEST_TITLE = 200
LONGEST_SORT = 240
MOST_PROFILES = 8
MOST_AREAS = 20
LONGEST_KEY = 40


@dataclass(frozen=True, slots=True)
class PathwayHead:
    """What is settled before a route has steps: for whom, between which countries, where."""

    title_es: str
    title_en: str = ""
    profiles: tuple[str, ...] = ()
    """Terms of the taxonomy: profiles, or needs that a route answers."""
    countries: tuple[str, ...] = ()
    crossing_key: str = ""
    area_keys: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A step as a working table wrote it."""

    action: LocalisedText
    role: LocalisedText
    side: str
    institution_key: str = ""
    within_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class Edited:
    """What became of an edit: the draft's new content, or kept beside it."""

    version: PathwayVersion
    is_current: bool
    is_merged: bool = False


@transaction.atomic
def draft_pathway(
    head: PathwayHead, *, network_key: str, content: Content | None = None, by: Actor, at: datetime
) -> PathwayVersion:
    """Begin a route of a network, as its first draft.

    Raises NetworkUnknown, NotDrafter, PathwayFieldRefused, ContentUnreadable.
    """
    network = access.network_to_draft_locked(by, key=network_key)
    return _begin(head, network=network, content=content or Content(), based_on=None, by=by, at=at)


@transaction.atomic
def draft_from_steps(
    *,
    network_key: str,
    title_es: str,
    title_en: str = "",
    profiles: Sequence[str],
    countries: Sequence[str],
    crossing_key: str = "",
    steps: Sequence[StepDraft],
    problem: LocalisedText,
    by: Actor,
    at: datetime,
) -> PathwayVersion:
    """Begin a route from what a working table proposed: the problem is what sets it off.

    Raises NetworkUnknown, NotDrafter, PathwayFieldRefused, ContentUnreadable.
    """
    network = access.network_to_draft_locked(by, key=network_key)
    content = Content(
        trigger=problem,
        steps=tuple(
            Step(
                key=f"s{number}",
                side=step.side,
                action=step.action,
                role=step.role,
                institution_key=step.institution_key,
                within_minutes=step.within_minutes,
            )
            for number, step in enumerate(steps, start=1)
        ),
    )
    head = PathwayHead(title_es, title_en, tuple(profiles), tuple(countries), crossing_key)
    return _begin(head, network=network, content=content, based_on=None, by=by, at=at)


@transaction.atomic
def adopt_seed(*, key: str, network_key: str, by: Actor, at: datetime) -> PathwayVersion:
    """A network takes a draft from public sources up as its own draft; the seed stays for others.

    Raises NetworkUnknown, NotDrafter, PathwayUnknown.
    """
    network = access.network_to_draft_locked(by, key=network_key)
    seed = versions.list_pathways(seeds=True).filter(key=key).first()
    if seed is None:
        raise PathwayUnknown(key)
    latest = seed.versions.all()[0]
    head = PathwayHead(
        title_es=seed.title_es,
        title_en=seed.title_en,
        profiles=tuple(profile.code for profile in seed.profiles.all()),
        countries=tuple(seed.countries.split("|")),
        crossing_key=seed.crossing.key if seed.crossing else "",
    )
    content = versions.content_of(latest)
    version = _begin(head, network=network, content=content, based_on=latest, by=by, at=at)
    pathway = version.pathway
    pathway.source, pathway.sourced, pathway.confidence = seed.source, seed.sourced, seed.confidence
    pathway.save(update_fields=["source", "sourced", "confidence"])
    return version


@transaction.atomic
def new_version(*, key: str, by: Actor, at: datetime) -> PathwayVersion:
    """Begin the next version from the one that works, else from the last one.

    Raises PathwayUnknown, NotDrafter, VersionInWork.
    """
    pathway = access.pathway_to_draft_locked(by, key=key)
    known = {
        VersionState(version.state): version for version in pathway.versions.order_by("number")
    }
    for state in IN_WORK & known.keys():
        raise VersionInWork(key=key, number=known[state].number)
    last = pathway.versions.order_by("-number")[0]
    based_on = known.get(VersionState.VALIDATED, last)
    return _write_version(
        pathway,
        number=last.number + 1,
        content=versions.content_of(based_on),
        based_on=based_on,
        by=by,
        at=at,
    )


@transaction.atomic
def edit_version(
    *, version_id: UUID, content: Content, base: int, by: Actor, at: datetime
) -> Edited:
    """Save a draft as it was written on revision ``base``.

    Has somebody saved other steps meanwhile, both are put together. Has somebody changed the same
    step, this content is kept beside: a person decides, nothing is lost. Raises PathwayUnknown,
    NotDrafter, PathwayMoveRefused, PathwayFieldRefused, ContentUnreadable.
    """
    version = _draft(version_id, by=by)
    theirs = _readable(content)
    before = _content_at(version, base)
    if theirs == before:
        return Edited(version, is_current=True)
    current = versions.content_of(version)
    is_merged = base != version.revision
    merged = merge(before, current=current, theirs=theirs) if is_merged else theirs
    if merged == current:
        return Edited(version, is_current=True)
    if merged is not None:
        base, theirs = version.revision, merged
    _check_references(theirs)
    saved = save_revision(
        versions.subject_of(version.pk),
        current=version.revision,
        base=base,
        content=dump_content(theirs),
        actor_id=by.id,
        at=at,
    )
    if saved.is_current:
        _store(version, theirs, revision=version.revision + 1, at=at)
    _tell("pathway.edited", version, by=by, at=at, facts={"current": saved.is_current})
    return Edited(version, is_current=saved.is_current, is_merged=is_merged and saved.is_current)


@transaction.atomic
def settle_beside(
    *, version_id: UUID, revision_id: int, content: Content | None, by: Actor, at: datetime
) -> PathwayVersion:
    """A person read what was kept beside: takes it in (``content``: how it now reads), or not.

    What was set aside stays readable. Raises PathwayUnknown, NotDrafter, PathwayMoveRefused,
    PathwayFieldRefused, ContentUnreadable.
    """
    version = _draft(version_id, by=by)
    subject = versions.subject_of(version.pk)
    if revision_id not in {row.pk for row, _content in versions.beside_of(version)}:
        raise PathwayFieldRefused(field="revision", problem="unknown")
    if content is not None:
        readable = _readable(content)
        _check_references(readable)
        save_revision(
            subject,
            current=version.revision,
            base=version.revision,
            content=dump_content(readable),
            actor_id=by.id,
            at=at,
        )
        _store(version, readable, revision=version.revision + 1, at=at)
    settle(revision_id, subject=subject, at=at)
    _tell("pathway.settled", version, by=by, at=at, facts={"taken": content is not None})
    return version


def _begin(
    head: PathwayHead,
    *,
    network: Network,
    content: Content,
    based_on: PathwayVersion | None,
    by: Actor,
    at: datetime,
) -> PathwayVersion:
    crossing, areas = _check_head(head)
    pathway = Pathway.objects.create(
        id=uuid4(),
        key=_free_key(network),
        network=network,
        institution_id=by.institution_id,
        title_es=head.title_es.strip(),
        title_en=head.title_en.strip(),
        sort_key=sort_key(head.title_es)[:LONGEST_SORT],
        countries="|".join(head.countries),
        crossing=crossing,
        is_demo=network.is_demo,
    )
    pathway.areas.set(areas)
    PathwayProfile.objects.bulk_create(
        PathwayProfile(pathway=pathway, code=code) for code in head.profiles
    )
    return _write_version(
        pathway, number=1, content=_readable(content), based_on=based_on, by=by, at=at
    )


def _check_head(head: PathwayHead) -> tuple[Crossing | None, list[Area]]:
    crossing = Crossing.objects.filter(key=head.crossing_key).first() if head.crossing_key else None
    areas = list(Area.objects.filter(key__in=head.area_keys).order_by("key"))
    terms = Term.objects.filter(code__in=head.profiles).count()
    refusals = (
        (not head.title_es.strip(), "title_es", "missing"),
        (len(head.title_es) > LONGEST_TITLE, "title_es", "too_long"),
        (len(head.title_en) > LONGEST_TITLE, "title_en", "too_long"),
        (not head.profiles, "profiles", "missing"),
        (len(head.profiles) > MOST_PROFILES, "profiles", "too_many"),
        (terms != len(head.profiles), "profiles", "unknown"),
        (not head.countries, "countries", "missing"),
        (not set(head.countries) <= set(REGION), "countries", "unknown"),
        (len(set(head.countries)) != len(head.countries), "countries", "twice"),
        (bool(head.crossing_key) and crossing is None, "crossing_key", "unknown"),
        (len(head.area_keys) > MOST_AREAS, "area_keys", "too_many"),
        (len(areas) != len(set(head.area_keys)), "area_keys", "unknown"),
    )
    raise_first(refusals, PathwayFieldRefused)
    return crossing, areas


def _free_key(network: Network) -> str:
    """``NET-SUR-R3``; the network is locked, so two routes begun at a time get two keys."""
    number = Pathway.objects.filter(network=network).count() + 1
    while True:
        ending = f"-R{number}"
        key = f"{network.key[: LONGEST_KEY - len(ending)]}{ending}"
        if not Pathway.objects.filter(key=key).exists():
            return key
        number += 1


def _write_version(
    pathway: Pathway,
    *,
    number: int,
    content: Content,
    based_on: PathwayVersion | None,
    by: Actor,
    at: datetime,
) -> PathwayVersion:
    _check_references(content)
    written = dump_content(content)
    version = PathwayVersion.objects.create(
        id=uuid4(),
        pathway=pathway,
        number=number,
        state=VersionState.DRAFT,
        content=written,
        based_on=based_on,
        drafted_by_id=by.institution_id,
        changed_at=at,
    )
    subject = versions.subject_of(version.pk)
    save_revision(subject, current=0, base=0, content=written, actor_id=by.id, at=at)
    _store(version, content, revision=1, at=at)
    _tell("pathway.drafted", version, by=by, at=at, facts={"number": number})
    return version


def _draft(version_id: UUID, *, by: Actor) -> PathwayVersion:
    version = access.version_to_draft_locked(by, version_id=version_id)
    if version.state != VersionState.DRAFT:
        raise PathwayMoveRefused(current=version.state, wanted=VersionState.DRAFT.value)
    return version


def _content_at(version: PathwayVersion, base: int) -> Content:
    try:
        return versions.content_at(version, base)
    except PathwayUnknown as error:
        raise PathwayFieldRefused(field="base", problem="unknown") from error


def _readable(content: Content) -> Content:
    """As it would be read again: nothing is stored that could not be."""
    return parse_content(dump_content(content))


def _check_references(content: Content) -> None:
    """Institutions, services and needs that a step names exist.

    A restricted service is none of them: a route hangs on walls. Its step names the role and the
    line to call.
    """
    services = {step.service_key for step in content.steps} - {""}
    named = (
        ("institution_key", _institutions_of(content), Institution.objects.values_list("key")),
        ("service_key", services, Service.objects.values_list("key")),
        ("need", {step.need for step in content.steps} - {""}, Term.objects.values_list("code")),
    )
    for field, keys, rows in named:
        column = "code" if field == "need" else "key"
        known = {key for (key,) in rows.filter(**{f"{column}__in": keys}).order_by(column)}
        if keys - known:
            raise PathwayFieldRefused(field=field, problem="unknown")
    restricted = Service.objects.filter(key__in=services, visibility=Visibility.RESTRICTED)
    if restricted.exists():
        raise PathwayFieldRefused(field="service_key", problem="restricted")


def _institutions_of(content: Content) -> set[str]:
    named = {step.institution_key for step in content.steps}
    named |= {one.institution_key for step in content.steps for one in step.alternates}
    return named - {""}


def _store(version: PathwayVersion, content: Content, *, revision: int, at: datetime) -> None:
    version.content = dump_content(content)
    version.revision = revision
    version.changed_at = at
    version.save(update_fields=["content", "revision", "changed_at"])
    write_reliances(version, content)


def write_reliances(version: PathwayVersion, content: Content) -> None:
    """Note on whom each step relies, so that what a change breaks is found by one query."""
    institutions = dict(
        Institution.objects.filter(key__in=_institutions_of(content))
        .order_by("key")
        .values_list("key", "id")
    )
    keys = {step.service_key for step in content.steps} - {""}
    services = dict(Service.objects.filter(key__in=keys).order_by("key").values_list("key", "id"))
    StepReliance.objects.filter(version=version).delete()
    StepReliance.objects.bulk_create(
        StepReliance(
            version=version,
            step_key=step.key,
            institution_id=institutions.get(institution_key),
            service_id=services.get(service_key),
            is_alternate=is_alternate,
        )
        for step in content.steps
        for institution_key, service_key, is_alternate in (
            (step.institution_key, step.service_key, False),
            *((one.institution_key, "", True) for one in step.alternates),
        )
        if institution_key or service_key
    )


def _tell(
    verb: str, version: PathwayVersion, *, by: Actor, at: datetime, facts: dict[str, object]
) -> None:
    outbox.queue(verb, subject_id=str(version.pk), at=at)
    audit.record(verb, subject=str(version.pk), actor=by, at=at, facts=facts)
