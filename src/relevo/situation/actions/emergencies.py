"""An emergency is opened, spreads, changes its phase, and sources say how many."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.access import is_of_the_demo
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.kernel.countries import REGION
from relevo.kernel.text import LocalisedText
from relevo.outbox import actions as outbox
from relevo.places.models import Area
from relevo.plumbing.folding import fold
from relevo.situation import access
from relevo.situation.actions.telling import check_code, check_names_nobody, locked_emergency
from relevo.situation.enums import EmergencyKind, Measure, Phase, Qualifier
from relevo.situation.errors import FactRefused
from relevo.situation.models import (
    Emergency,
    EmergencyArea,
    EmergencyName,
    EmergencyPhase,
    Figure,
)
from relevo.situation.queries.emergencies import name_at
from relevo.situation.rules.emergencies import (
    LARGEST_FIGURE,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_REASON,
    LONGEST_SOURCE,
    areas_at,
    check_not_ahead,
    check_text,
    current,
)

LONGEST_KEY, PLACES_FOR_A_NUMBER = 40, 4


@dataclass(frozen=True, slots=True)
class Where:
    """A country of the region, or an area in it."""

    country: str
    area_key: str = ""


@dataclass(frozen=True, slots=True)
class EmergencyFacts:
    """What somebody opens; ``name_en`` empty: the Spanish one."""

    kind: str
    name_es: str
    from_at: datetime
    where: Sequence[Where]
    name_en: str = ""
    phase: str = Phase.DURING
    source: str = ""
    confidence: str = Confidence.MEDIUM


@dataclass(frozen=True, slots=True)
class FigureFacts:
    """How many, by one source as of an instant. Without a country: the whole region."""

    measure: str
    value: int
    qualifier: str
    said_by: str
    as_of_at: datetime
    source: str
    country: str = ""
    area_key: str = ""
    high: int | None = None
    note_es: str = ""
    note_en: str = ""
    confidence: str = Confidence.MEDIUM


@transaction.atomic
def open_emergency(*, told: EmergencyFacts, by: Actor, at: datetime) -> Emergency:
    """Say that many people are, or may soon be, in need at once. Raises NotAllowed, FactRefused."""
    access.check_leads(by, act="emergency.opened")
    name_es = check_text("name_es", told.name_es, longest=LONGEST_NAME)
    name_en = check_text("name_en", told.name_en, longest=LONGEST_NAME, is_needed=False)
    source = check_text("source", told.source, longest=LONGEST_SOURCE, is_needed=False)
    check_names_nobody(name_es=name_es, name_en=name_en, source=source)
    check_code("kind", told.kind, EmergencyKind.values)
    check_code("phase", told.phase, (Phase.BEFORE, Phase.DURING, Phase.AFTER))
    check_code("confidence", told.confidence, [level.value for level in Confidence])
    check_not_ahead("from_at", told.from_at, at=at)
    if not told.where:
        raise FactRefused(field="where", problem="missing")
    places = {_place(where): None for where in told.where}
    emergency = Emergency.objects.create(
        key=_free_key(f"{name_es} {told.from_at.year}"),
        kind=told.kind,
        name_es=name_es,
        name_en=name_en or name_es,
        from_at=told.from_at,
        known_from=at,
        opened_by=by.id,
        institution_id=by.institution_id,
        source=source,
        sourced=bool(source),
        confidence=told.confidence,
        is_demo=is_of_the_demo(by),
    )
    EmergencyPhase.objects.create(
        emergency=emergency, phase=told.phase, from_at=told.from_at, known_from=at, told_by=by.id
    )
    EmergencyArea.objects.bulk_create(
        EmergencyArea(
            emergency=emergency,
            country=country,
            area=area,
            from_at=told.from_at,
            known_from=at,
            told_by=by.id,
        )
        for country, area in places
    )
    _tell("emergency.opened", emergency, by=by, at=at, kind=told.kind, phase=told.phase)
    return emergency


@transaction.atomic
def add_area(
    *, emergency_id: UUID, where: Where, from_at: datetime, by: Actor, at: datetime
) -> EmergencyArea:
    """It is felt there too, from an instant on. Raises NotAllowed, NotFound, FactRefused."""
    access.check_leads(by, act="emergency.area_added")
    emergency = locked_emergency(emergency_id)
    country, area = _place(where)
    check_not_ahead("from_at", from_at, at=at)
    if _held_area(emergency, country, area, at=at) is not None:
        raise FactRefused(field="where", problem="already")
    row = EmergencyArea.objects.create(
        emergency=emergency,
        country=country,
        area=area,
        from_at=from_at,
        known_from=at,
        told_by=by.id,
    )
    _tell("emergency.area_added", emergency, by=by, at=at, country=country)
    return row


@transaction.atomic
def end_area(
    *, emergency_id: UUID, where: Where, until_at: datetime, by: Actor, at: datetime
) -> EmergencyArea:
    """It is felt there no longer; what was said before stays. Raises as ``add_area`` does."""
    access.check_leads(by, act="emergency.area_ended")
    emergency = locked_emergency(emergency_id)
    country, area = _place(where)
    check_not_ahead("until_at", until_at, at=at)
    held = _held_area(emergency, country, area, at=at)
    if held is None:
        raise FactRefused(field="where", problem="not_there")
    if until_at < held.from_at:
        raise FactRefused(field="until_at", problem="before_start")
    row = EmergencyArea.objects.create(
        emergency=emergency,
        country=country,
        area=area,
        from_at=held.from_at,
        until_at=until_at,
        known_from=at,
        told_by=by.id,
    )
    _tell("emergency.area_ended", emergency, by=by, at=at, country=country)
    return row


@transaction.atomic
def move_phase(
    *,
    emergency_id: UUID,
    phase: str,
    from_at: datetime,
    by: Actor,
    at: datetime,
    reason_es: str = "",
    reason_en: str = "",
) -> EmergencyPhase:
    """From an instant on it is in another phase; ``closed`` ends it, and it can begin again.

    The same phase once more is news only with its reason: a second storm.
    Raises NotAllowed, NotFound, FactRefused.
    """
    access.check_leads(by, act="emergency.phase_moved")
    emergency = locked_emergency(emergency_id)
    check_code("phase", phase, Phase.values)
    check_not_ahead("from_at", from_at, at=at)
    reasons = [
        check_text(field, text, longest=LONGEST_REASON, is_needed=False)
        for field, text in (("reason_es", reason_es), ("reason_en", reason_en))
    ]
    check_names_nobody(reason_es=reasons[0], reason_en=reasons[1])
    now = current(emergency.phases.all(), at=at, known_at=at)
    if now is not None and now.phase == phase and not reasons[0]:
        raise FactRefused(field="phase", problem="same")
    if now is not None and from_at < now.from_at:
        raise FactRefused(field="from_at", problem="before_phase")
    row = EmergencyPhase.objects.create(
        emergency=emergency,
        phase=phase,
        from_at=from_at,
        known_from=at,
        told_by=by.id,
        reason_es=reasons[0],
        reason_en=reasons[1] or reasons[0],
    )
    _tell("emergency.phase_moved", emergency, by=by, at=at, phase=phase)
    return row


@transaction.atomic
def correct_name(
    *, emergency_id: UUID, name_es: str, name_en: str, reason: str, by: Actor, at: datetime
) -> EmergencyName:
    """Call it otherwise from now on, and say why; what it was called stays in its history.

    ``name_en`` empty: the Spanish one. Raises NotAllowed, NotFound, FactRefused.
    """
    access.check_leads(by, act="emergency.name_corrected")
    emergency = locked_emergency(emergency_id)
    name_es = check_text("name_es", name_es, longest=LONGEST_NAME)
    name_en = check_text("name_en", name_en, longest=LONGEST_NAME, is_needed=False) or name_es
    reason = check_text("reason", reason, longest=LONGEST_REASON)
    check_names_nobody(name_es=name_es, name_en=name_en, reason=reason)
    if name_at(emergency, known_at=at) == LocalisedText(name_es, name_en):
        raise FactRefused(field="name_es", problem="same")
    row = EmergencyName.objects.create(
        emergency=emergency,
        name_es=name_es,
        name_en=name_en,
        reason=reason,
        known_from=at,
        told_by=by.id,
        institution_id=by.institution_id,
    )
    _tell("emergency.name_corrected", emergency, by=by, at=at)
    return row


@transaction.atomic
def tell_figure(*, emergency_id: UUID, told: FigureFacts, by: Actor, at: datetime) -> Figure:
    """Put the number of one source beside those of others.

    Raises NotAllowed, NotFound, FactRefused.
    """
    access.check_leads(by, act="emergency.figure_told")
    emergency = locked_emergency(emergency_id)
    _check_figure(told, at=at)
    area = None
    if told.country or told.area_key:
        _country, area = _place(Where(told.country, told.area_key))
    note_es, note_en = (
        check_text(field, text, longest=LONGEST_NOTE, is_needed=False)
        for field, text in (("note_es", told.note_es), ("note_en", told.note_en))
    )
    said_by = check_text("said_by", told.said_by, longest=LONGEST_NAME)
    source = check_text("source", told.source, longest=LONGEST_SOURCE)
    check_names_nobody(said_by=said_by, source=source, note_es=note_es, note_en=note_en)
    figure = Figure(
        emergency=emergency,
        country=told.country,
        area=area,
        measure=told.measure,
        value=told.value,
        high=told.high,
        qualifier=told.qualifier,
        said_by=said_by,
        note_es=note_es,
        note_en=note_en or note_es,
        as_of_at=told.as_of_at,
        known_from=at,
        told_by=by.id,
        source=source,
        sourced=True,
        confidence=told.confidence,
        is_demo=is_of_the_demo(by),
    )
    figure.key = str(figure.pk)
    figure.save()
    _tell("emergency.figure_told", emergency, by=by, at=at, measure=told.measure)
    return figure


def _check_figure(told: FigureFacts, *, at: datetime) -> None:
    check_code("measure", told.measure, Measure.values)
    check_code("qualifier", told.qualifier, Qualifier.values)
    check_code("confidence", told.confidence, [level.value for level in Confidence])
    check_not_ahead("as_of_at", told.as_of_at, at=at)
    if not 0 <= told.value <= LARGEST_FIGURE:
        raise FactRefused(field="value", problem="out_of_range")
    if told.high is not None and not told.value <= told.high <= LARGEST_FIGURE:
        raise FactRefused(field="high", problem="below_value")


def _place(where: Where) -> tuple[str, Area | None]:
    if where.country not in REGION:
        raise FactRefused(field="where", problem="unknown")
    if not where.area_key:
        return where.country, None
    area = Area.objects.filter(key=where.area_key, country=where.country).first()
    if area is None:
        raise FactRefused(field="where", problem="unknown")
    return where.country, area


def _held_area(
    emergency: Emergency, country: str, area: Area | None, *, at: datetime
) -> EmergencyArea | None:
    rows = emergency.areas.filter(country=country, area=area)
    return next(iter(areas_at(rows, at=at, known_at=at)), None)


def _free_key(words: str) -> str:
    stem = fold(words).replace(" ", "-")[: LONGEST_KEY - PLACES_FOR_A_NUMBER].strip("-")
    taken = set(Emergency.objects.filter(key__startswith=stem).values_list("key", flat=True))
    number, key = 1, stem
    while key in taken:
        number += 1
        key = f"{stem}-{number}"
    return key


def _tell(verb: str, emergency: Emergency, *, by: Actor, at: datetime, **facts: object) -> None:
    subject = str(emergency.pk)
    outbox.queue(verb, subject_id=subject, at=at, facts=facts)
    audit.record(verb, subject=subject, actor=by, at=at, facts=facts)
