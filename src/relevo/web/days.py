"""A day in a form: as browsers send it, within the years in which networks work."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FIRST, LAST = date(1990, 1, 1), date(2099, 12, 31)


class DayField(forms.DateField):
    """A day picked from the browser's calendar; bounds are told in the page too."""

    def __init__(self, *, first: date = FIRST, last: date = LAST, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        attributes = {"type": "date", "min": first.isoformat(), "max": last.isoformat()}
        super().__init__(
            widget=forms.DateInput(attrs=attributes, format="%Y-%m-%d"),
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": _("Choose a day, or write it as 2020-11-20.")},
            **kwargs,
        )
        self.first, self.last = first, last

    def clean(self, value: Any) -> date | None:  # noqa: ANN401 -- Django's own
        """A day within the bounds."""
        day: date | None = super().clean(value)
        if day is not None and not self.first <= day <= self.last:
            raise forms.ValidationError(_("This day lies outside the years that are possible."))
        return day
