"""Writes of actas: the numbered record that a network adopted."""

from dataclasses import replace
from datetime import datetime

from django.db import transaction

from relevo.audit import actions as audit
from relevo.kernel.actor import Actor
from relevo.networks import access
from relevo.networks.actions.meetings import meeting_to_keep
from relevo.networks.enums import Presence
from relevo.networks.errors import ActaRefused
from relevo.networks.models import Acta, Attendance, Decision, Meeting
from relevo.networks.rules.meetings import ActaDetails, check_acta, check_move
from relevo.outbox import actions as outbox


@transaction.atomic
def record_acta(
    *,
    network_key: str,
    details: ActaDetails,
    by: Actor,
    at: datetime,
    meeting_number: int | None = None,
) -> Acta:
    """Write down an acta under its own number; of a meeting, it takes in what was decided there.

    Who attended is counted from the meeting's attendance where that was noted. Raises
    NetworkUnknown, NotKeeper, MeetingUnknown, MeetingMoveRefused, ActaRefused.
    """
    network = access.network_to_keep_locked(by, key=network_key)
    meeting = None
    if meeting_number is not None:
        meeting = meeting_to_keep(by, network_key=network_key, number=meeting_number)
        check_move(meeting.state, "record_acta")
        details = replace(details, attending=count_present(meeting) or details.attending)
    attending = check_acta(details, on=at.date())
    number = details.number.strip()
    if Acta.objects.filter(network=network, number__iexact=number).exists():
        raise ActaRefused(field="number", problem="taken")
    acta = Acta.objects.create(
        network=network,
        meeting=meeting,
        number=number,
        kind=details.kind,
        adopted_on=details.adopted_on,
        title_es=details.title_es.strip(),
        title_en=details.title_en.strip(),
        attending=attending,
        kept_where=details.kept_where.strip(),
        recorded_by=by.id,
        recorded_at=at,
    )
    if meeting is not None:
        Decision.objects.filter(meeting=meeting, acta=None).update(acta=acta)
    facts = {"network": network.key, "kind": acta.kind}
    outbox.queue("acta.recorded", subject_id=str(acta.pk), at=at, facts=facts)
    audit.record("acta.recorded", subject=str(acta.pk), actor=by, at=at, facts=facts)
    return acta


def count_present(meeting: Meeting) -> int:
    """Institutions that were there, as the attendance of the meeting says."""
    return Attendance.objects.filter(meeting=meeting, presence=Presence.PRESENT).count()
