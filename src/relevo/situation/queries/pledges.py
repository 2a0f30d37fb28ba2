"""Pledges of an emergency with where they stand, and their sums by kind and area."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from relevo.kernel.text import LocalisedText
from relevo.situation.errors import NotFound
from relevo.situation.models import Pledge
from relevo.situation.queries.emergencies import PlaceLine, place_line
from relevo.situation.rules.pledges import PledgeSum, Standing, standing, sums


@dataclass(frozen=True, slots=True)
class PledgeLine:
    """What an institution promised, and what became of it as known at an instant."""

    id: UUID
    emergency_key: str
    kind: str
    amount: int
    place: PlaceLine
    institution_id: UUID
    institution: LocalisedText
    from_at: datetime
    until_at: datetime | None
    note: str
    made_at: datetime
    standing: Standing
    is_demo: bool


def list_pledges(*, emergency_key: str, known_at: datetime) -> list[PledgeLine]:
    """Pledges made by then, by kind and the day from which they hold."""
    rows = (
        Pledge.objects.filter(emergency__key=emergency_key, made_at__lte=known_at)
        .select_related("emergency", "institution", "area__parent")
        .prefetch_related("steps")
        .order_by("kind", "from_at", "id")
    )
    return [_line(row, known_at=known_at) for row in rows]


def get_pledge(pledge_id: UUID, *, at: datetime) -> PledgeLine:
    """One pledge as it stands now. Raises NotFound."""
    row = (
        Pledge.objects.filter(pk=pledge_id)
        .select_related("emergency", "institution", "area__parent")
        .prefetch_related("steps")
        .first()
    )
    if row is None:
        raise NotFound("pledge", pledge_id)
    return _line(row, known_at=at)


def sum_pledges(lines: list[PledgeLine]) -> list[PledgeSum]:
    """Sums by kind and area, the area in words."""
    return sums([(row.kind, row.place.words, row.amount, row.standing) for row in lines])


def _line(row: Pledge, *, known_at: datetime) -> PledgeLine:
    return PledgeLine(
        id=row.pk,
        emergency_key=row.emergency.key,
        kind=row.kind,
        amount=row.amount,
        place=place_line(row.area.country, row.area),
        institution_id=row.institution_id,
        institution=LocalisedText(row.institution.name_es, row.institution.name_en),
        from_at=row.from_at,
        until_at=row.until_at,
        note=row.note,
        made_at=row.made_at,
        standing=standing(row.steps.all(), known_at=known_at),
        is_demo=row.is_demo,
    )
