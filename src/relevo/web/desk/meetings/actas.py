"""Actas of a network: all of them, one of them, a new one, and the draft to sign."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_safe

from relevo.exchange.queries import commitments
from relevo.networks.actions import actas as actions
from relevo.networks.enums import ActaKind
from relevo.networks.errors import ActaUnknown
from relevo.networks.models import Meeting, Network
from relevo.networks.queries import meetings as queries
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.meetings.doors import (
    for_keepers,
    for_members,
    language_or_404,
    meeting_or_404,
)
from relevo.web.desk.meetings.forms import ActaForm
from relevo.web.desk.meetings.refused import REFUSALS, tell
from relevo.web.desk.networks.context import network_context, network_or_404
from relevo.web.documents.acta import acta_document
from relevo.web.documents.agenda import promises
from relevo.web.downloads import docx_response, text_response


@require_safe
def acta_list(request: DeskRequest, key: str) -> HttpResponse:
    """Number, kind, day and attendance of every acta; where the paper is, for members."""
    network = network_or_404(key)
    return render(
        request,
        "desk/acta_list.html",
        {**network_context(request, network), "actas": queries.list_actas(network)},
    )


@require_safe
def acta(request: DeskRequest, key: str, acta_id: UUID) -> HttpResponse:
    """One acta; what it decided is for members."""
    network = network_or_404(key)
    try:
        found = queries.get_acta(network, acta_id=acta_id)
    except ActaUnknown as unknown:
        raise Http404 from unknown
    return render(
        request, "desk/acta_page.html", {**network_context(request, network), "acta": found}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def new(request: DeskRequest, network: Network, number: int | None = None) -> HttpResponse:
    """Record an acta that was adopted; of a meeting, or one of before."""
    meeting = meeting_or_404(network, number) if number is not None else None
    form = ActaForm(request.POST if request.method == "POST" else None, initial=_initial(meeting))
    if request.method == "POST" and form.is_valid():
        try:
            acta = actions.record_acta(
                network_key=network.key,
                details=form.details(),
                meeting_number=number,
                by=request.actor,
                at=clock.now(),
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, gettext("The acta is recorded."))
            return redirect("desk:acta", key=network.key, acta_id=acta.pk)
    return render(
        request,
        "desk/acta_form.html",
        {**network_context(request, network), "form": form, "meeting": meeting},
        status=422 if form.errors else 200,
    )


def _initial(meeting: Meeting | None) -> dict[str, object]:
    if meeting is None:
        return {}
    return {
        "kind": ActaKind.MEETING,
        "adopted_on": meeting.starts_at.astimezone(clock.LOCAL).date(),
        "title_es": meeting.title_es,
        "title_en": meeting.title_en,
        "attending": sum(1 for row in meeting.attendance.all() if row.presence == "present")
        or None,
    }


@require_safe
@for_members
def draft(
    request: DeskRequest,  # noqa: ARG001 -- a view's signature
    network: Network,
    number: int,
    language: str,
    suffix: str,
) -> HttpResponse:
    """The acta of a meeting as its minutes stand, to print and sign, or as text for a chat."""
    meeting = meeting_or_404(network, number)
    on = clock.now().date()
    with translation.override(language_or_404(language)):
        lines = commitments.list_of_meeting(meeting_id=meeting.pk, on=on)
        document = acta_document(
            meeting,
            promised=promises(lines, on=on),
            acta=next(iter(meeting.actas.all()), None),
            is_demo=clock.is_demo(),
        )
        if suffix == "txt":
            return text_response(document)
        return docx_response(document, name=f"{document.title} {number}")
