"""The agenda of a meeting: own points set by keepers, and the paper with all that comes before."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.networks.actions import meetings as actions
from relevo.networks.errors import MeetingUnknown
from relevo.networks.models import Network
from relevo.networks.rules.meetings import AgendaPoint
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.meetings.doors import (
    for_keepers,
    for_members,
    language_or_404,
    meeting_or_404,
)
from relevo.web.desk.meetings.forms import PointForm
from relevo.web.desk.meetings.outline import compose_agenda
from relevo.web.desk.meetings.refused import REFUSALS, sentence, tell
from relevo.web.desk.networks.context import network_context
from relevo.web.documents.agenda import agenda_document
from relevo.web.downloads import docx_response, text_response

VERBS = ("up", "down", "remove")


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def agenda(request: DeskRequest, network: Network, number: int) -> HttpResponse:
    """The points in their order, each movable without a script, and one more."""
    meeting = meeting_or_404(network, number)
    form = PointForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_point(
                network_key=network.key,
                number=number,
                point=AgendaPoint(**form.cleaned_data),
                by=request.actor,
                at=clock.now(),
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The point is on the agenda."))
            return redirect("desk:meeting-agenda", key=network.key, number=number)
    return render(
        request,
        "desk/meeting_agenda.html",
        {**network_context(request, network), "meeting": meeting, "form": form},
        status=422 if form.errors else 200,
    )


@require_POST
@for_keepers
def point(
    request: DeskRequest, network: Network, number: int, item_id: int, verb: str
) -> HttpResponse:
    """Move a point one place, or take it off."""
    if verb not in VERBS:
        raise Http404
    at = clock.now()
    try:
        if verb == "remove":
            actions.remove_point(
                network_key=network.key, number=number, item_id=item_id, by=request.actor, at=at
            )
        else:
            actions.move_point(
                network_key=network.key,
                number=number,
                item_id=item_id,
                earlier=verb == "up",
                by=request.actor,
                at=at,
            )
    except MeetingUnknown as unknown:
        raise Http404 from unknown
    except REFUSALS as refusal:
        messages.error(request, sentence(refusal))
    return redirect("desk:meeting-agenda", key=network.key, number=number)


@require_safe
@for_members
def agenda_file(
    request: DeskRequest, network: Network, number: int, language: str, suffix: str
) -> HttpResponse:
    """The agenda as a Word file, or as text for a chat."""
    meeting = meeting_or_404(network, number)
    with translation.override(language_or_404(language)):
        document = agenda_document(compose_agenda(meeting, viewer=request.actor, at=clock.now()))
        if suffix == "txt":
            return text_response(document)
        return docx_response(document, name=f"{document.title} {number}")
