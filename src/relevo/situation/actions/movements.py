"""Writes of movements, sightings and warnings of needs."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.access import is_of_the_demo
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.outbox import actions as outbox
from relevo.places.models import Area
from relevo.situation import access
from relevo.situation.actions.telling import (
    check_code,
    check_plain,
    crossing_if_told,
    crossing_of,
)
from relevo.situation.enums import EstimateKind, HalfDay, Heading, SightingKind, SourceType
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import (
    Movement,
    NeedsWarning,
    Sighting,
    WarningReceipt,
    WarningWithdrawal,
)
from relevo.situation.queries.movements import (
    is_corrected,
    standing_warning,
    standing_warnings,
)
from relevo.situation.queries.needs import needs_of
from relevo.situation.queries.ways import load_corridors, node_of
from relevo.situation.rules.movements import LOCAL, People, half_day, is_window
from relevo.situation.rules.needs import Stay
from relevo.situation.rules.ways import way_over

SOON, LONG_AGO = timedelta(days=30), timedelta(days=10)
MOST_PEOPLE = 100_000
MOST_CROSSINGS = 4
LONGEST_SOURCE = 200
LONGEST_REASON = 300
SEATS = frozenset({"municipality", "district"})


@dataclass(frozen=True, slots=True)
class Seen:
    """What one source tells of a group, at a municipality in half a day. No hour, no point."""

    area_key: str
    day: date
    half: str
    kind: str
    source_type: str
    low: int | None = None
    best: int | None = None
    high: int | None = None
    estimate: str = ""
    crossing_key: str = ""
    source: str = ""
    confidence: str = Confidence.MEDIUM.value


@transaction.atomic
def open_movement(
    *,
    heading: str,
    origin_key: str,
    via: Sequence[str],
    day: date,
    by: Actor,
    at: datetime,
    source: str = "",
    confidence: str = Confidence.MEDIUM.value,
) -> Movement:
    """Open a movement from a municipality over crossings in their order, beginning on a day.

    ``via``: keys of crossings; the shortest way over them is kept. Raises NotAllowed, FactRefused.
    """
    access.check_tells(by, act="movement.open")
    check_code("heading", heading, Heading.values)
    check_code("confidence", confidence, [*Confidence])
    today = at.astimezone(LOCAL).date()
    if not today - LONG_AGO <= day <= today + SOON:
        raise FactRefused(field="day", problem="far_away")
    origin = _municipality("origin", origin_key)
    row = Movement.objects.create(
        key=f"MV-{uuid4()}",
        heading=heading,
        origin=origin,
        way=_way(origin, via),
        day=day,
        known_from=at,
        opened_by=by.id,
        institution_id=by.institution_id,
        is_demo=is_of_the_demo(by),
        source=check_plain("source", source, longest=LONGEST_SOURCE),
        sourced=bool(source.strip()),
        confidence=confidence,
    )
    audit.record(
        "movement.opened", subject=str(row.pk), actor=by, at=at, facts={"heading": heading}
    )
    outbox.queue("movement.opened", subject_id=str(row.pk), at=at)
    return row


@transaction.atomic
def add_sighting(
    *, movement_id: UUID, seen: Seen, corrects: UUID | None = None, by: Actor, at: datetime
) -> Sighting:
    """Add what one source tells; nothing told before is changed. Raises NotAllowed, NotFound.

    ``corrects``: the sighting of one's own institution that this one replaces; that one stays.
    FactRefused for a half-day that has not begun, numbers out of order, or a place off every road.
    """
    access.check_tells(by, act="movement.sighting")
    movement = Movement.objects.filter(pk=movement_id).first()
    if movement is None:
        raise NotFound("movement", movement_id)
    _check(seen, at=at)
    area = _municipality("area", seen.area_key)
    if not node_of(area):
        raise FactRefused(field="area", problem="no_way")
    corrected = _to_correct(corrects, movement, by=by, at=at) if corrects else None
    row = Sighting.objects.create(
        key=f"SI-{uuid4()}",
        movement=movement,
        area=area,
        crossing=crossing_if_told(seen.crossing_key),
        day=seen.day,
        half=seen.half,
        kind=seen.kind,
        low=seen.low,
        best=seen.best,
        high=seen.high,
        estimate=seen.estimate,
        source_type=seen.source_type,
        known_from=at,
        corrects=corrected,
        first_known=corrected.told_first if corrected else None,
        reporter_id=by.id,
        institution_id=by.institution_id,
        is_demo=is_of_the_demo(by),
        source=check_plain("source", seen.source, longest=LONGEST_SOURCE),
        sourced=bool(seen.source.strip()),
        confidence=seen.confidence,
    )
    facts = {"kind": seen.kind, "source_type": seen.source_type}
    verb = "movement.sighting_corrected" if corrected else "movement.sighted"
    audit.record(verb, subject=str(movement.pk), actor=by, at=at, facts=facts)
    outbox.queue(verb, subject_id=str(movement.pk), at=at)
    return row


def _to_correct(corrects: UUID, movement: Movement, *, by: Actor, at: datetime) -> Sighting:
    """The sighting to be replaced, locked: of one's own institution, and not replaced yet."""
    Sighting.objects.select_for_update(no_key=True).filter(pk=corrects).first()
    row = access.sighting_to_correct(by, movement_id=movement.pk, sighting_id=corrects, known_at=at)
    if is_corrected(row.pk):
        raise FactRefused(field="", problem="corrected_already")
    return row


@transaction.atomic
def issue_warning(
    *,
    movement_id: UUID,
    area_key: str,
    from_at: datetime,
    until_at: datetime,
    people: People,
    stay: str,
    by: Actor,
    at: datetime,
) -> NeedsWarning:
    """Warn who feeds, shelters, heals and protects. Raises NotAllowed, NotFound, FactRefused.

    The window has six hours or more, between six-hour marks, and has not ended. It takes the place
    of what the municipality was warned of for this movement before.
    """
    access.check_leads(by, act="warning.issue")
    movement = Movement.objects.select_for_update(no_key=True).filter(pk=movement_id).first()
    if movement is None:
        raise NotFound("movement", movement_id)
    check_code("stay", stay, [*Stay])
    if not is_window(from_at, until_at):
        raise FactRefused(field="until_at", problem="not_a_window")
    if until_at <= at:
        raise FactRefused(field="until_at", problem="past")
    _check_people(people.low, people.best, people.high)
    area = _municipality("area", area_key)
    row = NeedsWarning.objects.create(
        movement=movement,
        area=area,
        from_at=from_at,
        until_at=until_at,
        low=people.low,
        best=people.best,
        high=people.high,
        needs=needs_of(people, stay=stay),
        known_from=at,
        replaces=standing_warning(movement.pk, area.pk, known_at=at),
        issued_by=by.id,
        institution_id=by.institution_id,
        is_demo=is_of_the_demo(by),
    )
    audit.record("warning.issued", subject=str(row.pk), actor=by, at=at, facts={"stay": stay})
    outbox.queue("warning.issued", subject_id=str(row.pk), at=at)
    return row


@transaction.atomic
def withdraw_warning(
    *, warning_id: UUID, reason: str, by: Actor, at: datetime
) -> WarningWithdrawal:
    """Take a warning back and say why; it stays, and what it replaced does not come back.

    Raises NotAllowed, NotFound; FactRefused for one that does not stand, or without a reason.
    """
    access.check_leads(by, act="warning.withdraw")
    access.warning_for(by, warning_id=warning_id, known_at=at)
    row = NeedsWarning.objects.select_for_update(no_key=True).get(pk=warning_id)
    if not standing_warnings(known_at=at).filter(pk=row.pk).exists():
        raise FactRefused(field="", problem="stands_no_more")
    if row.until_at <= at:
        raise FactRefused(field="", problem="past")
    if not reason.strip():
        raise FactRefused(field="reason", problem="needed")
    back = WarningWithdrawal.objects.create(
        warning=row,
        reason=check_plain("reason", reason, longest=LONGEST_REASON),
        institution_id=by.institution_id,
        by=by.id,
        at=at,
    )
    audit.record("warning.withdrawn", subject=str(row.pk), actor=by, at=at)
    outbox.queue("warning.withdrawn", subject_id=str(row.pk), at=at)
    return back


@transaction.atomic
def acknowledge_warning(*, warning_id: UUID, by: Actor, at: datetime) -> WarningReceipt:
    """Say for one's institution that it was read; twice is once. Raises NotAllowed, NotFound."""
    if by.institution_id is None or not access.is_warned(by):
        raise NotAllowed(act="warning.read")
    warning = access.warning_for(by, warning_id=warning_id, known_at=at)
    row, is_new = WarningReceipt.objects.get_or_create(
        warning=warning, institution_id=by.institution_id, defaults={"by": by.id, "at": at}
    )
    if is_new:
        audit.record("warning.read", subject=str(warning.pk), actor=by, at=at)
    return row


def _check(seen: Seen, *, at: datetime) -> None:
    check_code("half", seen.half, HalfDay.values)
    check_code("kind", seen.kind, SightingKind.values)
    check_code("source_type", seen.source_type, SourceType.values)
    check_code("confidence", seen.confidence, [*Confidence])
    check_code("estimate", seen.estimate, ["", *EstimateKind.values])
    if half_day(seen.day, seen.half).start > at:
        raise FactRefused(field="day", problem="not_yet")
    numbers = (seen.low, seen.best, seen.high)
    if any(number is not None for number in numbers):
        _check_people(*numbers)
        if not seen.estimate:
            raise FactRefused(field="estimate", problem="needed")


def _check_people(low: int | None, best: int | None, high: int | None) -> None:
    if low is None or best is None or high is None:
        raise FactRefused(field="best", problem="all_three")
    if not 0 <= low <= best <= high <= MOST_PEOPLE:
        raise FactRefused(field="best", problem="not_in_order")


def _way(origin: Area, via: Sequence[str]) -> list[str]:
    if not 1 <= len(via) <= MOST_CROSSINGS or len(set(via)) < len(via):
        raise FactRefused(field="via", problem="needed")
    crossings = [crossing_of("via", key) for key in via]
    corridors, start = load_corridors(), node_of(origin)
    sides = [corridors.sides_of.get(crossing.key, ()) for crossing in crossings]
    way = way_over(corridors.roads, start, sides) if start and all(sides) else ()
    if not way:
        raise FactRefused(field="via", problem="no_way")
    return [stop.node for stop in way]


def _municipality(field: str, key: str) -> Area:
    found = Area.objects.filter(key=key, level__in=SEATS).first()
    if found is None:
        raise FactRefused(field=field, problem="unknown")
    return found
