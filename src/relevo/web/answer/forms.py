"""The number that was told by voice, and the answer of who has no account."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.web.phrases import DECLINE_CODES

LONGEST_NUMBER = 20
"""Six digits, with whatever people put between them."""


class NumberForm(forms.Form):
    """What was said by telephone."""

    number = forms.CharField(
        label=_("The number you were told by telephone"),
        max_length=LONGEST_NUMBER,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": _("Write the number you were told by telephone.")},
    )


class MoveForm(forms.Form):
    """One button; for a no, also why. The ticket of the page goes beside it."""

    to = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (name, name)
            for name in (
                "accepted",
                "declined",
                "arrived",
                "not_arrived",
                "delivered",
                "not_delivered",
            )
        ],
        error_messages={"required": _("Choose one of the buttons.")},
    )
    code = forms.ChoiceField(
        label=pgettext_lazy("decline", "Why not?"),
        choices=list(DECLINE_CODES.items()),
        required=False,
        widget=forms.RadioSelect,
    )

    def clean(self) -> dict[str, object]:
        told = super().clean() or {}
        if told.get("to") == "declined" and not told.get("code") and "code" not in self.errors:
            self.add_error("code", _("Choose why it is declined."))
        return told
