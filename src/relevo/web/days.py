"""A day or an instant in a form: as browsers send it, in the years in which networks work."""

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from relevo.kernel.years import FIRST, LAST, is_possible
from relevo.plumbing import clock

FORMAT = "%Y-%m-%dT%H:%M"


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


class MomentField(forms.DateTimeField):
    """An instant in the time of the three countries, from the browser's own picker."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        attributes = {"type": "datetime-local", "min": f"{FIRST}T00:00", "max": f"{LAST}T23:59"}
        super().__init__(
            widget=forms.DateTimeInput(attrs=attributes, format=FORMAT),
            input_formats=[FORMAT],
            error_messages={"invalid": _("Choose day and hour, or write 2020-11-20T15:40.")},
            **kwargs,
        )

    def to_python(self, value: Any) -> datetime | None:  # noqa: ANN401 -- Django's own
        """The instant, of the years in which networks work."""
        found: datetime | None = super().to_python(value)
        if found is None:
            return None
        if not is_possible(found):
            raise forms.ValidationError(_("This day lies outside the years that are possible."))
        return found.replace(tzinfo=clock.LOCAL)
