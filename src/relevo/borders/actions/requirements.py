"""Telling what a border asks of whom, and that it no longer does."""

import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from relevo.audit import actions as audit
from relevo.borders.actions.telling import (
    LONGEST_TEXT,
    add_end,
    check_may_tell,
    source_refusals,
)
from relevo.borders.actions.words import check_words
from relevo.borders.enums import Basis, DemandKind, Mode
from relevo.borders.errors import CrossingUnknown, ReportRefused, RequirementUnknown
from relevo.borders.models import Demand, Requirement, RequirementEnd
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.kernel.countries import REGION
from relevo.kernel.refusals import raise_first
from relevo.outbox import actions as outbox
from relevo.places.models import Crossing
from relevo.plumbing.folding import fold

OLDEST = 121
LONGEST_NAME = 100
WHOM = frozenset({"all", "nationals", "foreigners", "residents", "ca4"})
ADDED_KINDS: frozenset[str] = frozenset(
    {DemandKind.DOCUMENT, DemandKind.TEST, DemandKind.VACCINATION, DemandKind.CHECK}
)
"""Kinds of which a coordinator may add one that nobody has asked for before."""
_ISO = re.compile(r"[A-Z]{2}")
_NOT_OF_A_CODE = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True)
class RequirementTold:
    """What is asked of whom. ``crossing_key`` empty: at every crossing of the country.

    ``until`` is excluded. ``applies_to``: ``all``, ``nationals``, ``foreigners``, ``residents``,
    ``ca4`` or countries, joined by ``|``.
    """

    country: str
    direction: str
    demand: str
    is_blocking: bool
    text: str
    source: str
    applies_to: str = "all"
    crossing_key: str = ""
    age_from: int | None = None
    age_until: int | None = None
    text_en: str = ""
    consequence: str = ""
    consequence_en: str = ""
    valid_from: date | None = None
    until: date | None = None
    basis: str = Basis.ANNOUNCED.value


def _is_whom(text: str) -> bool:
    return all(part in WHOM or _ISO.fullmatch(part) for part in text.split("|"))


def _check(told: RequirementTold, crossing: Crossing | None) -> None:
    ages = [age for age in (told.age_from, told.age_until) if age is not None]
    texts = (told.text, told.text_en, told.consequence, told.consequence_en)
    sides = () if crossing is None else crossing.posts.values_list("country", flat=True)
    refusals = (
        (told.country not in REGION, "country", "unknown"),
        (crossing is not None and told.country not in sides, "country", "not_a_side"),
        (told.direction not in {"entry", "exit"}, "direction", "unknown"),
        (not _is_whom(told.applies_to), "applies_to", "unknown"),
        (told.basis not in Basis.values, "basis", "unknown"),
        (not Demand.objects.filter(code=told.demand).exists(), "demand", "unknown"),
        (any(not 0 <= age <= OLDEST for age in ages), "age_from", "out_of_range"),
        (len(ages) > 1 and ages[0] >= ages[1], "age_until", "before_start"),
        (not told.text.strip(), "text", "missing"),
        (max(map(len, texts)) > LONGEST_TEXT, "text", "too_long"),
        *source_refusals(told.source),
        (
            told.valid_from is not None
            and told.until is not None
            and told.until <= told.valid_from,
            "until",
            "before_start",
        ),
    )
    raise_first(refusals, ReportRefused)
    check_words(
        source=told.source,
        text=told.text,
        text_en=told.text_en,
        consequence=told.consequence,
        consequence_en=told.consequence_en,
    )


@transaction.atomic
def add_demand(
    *,
    kind: str,
    name: str,
    name_en: str,
    by: Actor,
    at: datetime,
    valid_hours: int | None = None,
) -> Demand:
    """Add something that can be asked for: a vaccination or a test against any disease.

    The same name twice is the same row. Raises NotACoordinator, ReportRefused.
    """
    check_may_tell(by)
    code = f"{kind}_{_NOT_OF_A_CODE.sub('_', fold(name_en or name)).strip('_')}"[:40].strip("_")
    refusals = (
        (kind not in ADDED_KINDS, "kind", "unknown"),
        (not name.strip(), "name", "missing"),
        (max(len(name), len(name_en)) > LONGEST_NAME, "name", "too_long"),
        (code == kind, "name", "unreadable"),
    )
    raise_first(refusals, ReportRefused)
    check_words(name=name, name_en=name_en)
    row, is_new = Demand.objects.get_or_create(
        code=code,
        defaults={
            "kind": kind,
            "name_es": name.strip(),
            "name_en": (name_en or name).strip(),
            "valid_hours": valid_hours,
            "told_by": by.id,
        },
    )
    if is_new:
        audit.record("demand.added", subject=code, actor=by, at=at, facts={"kind": kind})
    return row


@transaction.atomic
def tell_requirement(
    *, told: RequirementTold, by: Actor, at: datetime, is_demo: bool = False
) -> Requirement:
    """Add what is asked; what a page says and what a plan obeys follow at once.

    Raises NotACoordinator, CrossingUnknown, ReportRefused.
    """
    check_may_tell(by)
    crossing = None
    if told.crossing_key:
        crossing = Crossing.objects.filter(key=told.crossing_key).first()
        if crossing is None:
            raise CrossingUnknown(told.crossing_key)
    _check(told, crossing)
    row_id = uuid.uuid4()
    row = Requirement.objects.create(
        id=row_id,
        key=f"Q-{row_id}",
        crossing=crossing,
        country=told.country,
        direction=told.direction,
        mode=Mode.PEOPLE,
        applies_to=told.applies_to,
        age_from=told.age_from,
        age_until=told.age_until,
        demand=told.demand,
        is_blocking=told.is_blocking,
        text_es=told.text.strip(),
        text_en=(told.text_en or told.text).strip(),
        consequence_es=told.consequence.strip(),
        consequence_en=(told.consequence_en or told.consequence).strip(),
        valid_from=told.valid_from,
        valid_until=told.until,
        known_from=at,
        basis=told.basis,
        source=told.source.strip(),
        sourced=True,
        confidence=Confidence.MEDIUM,
        told_by=by.id,
        is_demo=is_demo,
    )
    audit.record(
        "requirement.told",
        subject=row.key,
        actor=by,
        at=at,
        facts={"country": row.country, "direction": row.direction, "demand": row.demand},
    )
    outbox.queue("requirement.told", subject_id=str(row.pk), at=at)
    return row


@transaction.atomic
def end_requirement(
    *, key: str, until: date, source: str, by: Actor, at: datetime
) -> RequirementEnd:
    """Add word that something is asked until a day (excluded) and no longer.

    Raises NotACoordinator, RequirementUnknown, ReportRefused.
    """
    check_may_tell(by)
    row = Requirement.objects.filter(key=key).first()
    if row is None:
        raise RequirementUnknown(key)
    is_before_start = row.valid_from is not None and until <= row.valid_from
    return add_end(
        RequirementEnd(requirement=row, until=until),
        of=("requirement", row.pk),
        too_early=(is_before_start, "until", "before_start"),
        source=source,
        by=by,
        at=at,
    )
