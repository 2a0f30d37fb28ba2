"""What the pages of restrictions and of what is asked share: refusals in words, and an end."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.utils.translation import gettext, pgettext

from relevo.borders.errors import NotACoordinator, ReportRefused
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.trace_phrases import TRACES

OF_A_NEW_DEMAND = {"name": "new_name", "name_en": "new_name_en", "kind": "new_kind"}
"""Fields of a form that tells what nobody asked for before, by what was refused."""


def show_refusal(form: forms.Form, refusal: ReportRefused) -> None:
    """Put the sentence beside the field it is about, or above the form."""
    fields = (refusal.field, OF_A_NEW_DEMAND.get(refusal.field))
    form.add_error(next((name for name in fields if name in form.fields), None), _words(refusal))


def _words(refusal: ReportRefused) -> str:
    return {
        **{problem: str(sentence) for problem, sentence in TRACES.items()},
        "before_start": gettext("The end must lie after the start."),
        "another_country": gettext("Choose departments of the country that you named."),
        "not_a_side": gettext("That country has no side at this crossing."),
        "unreadable": gettext("Write a name with letters."),
    }.get(refusal.problem, gettext("This cannot be kept as it is. Look at it again."))


def has_told_end(
    request: DeskRequest, form: forms.Form, end: Callable[..., object], *, not_yours: str
) -> bool:
    """Whether the page is done: the end is noted, or is not for this person to tell.

    ``end`` takes what the form says. What is refused stands in the form.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        end(**form.cleaned_data, by=request.actor, at=clock.now())
    except NotACoordinator:
        messages.error(request, not_yours)
    except ReportRefused as refusal:
        show_refusal(form, refusal)
        return False
    else:
        messages.success(request, pgettext("restriction", "The new end is noted."))
    return True
