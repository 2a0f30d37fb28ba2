"""How an institution stands to a route that works: said by itself, never for another."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.kernel.actor import Actor
from relevo.kernel.refusals import raise_first
from relevo.kernel.text import LocalisedText
from relevo.outbox import actions as outbox
from relevo.pathways import access
from relevo.pathways.enums import Stance, VersionState
from relevo.pathways.errors import (
    PathwayFieldRefused,
    PathwayMoveRefused,
    PathwayUnknown,
)
from relevo.pathways.models import Endorsement
from relevo.pathways.queries import versions
from relevo.pathways.rules.content import NOTHING

LONGEST_DOCUMENT = 160
LONGEST_TEXT = 2_000


@transaction.atomic
def endorse(*, version_id: UUID, document: str, on: date, by: Actor, at: datetime) -> Endorsement:
    """The institution stands behind the route by a document of its own.

    Raises PathwayUnknown, NotYourInstitution, PathwayMoveRefused, PathwayFieldRefused.
    """
    if not document.strip():
        raise PathwayFieldRefused(field="document", problem="missing")
    return _state(
        Stance.ENDORSED, version_id=version_id, document=document, text=NOTHING, on=on, by=by, at=at
    )


@transaction.atomic
def note(
    *,
    version_id: UUID,
    on: date,
    by: Actor,
    at: datetime,
    document: str = "",
    text: LocalisedText = NOTHING,
) -> Endorsement:
    """The institution has taken note of the route, and says neither yes nor no.

    Raises PathwayUnknown, NotYourInstitution, PathwayMoveRefused, PathwayFieldRefused.
    """
    return _state(
        Stance.NOTED, version_id=version_id, document=document, text=text, on=on, by=by, at=at
    )


@transaction.atomic
def reserve(
    *,
    version_id: UUID,
    text: LocalisedText,
    on: date,
    by: Actor,
    at: datetime,
    document: str = "",
    step_keys: Sequence[str] = (),
) -> Endorsement:
    """The institution has a reservation: to the whole route, or to steps that it names.

    Raises PathwayUnknown, NotYourInstitution, PathwayMoveRefused, PathwayFieldRefused.
    """
    if not (text.es.strip() or text.en.strip()):
        raise PathwayFieldRefused(field="text", problem="missing")
    return _state(
        Stance.RESERVED,
        version_id=version_id,
        document=document,
        text=text,
        on=on,
        by=by,
        at=at,
        step_keys=tuple(step_keys),
    )


def _state(
    stance: Stance,
    *,
    version_id: UUID,
    document: str,
    text: LocalisedText,
    on: date,
    by: Actor,
    at: datetime,
    step_keys: tuple[str, ...] = (),
) -> Endorsement:
    version, institution_id = access.version_to_speak_of_locked(by, version_id=version_id)
    if version.state != VersionState.VALIDATED:
        raise PathwayMoveRefused(current=version.state, wanted=stance.value)
    refusals = (
        (len(document) > LONGEST_DOCUMENT, "document", "too_long"),
        (max(len(text.es), len(text.en)) > LONGEST_TEXT, "text", "too_long"),
        (on > at.date(), "on", "future"),
    )
    raise_first(refusals, PathwayFieldRefused)
    for key in step_keys:
        if key not in versions.content_of(version).keys:
            raise PathwayUnknown(key)
    said = Endorsement.objects.create(
        version=version,
        institution_id=institution_id,
        stance=stance,
        on=on,
        document=document.strip(),
        text_es=text.es.strip(),
        text_en=text.en.strip(),
        step_keys=sorted(set(step_keys)),
        stated_by=by.id,
        stated_at=at,
    )
    verb = f"pathway.{stance.value}"
    outbox.queue(verb, subject_id=str(version.pk), at=at)
    audit.record(verb, subject=str(version.pk), actor=by, at=at, facts={"number": version.number})
    return said
