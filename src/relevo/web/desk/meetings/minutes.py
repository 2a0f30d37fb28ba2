"""Minutes that several people write: what came second is shown beside, until a person merges it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from relevo.networks.actions import meetings as actions
from relevo.networks.errors import MeetingUnknown
from relevo.networks.models import Meeting, Network
from relevo.networks.rules.meetings import minutes_subject
from relevo.plumbing import clock, revisions
from relevo.plumbing.models import Revision
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.meetings.doors import for_keepers, meeting_or_404
from relevo.web.desk.meetings.forms import MinutesForm
from relevo.web.desk.meetings.refused import REFUSALS, sentence, tell
from relevo.web.desk.networks.context import network_context


@require_http_methods(["GET", "HEAD", "POST"])
@for_keepers
def minutes(request: DeskRequest, network: Network, number: int) -> HttpResponse:
    """Write the minutes; with a text kept beside, both are shown and merged in one form."""
    meeting = meeting_or_404(network, number)
    beside = revisions.list_beside(minutes_subject(meeting.pk))
    form = MinutesForm(
        request.POST if request.method == "POST" else None, initial=_initial(meeting, beside)
    )
    if request.method == "POST" and form.is_valid():
        try:
            is_current = actions.write_minutes(
                network_key=network.key,
                number=number,
                by=request.actor,
                at=clock.now(),
                **form.cleaned_data,
            )
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            return _told(request, network, number, is_current=is_current)
    return render(
        request,
        "desk/meeting_minutes.html",
        {
            **network_context(request, network),
            "meeting": meeting,
            "beside": beside[:1],
            "waiting": len(beside),
            "form": form,
        },
        status=422 if form.errors else 200,
    )


def _initial(meeting: Meeting, beside: list[Revision]) -> dict[str, object]:
    return {
        "es": meeting.minutes_es,
        "en": meeting.minutes_en,
        "base": meeting.minutes_revision,
        "settles": beside[0].pk if beside else None,
    }


def _told(request: DeskRequest, network: Network, number: int, *, is_current: bool) -> HttpResponse:
    if is_current:
        messages.success(request, gettext("The minutes are saved."))
        return redirect("desk:meeting", key=network.key, number=number)
    messages.warning(
        request,
        gettext(
            "Somebody saved other minutes while you were writing. Yours are kept: both are shown "
            "here, to be merged."
        ),
    )
    return redirect("desk:meeting-minutes", key=network.key, number=number)


@require_POST
@for_keepers
def set_aside(
    request: DeskRequest, network: Network, number: int, revision_id: int
) -> HttpResponse:
    """The text kept beside says nothing that is not in the minutes already."""
    try:
        actions.set_aside_minutes(
            network_key=network.key,
            number=number,
            revision_id=revision_id,
            by=request.actor,
            at=clock.now(),
        )
    except MeetingUnknown as unknown:
        raise Http404 from unknown
    except REFUSALS as refusal:
        messages.error(request, sentence(refusal))
    else:
        messages.success(request, gettext("The other text is set aside. It stays in the history."))
    return redirect("desk:meeting-minutes", key=network.key, number=number)
