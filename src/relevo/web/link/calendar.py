"""The calendar of a network behind its secret address: whoever holds it may follow the meetings."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from relevo.formats.ical import CONTENT_TYPE, render_ical
from relevo.networks.errors import CalendarUnknown
from relevo.networks.queries import meetings
from relevo.web.documents.calendar import meeting_calendar


@require_safe
def feed(request: HttpRequest, token: str) -> HttpResponse:  # noqa: ARG001 -- a view's signature
    """All meetings as iCalendar; an address that was made anew since is no page."""
    try:
        network = meetings.network_of_calendar(token)
    except CalendarUnknown as unknown:
        raise Http404 from unknown
    calendar = meeting_calendar(network, meetings.list_meetings(network))
    response = HttpResponse(render_ical(calendar), content_type=CONTENT_TYPE)
    response["Cache-Control"] = "no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
