"""What people said of places: coded, for the institution and for the coordination."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST, require_safe

from relevo.feedback import access, actions
from relevo.feedback.errors import ReportAnswered, ReportNotVisible
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.voice.forms import ReportAnswerForm


@require_safe
def reports(request: DeskRequest) -> HttpResponse:
    """Feedback on one's own places, and on those of the networks one keeps."""
    context = {
        "rows": access.list_reports(request.actor),
        "form": ReportAnswerForm(),
        "section": "directory",
    }
    return render(request, "desk/voice_reports.html", context)


@require_POST
def answer(request: DeskRequest, report_id: UUID) -> HttpResponse:
    """Say what came of it, once."""
    form = ReportAnswerForm(request.POST)
    if not form.is_valid():
        messages.error(request, gettext("Choose one of the answers."))
        return redirect("desk:voice-reports")
    try:
        actions.answer_report(
            report_id=report_id,
            code=form.cleaned_data["answer"],
            by=request.actor,
            at=clock.now(),
        )
    except ReportNotVisible as hidden:
        raise Http404 from hidden
    except ReportAnswered:
        messages.error(request, gettext("It was answered before: the first answer stays."))
    else:
        messages.success(request, gettext("Noted. The person sees it with the code."))
    return redirect("desk:voice-reports")
