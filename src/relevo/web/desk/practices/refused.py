"""Refusals of practices as whole sentences."""

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from relevo.exchange.errors import (
    NotResearch,
    NotYourPractice,
    PracticeIsYours,
    PracticeMoveRefused,
    PracticeRefused,
)
from relevo.web.desk.refused import show_refusal

REFUSALS = (
    NotResearch,
    NotYourPractice,
    PracticeIsYours,
    PracticeMoveRefused,
    PracticeRefused,
)
WHY: dict[type[Exception], Promise] = {
    NotResearch: _("Only universities and research institutions review evidence."),
    NotYourPractice: _("Only the institution that told this practice changes it."),
    PracticeIsYours: _("Others adopt and review what your institution told."),
    PracticeMoveRefused: _("The practice is in another state now. Nothing was changed."),
}
PROBLEMS: dict[str, Promise] = {
    "needed": _("Before it is published it says this in Spanish."),
    "ahead": _("This day lies ahead."),
    "empty": _("Say what happened."),
}
OTHERWISE = _("This cannot be written so. Look at what you filled in.")


def sentence(refusal: Exception) -> str:
    """A refusal in words."""
    if isinstance(refusal, PracticeRefused):
        return str(PROBLEMS.get(refusal.problem, OTHERWISE))
    return str(WHY[type(refusal)])


def tell(form: forms.Form, refusal: Exception) -> None:
    """Put a refusal where it belongs in a form."""
    show_refusal(form, refusal, sentence(refusal))
