"""What the pages of restrictions and of what is asked share: refusals in words, and an end."""

from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.utils.translation import gettext, pgettext

from relevo.borders.errors import NotACoordinator, ReportRefused
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.refused import show_refusal
from relevo.web.trace_phrases import TRACES


def sentence(refusal: ReportRefused) -> str:
    """A refusal in words."""
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
        show_refusal(form, refusal, sentence(refusal))
        return False
    else:
        messages.success(request, pgettext("restriction", "The new end is noted."))
    return True
