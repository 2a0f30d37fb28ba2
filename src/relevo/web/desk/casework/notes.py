"""Notes of a case: written, never changed, the newest first."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from relevo.cases import access, actions
from relevo.cases.errors import CaseClosed, WorkRefused
from relevo.cases.rules.work import LONGEST_NOTE
from relevo.plumbing import clock
from relevo.plumbing.operations import OperationDiffers
from relevo.web.casework_phrases import WORK_REFUSALS
from relevo.web.desk.casework.context import case_page, told_closed
from relevo.web.desk.http import DeskRequest
from relevo.web.op_field import SENT_BEFORE, op_field
from relevo.web.paging import page_links, page_of

ON_A_PAGE = 20


class NoteForm(forms.Form):
    """One note."""

    op = op_field()
    text = forms.CharField(
        label=pgettext_lazy("note", "New note"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Read what the team wrote, and add to it."""
    form = NoteForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            actions.add_note(
                case_id=case_id,
                text=text,
                by=request.actor,
                at=clock.now(),
                op_id=form.cleaned_data["op"],
            )
        except CaseClosed:
            return told_closed(request, case_id, back="desk:case-notes")
        except OperationDiffers:
            form.add_error(None, SENT_BEFORE)
        except WorkRefused as refusal:
            form.add_error("text", str(WORK_REFUSALS[f"text:{refusal.problem}"]))
        else:
            messages.success(request, gettext("The note is kept."))
            return redirect("desk:case-notes", case_id=case_id)
    case, rows = access.list_notes(request.actor, case_id=case_id, at=clock.now())
    page = page_links(len(rows), number=page_of(request), size=ON_A_PAGE)
    start = (page.number - 1) * ON_A_PAGE
    context = {
        "form": form,
        "notes": rows[start : start + ON_A_PAGE],
        "page": page,
        "institution": request.membership.institution,
    }
    return case_page(request, "case_notes", case, context)
