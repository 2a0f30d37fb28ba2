"""Bring one's own list: a file as it is, or what was copied out of one."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods

from relevo.formats.tables import LARGEST_FILE, FileUnreadable
from relevo.kernel.countries import REGION
from relevo.networks.actions import uploads as actions
from relevo.networks.errors import UploadRefused
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.networks.context import network_context
from relevo.web.desk.uploads.door import network_to_keep
from relevo.web.desk.uploads.words import file_sentence, refusal_sentence
from relevo.web.phrases import COUNTRIES

LONGEST_TEXT = 90_000
MULTIPART_SLACK = 200_000


class UploadForm(forms.Form):
    """Text to paste and the country of rows that name none. The file is read beside the form."""

    country = forms.ChoiceField(
        label=_("Country of rows that do not name one"),
        choices=[
            ("", pgettext_lazy("country of a list", "Each row names its own")),
            *((code, COUNTRIES[code]) for code in REGION),
        ],
        required=False,
    )
    text = forms.CharField(
        label=_("Or paste the list here"),
        max_length=LONGEST_TEXT,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def upload_new(request: DeskRequest, key: str) -> HttpResponse:
    """Take the list in; what cannot be read is refused with what to send instead."""
    network = network_to_keep(request, key)
    form = UploadForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        name, content = _file_of(request, form)
        if not form.errors:
            try:
                upload = actions.start_upload(
                    network_key=key,
                    content=content,
                    text=form.cleaned_data["text"],
                    name=name,
                    country=form.cleaned_data["country"],
                    by=request.actor,
                    at=clock.now(),
                )
            except FileUnreadable as refusal:
                form.add_error(None, file_sentence(refusal))
            except UploadRefused as refusal:
                form.add_error(None, refusal_sentence(refusal.field, refusal.problem))
            else:
                return redirect("desk:upload", key=key, upload_id=upload.pk)
    return render(
        request,
        "desk/upload_new.html",
        network_context(request, network) | {"form": form},
        status=422 if form.errors else 200,
    )


def _file_of(request: DeskRequest, form: UploadForm) -> tuple[str, bytes]:
    """Name and content of the file; nothing is written to the disk, and no more is read than fits.

    A body that is too long never becomes a file at all: its length tells that.
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    too_large = FileUnreadable("too_large")
    if length.isdigit() and int(length) > LARGEST_FILE + MULTIPART_SLACK:
        form.add_error(None, file_sentence(too_large))
        return "", b""
    file = request.FILES.get("file")
    if file is None:
        return "", b""
    if (file.size or 0) > LARGEST_FILE:
        form.add_error(None, file_sentence(too_large))
        return "", b""
    content = file.read()
    if not content:
        form.add_error(None, file_sentence(FileUnreadable("empty")))
    return str(file.name or ""), content
