"""A form of the desk that makes something: sent twice, it makes it once (ADR 37)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.utils.translation import gettext

from relevo.plumbing.operations import OperationDiffers, once
from relevo.web.desk.http import DeskRequest
from relevo.web.op_field import SENT_BEFORE, op_field

GONE_BACK = timedelta(minutes=10)
"""So long somebody who goes back and sends the same form again at once means the same act."""


class OnceForm(forms.Form):
    """A form with the id of its act; a base no page shows."""

    op = op_field()


@dataclass(frozen=True, slots=True)
class _Made:
    """The id of what was made, or of what it was added to."""

    pk: UUID


def sent_once(
    request: DeskRequest,
    form: OnceForm,
    act: Callable[[], UUID],
    *,
    at: datetime,
    about: object = "",
) -> UUID | None:
    """The id that ``act`` gives: done once, however often the valid form is sent.

    ``about``: what the address of the form names. Whoever sends it again is led to what was made,
    whose page asks anew who may see it, and reads that it stands once. None where it was sent
    before with other content: the form says so. Raises what ``act`` refuses.
    """
    op_id, institution_id = form.cleaned_data["op"], request.actor.institution_id
    if op_id is None or institution_id is None:
        return act()
    told = {name: value for name, value in form.cleaned_data.items() if name != "op"}

    def again(made: UUID) -> _Made:
        messages.info(request, gettext("You had sent this before: it stands once."))
        return _Made(made)

    content = {"form": type(form).__name__, "about": about, "by": request.actor.id, "told": told}
    try:
        return once(
            op_id,
            institution_id=institution_id,
            content=content,
            at=at,
            act=lambda: _Made(act()),
            again=again,
            within=GONE_BACK,
        ).pk
    except OperationDiffers:
        form.add_error(None, SENT_BEFORE)
        return None
