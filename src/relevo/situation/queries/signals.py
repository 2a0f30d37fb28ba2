"""Reads of signals and advisories. Signals go out through ``access``, advisories to everybody."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from relevo.places.models import Area, Post
from relevo.situation.models import Advisory, Signal, SignalFinding
from relevo.situation.rules.signals import Term, speaks, verdict_of


@dataclass(frozen=True, slots=True)
class SignalLine:
    """A signal with what was found out about it as known at an instant."""

    row: Signal
    verdict: str
    findings: tuple[SignalFinding, ...]


def advisories_at(
    *,
    at: datetime,
    known_at: datetime,
    crossing_key: str | None = None,
    area_key: str | None = None,
) -> list[Advisory]:
    """What the public is told at an instant, newest first.

    Of a crossing: its own and those of the areas its posts lie in. Of an area: its own and those of
    what it lies in or holds. Advisories for everywhere belong to no place and are in neither.
    """
    rows = (
        Advisory.objects.filter(known_from__lte=known_at, from_at__lte=at, until_at__gt=at)
        .select_related("crossing", "area", "institution")
        .order_by("-from_at", "id")
    )
    if crossing_key is not None:
        posts = Post.objects.filter(crossing__key=crossing_key).exclude(area=None)
        held = Area.objects.filter(pk__in=posts.values("area"))
        rows = rows.filter(Q(crossing__key=crossing_key) | Q(area__in=_around(held)))
    if area_key is not None:
        held = Area.objects.filter(key=area_key)
        rows = rows.filter(
            Q(area__in=_around(held))
            | Q(area__parent__key=area_key)
            | Q(area__parent__parent__key=area_key)
        )
    return [row for row in rows if speaks(term_of(row), at=at, known_at=known_at)]


def _around(held: QuerySet[Area]) -> list[UUID]:
    """The areas and all that they lie in."""
    rows = held.order_by("pk").values_list("pk", "parent", "parent__parent")
    return [pk for row in rows for pk in row if pk is not None]


def term_of(row: Advisory) -> Term:
    """When an advisory speaks, as a value."""
    return Term(row.from_at, row.until_at, row.known_from, row.ended_at)


def list_signals(*, known_at: datetime, limit: int, offset: int = 0) -> list[SignalLine]:
    """Newest first, as known then."""
    rows = _with_findings(known_at).filter(known_from__lte=known_at)[offset : offset + limit]
    return [_line(row, known_at) for row in rows]


def count_signals(*, known_at: datetime) -> int:
    """How many there are in all."""
    return Signal.objects.filter(known_from__lte=known_at).count()


def get_signal(signal_id: UUID, *, known_at: datetime) -> SignalLine | None:
    """One of them, if it was known then."""
    row = _with_findings(known_at).filter(pk=signal_id, known_from__lte=known_at).first()
    return _line(row, known_at) if row is not None else None


def _with_findings(known_at: datetime) -> QuerySet[Signal]:
    found = SignalFinding.objects.filter(at__lte=known_at).select_related("institution")
    return (
        Signal.objects.select_related("area", "crossing", "institution")
        .prefetch_related(Prefetch("findings", queryset=found.order_by("-at", "-id")))
        .order_by("-known_from", "id")
    )


def _line(row: Signal, known_at: datetime) -> SignalLine:
    found = tuple(row.findings.all())
    return SignalLine(row, verdict_of(found, known_at=known_at), found)
