"""Emergencies that public sources tell of, and the checklist by phase and sector."""

from relevo.region.emergency_tables import (
    CHECKLIST,
    EMERGENCIES,
    EMERGENCY_AREAS,
    EMERGENCY_FIGURES,
    EMERGENCY_PHASES,
)
from relevo.region.reading import Row
from relevo.region.upserts import Writing, source_of
from relevo.situation.actions.published import (
    PublishedArea,
    PublishedEmergency,
    PublishedFigure,
    PublishedItem,
    PublishedPhase,
    publish_checklist,
    publish_emergencies,
)


def write_emergencies(writing: Writing) -> int:
    """Emergencies with their phases, areas and figures, and the checklist; how many rows went."""
    went = publish_emergencies(
        [
            PublishedEmergency(
                key=row.text("id"),
                kind=row.text("kind"),
                name_es=row.text("name_es"),
                name_en=row.text("name_en"),
                from_at=row.values["from_at"],
                known_from=row.values["known_from"],
                phases=[_phase(part) for part in writing.of(EMERGENCY_PHASES) if _is_of(part, row)],
                areas=[_area(part) for part in writing.of(EMERGENCY_AREAS) if _is_of(part, row)],
                figures=[
                    _figure(part) for part in writing.of(EMERGENCY_FIGURES) if _is_of(part, row)
                ],
                **source_of(row),
            )
            for row in writing.of(EMERGENCIES)
        ]
    )
    return went + publish_checklist(
        [
            PublishedItem(
                code=row.text("code"),
                phase=row.text("phase"),
                sector=row.values["sector"],
                kinds="|".join(row.parts("kinds")),
                text_es=row.text("text_es"),
                text_en=row.text("text_en"),
            )
            for row in writing.of(CHECKLIST)
        ]
    )


def _is_of(part: Row, emergency: Row) -> bool:
    return part.text("emergency_id") == emergency.text("id")


def _phase(row: Row) -> PublishedPhase:
    return PublishedPhase(
        phase=row.text("phase"),
        from_at=row.values["from_at"],
        known_from=row.values["known_from"],
        reason_es=row.text("reason_es"),
        reason_en=row.text("reason_en"),
        **source_of(row),
    )


def _area(row: Row) -> PublishedArea:
    return PublishedArea(
        country=row.text("country"),
        area_key=row.text("area_id"),
        from_at=row.values["from_at"],
        until_at=row.values["until_at"],
        known_from=row.values["known_from"],
        **source_of(row),
    )


def _figure(row: Row) -> PublishedFigure:
    return PublishedFigure(
        key=row.text("id"),
        country=row.text("country"),
        area_key=row.text("area_id"),
        measure=row.text("measure"),
        qualifier=row.text("qualifier"),
        said_by=row.text("said_by"),
        value=row.values["value"],
        high=row.values["high"],
        note_es=row.text("note_es"),
        note_en=row.text("note_en"),
        as_of_at=row.values["as_of_at"],
        known_from=row.values["known_from"],
        **source_of(row),
    )
