"""Reads of what took the place of kept plans, and why."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from relevo.journeys.models import Replan
from relevo.journeys.queries.changes import Change


@dataclass(frozen=True, slots=True)
class Remake:
    """A change that was found under a kept plan. ``result_id`` None: no way is left.

    Without changes: those that were told before are over, and the plan stands as it was.
    """

    id: UUID
    plan_id: UUID
    result_id: UUID | None
    changes: tuple[Change, ...]
    at: datetime
    is_read: bool


def list_remakes(
    plan_ids: Collection[UUID], *, unread_only: bool = False, limit: int | None = None
) -> list[Remake]:
    """What changed under these plans, newest first. Whose plans they are the caller has asked."""
    rows = Replan.objects.filter(plan__in=plan_ids)
    if unread_only:
        rows = rows.filter(read_at=None)
    ordered = rows.order_by("-at", "id")
    return [_remake(row) for row in (ordered if limit is None else ordered[:limit])]


def count_unread(plan_ids: Collection[UUID]) -> int:
    """How many changes under these plans nobody has read."""
    return Replan.objects.filter(plan__in=plan_ids, read_at=None).count()


def _remake(row: Replan) -> Remake:
    return Remake(
        id=row.pk,
        plan_id=row.plan_id,
        result_id=row.result_id,
        changes=tuple(_change(reason) for reason in row.reasons),
        at=row.at,
        is_read=row.read_at is not None,
    )


def _change(reason: Mapping[str, str]) -> Change:
    return Change(kind=reason["kind"], key=reason["key"], was=reason["was"], now=reason["now"])
