"""An institution leaves for good: what it kept of people can never be opened again."""

from datetime import datetime
from typing import cast
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.cases import access
from relevo.cases.errors import LeavingRefused
from relevo.kernel.actor import Actor
from relevo.plumbing.sealed import destroy_key


@transaction.atomic
def destroy_sealed_cases(*, by: Actor, at: datetime) -> None:
    """Destroy the sealing key of the actor's own institution, after its work is closed.

    Its cases, previews, packets and kept plans stay as rows of codes that nobody can open. Only
    its administrator does this, only once nothing of it is open and it has ended every signature.
    Raises LeavingRefused with what still stands.
    """
    for reason in access.what_stands(by):
        raise LeavingRefused(standing=reason)
    institution_id = cast("UUID", by.institution_id)
    destroy_key(institution_id, at=at)
    audit.record("institution.key_destroyed", subject=str(institution_id), actor=by, at=at)
