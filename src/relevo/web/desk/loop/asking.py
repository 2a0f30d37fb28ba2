"""What several forms of an offer ask: her yes to what was read out, and by when, and why then."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.cases.enums import ConsentForm
from relevo.web.loop_phrases import NEEDED_WHY
from relevo.web.phrases import CONSENT_FORMS

LONGEST_AHEAD = timedelta(days=366)
STAMP = "%Y-%m-%dT%H:%M"


def needed_by_field(label: object) -> forms.DateTimeField:
    """The limit, where there is one."""
    return forms.DateTimeField(
        label=label,  # type: ignore[arg-type]  # words that are translated late
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=STAMP),
        input_formats=[STAMP],
    )


def needed_why_field(label: object) -> forms.ChoiceField:
    """Why then."""
    return forms.ChoiceField(
        label=label,  # type: ignore[arg-type]  # words that are translated late
        choices=[("", "—"), *NEEDED_WHY.items()],
        required=False,
    )


class YesForm(forms.Form):
    """The answer to what was read out."""

    form = forms.ChoiceField(
        label=pgettext_lazy("consent", "How was consent given?"), widget=forms.RadioSelect
    )
    said_yes = forms.BooleanField(
        label=pgettext_lazy(
            "consent", "I read this out in a language the person understands, and they said yes"
        )
    )
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(self, *args: Any, without_adult: bool, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        codes = [ConsentForm.ASSENT] if without_adult else [ConsentForm.ORAL, ConsentForm.WRITTEN]
        self.fields["form"].choices = [  # type: ignore[attr-defined]  # a choice field
            (code.value, CONSENT_FORMS[code]) for code in codes
        ]
        self.fields["form"].initial = codes[0].value


class NeededByForm(forms.Form):
    """A form that asks ``needed_by`` at an instant."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.at = at

    def clean_needed_by(self) -> datetime | None:
        """A limit that an answer can still keep."""
        needed_by: datetime | None = self.cleaned_data["needed_by"]
        if needed_by is None:
            return None
        if needed_by <= self.at:
            raise forms.ValidationError(_("This has already passed."))
        if needed_by > self.at + LONGEST_AHEAD:
            raise forms.ValidationError(_("This lies too far ahead."))
        return needed_by
