"""Texts that several people write at once: what came second is kept beside, never lost.

Who saves says on which revision they wrote. Is it still the current one, theirs becomes the next;
else it is stored without a number, and the caller shows both. The app's row keeps the number of
its current revision and is locked by the caller while saving.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from relevo.plumbing.models import Revision


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of a text: the new current one, or kept beside the current one."""

    revision: Revision
    is_current: bool


def save_revision(
    subject: str,
    *,
    current: int,
    base: int,
    content: Mapping[str, Any],
    actor_id: UUID,
    at: datetime,
) -> Saved:
    """Store a text written on revision ``base``; call it with the subject's row locked.

    ``current``: the row's revision. When ``is_current`` the caller writes the content to its row
    and sets its revision to ``revision.number``.
    """
    is_current = base == current
    revision = Revision.objects.create(
        subject=subject,
        number=current + 1 if is_current else None,
        base=base,
        content=dict(content),
        actor_id=actor_id,
        at=at,
    )
    return Saved(revision, is_current)


def list_revisions(subject: str) -> list[Revision]:
    """All that was saved, newest first, with what was kept beside."""
    return list(Revision.objects.filter(subject=subject).order_by("-at", "-id"))


def list_beside(subject: str) -> list[Revision]:
    """Texts that wait for a person to merge them or set them aside."""
    return list(
        Revision.objects.filter(subject=subject, number=None, merged_at=None).order_by("at", "id")
    )


def settle(revision_id: int, *, subject: str, at: datetime) -> None:
    """A person took a text kept beside in, or set it aside; it stays readable."""
    Revision.objects.filter(pk=revision_id, subject=subject, number=None, merged_at=None).update(
        merged_at=at
    )
