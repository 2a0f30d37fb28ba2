"""Forms of a crossing: report in two taps, settle what differs, correct as the official post."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.borders.actions.corrections import LONGEST_CORRECTION
from relevo.places.models import Crossing
from relevo.web.border_phrases import TRAVEL_KINDS
from relevo.web.desk.sent_once import OnceForm
from relevo.web.phrases import COUNTRIES, CROSSING_STATES, REPORT_KINDS

REPORTED_STATES = ("open", "restricted", "closed")
LONGEST_SOURCE, LONGEST_TEXT, LONGEST_HOURS = 300, 500, 60
LONGEST_AHEAD = timedelta(days=366)
SEEN_NOW = _(
    "What was seen holds from now. Leave this empty, or choose “announced” where somebody said it."
)


class LocalDateTimeInput(forms.DateTimeInput):
    """The browser's own picker, in the time of the three countries."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class StateForm(OnceForm):
    """A state of one side and direction: what reporting and settling have in common."""

    state = forms.ChoiceField(
        label=pgettext_lazy("report", "What is its state?"),
        choices=[(code, CROSSING_STATES[code]) for code in REPORTED_STATES],
        widget=forms.RadioSelect,
    )
    country = forms.ChoiceField(
        label=pgettext_lazy("report", "Which side?"), required=False, widget=forms.RadioSelect
    )
    direction = forms.ChoiceField(
        label=pgettext_lazy("report", "Which direction?"),
        choices=[
            ("both", pgettext_lazy("direction", "Both directions")),
            ("in", pgettext_lazy("direction", "Entering")),
            ("out", pgettext_lazy("direction", "Leaving")),
        ],
        initial="both",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: object, crossing: Crossing, at: datetime, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django types them one by one
        self.at = at
        sides = [(post.country, COUNTRIES[post.country]) for post in crossing.posts.all()]
        self.fields["country"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            ("", pgettext_lazy("report", "Both sides")),
            *sides,
        ]


class ReportForm(StateForm):
    """What a monitor tells: two taps are enough, the rest is optional."""

    basis = forms.ChoiceField(
        label=pgettext_lazy("report", "How do you know?"),
        choices=list(REPORT_KINDS.items()),
        initial="observed",
        widget=forms.RadioSelect,
    )
    mode = forms.ChoiceField(
        label=pgettext_lazy("report", "Of whom or what?"),
        choices=list(TRAVEL_KINDS.items()),
        initial="people",
        required=False,
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label=pgettext_lazy("report", "Only if it was announced: who announced it?"),
        max_length=LONGEST_SOURCE,
        required=False,
    )
    from_at = forms.DateTimeField(
        label=pgettext_lazy("report", "Only if it was announced: from when does it hold?"),
        help_text=_("Empty: from now."),
        required=False,
        widget=LocalDateTimeInput,
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    until_at = forms.DateTimeField(
        label=pgettext_lazy("report", "Until when, if it is known"),
        required=False,
        widget=LocalDateTimeInput,
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    opening_hours = forms.CharField(
        label=pgettext_lazy("report", "Hours, such as 06:00-18:00"),
        max_length=LONGEST_HOURS,
        required=False,
    )
    text = forms.CharField(
        label=pgettext_lazy("report", "In a few words (no names of persons)"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_from_at(self) -> datetime | None:
        """A beginning that an authority announces: not in another age."""
        from_at: datetime | None = self.cleaned_data["from_at"]
        if from_at is not None and abs(from_at - self.at) > LONGEST_AHEAD:
            raise forms.ValidationError(_("This day is too far away."))
        return from_at

    def clean_until_at(self) -> datetime | None:
        """An end that somebody can know: after now, and not in another age."""
        until_at: datetime | None = self.cleaned_data["until_at"]
        if until_at is None:
            return None
        if until_at <= self.at:
            raise forms.ValidationError(_("The end must lie after the start."))
        if until_at > self.at + LONGEST_AHEAD:
            raise forms.ValidationError(_("The end lies too far ahead."))
        return until_at

    def clean_mode(self) -> str:
        """Of people, where nothing is said."""
        return self.cleaned_data["mode"] or "people"

    def clean(self) -> dict[str, Any]:
        """An announcement is somebody's, and may be for later; what one saw holds from now."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("basis") == "announced" and not str(told.get("source", "")).strip():
            self.add_error("source", _("Say who announced it."))
        check_beginning(self, told)
        return told


def check_beginning(form: forms.Form, told: Mapping[str, Any]) -> None:
    """Beside its field why a beginning cannot be: of what was seen, or after its end."""
    from_at, until_at = told.get("from_at"), told.get("until_at")
    if from_at is None:
        return
    if told.get("basis") == "observed":
        form.add_error("from_at", SEEN_NOW)
    elif until_at is not None and until_at <= from_at:
        form.add_error("until_at", _("The end must lie after the start."))


class SettleForm(StateForm):
    """The state after comparing the words that differ, and why."""

    text = forms.CharField(
        label=pgettext_lazy("settle", "What did you compare, and what came out?"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ConfirmForm(OnceForm):
    """That what the last word says is still so, on the side one stands on."""

    report = forms.CharField(max_length=60, widget=forms.HiddenInput)
    country = forms.CharField(max_length=2, required=False, widget=forms.HiddenInput)


class CorrectForm(OnceForm):
    """What the official post says of a report on its side."""

    report = forms.CharField(max_length=60, widget=forms.HiddenInput)
    text = forms.CharField(
        label=pgettext_lazy("correction", "What does the post say?"),
        max_length=LONGEST_CORRECTION,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
