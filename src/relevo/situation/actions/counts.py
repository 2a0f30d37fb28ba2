"""Writes of counts and of what two sides differ by. Rows are only ever added."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from relevo.audit import actions as audit
from relevo.directory.enums import ENFORCEMENT_KINDS
from relevo.directory.models import Institution
from relevo.kernel.actor import Actor
from relevo.kernel.confidence import Confidence
from relevo.kernel.refusals import raise_first
from relevo.networks.enums import SeatRole
from relevo.networks.models import Member, Network
from relevo.outbox import actions as outbox
from relevo.places.models import Crossing
from relevo.situation import access
from relevo.situation.actions.telling import crossing_if_told
from relevo.situation.enums import CountCategory, Reason, StepKind
from relevo.situation.errors import FactRefused, NotAllowed, NotFound
from relevo.situation.models import Count, Reconciliation, ReconciliationStep
from relevo.situation.queries import counts as queries
from relevo.situation.rules import counts as rules

Parts = Sequence[tuple[str, int]]


@transaction.atomic
def tell_count(
    *,
    crossing_key: str,
    country: str,
    direction: str,
    category: str,
    cut_off_at: datetime,
    value: int,
    said_by: str,
    since_at: datetime | None = None,
    parts: Parts = (),
    network_key: str = "",
    source: str = "",
    key: str = "",
    corrects: UUID | None = None,
    for_institution: str = "",
    by: Actor,
    at: datetime,
    is_demo: bool = False,
) -> Count:
    """Note how many one side counted until its cut-off; ``crossing_key`` empty: the whole country.

    ``corrects``: the count that this one replaces; that one stays. ``for_institution``: only where
    the instance itself tells what somebody published. Raises NotAllowed, FactRefused.
    """
    if not access.may_count(by):
        raise NotAllowed(act="tell_count")
    crossing = crossing_if_told(crossing_key)
    _check(
        category=category,
        cut_off_at=cut_off_at,
        since_at=since_at,
        value=value,
        parts=tuple(parts),
        texts={"said_by": said_by.strip(), "source": source.strip()},
        at=at,
    )
    _check_side(crossing, country=country, direction=direction, category=category)
    institution = _teller(by, for_institution)
    row = _written(
        _to_correct(corrects, institution, (crossing, country, direction)) if corrects else None,
        key=key,
        network=_network(by, crossing, network_key),
        crossing=crossing,
        country=country,
        direction=direction,
        category=category,
        since_at=since_at,
        cut_off_at=cut_off_at,
        value=value,
        parts=[list(part) for part in parts],
        said_by=said_by.strip(),
        source=source.strip(),
        known_from=at,
        reporter_id=by.id,
        institution=institution,
        is_demo=is_demo,
    )
    return _told(row, by=by, at=at)


def _told(row: Count, *, by: Actor, at: datetime) -> Count:
    verb = "count.told" if row.corrects is None else "count.corrected"
    audit.record(verb, subject=str(row.pk), actor=by, at=at, facts={"category": row.category})
    outbox.queue(verb, subject_id=str(row.pk), at=at)
    return row


def _written(corrected: Count | None, *, key: str, known_from: datetime, **columns: Any) -> Count:  # noqa: ANN401 -- the model's own columns
    """A new row; one that corrects another begins where that one began."""
    count_id = uuid.uuid4()
    return Count.objects.create(
        id=count_id,
        key=key or f"C-{count_id}",
        corrects=corrected,
        root=count_id if corrected is None else corrected.root,
        first_known=known_from if corrected is None else corrected.first_known,
        known_from=known_from,
        sourced=bool(columns["source"]),
        confidence=Confidence.MEDIUM if columns["institution"] is None else Confidence.HIGH,
        **columns,
    )


@transaction.atomic
def open_reconciliation(
    *,
    outflow_id: UUID,
    inflow_id: UUID,
    part: str = "",
    responsible_key: str = "",
    by: Actor,
    at: datetime,
    is_demo: bool = False,
) -> Reconciliation:
    """Put two counts of the same people side by side; ``part``: only these of them.

    Who must resolve the gap: the institution named, else the secretariat of the network; never one
    that enforces. Raises NotAllowed, NotFound, FactRefused.
    """
    if not access.may_compare(by):
        raise NotAllowed(act="open_reconciliation")
    outflow = _seen(by, outflow_id, direction="out", field="outflow", at=at)
    inflow = _seen(by, inflow_id, direction="in", field="inflow", at=at)
    problem = rules.compared_problem(
        queries.side_of(outflow), queries.side_of(inflow), part=part
    ) or _place_problem(outflow, inflow)
    if problem:
        raise FactRefused(field="part" if problem == "unknown_part" else "inflow", problem=problem)
    roots = {"outflow__root": outflow.root, "inflow__root": inflow.root, "part": part}
    if Reconciliation.objects.filter(**roots).exists():
        raise FactRefused(field="inflow", problem="already")
    network = outflow.network or inflow.network
    row = Reconciliation.objects.create(
        outflow=outflow,
        inflow=inflow,
        part=part,
        network=network,
        responsible=_responsible(responsible_key, network),
        opened_by=by.id,
        known_from=at,
        is_demo=is_demo,
    )
    audit.record("reconciliation.opened", subject=str(row.pk), actor=by, at=at)
    outbox.queue("reconciliation.opened", subject_id=str(row.pk), at=at)
    return row


@transaction.atomic
def add_step(
    *,
    reconciliation_id: UUID,
    reason: str,
    people: int | None = None,
    note: str = "",
    for_institution: str = "",
    by: Actor,
    at: datetime,
) -> ReconciliationStep:
    """Say a likely reason for the gap, for how many of the people if that is known.

    Raises NotAllowed, NotFound, FactRefused.
    """
    row, line = _open_one(by, reconciliation_id, act="add_step", at=at)
    gap = line.gap
    refusals = (
        (reason not in Reason.values, "reason", "unknown"),
        (len(note.strip()) > rules.LONGEST_NOTE, "note", "too_long"),
        (people is not None and people < 1, "people", "not_a_number"),
        (
            people is not None and gap.rest is not None and people > gap.rest,
            "people",
            "more_than_gap",
        ),
    )
    raise_first(refusals, FactRefused)
    step = ReconciliationStep.objects.create(
        reconciliation=row,
        kind=StepKind.REASON,
        reason=reason,
        people=people,
        note=note.strip(),
        institution=_teller(by, for_institution),
        by=by.id,
        at=at,
    )
    audit.record(
        "reconciliation.explained",
        subject=str(row.pk),
        actor=by,
        at=at,
        facts={"reason": reason},
    )
    return step


@transaction.atomic
def agree(
    *, reconciliation_id: UUID, for_institution: str = "", by: Actor, at: datetime
) -> Reconciliation:
    """Say for one's own side, or for the sides one answers for, that this is the figure.

    Where the two differ somebody has said why before, or that it is not known yet. When both sides
    have agreed, it is closed. Raises NotAllowed, NotFound, FactRefused.
    """
    row, line = _open_one(by, reconciliation_id, act="agree", at=at)
    if line.gap.people is None:
        raise FactRefused(field="", problem="not_comparable")
    institution = _teller(by, for_institution)
    sides = rules.sides_of(
        institution.pk if institution else None,
        sides=[
            rules.Speaker(side.institution.id if side.institution else None, side.is_spoken_for)
            for side in (line.outflow, line.inflow)
        ],
        responsible_id=row.responsible_id,
    )
    if not sides:
        raise NotAllowed(act="agree")
    if sides <= line.agreed:
        raise FactRefused(field="", problem="agreed_already")
    if line.lacks_reason:
        raise FactRefused(field="", problem="reason_needed")
    _add(row, StepKind.AGREED, institution, by=by, at=at)
    audit.record("reconciliation.agreed", subject=str(row.pk), actor=by, at=at)
    if len(sides | line.agreed) == len((line.outflow, line.inflow)):
        _add(row, StepKind.CLOSED, institution, by=by, at=at)
        audit.record("reconciliation.closed", subject=str(row.pk), actor=by, at=at)
        outbox.queue("reconciliation.closed", subject_id=str(row.pk), at=at)
    return row


def _add(
    row: Reconciliation, kind: StepKind, institution: Institution | None, *, by: Actor, at: datetime
) -> None:
    ReconciliationStep.objects.create(
        reconciliation=row, kind=kind, institution=institution, by=by.id, at=at
    )


def _check(
    *,
    category: str,
    cut_off_at: datetime,
    since_at: datetime | None,
    value: int,
    parts: rules.Parts,
    texts: dict[str, str],
    at: datetime,
) -> None:
    problem = rules.parts_problem(parts)
    raise_first(
        (
            (category not in CountCategory.values, "category", "unknown"),
            (not 0 <= value <= rules.MOST_PEOPLE, "value", "not_a_number"),
            (cut_off_at > at + rules.CLOCK_TOLERANCE, "cut_off_at", "in_the_future"),
            (cut_off_at < at - rules.OLDEST, "cut_off_at", "too_long_ago"),
            (since_at is not None and since_at >= cut_off_at, "since_at", "not_before"),
            (
                since_at is not None and cut_off_at - since_at > rules.LONGEST_SPAN,
                "since_at",
                "too_long_ago",
            ),
            (bool(problem), "parts", problem),
            (not texts["said_by"], "said_by", "missing"),
            (len(texts["said_by"]) > rules.LONGEST_SAID_BY, "said_by", "too_long"),
            (len(texts["source"]) > rules.LONGEST_SOURCE, "source", "too_long"),
        ),
        FactRefused,
    )


def _check_side(crossing: Crossing | None, *, country: str, direction: str, category: str) -> None:
    sides = None if crossing is None else set(crossing.posts.values_list("country", flat=True))
    is_a_side = rules.is_country(country) if sides is None else country in sides
    raise_first(
        (
            (not is_a_side, "country", "not_a_side"),
            (direction not in {"in", "out"}, "direction", "unknown"),
            (rules.ONE_WAY.get(category, direction) != direction, "direction", "other_way"),
        ),
        FactRefused,
    )


def _teller(by: Actor, for_institution: str) -> Institution | None:
    """For whom it is told; only who acts for nobody may tell it for somebody."""
    if by.institution_id is not None:
        return Institution.objects.get(pk=by.institution_id)
    if not for_institution:
        return None
    row = Institution.objects.filter(key=for_institution).first()
    if row is None:
        raise FactRefused(field="institution", problem="unknown")
    return row


def _network(by: Actor, crossing: Crossing | None, key: str) -> Network | None:
    """The network in which it is told: one in which the teller sits, at best at this crossing."""
    networks = Network.objects.order_by("sort_key", "key")
    if by.institution_id is not None:
        seats = Member.objects.seated().filter(institution_id=by.institution_id)
        networks = networks.filter(pk__in=seats.values("network_id"))
        if not networks.exists():
            raise NotAllowed(act="tell_count")
    if key:
        found = networks.filter(key=key).first()
        if found is None:
            raise FactRefused(field="network", problem="unknown")
        return found
    at_crossing = networks.filter(crossings=crossing).first() if crossing else None
    return at_crossing or (networks.first() if by.institution_id is not None else None)


def _to_correct(
    corrects: UUID, institution: Institution | None, where: tuple[Crossing | None, str, str]
) -> Count:
    """The count to be replaced, locked: of one's own institution, and not replaced yet.

    ``where``: crossing, country and direction. Another place would be another count: what was
    compared with it stays comparable.
    """
    row = Count.objects.select_for_update(of=("self",), no_key=True).filter(pk=corrects).first()
    if row is None or row.institution_id != (institution.pk if institution else None):
        raise NotFound("count", corrects)
    if Count.objects.filter(corrects=row).exists():
        raise FactRefused(field="corrects", problem="corrected_already")
    crossing, country, direction = where
    is_same_post = (row.crossing, row.country) == (crossing, country)
    raise_first(
        (
            (not is_same_post, "crossing", "another_count"),
            (row.direction != direction, "direction", "another_count"),
        ),
        FactRefused,
    )
    return row


def _seen(by: Actor, count_id: UUID, *, direction: str, field: str, at: datetime) -> Count:
    """A count that holds and that the actor may see."""
    eyes = access.eyes_of(by, known_at=at)
    row = (
        queries.holding(at=at, known_at=at)
        .filter(queries.seen_by(eyes, at=at), pk=count_id)
        .first()
    )
    if row is None:
        raise NotFound("count", count_id)
    if row.direction != direction:
        raise FactRefused(field=field, problem="other_way")
    return row


def _place_problem(outflow: Count, inflow: Count) -> str:
    places = {outflow.crossing_id, inflow.crossing_id} - {None}
    return "other_crossing" if len(places) > 1 else ""


def _responsible(key: str, network: Network | None) -> Institution | None:
    """Who must resolve it; raises FactRefused for an institution that enforces or has no seat."""
    if network is None:
        if key:
            raise FactRefused(field="responsible", problem="not_at_the_table")
        return None
    seats = (
        Member.objects.seated()
        .filter(network=network, institution__isnull=False)
        .exclude(institution__kind__in=ENFORCEMENT_KINDS)
        .select_related("institution")
    )
    if key:
        seat = seats.filter(institution__key=key).first()
        if seat is None:
            raise FactRefused(field="responsible", problem="not_at_the_table")
        return seat.institution
    found = sorted(seats.order_by("pk"), key=_rank)
    return found[0].institution if found else None


def _rank(seat: Member) -> int:
    """Secretariat, chair, steering committee, anybody."""
    speaking = (SeatRole.SECRETARIAT, SeatRole.CHAIR)
    if seat.role in speaking:
        return speaking.index(SeatRole(seat.role))
    return len(speaking) + (not seat.is_steering)


def _open_one(
    by: Actor, reconciliation_id: UUID, *, act: str, at: datetime
) -> tuple[Reconciliation, queries.ReconciliationLine]:
    """A pair that is not closed, locked, for who may compare."""
    if not access.may_compare(by):
        raise NotAllowed(act=act)
    Reconciliation.objects.select_for_update(no_key=True).filter(pk=reconciliation_id).first()
    line = access.reconciliation_view(by, reconciliation_id=reconciliation_id, known_at=at)
    if line.closed_at is not None:
        raise FactRefused(field="", problem="closed")
    return Reconciliation.objects.get(pk=reconciliation_id), line
