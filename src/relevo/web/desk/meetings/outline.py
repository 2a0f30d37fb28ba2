"""What the agenda of a meeting consists of: read from commitments, decisions and the directory."""

from datetime import datetime

from relevo.exchange.queries import commitments
from relevo.kernel.actor import Actor
from relevo.networks.enums import MeetingState
from relevo.networks.models import Meeting
from relevo.networks.queries import meetings
from relevo.plumbing import clock
from relevo.web.documents.agenda import Agenda, promises


def compose_agenda(meeting: Meeting, *, viewer: Actor, at: datetime) -> Agenda:
    """Late commitments first, then those due until the meeting, decisions, entries, own points.

    What is open now is for a meeting to come; one that was held keeps what it had of its own.
    """
    on = at.date()
    day = meeting.starts_at.astimezone(clock.LOCAL).date()
    is_to_come = meeting.state == MeetingState.PLANNED
    lines = commitments.list_for_agenda(network_id=meeting.network_id, on=on) if is_to_come else []
    # What this very meeting promised is for the next one.
    lines = [line for line in lines if line.row.meeting_id != meeting.pk]
    late = [line for line in lines if line.is_overdue]
    due = [line for line in lines if not line.is_overdue and line.row.due_on <= day]
    last = meetings.meeting_before(meeting)
    return Agenda(
        meeting=meeting,
        overdue=promises(late, on=on),
        due=promises(due, on=on),
        last=last,
        decisions=tuple(last.decisions.all()) if last else (),
        entries=(
            meetings.entries_to_confirm(meeting.network, viewer=viewer, at=at)
            if is_to_come
            else meetings.EntriesToConfirm(0, ())
        ),
        points=tuple(meeting.agenda.all()),
        is_demo=clock.is_demo(),
    )
