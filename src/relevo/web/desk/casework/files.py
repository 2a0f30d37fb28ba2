"""Pictures and PDFs of a case: drawn anew, sealed, handed to the team alone."""

import secrets
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from relevo.cases import access, actions
from relevo.cases.enums import AttachmentKind
from relevo.cases.errors import AttachmentRefused, CaseClosed
from relevo.cases.rules.attachments import LONGEST_DESCRIPTION, LONGEST_NAME
from relevo.formats.redraw import MOST_BYTES
from relevo.plumbing import clock
from relevo.web.casework_phrases import FILE_REFUSALS
from relevo.web.desk.casework.context import case_page, told_closed
from relevo.web.desk.http import DeskRequest
from relevo.web.downloads import bytes_response

SLACK = 100_000
"""What a form may have beside its file."""

TYPES = {
    AttachmentKind.IMAGE: ("image/jpeg", "jpg"),
    AttachmentKind.PDF: ("application/pdf", "pdf"),
}


class FileForm(forms.Form):
    """What the file is. The file itself is read beside the form, and its own name never."""

    name = forms.CharField(
        label=pgettext_lazy("attachment", "What is it?"), max_length=LONGEST_NAME
    )
    description = forms.CharField(
        label=pgettext_lazy("attachment", "What should the team know about it?"),
        max_length=LONGEST_DESCRIPTION,
        required=False,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def files(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """The files of a case, and adding one."""
    form = FileForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        access.get_case(request.actor, case_id)  # strangers learn nothing, not even of their file
        problem, data = _file_of(request)
        if problem:
            form.add_error(None, str(FILE_REFUSALS[problem]))
        else:
            try:
                actions.add_attachment(
                    case_id=case_id,
                    data=data,
                    by=request.actor,
                    at=clock.now(),
                    **form.cleaned_data,
                )
            except CaseClosed:
                return told_closed(request, case_id, back="desk:case-files")
            except AttachmentRefused as refusal:
                form.add_error(None, str(FILE_REFUSALS[refusal.problem]))
            else:
                messages.success(request, gettext("The file is kept with the case."))
                return redirect("desk:case-files", case_id=case_id)
    case, rows = access.list_attachments(request.actor, case_id=case_id, at=clock.now())
    return case_page(request, "case_files", case, {"form": form, "rows": rows})


def _file_of(request: DeskRequest) -> tuple[str, bytes]:
    """A problem, or the content. A body that is too long never becomes a file: its length tells."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if length.isdigit() and int(length) > MOST_BYTES + SLACK:
        return "too_large", b""
    file = request.FILES.get("file")
    if file is None:
        return "missing", b""
    if (file.size or 0) > MOST_BYTES:
        return "too_large", b""
    return "", file.read()


@require_safe
def file(request: DeskRequest, case_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Hand one file out, under a name that says nothing."""
    kind, content = access.open_attachment(
        request.actor, case_id=case_id, attachment_id=attachment_id, at=clock.now()
    )
    return handed_out(kind, content)


def handed_out(kind: AttachmentKind, content: bytes) -> HttpResponse:
    """The content of a file, under a name that says nothing."""
    content_type, suffix = TYPES[kind]
    name = secrets.token_hex(6)
    return bytes_response(content, content_type=content_type, name=name, suffix=suffix)


@require_POST
def remove(request: DeskRequest, case_id: UUID, attachment_id: UUID) -> HttpResponse:
    """Remove a file that does not belong to the case."""
    try:
        actions.remove_attachment(
            case_id=case_id, attachment_id=attachment_id, by=request.actor, at=clock.now()
        )
    except CaseClosed:
        return told_closed(request, case_id, back="desk:case-files")
    messages.success(request, gettext("The file is removed."))
    return redirect("desk:case-files", case_id=case_id)
