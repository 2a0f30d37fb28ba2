"""The number that was told by voice, and the answer of who has no account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.web.phrases import DECLINE_CODES
from relevo.web.service_choice import ServiceForm, service_field

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


class MoveForm(ServiceForm):
    """One button; for a no, also why, and a better address if one is known.

    The ticket of the page goes beside it.
    """

    to = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (name, name)
            for name in (
                "accepted",
                "seen",
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
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(
            ("required", "invalid_choice"), _("Choose why it is declined.")
        ),
    )
    service = service_field(
        pgettext_lazy("decline", "A better address, if you know one"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        if self.is_bound and self.data.get("to") != "declined":
            self.fields["code"].required = False
