"""Forms of signals and advisories."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.situation.rules.signals import LONGEST_ADVISORY, LONGEST_TEXT, LONGEST_TITLE
from relevo.web.days import DayField
from relevo.web.desk.sent_once import OnceForm
from relevo.web.desk.signals.places import LONGEST_PLACE, crossing_choices, resolve_place
from relevo.web.movement_phrases import SIGNAL_KINDS, SIGNAL_VERDICTS, SOURCE_TYPES
from relevo.web.phrases import CONFIDENCE

NO_PERSONS = _("No names, numbers, accounts, links or groups: they are not kept.")
LASTING: dict[str, tuple[timedelta, Any]] = {
    "12": (timedelta(hours=12), pgettext_lazy("advisory", "12 hours")),
    "24": (timedelta(hours=24), pgettext_lazy("advisory", "A day")),
    "72": (timedelta(days=3), pgettext_lazy("advisory", "Three days")),
    "168": (timedelta(days=7), pgettext_lazy("advisory", "A week")),
}


class PlacedForm(OnceForm):
    """A municipality in words, a crossing from the list; both may stay empty."""

    place = forms.CharField(
        label=pgettext_lazy("signal", "Municipality"), max_length=LONGEST_PLACE, required=False
    )
    crossing = forms.ChoiceField(label=pgettext_lazy("signal", "Crossing"), required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.on = on
        none = ("", pgettext_lazy("crossing", "None in particular"))
        self.fields["crossing"].choices = [none, *crossing_choices()]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The key of the municipality, beside what was written."""
        told: dict[str, Any] = super().clean() or {}
        resolve_place(self, told, on=self.on)
        return told


class SignalForm(PlacedForm):
    """Word that goes around: two taps and a sentence."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("signal", "What goes around?"),
        choices=list(SIGNAL_KINDS.items()),
        widget=forms.RadioSelect,
    )
    source_type = forms.ChoiceField(
        label=pgettext_lazy("signal", "Where did it come from?"),
        choices=list(SOURCE_TYPES.items()),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=pgettext_lazy("signal", "What does it say?"),
        max_length=LONGEST_TEXT,
        help_text=NO_PERSONS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    confidence = forms.ChoiceField(
        label=pgettext_lazy("signal", "How sure are you?"),
        choices=list(CONFIDENCE.items()),
        initial="low",
        widget=forms.RadioSelect,
    )
    about_on = DayField(
        label=pgettext_lazy("signal", "The day it speaks of, if it names one"), required=False
    )


class VerdictForm(OnceForm):
    """What was found out, and how."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("signal", "What did you find out?"),
        choices=list(SIGNAL_VERDICTS.items()),
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=pgettext_lazy("signal", "How do you know?"),
        max_length=LONGEST_TEXT,
        help_text=NO_PERSONS,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class AdvisoryForm(PlacedForm):
    """What the public is told, in both languages, and for how long."""

    title_es = forms.CharField(label=_("Title in Spanish"), max_length=LONGEST_TITLE)
    text_es = forms.CharField(
        label=pgettext_lazy("advisory", "What is known, in Spanish"),
        max_length=LONGEST_ADVISORY,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    title_en = forms.CharField(label=_("Title in English"), max_length=LONGEST_TITLE)
    text_en = forms.CharField(
        label=pgettext_lazy("advisory", "What is known, in English"),
        max_length=LONGEST_ADVISORY,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    until = forms.ChoiceField(
        label=pgettext_lazy("advisory", "For how long?"),
        choices=[(code, words) for code, (_length, words) in LASTING.items()],
        initial="24",
        widget=forms.RadioSelect,
    )
