"""Writes the committed facts of emergencies and the committed checklist; what people told stays."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.kernel.ids import imported_id
from relevo.situation.models import (
    ChecklistItem,
    ChecklistMark,
    Emergency,
    EmergencyArea,
    EmergencyPhase,
    Figure,
)
from relevo.situation.rules.emergencies import PUBLISHED_BY


@dataclass(frozen=True, slots=True)
class PublishedPhase:
    phase: str
    from_at: datetime
    known_from: datetime
    reason_es: str
    reason_en: str
    source: str
    sourced: bool
    confidence: str


@dataclass(frozen=True, slots=True)
class PublishedArea:
    country: str
    area_key: str
    from_at: datetime
    until_at: datetime | None
    known_from: datetime
    source: str
    sourced: bool
    confidence: str


@dataclass(frozen=True, slots=True)
class PublishedFigure:
    key: str
    country: str
    area_key: str
    measure: str
    value: int
    high: int | None
    qualifier: str
    said_by: str
    note_es: str
    note_en: str
    as_of_at: datetime
    known_from: datetime
    source: str
    sourced: bool
    confidence: str


@dataclass(frozen=True, slots=True)
class PublishedEmergency:
    """An emergency that public sources tell of, with all that they say."""

    key: str
    kind: str
    name_es: str
    name_en: str
    from_at: datetime
    known_from: datetime
    source: str
    sourced: bool
    confidence: str
    phases: Sequence[PublishedPhase] = field(default=())
    areas: Sequence[PublishedArea] = field(default=())
    figures: Sequence[PublishedFigure] = field(default=())


@dataclass(frozen=True, slots=True)
class PublishedItem:
    code: str
    phase: str
    sector: int
    kinds: str
    text_es: str
    text_en: str


@transaction.atomic
def publish_emergencies(told: Sequence[PublishedEmergency]) -> int:
    """Bring the published emergencies to what is committed; how many rows went.

    Phases, areas and figures that people told of them stay. An emergency that vanished goes too,
    unless somebody has told of it.
    """
    keep = {_id(row.key) for row in told}
    gone = Emergency.objects.filter(opened_by=PUBLISHED_BY).exclude(pk__in=keep)
    EmergencyPhase.objects.filter(told_by=PUBLISHED_BY).delete()
    EmergencyArea.objects.filter(told_by=PUBLISHED_BY).delete()
    figures = {row.key for emergency in told for row in emergency.figures}
    vanished = Figure.objects.filter(told_by=PUBLISHED_BY).exclude(key__in=figures)
    went = vanished.delete()[0]
    for emergency in gone:
        if not _is_told_of(emergency):
            emergency.delete()
            went += 1
    for row in told:
        _write(row)
    return went


def _is_told_of(emergency: Emergency) -> bool:
    related: tuple[str, ...] = ("names", "phases", "areas", "figures", "points", "pledges", "marks")
    return any(getattr(emergency, name).exists() for name in related)


def _write(told: PublishedEmergency) -> None:
    emergency, _made = Emergency.objects.update_or_create(
        id=_id(told.key),
        defaults={
            "key": told.key,
            "kind": told.kind,
            "name_es": told.name_es,
            "name_en": told.name_en,
            "from_at": told.from_at,
            "known_from": told.known_from,
            "opened_by": PUBLISHED_BY,
            "source": told.source,
            "sourced": told.sourced,
            "confidence": told.confidence,
        },
    )
    EmergencyPhase.objects.bulk_create(
        EmergencyPhase(
            emergency=emergency,
            phase=row.phase,
            from_at=row.from_at,
            known_from=row.known_from,
            told_by=PUBLISHED_BY,
            reason_es=row.reason_es,
            reason_en=row.reason_en,
            source=row.source,
            sourced=row.sourced,
            confidence=row.confidence,
        )
        for row in told.phases
    )
    EmergencyArea.objects.bulk_create(
        EmergencyArea(
            emergency=emergency,
            country=row.country,
            area_id=imported_id("area", row.area_key) if row.area_key else None,
            from_at=row.from_at,
            until_at=row.until_at,
            known_from=row.known_from,
            told_by=PUBLISHED_BY,
            source=row.source,
            sourced=row.sourced,
            confidence=row.confidence,
        )
        for row in told.areas
    )
    for figure in told.figures:
        _write_figure(emergency, figure)


def _write_figure(emergency: Emergency, told: PublishedFigure) -> None:
    Figure.objects.update_or_create(
        id=imported_id("figure", told.key),
        defaults={
            "key": told.key,
            "emergency": emergency,
            "country": told.country,
            "area_id": imported_id("area", told.area_key) if told.area_key else None,
            "measure": told.measure,
            "value": told.value,
            "high": told.high,
            "qualifier": told.qualifier,
            "said_by": told.said_by,
            "note_es": told.note_es,
            "note_en": told.note_en,
            "as_of_at": told.as_of_at,
            "known_from": told.known_from,
            "told_by": PUBLISHED_BY,
            "source": told.source,
            "sourced": told.sourced,
            "confidence": told.confidence,
        },
    )


@transaction.atomic
def publish_checklist(told: Sequence[PublishedItem]) -> int:
    """Bring the checklist to what is committed; how many items went.

    An item that vanished is kept for its marks and is no longer asked for.
    """
    gone = ChecklistItem.objects.exclude(code__in=[row.code for row in told])
    marked = ChecklistMark.objects.values("item")
    gone.filter(code__in=marked).update(is_current=False)
    went = gone.exclude(code__in=marked).delete()[0]
    for position, row in enumerate(told):
        ChecklistItem.objects.update_or_create(
            code=row.code,
            defaults={
                "phase": row.phase,
                "sector": row.sector,
                "kinds": row.kinds,
                "text_es": row.text_es,
                "text_en": row.text_en,
                "position": position,
                "is_current": True,
            },
        )
    return went


def _id(key: str) -> UUID:
    return imported_id("emergency", key)
