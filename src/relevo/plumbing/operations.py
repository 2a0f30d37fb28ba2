"""An act that is sent twice happens once: a second click, a browser that tries again.

Whoever fills in a form gets the id of the act with it. Sent again with the same content, the act is
answered with what it made the first time; whether its sender may still see that is asked anew. With
another content it is refused. The id never expires: a telephone may have been off for weeks.

Whoever goes back in a browser gets the form anew, filled in as before, with a new id. Where nobody
does the very same thing twice running within a while on purpose, the same content is the same act,
too; after any other act it is not, because then something may have to be said again.

Of the content a keyed digest is kept, because a plain one could be guessed.
"""

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from hmac import compare_digest
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db import IntegrityError, transaction

from relevo.plumbing.models import Operation
from relevo.plumbing.sealed import mac

LABEL = "operation"


class OperationDiffers(Exception):
    """The id of an act was sent again with another content: nothing was done."""


class HasId(Protocol):
    """What an act makes: a row with an id."""

    @property
    def pk(self) -> Any: ...  # noqa: ANN401 -- Django's own


T = TypeVar("T", bound=HasId)


def once(
    op_id: UUID,
    *,
    institution_id: UUID,
    content: Mapping[str, Any],
    at: datetime,
    act: Callable[[], T],
    again: Callable[[UUID], T],
    within: timedelta = timedelta(0),
) -> T:
    """Do ``act``, or give ``again`` the id of what it made before; OperationDiffers.

    Two at the same time: one acts, the other finds what it made. ``within``: so long the same
    content, sent again with no other act between, is the same act also under a new id; then it must
    say whose act and which form it is.
    """
    digest = mac(LABEL, json.dumps(content, sort_keys=True, default=str))
    try:
        with transaction.atomic():
            made = _made(op_id, institution_id=institution_id, digest=digest)
            if made is None and within:
                made = _made_lately(digest, institution_id=institution_id, since=at - within)
            if made is not None:
                return again(made)
            result = act()
            Operation.objects.create(
                institution_id=institution_id,
                op_id=op_id,
                digest=digest,
                result_id=result.pk,
                at=at,
            )
            return result
    except IntegrityError:
        made = _made(op_id, institution_id=institution_id, digest=digest)
        if made is None:
            raise
        return again(made)


def _made(op_id: UUID, *, institution_id: UUID, digest: str) -> UUID | None:
    found = Operation.objects.filter(institution_id=institution_id, op_id=op_id).first()
    if found is None:
        return None
    if not compare_digest(found.digest, digest):
        raise OperationDiffers
    return found.result_id


def _made_lately(digest: str, *, institution_id: UUID, since: datetime) -> UUID | None:
    """What the last act of the institution made, where it had this content and was done lately."""
    done = Operation.objects.filter(institution_id=institution_id, at__gte=since)
    last = done.order_by("-at", "-id").first()
    return last.result_id if last is not None and compare_digest(last.digest, digest) else None
