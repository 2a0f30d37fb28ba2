"""What every page of one emergency begins with."""

from typing import Any

from django.http import Http404

from relevo.plumbing import clock
from relevo.situation import access
from relevo.situation.errors import NotFound
from relevo.situation.queries import emergencies as queries
from relevo.situation.queries.emergencies import EmergencyLine, EmergencyView
from relevo.web.as_of import AsOf
from relevo.web.desk.http import DeskRequest
from relevo.web.emergency_phrases import CRISIS_PHASE_TONES


def view_or_404(request: DeskRequest, key: str, asked: AsOf) -> EmergencyView:
    """The emergency of an address, as of an instant; a page that is not there for this reader."""
    try:
        return queries.get_emergency(
            key,
            at=asked.at,
            known_at=asked.known_at,
            sees_live=access.sees_live(request.actor),
        )
    except NotFound as unknown:
        raise Http404 from unknown


def line_or_404(request: DeskRequest, key: str) -> EmergencyLine:
    """The emergency of an address as it is now, whatever instant is asked for: forms write now."""
    now = clock.now()
    return view_or_404(request, key, AsOf(now, now)).line


def may_see(request: DeskRequest, key: str) -> bool:
    """Whether this reader may know of an emergency now."""
    try:
        line_or_404(request, key)
    except Http404:
        return False
    return True


def page_context(
    request: DeskRequest, line: EmergencyLine, asked: AsOf, *, current: str
) -> dict[str, Any]:
    """Head and tabs of an emergency; ``current``: the tab of this page."""
    return {
        "line": line,
        "tone": CRISIS_PHASE_TONES[line.phase],
        "asof": asked,
        "tab": current,
        "may_lead": asked.is_now and access.may_lead(request.actor),
        "may_speak": asked.is_now and access.may_speak(request.actor) and not line.is_over,
        "section": "situation",
    }
