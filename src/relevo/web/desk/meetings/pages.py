"""Meetings of a network: all of them, one of them, and what keepers settle about when it is."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise as Words
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.exchange.queries import commitments
from relevo.formats.ical import CONTENT_TYPE, render_ical
from relevo.networks.actions import meetings as actions
from relevo.networks.enums import MeetingState
from relevo.networks.errors import MeetingUnknown
from relevo.networks.models import Meeting, Network
from relevo.networks.queries import meetings as queries
from relevo.networks.rules.meetings import ALLOWED, minutes_subject
from relevo.plumbing import clock, revisions
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.meetings.decisions import promise_form
from relevo.web.desk.meetings.doors import for_keepers, for_members, meeting_or_404
from relevo.web.desk.meetings.forms import MeetingForm, meeting_values
from relevo.web.desk.meetings.outline import compose_agenda
from relevo.web.desk.meetings.refused import REFUSALS, sentence, tell
from relevo.web.desk.networks.context import network_context, network_or_404
from relevo.web.documents.acta import attended
from relevo.web.documents.agenda import promises
from relevo.web.documents.calendar import meeting_calendar
from relevo.web.downloads import bytes_response

MOVES = {"hold": actions.hold_meeting, "cancel": actions.cancel_meeting}
MOVED: dict[str, Words] = {
    "hold": _("Noted: the meeting took place."),
    "cancel": _("The meeting is called off. Calendars that follow the network show it."),
}


@require_safe
def meeting_list(request: DeskRequest, key: str) -> HttpResponse:
    """Meetings to come and held ones; for members also the address of the calendar."""
    network = network_or_404(key)
    context = network_context(request, network)
    rows = queries.list_meetings(network)
    at = clock.now()
    to_come = [row for row in rows if row.state == MeetingState.PLANNED and row.starts_at >= at]
    return render(
        request,
        "desk/meeting_list.html",
        {
            **context,
            "to_come": list(reversed(to_come)),
            "past": [row for row in rows if row not in to_come],
            "calendar_url": _calendar_url(request, network) if context["is_member"] else "",
        },
    )


def _calendar_url(request: DeskRequest, network: Network) -> str:
    token = queries.calendar_token(network)
    if not token:
        return ""
    return request.build_absolute_uri(reverse("link:calendar", kwargs={"token": token}))


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def new(request: DeskRequest, network: Network) -> HttpResponse:
    """Plan a meeting, or write down one that was."""
    form = MeetingForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            meeting = actions.plan_meeting(
                network_key=network.key, details=form.details(), by=request.actor, at=clock.now()
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The meeting is planned. Set its agenda now."))
            return redirect("desk:meeting", key=network.key, number=meeting.number)
    return _form_page(request, network, form, None)


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def change(request: DeskRequest, network: Network, number: int) -> HttpResponse:
    """Another day, hour, place or title."""
    meeting = meeting_or_404(network, number)
    form = MeetingForm(
        request.POST if request.method == "POST" else None, initial=meeting_values(meeting)
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_meeting(
                network_key=network.key,
                number=number,
                details=form.details(),
                by=request.actor,
                at=clock.now(),
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(
                request, gettext("Changed. Calendars that follow the network show it.")
            )
            return redirect("desk:meeting", key=network.key, number=number)
    return _form_page(request, network, form, meeting)


def _form_page(
    request: DeskRequest, network: Network, form: MeetingForm, meeting: Meeting | None
) -> HttpResponse:
    return render(
        request,
        "desk/meeting_form.html",
        {**network_context(request, network), "form": form, "meeting": meeting},
        status=422 if form.errors else 200,
    )


@require_POST
@for_keepers
def move(request: DeskRequest, network: Network, number: int, verb: str) -> HttpResponse:
    """Note that the meeting took place, or call it off."""
    if verb not in MOVES:
        raise Http404
    try:
        MOVES[verb](network_key=network.key, number=number, by=request.actor, at=clock.now())
    except MeetingUnknown as unknown:
        raise Http404 from unknown
    except REFUSALS as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, str(MOVED[verb]))
    return redirect("desk:meeting", key=network.key, number=number)


@require_safe
def meeting(request: DeskRequest, key: str, number: int) -> HttpResponse:
    """One meeting: its date and title for everybody, all the rest for members."""
    network = network_or_404(key)
    found = meeting_or_404(network, number)
    context = network_context(request, network)
    shown: dict[str, object] = {**context, "meeting": found}
    if not context["is_member"]:
        return render(request, "desk/meeting_outside.html", shown)
    at = clock.now()
    may = {act for act, states in ALLOWED.items() if found.state in states}
    lines = commitments.list_of_meeting(meeting_id=found.pk, on=at.date())
    shown |= {
        "agenda": compose_agenda(found, viewer=request.actor, at=at),
        "there": attended(found.attendance.all(), is_demo=clock.is_demo()),
        "promises": promises(lines, on=at.date()),
        "beside": revisions.list_beside(minutes_subject(found.pk)),
        "may": may if context["is_keeper"] else set(),
        "has_begun": found.starts_at <= at,
        "next_one": queries.next_meeting(network, at=at),
        "language": get_language() or "es",
    }
    if context["is_keeper"] and found.state != MeetingState.CANCELLED:
        shown["promise_form"] = promise_form(network)
    return render(request, "desk/meeting_page.html", shown)


@require_safe
@for_members
def ics(request: DeskRequest, network: Network, number: int) -> HttpResponse:  # noqa: ARG001 -- a view's
    """One meeting to put into one's own calendar."""
    found = meeting_or_404(network, number)
    content = render_ical(meeting_calendar(network, [found]))
    name = f"{network.key} {number}"
    return bytes_response(content, content_type=CONTENT_TYPE, name=name, suffix="ics")


@require_POST
@for_keepers
def renew_calendar(request: DeskRequest, network: Network) -> HttpResponse:
    """A new address for the calendar; whoever followed the old one is told no more."""
    actions.renew_calendar(network_key=network.key, by=request.actor, at=clock.now())
    messages.success(request, gettext("The calendar has a new address. The old one is dead."))
    return redirect("desk:network-meetings", key=network.key)
