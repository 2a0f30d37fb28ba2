"""Refusals of alerts as whole sentences."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relevo.situation.errors import AuthorCannotDecide, FactRefused, NotAllowed
from relevo.web.desk.refused import show_refusal
from relevo.web.trace_phrases import TRACES

REFUSALS = (AuthorCannotDecide, FactRefused, NotAllowed)
AUTHOR = _("Who wrote or brought an alert does not decide on it. Ask a second person.")
NOT_ALLOWED = _(
    "Only coordinators of the institutions that keep the network, or of civil protection, do this."
)
WHAT: dict[str, Promise] = {
    **TRACES,
    "missing": _("Please fill this in."),
    "too_long": _("This is too long."),
    "character": _("There is a character in it that cannot be sent. Write it by hand."),
    "wounding_word": _(
        "There is a word in it that we do not use of people. Say it in another way, or quote it."
    ),
    "unknown": _("Choose one of the list."),
    "past": _("The end lies in the past. Choose a later one."),
    "too_far": _("Seven days at most. It can be renewed."),
    "before_onset": _("The end comes before the beginning."),
    "not_in_force": _("This alert is over, or a newer one stands in its place already."),
    "draft": _("It is a draft now. Look at it again."),
    "waiting": _("It waits for a second person now. Look at it again."),
    "published": _("It is published already."),
    "refused": _("It was refused already."),
    "withdrawn": _("It was withdrawn already."),
}
OTHERWISE = _("This cannot be published so. Look at what you filled in.")
FIELDS = {"areas": "departments"}
"""Fields of the form where they are named otherwise than what was refused."""


def sentence(refusal: Exception) -> Promise:
    """A refusal in words."""
    if isinstance(refusal, FactRefused):
        return WHAT.get(refusal.problem, OTHERWISE)
    return AUTHOR if isinstance(refusal, AuthorCannotDecide) else NOT_ALLOWED


def tell(form: forms.Form, refusal: Exception) -> None:
    """Put a refusal where it belongs in a form."""
    show_refusal(form, refusal, sentence(refusal), fields=FIELDS)
