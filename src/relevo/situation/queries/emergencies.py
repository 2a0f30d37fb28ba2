"""Emergencies as of an instant: where, in which phase, and how many, source by source.

``sees_live``: what ``access.sees_live`` says of who reads; the public never does. Without it an
emergency of people on the way is not there until well after its end, and if it begins again, not
in its past either.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from relevo.kernel.text import LocalisedText
from relevo.places.models import Area
from relevo.situation.enums import Measure, Phase
from relevo.situation.errors import NotFound
from relevo.situation.models import (
    Emergency,
    EmergencyArea,
    EmergencyPhase,
    Figure,
)
from relevo.situation.rules.emergencies import (
    PAGE_BEGINS,
    PUBLISHED_BY,
    FigureGroup,
    PartsDiffer,
    areas_at,
    current,
    figure_groups,
    groups_for_all,
    is_held_back,
    parts_that_differ,
    rounded,
)


@dataclass(frozen=True, slots=True)
class PlaceLine:
    """A country, or an area with what it lies in; ``area_key`` empty: the whole country."""

    country: str
    area_key: str = ""
    area: str = ""
    department: str = ""

    @property
    def words(self) -> str:
        """The area in words, without its country."""
        return ", ".join(dict.fromkeys(name for name in (self.area, self.department) if name))


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """An emergency at an instant. ``phase_from``: since when it is in this phase."""

    id: UUID
    key: str
    kind: str
    name: LocalisedText
    from_at: datetime
    phase: str
    phase_from: datetime
    reason: LocalisedText
    places: tuple[PlaceLine, ...]
    source: str
    sourced: bool
    confidence: str
    is_demo: bool

    @property
    def is_over(self) -> bool:
        return self.phase == Phase.CLOSED


@dataclass(frozen=True, slots=True)
class FigureLine:
    """How many, by one source. ``high``: the upper end where the source gives a range.

    ``is_published``: a committed fact, that its source has given to everybody.
    """

    measure: str
    country: str
    area_id: UUID | None
    place: PlaceLine
    value: int
    high: int | None
    qualifier: str
    said_by: str
    note: LocalisedText
    as_of_at: datetime
    known_from: datetime
    source: str
    sourced: bool
    confidence: str
    is_demo: bool
    is_published: bool
    is_below_department: bool

    @property
    def is_explained(self) -> bool:
        """A note of its own says what it covers."""
        return bool(self.note.es or self.note.en)


@dataclass(frozen=True, slots=True)
class PhaseLine:
    """A phase of the history. Who told it is left out."""

    phase: str
    from_at: datetime
    known_from: datetime
    reason: LocalisedText
    source: str
    sourced: bool


@dataclass(frozen=True, slots=True)
class EarlierName:
    """What it was called until an instant, and why no longer. Who said so is left out."""

    name: LocalisedText
    until_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class FigureView:
    """What sources say of an emergency at an instant."""

    groups: tuple[FigureGroup[FigureLine], ...]
    differing: tuple[PartsDiffer[FigureLine], ...]


@dataclass(frozen=True, slots=True)
class EmergencyView:
    """All that one page says of an emergency."""

    line: EmergencyLine
    history: tuple[PhaseLine, ...]
    earlier_names: tuple[EarlierName, ...]
    figures: FigureView


def list_emergencies(*, at: datetime, known_at: datetime, sees_live: bool) -> list[EmergencyLine]:
    """Those that had begun and were known, the open ones first, then by their newest phase."""
    rows = _with_facts(Emergency.objects.filter(known_from__lte=known_at))
    lines = (_line(row, at=at, known_at=known_at, sees_live=sees_live) for row in rows)
    found = [line for line in lines if line is not None]
    return sorted(found, key=lambda line: (line.is_over, -line.phase_from.timestamp(), line.key))


def get_emergency(key: str, *, at: datetime, known_at: datetime, sees_live: bool) -> EmergencyView:
    """One emergency with its figures. Raises NotFound, also where it is held back."""
    row = _with_facts(Emergency.objects.filter(key=key, known_from__lte=known_at)).first()
    line = _line(row, at=at, known_at=known_at, sees_live=sees_live) if row else None
    if row is None or line is None:
        raise NotFound("emergency", key)
    return EmergencyView(
        line=line,
        history=tuple(
            PhaseLine(
                phase=phase.phase,
                from_at=phase.from_at,
                known_from=phase.known_from,
                reason=LocalisedText(phase.reason_es, phase.reason_en),
                source=phase.source,
                sourced=phase.sourced,
            )
            for phase in row.phases.all()
            if phase.from_at <= at and phase.known_from <= known_at
        ),
        earlier_names=tuple(_earlier_names(row, known_at=known_at)),
        figures=figures_of([row.pk], at=at, known_at=known_at)[row.pk],
    )


def name_at(row: Emergency, *, known_at: datetime) -> LocalisedText:
    """What it was called as known then; fetch its names first."""
    told = [name for name in row.names.all() if name.known_from <= known_at]
    newest = told[-1] if told else row
    return LocalisedText(newest.name_es, newest.name_en)


def _earlier_names(row: Emergency, *, known_at: datetime) -> Iterator[EarlierName]:
    name = LocalisedText(row.name_es, row.name_en)
    for told in row.names.all():
        if told.known_from <= known_at:
            yield EarlierName(name, until_at=told.known_from, reason=told.reason)
            name = LocalisedText(told.name_es, told.name_en)


def figures_of(
    emergency_ids: Collection[UUID], *, at: datetime, known_at: datetime
) -> dict[UUID, FigureView]:
    """What sources say of each of these emergencies, by measure and place."""
    rows = Figure.objects.filter(emergency__in=emergency_ids).select_related("area__parent")
    found: dict[UUID, list[FigureLine]] = {pk: [] for pk in emergency_ids}
    for row in rows.order_by("-as_of_at", "key"):
        found[row.emergency_id].append(_figure(row))
    order = {code: number for number, code in enumerate(Measure.values)}
    return {
        pk: _figure_view(
            sorted(lines, key=lambda row: (order[row.measure], row.country, row.place.words)),
            at=at,
            known_at=known_at,
        )
        for pk, lines in found.items()
    }


def figures_for_all(
    emergency_ids: Collection[UUID], *, at: datetime, known_at: datetime
) -> dict[UUID, FigureView]:
    """What of it is for the public: departments, no few people, and what was told here in tens.

    What its source has published stands as it gave it. Sums are told of that alone: those of
    rounded numbers would differ from themselves.
    """
    views = figures_of(emergency_ids, at=at, known_at=known_at)
    return {pk: _view_for_all(view) for pk, view in views.items()}


def _view_for_all(view: FigureView) -> FigureView:
    return FigureView(
        groups=tuple(
            replace(
                group,
                latest=tuple(map(_for_all, group.latest)),
                earlier=tuple(map(_for_all, group.earlier)),
            )
            for group in groups_for_all(view.groups)
        ),
        differing=tuple(
            found
            for found in view.differing
            if all(row.is_published for row in (found.whole, *found.parts))
        ),
    )


def _for_all(line: FigureLine) -> FigureLine:
    if line.is_published or line.source.startswith(PAGE_BEGINS):
        return line
    value, high, qualifier = rounded(line.value, line.high, line.qualifier)
    return replace(line, value=value, high=high, qualifier=qualifier)


def _figure_view(lines: list[FigureLine], *, at: datetime, known_at: datetime) -> FigureView:
    return FigureView(
        groups=tuple(figure_groups(lines, at=at, known_at=known_at)),
        differing=tuple(parts_that_differ(lines, at=at, known_at=known_at)),
    )


def key_of(emergency_id: UUID) -> str:
    """The key of an emergency that there is."""
    return Emergency.objects.values_list("key", flat=True).get(pk=emergency_id)


def emergency_of(key: str, *, known_at: datetime, sees_live: bool) -> EmergencyLine:
    """An emergency as it is at an instant, without its figures. Raises NotFound."""
    return get_emergency(key, at=known_at, known_at=known_at, sees_live=sees_live).line


def _with_facts(rows: QuerySet[Emergency]) -> QuerySet[Emergency]:
    return rows.prefetch_related(
        "names",
        Prefetch("phases", EmergencyPhase.objects.order_by("from_at", "known_from", "id")),
        Prefetch("areas", EmergencyArea.objects.select_related("area__parent")),
    ).order_by("key")


def _line(
    row: Emergency, *, at: datetime, known_at: datetime, sees_live: bool
) -> EmergencyLine | None:
    phase = current(row.phases.all(), at=at, known_at=known_at)
    if phase is None or (
        not sees_live
        and (
            is_held_back(row.kind, phase=phase.phase, since=phase.from_at, at=known_at)
            or _is_held_now(row, known_at=known_at)
        )
    ):
        return None
    return EmergencyLine(
        id=row.pk,
        key=row.key,
        kind=row.kind,
        name=name_at(row, known_at=known_at),
        from_at=row.from_at,
        phase=phase.phase,
        phase_from=phase.from_at,
        reason=LocalisedText(phase.reason_es, phase.reason_en),
        places=_places(areas_at(row.areas.all(), at=at, known_at=known_at)),
        source=row.source,
        sourced=row.sourced,
        confidence=row.confidence,
        is_demo=row.is_demo,
    )


def _is_held_now(row: Emergency, *, known_at: datetime) -> bool:
    """Whether it began again since: then its past is held back with it."""
    now = current(row.phases.all(), at=known_at, known_at=known_at)
    return now is not None and is_held_back(
        row.kind, phase=now.phase, since=now.from_at, at=known_at
    )


def _places(rows: Iterable[EmergencyArea]) -> tuple[PlaceLine, ...]:
    found = (place_line(row.country, row.area) for row in rows)
    return tuple(sorted(found, key=lambda place: (place.country, place.department, place.area)))


def place_line(country: str, area: Area | None) -> PlaceLine:
    """A country or an area in words; fetch the area's parent first."""
    if area is None:
        return PlaceLine(country)
    department = area.parent.name if area.parent else ""
    return PlaceLine(area.country, area.key, area.name, department)


def _figure(row: Figure) -> FigureLine:
    return FigureLine(
        measure=row.measure,
        country=row.country,
        area_id=row.area_id,
        place=place_line(row.country, row.area),
        value=row.value,
        high=row.high,
        qualifier=row.qualifier,
        said_by=row.said_by,
        note=LocalisedText(row.note_es, row.note_en),
        as_of_at=row.as_of_at,
        known_from=row.known_from,
        source=row.source,
        sourced=row.sourced,
        confidence=row.confidence,
        is_demo=row.is_demo,
        is_published=row.told_by == PUBLISHED_BY,
        is_below_department=row.area is not None and row.area.level != "department",
    )
