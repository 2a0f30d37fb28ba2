"""Telling a restriction, its end or its prolongation. Nothing told is changed."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from relevo.audit import actions as audit
from relevo.borders.actions.telling import (
    LONGEST_TEXT,
    add_end,
    check_may_tell,
    source_refusals,
)
from relevo.borders.actions.words import check_words
from relevo.borders.enums import Basis, RestrictionKind, Stops
from relevo.borders.errors import ReportRefused, RestrictionUnknown
from relevo.borders.models import Restriction, RestrictionEnd
from relevo.directory import rules as hours
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.kernel.countries import REGION
from relevo.kernel.refusals import raise_first
from relevo.outbox import actions as outbox
from relevo.places.models import Area

LONGEST_ACT = 200


@dataclass(frozen=True, slots=True)
class RestrictionTold:
    """What an authority restricts. English texts empty: told in Spanish only.

    ``area_keys`` empty: the whole country. ``binding_hours`` empty: at every hour.
    """

    kind: str
    stops: str
    country: str
    from_at: datetime
    text: str
    source: str
    basis: str = Basis.ANNOUNCED.value
    area_keys: tuple[str, ...] = ()
    binding_hours: str = ""
    applies_to: str = ""
    until_at: datetime | None = None
    legal_act: str = ""
    legal_act_en: str = ""
    text_en: str = ""
    safe_conduct: str = ""
    safe_conduct_en: str = ""


def _check(told: RestrictionTold, areas: list[Area]) -> None:
    texts = (told.text, told.text_en, told.safe_conduct, told.safe_conduct_en)
    refusals = (
        (told.country not in REGION, "country", "unknown"),
        (told.kind not in RestrictionKind.values, "kind", "unknown"),
        (told.stops not in Stops.values, "stops", "unknown"),
        (told.basis not in Basis.values, "basis", "unknown"),
        (len(areas) != len(set(told.area_keys)), "areas", "unknown"),
        (any(area.country != told.country for area in areas), "areas", "another_country"),
        (not told.text.strip(), "text", "missing"),
        (max(map(len, texts)) > LONGEST_TEXT, "text", "too_long"),
        (max(len(told.legal_act), len(told.legal_act_en)) > LONGEST_ACT, "legal_act", "too_long"),
        *source_refusals(told.source),
        (
            told.until_at is not None and told.until_at <= told.from_at,
            "until_at",
            "before_start",
        ),
    )
    raise_first(refusals, ReportRefused)
    if told.binding_hours:
        hours.check_hours(told.binding_hours)
    check_words(
        source=told.source,
        text=told.text,
        text_en=told.text_en,
        legal_act=told.legal_act,
        legal_act_en=told.legal_act_en,
        safe_conduct=told.safe_conduct,
        safe_conduct_en=told.safe_conduct_en,
    )


@transaction.atomic
def tell_restriction(
    *, told: RestrictionTold, by: Actor, at: datetime, is_demo: bool = False
) -> Restriction:
    """Add a restriction; pages and plans follow at once.

    Raises NotACoordinator, ReportRefused, HoursUnreadable.
    """
    check_may_tell(by)
    areas = list(Area.objects.filter(key__in=told.area_keys))
    _check(told, areas)
    row_id = uuid.uuid4()
    row = Restriction.objects.create(
        id=row_id,
        key=f"X-{row_id}",
        kind=told.kind,
        stops=told.stops,
        country=told.country,
        binding_hours=told.binding_hours,
        applies_to=told.applies_to,
        from_at=told.from_at,
        until_at=told.until_at,
        known_from=at,
        basis=told.basis,
        legal_act_es=told.legal_act.strip(),
        legal_act_en=(told.legal_act_en or told.legal_act).strip(),
        text_es=told.text.strip(),
        text_en=(told.text_en or told.text).strip(),
        safe_conduct_es=told.safe_conduct.strip(),
        safe_conduct_en=(told.safe_conduct_en or told.safe_conduct).strip(),
        source=told.source.strip(),
        sourced=True,
        confidence=Confidence.MEDIUM,
        reporter_id=by.id,
        reporter_institution_id=by.institution_id,
        is_demo=is_demo,
    )
    row.areas.set(areas)
    audit.record(
        "restriction.told",
        subject=row.key,
        actor=by,
        at=at,
        facts={"kind": row.kind, "stops": row.stops, "country": row.country},
    )
    outbox.queue("restriction.told", subject_id=str(row.pk), at=at)
    return row


@transaction.atomic
def end_restriction(
    *, key: str, until_at: datetime, source: str, by: Actor, at: datetime
) -> RestrictionEnd:
    """Add word that a restriction ends at an instant, earlier or later than was said before.

    Raises NotACoordinator, RestrictionUnknown, ReportRefused.
    """
    check_may_tell(by)
    row = Restriction.objects.filter(key=key, known_from__lte=at).first()
    if row is None:
        raise RestrictionUnknown(key)
    return add_end(
        RestrictionEnd(restriction=row, until_at=until_at),
        of=("restriction", row.pk),
        too_early=(until_at <= row.from_at, "until_at", "before_start"),
        source=source,
        by=by,
        at=at,
    )
