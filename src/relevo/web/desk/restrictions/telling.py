"""What the pages of restrictions and of what is asked share: refusals in words, and an end."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.utils.translation import gettext, pgettext

from relevo.borders.errors import NotACoordinator, ReportRefused
from relevo.plumbing import clock
from relevo.web.desk.http import DeskRequest
from relevo.web.desk.refused import show_refusal
from relevo.web.desk.sent_once import OnceForm, sent_once
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
    request: DeskRequest, form: OnceForm, end: Callable[..., object], *, of: UUID, not_yours: str
) -> bool:
    """Whether the page is done: the end is noted, or is not for this person to tell.

    ``end`` takes what the form says of what has the id ``of``. What is refused stands in the form.
    """
    if request.method != "POST" or not form.is_valid():
        return False
    told, at = form.cleaned_data, clock.now()

    def act() -> UUID:
        end(
            **{name: value for name, value in told.items() if name != "op"},
            by=request.actor,
            at=at,
        )
        return of

    try:
        if sent_once(request, form, act, at=at, about=of) is None:
            return False
    except NotACoordinator:
        messages.error(request, not_yours)
    except ReportRefused as refusal:
        show_refusal(form, refusal, sentence(refusal))
        return False
    else:
        messages.success(request, pgettext("restriction", "The new end is noted."))
    return True
