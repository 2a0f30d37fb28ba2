"""Telling of a road: cut, slow or open again. Reports are only ever added."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from relevo.audit import actions as audit
from relevo.borders.actions.telling import source_refusals, time_refusals
from relevo.borders.enums import Basis
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.kernel.refusals import raise_first
from relevo.outbox import actions as outbox
from relevo.places.models import Link
from relevo.situation import access
from relevo.situation.actions.telling import check_names_nobody
from relevo.situation.enums import RoadState
from relevo.situation.errors import FactRefused, NotFound
from relevo.situation.models import Emergency, RoadReport

LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class RoadTold:
    """What somebody tells of the road between two places that one link joins."""

    from_node: str
    to_node: str
    state: str
    basis: str
    source: str
    from_at: datetime
    until_at: datetime | None = None
    text: str = ""
    text_en: str = ""
    emergency_key: str = ""


def link_between(one: str, other: str) -> Link | None:
    """The road that joins two places directly, whichever way it is written."""
    return Link.objects.filter(
        Q(from_node=one, to_node=other) | Q(from_node=other, to_node=one)
    ).first()


def _check(told: RoadTold, *, at: datetime) -> None:
    refusals = (
        (told.state not in RoadState.values, "state", "unknown"),
        (told.basis not in Basis.values, "basis", "unknown"),
        *source_refusals(told.source),
        (max(len(told.text), len(told.text_en)) > LONGEST_TEXT, "text", "too_long"),
        *time_refusals(basis=told.basis, from_at=told.from_at, until_at=told.until_at, at=at),
    )
    raise_first(refusals, FactRefused)
    check_names_nobody(source=told.source, text=told.text, text_en=told.text_en)


@transaction.atomic
def report_road(*, told: RoadTold, by: Actor, at: datetime, is_demo: bool = False) -> RoadReport:
    """Add what was said or seen of a road; travel times and plans follow at once.

    Raises NotAllowed, FactRefused, NotFound (an emergency).
    """
    access.check_tells(by, act="report_road")
    _check(told, at=at)
    link = link_between(told.from_node, told.to_node)
    if link is None:
        raise FactRefused(field="to_node", problem="not_joined")
    emergency = None
    if told.emergency_key:
        emergency = Emergency.objects.filter(key=told.emergency_key).first()
        if emergency is None:
            raise NotFound("emergency", told.emergency_key)
    row_id = uuid.uuid4()
    row = RoadReport.objects.create(
        id=row_id,
        key=f"W-{row_id}",
        link_key=link.key,
        state=told.state,
        basis=told.basis,
        from_at=told.from_at,
        until_at=told.until_at,
        known_from=at,
        text_es=told.text.strip(),
        text_en=(told.text_en or told.text).strip(),
        emergency=emergency,
        source=told.source.strip(),
        sourced=True,
        confidence=Confidence.HIGH if told.basis == Basis.OBSERVED else Confidence.MEDIUM,
        reporter_id=by.id,
        reporter_institution_id=by.institution_id,
        is_demo=is_demo,
    )
    audit.record(
        "road.reported",
        subject=row.key,
        actor=by,
        at=at,
        facts={"state": row.state, "basis": row.basis},
    )
    outbox.queue("road.reported", subject_id=row.key, at=at)
    return row
