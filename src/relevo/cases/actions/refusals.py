"""What is left of a disclosure that was refused: a line in the audit, and nothing else."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases.errors import DisclosureRefused
from relevo.kernel.actor import Actor


@contextmanager
def undone_but_recorded(subject: UUID, *, by: Actor, at: datetime) -> Iterator[None]:
    """One transaction; a disclosure refused in it undoes it, and the refusal is recorded."""
    try:
        with transaction.atomic():
            yield
    except DisclosureRefused as refusal:
        audit.record_access(
            "disclosure.refused",
            subject=str(subject),
            actor=by,
            at=at,
            facts={"reason": refusal.reason},
        )
        raise
