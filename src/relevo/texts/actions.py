"""Writes of texts: a version, a recording. Neither is ever changed."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from relevo.audit import actions as audit
from relevo.kernel.actor import Actor
from relevo.texts import rules
from relevo.texts.enums import TextKind
from relevo.texts.errors import NotYoursToWrite, TextRefused
from relevo.texts.models import Recording, TextVersion

WRITES: frozenset[str] = frozenset({"platform_admin", "institution_admin"})
"""Roles that add texts; accounts lie above this app, so they are named here by their codes."""


def may_write(actor: Actor) -> bool:
    return bool(WRITES & actor.roles)


@transaction.atomic
def add_text(
    *,
    kind: str,
    language: str,
    paragraphs: Sequence[str],
    words: Mapping[str, str],
    wanted_words: Sequence[str],
    translator: str,
    reviewer: str,
    reviewed_on: date,
    by: Actor,
    at: datetime,
) -> TextVersion:
    """Add the next version in a language; from now on it is what is read out.

    Raises NotYoursToWrite, TextRefused.
    """
    _check_writer(by)
    rules.check_text(
        kind=kind,
        language=language,
        paragraphs=paragraphs,
        words=words,
        wanted_words=wanted_words if kind in rules.ASKING else [],
        translator=translator,
        reviewer=reviewer,
        reviewed_on=reviewed_on,
        today=at.date(),
    )
    earlier = TextVersion.objects.select_for_update(no_key=True).filter(
        kind=kind, language=language
    )
    last = earlier.order_by("-number").first()
    row = TextVersion.objects.create(
        kind=kind,
        language=language,
        number=1 if last is None else last.number + 1,
        paragraphs=list(paragraphs),
        words=dict(words),
        translator=translator.strip(),
        reviewer=reviewer.strip(),
        reviewed_on=reviewed_on,
        added_at=at,
        added_by=by.id,
    )
    audit.record(
        "text.added",
        subject=str(row.pk),
        actor=by,
        at=at,
        facts={"kind": kind, "language": language, "number": row.number},
    )
    return row


@transaction.atomic
def add_recording(
    *,
    kind: str,
    language: str,
    version: str,
    content: bytes,
    speaker: str,
    reviewer: str,
    recorded_on: date,
    by: Actor,
    at: datetime,
) -> Recording:
    """Add how somebody says a version. It is kept and played as it came.

    Raises NotYoursToWrite, TextRefused.
    """
    _check_writer(by)
    if kind not in TextKind.values:
        raise TextRefused(field="kind", problem="unknown")
    medium = rules.check_recording(
        content, speaker=speaker, reviewer=reviewer, recorded_on=recorded_on, today=at.date()
    )
    row = Recording.objects.create(
        kind=kind,
        language=language,
        version=version,
        medium=medium,
        content=content,
        digest=hashlib.sha256(content).hexdigest(),
        speaker=speaker.strip(),
        reviewer=reviewer.strip(),
        recorded_on=recorded_on,
        added_at=at,
        added_by=by.id,
    )
    audit.record(
        "text.recorded",
        subject=str(row.pk),
        actor=by,
        at=at,
        facts={"kind": kind, "language": language},
    )
    return row


def _check_writer(actor: Actor) -> None:
    if not may_write(actor):
        raise NotYoursToWrite
