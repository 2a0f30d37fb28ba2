"""Writes of border facts. Reports are only ever added."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from relevo.audit import actions as audit
from relevo.borders.access import may_settle
from relevo.borders.actions.telling import LONGEST_SOURCE, time_refusals
from relevo.borders.actions.words import check_words
from relevo.borders.enums import Basis, Direction, Mode, State
from relevo.borders.errors import CrossingUnknown, NotACoordinator, NotAMonitor, ReportRefused
from relevo.borders.models import StatusReport
from relevo.borders.queries.deciding import NEWEST_FIRST, holds
from relevo.borders.queries.facts import as_value, get_report, statuses
from relevo.directory import rules as hours
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.kernel.refusals import raise_first
from relevo.outbox import actions as outbox
from relevo.places.models import Crossing

ROLES_THAT_REPORT = ("border_monitor", "coordinator")
MAY_REPORT: frozenset[str] = frozenset(ROLES_THAT_REPORT)
LONGEST_TEXT = 500


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a monitor tells: which side and direction (empty country: both), what, until when.

    ``spares_return``: of a closing whose source says that who goes home is not barred by it.
    ``source``: who announced it. Of what one saw oneself the role of the reporter is enough, so it
    may be empty. ``text`` in the language of whoever tells it; ``text_en`` if it was told in
    English as well.
    """

    country: str
    direction: str
    state: str
    basis: str
    source: str
    from_at: datetime
    mode: str = Mode.PEOPLE.value
    until_at: datetime | None = None
    opening_hours: str = ""
    text: str = ""
    text_en: str = ""
    spares_return: bool = False


def _check(sighting: Sighting, *, crossing: Crossing, at: datetime) -> None:
    sides = {"", *crossing.posts.values_list("country", flat=True)}
    refusals = (
        (sighting.country not in sides, "country", "not_a_side"),
        (sighting.direction not in Direction.values, "direction", "unknown"),
        (sighting.state not in set(State.values) - {State.NOT_CONFIRMED}, "state", "unknown"),
        (sighting.basis not in Basis.values, "basis", "unknown"),
        (sighting.mode not in Mode.values, "mode", "unknown"),
        (sighting.spares_return and sighting.state != State.CLOSED, "state", "not_a_closing"),
        (
            sighting.basis == Basis.ANNOUNCED and not sighting.source.strip(),
            "source",
            "missing",
        ),
        (len(sighting.source) > LONGEST_SOURCE, "source", "too_long"),
        (max(len(sighting.text), len(sighting.text_en)) > LONGEST_TEXT, "text", "too_long"),
        *time_refusals(
            basis=sighting.basis, from_at=sighting.from_at, until_at=sighting.until_at, at=at
        ),
    )
    raise_first(refusals, ReportRefused)
    if sighting.opening_hours:
        hours.check_hours(sighting.opening_hours)
    check_words(source=sighting.source, text=sighting.text, text_en=sighting.text_en)


def _crossing_to_report(key: str, *, by: Actor) -> Crossing:
    if not MAY_REPORT & by.roles:
        raise NotAMonitor
    crossing = Crossing.objects.filter(key=key).first()
    if crossing is None:
        raise CrossingUnknown(key)
    return crossing


@transaction.atomic
def report_status(
    *, crossing_key: str, sighting: Sighting, by: Actor, at: datetime, is_demo: bool = False
) -> StatusReport:
    """Add what somebody saw or an authority said of a crossing; pages and plans follow at once.

    Nothing is overwritten: a reopening is a newer report. Raises NotAMonitor, CrossingUnknown,
    ReportRefused, HoursUnreadable.
    """
    crossing = _crossing_to_report(crossing_key, by=by)
    _check(sighting, crossing=crossing, at=at)
    return _add(sighting, crossing=crossing, by=by, at=at, is_demo=is_demo)


def _add(
    sighting: Sighting,
    *,
    crossing: Crossing,
    by: Actor,
    at: datetime,
    is_demo: bool,
    settles: bool = False,
) -> StatusReport:
    report_id = uuid.uuid4()
    report = StatusReport.objects.create(
        id=report_id,
        key=f"R-{report_id}",
        crossing=crossing,
        country=sighting.country,
        direction=sighting.direction,
        mode=sighting.mode,
        state=sighting.state,
        basis=sighting.basis,
        opening_hours=sighting.opening_hours,
        from_at=sighting.from_at,
        until_at=sighting.until_at,
        known_from=at,
        text_es=sighting.text,
        text_en=sighting.text_en or sighting.text,
        source=sighting.source.strip(),
        sourced=True,
        confidence=Confidence.HIGH if sighting.basis == Basis.OBSERVED else Confidence.MEDIUM,
        reporter_id=by.id,
        reporter_institution_id=by.institution_id,
        reporter_role=next((role for role in ROLES_THAT_REPORT if role in by.roles), ""),
        settles=settles,
        spares_return=sighting.spares_return,
        is_demo=is_demo,
    )
    audit.record(
        "border.settled" if settles else "border.reported",
        subject=crossing.key,
        actor=by,
        at=at,
        facts={"state": sighting.state, "basis": sighting.basis},
    )
    outbox.queue("border.reported", subject_id=crossing.key, at=at)
    return report


@transaction.atomic
def confirm_report(
    *,
    crossing_key: str,
    report_key: str,
    by: Actor,
    at: datetime,
    country: str = "",
    is_demo: bool = False,
) -> StatusReport:
    """Add that one sees now what an earlier report says, on the same side and direction.

    ``country``: of a word on both sides only the one where one stands.

    Refused if it holds no longer, or another state has been told since: then one confirms what is
    no longer said. Raises NotAMonitor, CrossingUnknown, ReportUnknown, ReportRefused.
    """
    crossing = _crossing_to_report(crossing_key, by=by)
    told = get_report(report_key, crossing=crossing)
    sides_of_it = crossing.posts.values_list("country", flat=True)
    if country and country not in ({told.country} if told.country else set(sides_of_it)):
        raise ReportRefused(field="country", problem="not_a_side")
    side = told.country or country
    sides = Q(country__in=("", side)) if side else Q()
    ways = Q() if told.direction == Direction.BOTH else Q(direction__in=("both", told.direction))
    since = StatusReport.objects.filter(
        sides, ways, crossing=crossing, mode=told.mode, known_from__lte=at, from_at__lte=at
    )
    newest = since.filter(holds(at)).order_by(*NEWEST_FIRST).first()
    if newest is None or newest.state != told.state or not as_value(told).holds_at(at):
        raise ReportRefused(field="report", problem="superseded")
    sighting = Sighting(
        country=side,
        direction=told.direction,
        state=told.state,
        basis=Basis.OBSERVED,
        source="",
        from_at=at,
        mode=told.mode,
        until_at=told.until_at,
        opening_hours=told.opening_hours,
        text=told.text_es,
        text_en=told.text_en,
        spares_return=told.spares_return,
    )
    return _add(sighting, crossing=crossing, by=by, at=at, is_demo=is_demo)


@transaction.atomic
def settle_state(
    *, crossing_key: str, sighting: Sighting, by: Actor, at: datetime, is_demo: bool = False
) -> StatusReport:
    """Tell the state after comparing words that contradict each other; ``text`` says why.

    Both words stay. Raises NotACoordinator, CrossingUnknown, ReportRefused, HoursUnreadable.
    """
    if not may_settle(by):
        raise NotACoordinator
    crossing = _crossing_to_report(crossing_key, by=by)
    _check(sighting, crossing=crossing, at=at)
    if sighting.basis != Basis.OBSERVED:
        raise ReportRefused(field="basis", problem="unknown")
    if not sighting.text.strip():
        raise ReportRefused(field="text", problem="missing")
    known = statuses(at=at, known_at=at, crossings=[crossing])
    apart = [where for where, status in known.items() if status.is_contradicted]
    if not apart:
        raise ReportRefused(field="state", problem="nothing_to_settle")
    if not any(
        sighting.country in {"", country} and sighting.direction in {Direction.BOTH, direction}
        for (_key, country, direction) in apart
    ):
        raise ReportRefused(field="country", problem="nothing_differs_there")
    return _add(sighting, crossing=crossing, by=by, at=at, is_demo=is_demo, settles=True)
