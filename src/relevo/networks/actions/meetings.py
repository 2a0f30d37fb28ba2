"""Writes of meetings: planned, held or called off; agenda, attendance, decisions, minutes."""

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from relevo.audit import actions as audit
from relevo.kernel.actor import Actor
from relevo.networks import access
from relevo.networks.enums import MeetingState
from relevo.networks.errors import MeetingRefused, MeetingUnknown, MinutesSettled
from relevo.networks.models import (
    AgendaItem,
    Attendance,
    Decision,
    Meeting,
    Member,
    Network,
)
from relevo.networks.rules.meetings import (
    MOST_DECISIONS,
    MOST_ITEMS,
    AgendaPoint,
    Attended,
    MeetingDetails,
    check_attended,
    check_decision,
    check_held,
    check_meeting,
    check_minutes,
    check_move,
    check_point,
    minutes_subject,
)
from relevo.outbox import actions as outbox
from relevo.plumbing import revisions

NONCE_BYTES = 16


def meeting_to_keep(actor: Actor, *, network_key: str, number: int) -> Meeting:
    """The meeting, locked for who keeps the network; NetworkUnknown, NotKeeper, MeetingUnknown."""
    network = access.network_to_keep(actor, key=network_key)
    meeting = (
        Meeting.objects.select_for_update(of=("self",), no_key=True)
        .select_related("network")
        .filter(network=network, number=number)
        .first()
    )
    if meeting is None:
        raise MeetingUnknown(number)
    return meeting


@transaction.atomic
def plan_meeting(*, network_key: str, details: MeetingDetails, by: Actor, at: datetime) -> Meeting:
    """Set a meeting of the network, with its next number; a past one too, to write it down.

    Raises NetworkUnknown, NotKeeper, MeetingRefused.
    """
    network = access.network_to_keep_locked(by, key=network_key)
    check_meeting(details, at=at)
    last = Meeting.objects.filter(network=network).aggregate(last=Max("number"))["last"]
    meeting = Meeting(
        network=network, number=(last or 0) + 1, state=MeetingState.PLANNED, changed_at=at
    )
    _write_details(meeting, details)
    meeting.save()
    return _told(meeting, "meeting.planned", by=by, at=at)


@transaction.atomic
def change_meeting(
    *, network_key: str, number: int, details: MeetingDetails, by: Actor, at: datetime
) -> Meeting:
    """Another day, hour, place or title; calendars that follow the network show it.

    Raises NetworkUnknown, NotKeeper, MeetingUnknown, MeetingMoveRefused, MeetingRefused.
    """
    meeting = meeting_to_keep(by, network_key=network_key, number=number)
    check_move(meeting.state, "change")
    check_meeting(details, at=at)
    _write_details(meeting, details)
    meeting.changed_at = at
    meeting.save()
    return _told(meeting, "meeting.changed", by=by, at=at)


@transaction.atomic
def cancel_meeting(*, network_key: str, number: int, by: Actor, at: datetime) -> Meeting:
    """Call a meeting off: it stays, with its number, and calendars strike it out.

    Raises NetworkUnknown, NotKeeper, MeetingUnknown, MeetingMoveRefused.
    """
    meeting = meeting_to_keep(by, network_key=network_key, number=number)
    check_move(meeting.state, "cancel")
    return _move(meeting, MeetingState.CANCELLED, by=by, at=at)


@transaction.atomic
def hold_meeting(*, network_key: str, number: int, by: Actor, at: datetime) -> Meeting:
    """Note that the meeting took place, once it has begun.

    Raises NetworkUnknown, NotKeeper, MeetingUnknown, MeetingMoveRefused, MeetingRefused.
    """
    meeting = meeting_to_keep(by, network_key=network_key, number=number)
    check_move(meeting.state, "hold")
    check_held(meeting.starts_at, at=at)
    return _move(meeting, MeetingState.HELD, by=by, at=at)


def _move(meeting: Meeting, state: MeetingState, *, by: Actor, at: datetime) -> Meeting:
    meeting.state, meeting.changed_at = state, at
    meeting.save(update_fields=["state", "changed_at"])
    return _told(meeting, f"meeting.{state}", by=by, at=at)


def _write_details(meeting: Meeting, details: MeetingDetails) -> None:
    meeting.kind, meeting.modality = details.kind, details.modality
    meeting.title_es, meeting.title_en = details.title_es.strip(), details.title_en.strip()
    meeting.starts_at, meeting.ends_at = details.starts_at, details.ends_at
    meeting.place = details.place.strip()


def _told(meeting: Meeting, verb: str, *, by: Actor, at: datetime) -> Meeting:
    facts = {"network": meeting.network.key, "number": meeting.number}
    outbox.queue(verb, subject_id=str(meeting.pk), at=at, facts=facts)
    audit.record(verb, subject=str(meeting.pk), actor=by, at=at, facts=facts)
    return meeting


def _noted(
    meeting: Meeting, verb: str, *, by: Actor, at: datetime, **facts: str | int | None
) -> None:
    """An act inside a meeting that nobody else has to hear of."""
    known = {"network": meeting.network.key, "number": meeting.number, **facts}
    audit.record(verb, subject=str(meeting.pk), actor=by, at=at, facts=known)


@transaction.atomic
def set_agenda(
    *, network_key: str, number: int, points: Sequence[AgendaPoint], by: Actor, at: datetime
) -> list[AgendaItem]:
    """The agenda's own points, in order; what is overdue is put before them when it is shown.

    Raises NetworkUnknown, NotKeeper, MeetingUnknown, MeetingMoveRefused, MeetingRefused.
    """
    meeting = meeting_to_keep(by, network_key=network_key, number=number)
    return _write_agenda(meeting, points, by=by, at=at)


@transaction.atomic
def add_point(
    *, network_key: str, number: int, point: AgendaPoint, by: Actor, at: datetime
) -> list[AgendaItem]:
    """One more point, the last. Two who add at once both find theirs. Raises as set_agenda."""
    meeting = meeting_to_keep(by, network_key=network_key, number=number)
    return _write_agenda(meeting, [*_points(meeting).values(), point], by=by, at=at)


@transaction.atomic
def remove_point(
    *, network_key: str, number: int, item_id: int, by: Actor, at: datetime
) -> list[AgendaItem]:
    """Take a point off; one that is gone already changes nothing. Raises as set_agenda."""
    meeting = meeting_to_keep(by, network_key=network_key, number=number)
    points = _points(meeting)
    points.pop(item_id, None)
    return _write_agenda(meeting, list(points.values()), by=by, at=at)


@transaction.atomic
def move_point(
    *, network_key: str, number: int, item_id: int, earlier: bool, by: Actor, at: datetime
) -> list[AgendaItem]:
    """A point one place earlier or later; at an end it stays. Raises as set_agenda."""
    meeting = meeting_to_keep(by, network_key=network_key, number=number)
    points = _points(meeting)
    order = list(points)
    if item_id in points:
        here = order.index(item_id)
        there = min(max(here + (-1 if earlier else 1), 0), len(order) - 1)
        order.insert(there, order.pop(here))
    return _write_agenda(meeting, [points[pk] for pk in order], by=by, at=at)


def _points(meeting: Meeting) -> dict[int, AgendaPoint]:
    items = AgendaItem.objects.filter(meeting=meeting).order_by("position", "id")
    return {item.pk: AgendaPoint(item.title_es, item.title_en, item.minutes) for item in items}


def _write_agenda(
    meeting: Meeting, points: Sequence[AgendaPoint], *, by: Actor, at: datetime
) -> list[AgendaItem]:
    check_move(meeting.state, "set_agenda")
    if len(points) > MOST_ITEMS:
        raise MeetingRefused(field="points", problem="too_many")
    for point in points:
        check_point(point)
    AgendaItem.objects.filter(meeting=meeting).delete()
    items = [
        AgendaItem.objects.create(
            meeting=meeting,
            position=position,
            title_es=point.title_es.strip(),
            title_en=point.title_en.strip(),
            minutes=point.minutes,
        )
        for position, point in enumerate(points, start=1)
    ]
    _noted(meeting, "meeting.agenda_set", by=by, at=at, points=len(items))
    return items


@transaction.atomic
def record_attendance(
    *,
    network_key: str,
    number: int,
    attended: Mapping[UUID, Attended | None],
    by: Actor,
    at: datetime,
) -> list[Attendance]:
    """How institutions attended, by their id; None: not said. Others stay as they were noted.

    Raises NetworkUnknown, NotKeeper, MeetingUnknown, MeetingMoveRefused, MeetingRefused.
    """
    meeting = meeting_to_keep(by, network_key=network_key, number=number)
    check_move(meeting.state, "record_attendance")
    known = set(
        Member.objects.filter(network=meeting.network, institution__in=attended)
        .order_by("id")
        .values_list("institution_id", flat=True)
    )
    if not known.issuperset(attended):
        raise MeetingRefused(field="institution", problem="no_seat")
    for institution_id, told in attended.items():
        if told is None:
            Attendance.objects.filter(meeting=meeting, institution=institution_id).delete()
            continue
        check_attended(told)
        Attendance.objects.update_or_create(
            meeting=meeting,
            institution_id=institution_id,
            defaults={
                "presence": told.presence,
                "women": told.women,
                "men": told.men,
                "represented_by": told.represented_by.strip(),
            },
        )
    _noted(meeting, "meeting.attendance_recorded", by=by, at=at, rows=len(attended))
    return list(Attendance.objects.filter(meeting=meeting).order_by("institution__sort_key", "id"))


@transaction.atomic
def add_decision(
    *, network_key: str, number: int, text_es: str, text_en: str, by: Actor, at: datetime
) -> Decision:
    """What the meeting decided, with the next number.

    Raises NetworkUnknown, NotKeeper, MeetingUnknown, MeetingMoveRefused, MeetingRefused.
    """
    meeting = meeting_to_keep(by, network_key=network_key, number=number)
    check_move(meeting.state, "decide")
    check_decision(text_es, text_en)
    last = Decision.objects.filter(meeting=meeting).aggregate(last=Max("number"))["last"] or 0
    if last >= MOST_DECISIONS:
        raise MeetingRefused(field="decisions", problem="too_many")
    decision = Decision.objects.create(
        meeting=meeting, number=last + 1, text_es=text_es.strip(), text_en=text_en.strip()
    )
    _noted(meeting, "meeting.decided", by=by, at=at, decision=decision.number)
    return decision


@transaction.atomic
def change_decision(
    *,
    network_key: str,
    number: int,
    decision: int,
    text_es: str,
    text_en: str,
    by: Actor,
    at: datetime,
) -> Decision:
    """Correct the words of a decision, until an acta holds it.

    Raises NetworkUnknown, NotKeeper, MeetingUnknown, MeetingMoveRefused, MeetingRefused.
    """
    meeting = meeting_to_keep(by, network_key=network_key, number=number)
    check_move(meeting.state, "decide")
    check_decision(text_es, text_en)
    row = Decision.objects.filter(meeting=meeting, number=decision).first()
    if row is None:
        raise MeetingRefused(field="decision", problem="unknown")
    if row.acta_id is not None:
        raise MeetingRefused(field="decision", problem="in_an_acta")
    row.text_es, row.text_en = text_es.strip(), text_en.strip()
    row.save(update_fields=["text_es", "text_en"])
    _noted(meeting, "meeting.decision_changed", by=by, at=at, decision=row.number)
    return row


@transaction.atomic
def write_minutes(
    *,
    network_key: str,
    number: int,
    es: str,
    en: str,
    base: int,
    by: Actor,
    at: datetime,
    settles: int | None = None,
) -> bool:
    """Save minutes written on revision ``base``; whether they are the current ones now.

    Written on an older state, they are kept beside for a person to merge: nothing is lost.
    ``settles``: a text kept beside that these minutes take in; it stays open while they are not
    the current ones themselves. Raises NetworkUnknown, NotKeeper, MeetingUnknown,
    MeetingMoveRefused, MeetingRefused, MinutesSettled.
    """
    meeting = meeting_to_keep(by, network_key=network_key, number=number)
    check_move(meeting.state, "write_minutes")
    es, en = _lines(es), _lines(en)
    check_minutes(es, en, base=base, current=meeting.minutes_revision)
    subject = minutes_subject(meeting.pk)
    if settles is not None:
        _check_beside(subject, settles)
    is_current = (es, en) == (meeting.minutes_es, meeting.minutes_en)
    if not is_current:
        saved = revisions.save_revision(
            subject,
            current=meeting.minutes_revision,
            base=base,
            content={"es": es, "en": en},
            actor_id=by.id,
            at=at,
        )
        is_current = saved.is_current
        if saved.revision.number is not None:
            meeting.minutes_es, meeting.minutes_en = es, en
            meeting.minutes_revision = saved.revision.number
            meeting.save(update_fields=["minutes_es", "minutes_en", "minutes_revision"])
    if settles is not None and is_current:
        revisions.settle(settles, subject=subject, at=at)
    verb = "meeting.minutes_written" if is_current else "meeting.minutes_kept_beside"
    _noted(meeting, verb, by=by, at=at, revision=meeting.minutes_revision)
    return is_current


@transaction.atomic
def set_aside_minutes(
    *, network_key: str, number: int, revision_id: int, by: Actor, at: datetime
) -> None:
    """A person read the text kept beside and needs none of it; it stays readable.

    Raises NetworkUnknown, NotKeeper, MeetingUnknown, MinutesSettled.
    """
    meeting = meeting_to_keep(by, network_key=network_key, number=number)
    subject = minutes_subject(meeting.pk)
    _check_beside(subject, revision_id)
    revisions.settle(revision_id, subject=subject, at=at)
    _noted(meeting, "meeting.minutes_set_aside", by=by, at=at, revision=meeting.minutes_revision)


def _check_beside(subject: str, revision_id: int) -> None:
    if all(beside.pk != revision_id for beside in revisions.list_beside(subject)):
        raise MinutesSettled(revision_id)


def _lines(text: str) -> str:
    """Line ends as browsers send them would make every text look changed."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


@transaction.atomic
def renew_calendar(*, network_key: str, by: Actor, at: datetime) -> Network:
    """Give the calendar a new address; the old one dies. Raises NetworkUnknown, NotKeeper."""
    network = access.network_to_keep_locked(by, key=network_key)
    network.calendar_nonce = secrets.token_urlsafe(NONCE_BYTES)
    network.save(update_fields=["calendar_nonce"])
    facts = {"network": network.key}
    audit.record("network.calendar_renewed", subject=str(network.pk), actor=by, at=at, facts=facts)
    return network
