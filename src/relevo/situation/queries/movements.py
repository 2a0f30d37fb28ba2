"""Plain reads of movements, sightings and warnings. They go out through ``access`` only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet

from relevo.situation.models import (
    Movement,
    NeedsWarning,
    Sighting,
    WarningReceipt,
    WarningWithdrawal,
)
from relevo.situation.rules.movements import (
    Fix,
    Going,
    Warned,
    going_of,
    half_day,
    replacements,
)


@dataclass(frozen=True, slots=True)
class WarningLine:
    """A warning and what became of it, as known at an instant.

    ``before``: in whose place it stands. ``after``: the newer one that stands in its own.
    """

    row: NeedsWarning
    before: NeedsWarning | None
    after: NeedsWarning | None
    withdrawal: WarningWithdrawal | None

    @property
    def stands(self) -> bool:
        return self.after is None and self.withdrawal is None


def list_movements(*, at: datetime, known_at: datetime) -> list[Movement]:
    """Movements known then, newest first, with the sightings known then."""
    return list(_rows(at, known_at))


def get_movement(movement_id: UUID, *, at: datetime, known_at: datetime) -> Movement | None:
    """One of them, if it was known then."""
    return _rows(at, known_at).filter(pk=movement_id).first()


def _rows(at: datetime, known_at: datetime) -> QuerySet[Movement]:
    newer = Sighting.objects.filter(corrects=OuterRef("pk"), known_from__lte=known_at)
    seen = (
        Sighting.objects.filter(~Exists(newer), known_from__lte=known_at, day__lte=at.date())
        .select_related("area__parent", "crossing", "institution", "corrects__area")
        .order_by("day", "half", "known_from", "key")
    )
    return (
        Movement.objects.filter(known_from__lte=known_at)
        .select_related("origin__parent", "institution")
        .prefetch_related(Prefetch("sightings", queryset=seen))
        .order_by("-day", "key")
    )


def seen_by(row: Movement, *, at: datetime) -> list[Sighting]:
    """The sightings that were read with it whose half-day had begun, oldest first.

    A corrected one stands where its first version stood.
    """
    found = [told for told in row.sightings.all() if half_day(told.day, told.half).start <= at]
    return sorted(found, key=lambda told: (told.day, told.half, told.told_first, told.key))


def going_at(row: Movement, *, at: datetime) -> Going:
    """What became of it, as its sightings tell."""
    seen = seen_by(row, at=at)
    return going_of([Fix("", told.day, told.half, told.kind) for told in seen])


def get_sighting(sighting_id: UUID, *, movement_id: UUID, known_at: datetime) -> Sighting | None:
    """The sighting of a movement, corrected or not, if it was known then."""
    rows = Sighting.objects.filter(movement=movement_id, known_from__lte=known_at)
    return rows.select_related("area__parent", "crossing").filter(pk=sighting_id).first()


def is_corrected(sighting_id: UUID) -> bool:
    """Whether a newer version stands in its place."""
    return Sighting.objects.filter(corrects=sighting_id).exists()


def list_warnings(
    *, at: datetime, known_at: datetime, movement_id: UUID | None = None
) -> list[WarningLine]:
    """Warnings known then, those whose window is still ahead first; with who has read them."""
    read = WarningReceipt.objects.filter(at__lte=known_at).select_related("institution")
    back = WarningWithdrawal.objects.filter(at__lte=known_at).select_related("institution")
    rows = (
        NeedsWarning.objects.filter(known_from__lte=known_at)
        .select_related("area__parent", "movement__origin", "institution")
        .prefetch_related(
            Prefetch("receipts", queryset=read.order_by("at", "id")),
            Prefetch("withdrawals", queryset=back),
        )
        .order_by("-from_at", "area__sort_key", "-known_from", "id")
    )
    if movement_id is not None:
        rows = rows.filter(movement=movement_id)
    return _lines(sorted(rows, key=lambda row: row.until_at <= at))


def _lines(rows: Iterable[NeedsWarning]) -> list[WarningLine]:
    by_id = {row.pk: row for row in rows}
    after = replacements(
        Warned(row.pk, (row.movement_id, row.area_id), row.known_from, row.replaces_id)
        for row in by_id.values()
    )
    before = {new: by_id[old] for old, new in after.items()}
    return [
        WarningLine(
            row=row,
            before=before.get(key),
            after=by_id[after[key]] if key in after else None,
            withdrawal=next(iter(row.withdrawals.all()), None),
        )
        for key, row in by_id.items()
    ]


def standing_warnings(*, known_at: datetime) -> QuerySet[NeedsWarning]:
    """Nobody took them back and no newer one replaced them: ``replacements``, in the database."""
    newer = NeedsWarning.objects.filter(
        Q(known_from__gt=OuterRef("known_from")) | Q(replaces=OuterRef("pk")),
        movement=OuterRef("movement"),
        area=OuterRef("area"),
        known_from__lte=known_at,
    )
    back = WarningWithdrawal.objects.filter(warning=OuterRef("pk"), at__lte=known_at)
    known = NeedsWarning.objects.filter(known_from__lte=known_at)
    return known.filter(~Exists(newer), ~Exists(back))


def standing_warning(
    movement_id: UUID, area_id: UUID, *, known_at: datetime
) -> NeedsWarning | None:
    """What a municipality is warned of for a movement."""
    rows = standing_warnings(known_at=known_at).filter(movement=movement_id, area=area_id)
    return rows.order_by("-known_from", "id").first()


def get_warning(warning_id: UUID, *, known_at: datetime) -> NeedsWarning | None:
    """One of them, if it was known then."""
    rows = NeedsWarning.objects.filter(pk=warning_id, known_from__lte=known_at)
    return rows.select_related("area", "movement").first()


def count_unread_warnings(institution_id: UUID, *, at: datetime) -> int:
    """How many warnings whose window is not over nobody of that institution has read."""
    ahead = standing_warnings(known_at=at).filter(until_at__gt=at)
    return ahead.exclude(receipts__institution=institution_id).count()


def is_read_by(row: NeedsWarning, institution_id: UUID | None) -> bool:
    """Whether that institution said that it read a warning of ``list_warnings``."""
    return any(receipt.institution_id == institution_id for receipt in row.receipts.all())
