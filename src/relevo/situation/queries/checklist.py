"""The checklist of an emergency: its items with who has done them, and how far each sector is."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from relevo.directory.models import Institution
from relevo.kernel.text import LocalisedText
from relevo.situation.enums import Phase
from relevo.situation.models import ChecklistItem, ChecklistMark
from relevo.situation.rules.checklist import Progress, done_by, is_for, progress

PHASES = (Phase.BEFORE.value, Phase.DURING.value, Phase.AFTER.value)


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One item. ``is_ours``: done by the institution that reads."""

    code: str
    phase: str
    sector: int
    text: LocalisedText
    done_by: tuple[LocalisedText, ...]
    is_ours: bool


@dataclass(frozen=True, slots=True)
class Checklist:
    items: tuple[ItemLine, ...]
    progress: tuple[Progress, ...]


def read_checklist(
    *, emergency_id: UUID, kind: str, known_at: datetime, institution_id: UUID | None
) -> Checklist:
    """The items for this kind of emergency, with the marks known then."""
    rows = list(ChecklistItem.objects.order_by("position", "code"))
    marks = ChecklistMark.objects.filter(emergency=emergency_id).order_by("at", "id")
    done = done_by(marks, known_at=known_at)
    shown = [
        row for row in rows if row.code in done or (row.is_current and is_for(row.kinds, kind))
    ]
    ids = {pk for each in done.values() for pk in each}
    names = {
        row.pk: LocalisedText(row.name_es, row.name_en)
        for row in Institution.objects.filter(pk__in=ids)
    }
    return Checklist(
        items=tuple(
            ItemLine(
                code=row.code,
                phase=row.phase,
                sector=row.sector,
                text=LocalisedText(row.text_es, row.text_en),
                done_by=tuple(
                    sorted((names[pk] for pk in done.get(row.code, ())), key=lambda name: name.es)
                ),
                is_ours=institution_id in done.get(row.code, ()),
            )
            for row in shown
        ),
        progress=tuple(
            progress([(row.code, row.phase, row.sector) for row in shown], done, phases=PHASES)
        ),
    )
