"""Refusals of signals, advisories and movements as whole sentences."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relevo.situation.errors import FactRefused, NotAllowed
from relevo.web.desk.refused import show_refusal
from relevo.web.trace_phrases import TRACES

REFUSALS = (FactRefused, NotAllowed)
ACTS: dict[str, Promise] = {
    "signal.find_own": _(
        "Who noted a signal does not say what it is worth. Ask another coordinator to look."
    ),
    "signal.find": _(
        "The coordination of an institution that keeps a network says what a signal is worth."
    ),
    "advisory.unasked": _(
        "What answers no signal is told by the coordination of an institution that keeps a "
        "network. Answer a signal that a second person has looked into, or ask them."
    ),
    "warning.read": _("Warnings are read for an institution that is warned."),
}
NOT_YOURS = _("Your role does not do this. Ask the coordination of your institution.")
PROBLEMS: dict[str, Promise] = {
    **TRACES,
    "wording": _(
        "Write what is known, not what the message is worth: “so far no authority has announced "
        "it”, “the network found that …”. Words that wound people are not published; «caravana» "
        "only inside quotation marks."
    ),
    "needed": _("This is needed."),
    "too_long": _("This is too long."),
    "unknown": _("We do not know this one; choose from the list."),
    "not_later": _("The end lies after the start, and ahead of now."),
    "far_away": _("This day is too far away."),
    "no_finding": _("First a second person says what was found out; then the public is told."),
    "over": _("It has ended already."),
    "not_yet": _("This half-day has not begun."),
    "all_three": _("Give the three numbers: at least, most likely, at most. They may be the same."),
    "not_in_order": _(
        "Write the numbers in order: “at least” is no more than “most likely”, “most likely” no "
        "more than “at most”, and none is above 100,000."
    ),
    "no_way": _("We know no road there. Choose another municipality or crossing."),
    "not_a_window": _("A window has six hours or more, from one six-hour mark to another."),
    "past": _("This window lies behind."),
    "corrected_already": _(
        "This sighting was corrected already. Open the movement and correct the newest version."
    ),
    "stands_no_more": _("This warning was taken back or replaced already."),
}
FIELDS = {
    "area": "place",
    "origin": "place",
    "via": "first_crossing",
    "until_at": "until",
    "signal": "",
    "advisory": "",
}
"""Fields of the forms where they are named otherwise than what was refused."""


def sentence(refusal: Exception) -> Promise:
    """A refusal in words."""
    if isinstance(refusal, FactRefused):
        return PROBLEMS[refusal.problem]
    if isinstance(refusal, NotAllowed):
        return ACTS.get(refusal.act, NOT_YOURS)
    raise TypeError(refusal)


def tell(form: forms.Form, refusal: Exception) -> None:
    """Put a refusal where it belongs in a form."""
    show_refusal(form, refusal, sentence(refusal), fields=FIELDS)
