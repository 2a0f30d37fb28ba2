"""Writes of border facts. Reports are only ever added."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from relevo.audit import actions as audit
from relevo.borders.enums import Basis, Direction, Mode, State
from relevo.borders.errors import CrossingUnknown, NotAMonitor, ReportRefused
from relevo.borders.models import StatusReport
from relevo.directory import rules as hours
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.outbox import actions as outbox
from relevo.places.models import Crossing

MAY_REPORT: frozenset[str] = frozenset({"border_monitor", "coordinator"})
LONGEST_TEXT = 500
LONGEST_SOURCE = 300
CLOCK_TOLERANCE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a monitor tells: which side and direction (empty country: both), what, until when.

    ``text`` in the language of whoever tells it; ``text_en`` if it was told in English as well.
    """

    country: str
    direction: str
    state: str
    basis: str
    source: str
    from_at: datetime
    until_at: datetime | None = None
    opening_hours: str = ""
    text: str = ""
    text_en: str = ""


def _check(sighting: Sighting, *, crossing: Crossing, at: datetime) -> None:
    sides = {"", *crossing.posts.values_list("country", flat=True)}
    refusals = (
        (sighting.country not in sides, "country", "not_a_side"),
        (sighting.direction not in Direction.values, "direction", "unknown"),
        (sighting.state not in set(State.values) - {State.NOT_CONFIRMED}, "state", "unknown"),
        (sighting.basis not in Basis.values, "basis", "unknown"),
        (not sighting.source.strip(), "source", "missing"),
        (len(sighting.source) > LONGEST_SOURCE, "source", "too_long"),
        (max(len(sighting.text), len(sighting.text_en)) > LONGEST_TEXT, "text", "too_long"),
        (
            sighting.basis == Basis.OBSERVED and sighting.from_at > at + CLOCK_TOLERANCE,
            "from_at",
            "seen_in_the_future",
        ),
        (
            sighting.until_at is not None and sighting.until_at <= sighting.from_at,
            "until_at",
            "before_start",
        ),
    )
    for refused, field, problem in refusals:
        if refused:
            raise ReportRefused(field=field, problem=problem)
    if sighting.opening_hours:
        hours.check_hours(sighting.opening_hours)


@transaction.atomic
def report_status(
    *, crossing_key: str, sighting: Sighting, by: Actor, at: datetime, is_demo: bool = False
) -> StatusReport:
    """Add what somebody saw or an authority said of a crossing; pages and plans follow at once.

    Nothing is overwritten: a reopening is a newer report. Raises NotAMonitor, CrossingUnknown,
    ReportRefused, HoursUnreadable.
    """
    if not MAY_REPORT & by.roles:
        raise NotAMonitor
    crossing = Crossing.objects.filter(key=crossing_key).first()
    if crossing is None:
        raise CrossingUnknown(crossing_key)
    _check(sighting, crossing=crossing, at=at)
    report_id = uuid.uuid4()
    report = StatusReport.objects.create(
        id=report_id,
        key=f"R-{report_id}",
        crossing=crossing,
        country=sighting.country,
        direction=sighting.direction,
        mode=Mode.PEOPLE,
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
        is_demo=is_demo,
    )
    audit.record(
        "border.reported",
        subject=crossing.key,
        actor=by,
        at=at,
        facts={"state": sighting.state, "basis": sighting.basis},
    )
    outbox.queue("border.reported", subject_id=crossing.key, at=at)
    return report
