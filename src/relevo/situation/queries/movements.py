"""Plain reads of movements, sightings and warnings. They go out through ``access`` only."""

from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from relevo.situation.models import Movement, NeedsWarning, Sighting, WarningReceipt
from relevo.situation.rules.movements import Fix, Going, going_of, half_day


def list_movements(*, at: datetime, known_at: datetime) -> list[Movement]:
    """Movements known then, newest first, with the sightings known then."""
    return list(_rows(at, known_at))


def get_movement(movement_id: UUID, *, at: datetime, known_at: datetime) -> Movement | None:
    """One of them, if it was known then."""
    return _rows(at, known_at).filter(pk=movement_id).first()


def _rows(at: datetime, known_at: datetime) -> QuerySet[Movement]:
    seen = (
        Sighting.objects.filter(known_from__lte=known_at, day__lte=at.date())
        .select_related("area__parent", "crossing", "institution")
        .order_by("day", "half", "known_from", "key")
    )
    return (
        Movement.objects.filter(known_from__lte=known_at)
        .select_related("origin__parent", "institution")
        .prefetch_related(Prefetch("sightings", queryset=seen))
        .order_by("-day", "key")
    )


def seen_by(row: Movement, *, at: datetime) -> list[Sighting]:
    """The sightings that were read with it whose half-day had begun, oldest first."""
    found = [told for told in row.sightings.all() if half_day(told.day, told.half).start <= at]
    return sorted(found, key=lambda told: (told.day, told.half, told.known_from, told.key))


def going_at(row: Movement, *, at: datetime) -> Going:
    """What became of it, as its sightings tell."""
    seen = seen_by(row, at=at)
    return going_of([Fix("", told.day, told.half, told.kind) for told in seen])


def list_warnings(
    *, at: datetime, known_at: datetime, movement_id: UUID | None = None
) -> list[NeedsWarning]:
    """Warnings known then, those whose window is still ahead first; with who has read them."""
    read = WarningReceipt.objects.filter(at__lte=known_at).select_related("institution")
    rows = (
        NeedsWarning.objects.filter(known_from__lte=known_at)
        .select_related("area__parent", "movement__origin", "institution")
        .prefetch_related(Prefetch("receipts", queryset=read.order_by("at", "id")))
        .order_by("-from_at", "area__sort_key", "-known_from", "id")
    )
    if movement_id is not None:
        rows = rows.filter(movement=movement_id)
    return sorted(rows, key=lambda row: row.until_at <= at)


def get_warning(warning_id: UUID, *, known_at: datetime) -> NeedsWarning | None:
    """One of them, if it was known then."""
    rows = NeedsWarning.objects.filter(pk=warning_id, known_from__lte=known_at)
    return rows.select_related("area", "movement").first()


def count_unread_warnings(institution_id: UUID, *, at: datetime) -> int:
    """How many warnings whose window is not over nobody of that institution has read."""
    ahead = NeedsWarning.objects.filter(known_from__lte=at, until_at__gt=at)
    return ahead.exclude(receipts__institution=institution_id).count()


def is_read_by(row: NeedsWarning, institution_id: UUID | None) -> bool:
    """Whether that institution said that it read a warning of ``list_warnings``."""
    return any(receipt.institution_id == institution_id for receipt in row.receipts.all())
