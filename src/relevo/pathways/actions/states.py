"""A draft is proposed, validated by the network's acta, superseded by the next, or withdrawn."""

from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.kernel.actor import Actor
from relevo.networks.models import Acta
from relevo.outbox import actions as outbox
from relevo.pathways import access
from relevo.pathways.enums import VersionState
from relevo.pathways.errors import ActaOfAnotherNetwork, PathwayFieldRefused
from relevo.pathways.models import PathwayVersion
from relevo.pathways.queries import versions
from relevo.pathways.rules.content import digest_of
from relevo.pathways.rules.states import check_move


@transaction.atomic
def propose_version(*, version_id: UUID, by: Actor, at: datetime) -> PathwayVersion:
    """Put a draft before the network: from here on its content does not change.

    Raises PathwayUnknown, NotDrafter, PathwayMoveRefused; PathwayFieldRefused while it has no
    step, or while a text kept beside it waits for somebody.
    """
    version = access.version_to_draft_locked(by, version_id=version_id)
    check_move(version.state, VersionState.PROPOSED)
    content = versions.content_of(version)
    if not content.steps:
        raise PathwayFieldRefused(field="steps", problem="missing")
    if versions.beside_of(version):
        raise PathwayFieldRefused(field="beside", problem="waiting")
    version.state = VersionState.PROPOSED
    version.proposed_at = at
    version.digest = digest_of(content)
    version.save(update_fields=["state", "proposed_at", "digest"])
    _tell("pathway.proposed", version, by=by, at=at)
    return version


@transaction.atomic
def withdraw_version(*, version_id: UUID, by: Actor, at: datetime) -> PathwayVersion:
    """Take a draft or a proposal out of work; it stays readable, a next version may begin.

    Raises PathwayUnknown, NotDrafter, PathwayMoveRefused.
    """
    version = access.version_to_draft_locked(by, version_id=version_id)
    check_move(version.state, VersionState.WITHDRAWN)
    version.state = VersionState.WITHDRAWN
    version.changed_at = at
    version.save(update_fields=["state", "changed_at"])
    _tell("pathway.withdrawn", version, by=by, at=at)
    return version


@transaction.atomic
def validate_version(
    *, version_id: UUID, acta_id: UUID, review_on: date, by: Actor, at: datetime
) -> PathwayVersion:
    """Record that the network's acta validated a proposal: it works, and supersedes the one before.

    Cases opened under the version before stay on it. Raises PathwayUnknown, NotKeeper, NotDrafter,
    PathwayMoveRefused, ActaOfAnotherNetwork, PathwayFieldRefused.
    """
    version = access.version_to_validate_locked(by, version_id=version_id)
    check_move(version.state, VersionState.VALIDATED)
    acta = Acta.objects.filter(pk=acta_id, network=version.pathway.network_id).first()
    if acta is None:
        raise ActaOfAnotherNetwork(key=version.pathway.key)
    if acta.adopted_on > at.date():
        raise PathwayFieldRefused(field="acta", problem="future")
    if review_on <= at.date():
        raise PathwayFieldRefused(field="review_on", problem="past")
    before = versions.version_that_works(version.pathway)
    if before is not None:
        check_move(before.state, VersionState.SUPERSEDED)
        before.state = VersionState.SUPERSEDED
        before.superseded_at = at
        before.save(update_fields=["state", "superseded_at"])
        outbox.queue("pathway.superseded", subject_id=str(before.pk), at=at)
    version.state = VersionState.VALIDATED
    version.acta = acta
    version.validated_at = at
    version.review_on = review_on
    version.save(update_fields=["state", "acta", "validated_at", "review_on"])
    _tell("pathway.validated", version, by=by, at=at, facts={"acta": str(acta.pk)})
    return version


def _tell(
    verb: str,
    version: PathwayVersion,
    *,
    by: Actor,
    at: datetime,
    facts: dict[str, object] | None = None,
) -> None:
    outbox.queue(verb, subject_id=str(version.pk), at=at)
    audit.record(
        verb,
        subject=str(version.pk),
        actor=by,
        at=at,
        facts={"number": version.number} | (facts or {}),
    )
