"""Reading out for a consent with which nothing is sent yet.

For a next address, for a group, or for a record of the recipient's own.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.loop import agreeing
from relevo.web.desk.loop.forms import SaidYesForm


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked(agreeing.Asked):
    """For what somebody is asked, in the words of the page, and what comes after a yes."""

    why: str
    then: Callable[[UUID, datetime], None]


def read_out(request: DeskRequest, *, case_id: UUID, key: str, asked: Asked) -> HttpResponse:
    """Read out, record, and go back; a refusal is a sentence."""
    at = clock.now()
    reading = agreeing.read_for(request, case_id=case_id, key=key, asked=asked, at=at)
    if isinstance(reading, HttpResponse):
        return reading
    form, is_whole = agreeing.answer_form(request, reading, SaidYesForm)
    if is_whole:
        try:
            consent_id = agreeing.record(request, reading, form, at=at)
        except agreeing.REFUSALS as refusal:
            agreeing.tell_refusal(form, refusal)
        else:
            asked.then(consent_id, at)
            messages.success(request, gettext("The consent is recorded. Nothing was sent."))
            return redirect(asked.back)
    return render(
        request, "desk/loop_consent.html", reading.page(form), status=422 if form.errors else 200
    )
