"""Reads of what can be asked at a border, and of when it no longer is."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from relevo.borders.enums import DemandKind
from relevo.borders.errors import RequirementUnknown
from relevo.borders.models import Demand, Requirement


def ends_on(row: Requirement, *, known_at: datetime) -> date | None:
    """The day from which it is not asked any more, as known; None: nobody has said one."""
    known = [end for end in row.ends.all() if end.known_from <= known_at]
    if not known:
        return row.valid_until
    return max(known, key=lambda end: (end.known_from, end.until)).until


def still_asked(rows: Iterable[Requirement], *, on: date, known_at: datetime) -> list[Requirement]:
    """Those of which nobody had said by then that they end before or on the day."""
    kept = []
    for row in rows:
        end = ends_on(row, known_at=known_at)
        if end is None or end > on:
            kept.append(row)
    return kept


def list_told_requirements(*, known_at: datetime) -> list[Requirement]:
    """Every requirement told by then, newest first, ended ones too."""
    rows = Requirement.objects.select_related("crossing").prefetch_related("ends")
    found = [row for row in rows if row.known_from is None or row.known_from <= known_at]
    oldest = datetime.min.replace(tzinfo=known_at.tzinfo)
    return sorted(found, key=lambda row: (row.known_from or oldest, row.key), reverse=True)


def requirement_key(requirement_id: UUID) -> str:
    """The key of a requirement that there is."""
    return Requirement.objects.values_list("key", flat=True).get(pk=requirement_id)


def get_requirement(key: str, *, known_at: datetime) -> Requirement:
    """One requirement told by then; RequirementUnknown."""
    row = (
        Requirement.objects.select_related("crossing")
        .prefetch_related("ends")
        .filter(key=key)
        .first()
    )
    if row is None or (row.known_from is not None and row.known_from > known_at):
        raise RequirementUnknown(key)
    return row


def list_demands() -> dict[str, Demand]:
    """Everything that can be asked for, by code."""
    return {row.code: row for row in Demand.objects.order_by("kind", "code")}


def list_papers() -> list[Demand]:
    """What a person can have with them: papers, tests and vaccinations, by name."""
    kinds = (DemandKind.DOCUMENT, DemandKind.TEST, DemandKind.VACCINATION)
    rows = Demand.objects.filter(kind__in=kinds, accepts=[]).order_by("kind", "name_es")
    return list(rows)
