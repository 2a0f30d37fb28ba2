"""Forms of large movements: a municipality and half a day, nothing finer."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.places.models import Area
from relevo.situation.actions.movements import LONGEST_REASON, LONGEST_SOURCE, MOST_PEOPLE
from relevo.situation.rules.movements import MARK, People, Span
from relevo.web.days import DayField
from relevo.web.desk.sent_once import OnceForm
from relevo.web.desk.signals.places import LONGEST_PLACE, crossing_choices, resolve_place
from relevo.web.movement_phrases import (
    ESTIMATE_KINDS,
    HALF_DAYS,
    MOVEMENT_HEADINGS,
    SIGHTING_KINDS,
    SOURCE_TYPES,
    STAYS,
)
from relevo.web.phrases import CONFIDENCE
from relevo.web.templatetags.relevo_web import moment

MARKS_BEFORE, MARKS_AFTER = 4, 12
SOURCE_HINT = _(
    "A medium, an institution or a role. No names, numbers, accounts, links or groups: they are "
    "not kept."
)
STAMP = "%Y-%m-%dT%H:%M"


def _source() -> forms.CharField:
    return forms.CharField(
        label=pgettext_lazy("movement", "Who said it?"),
        max_length=LONGEST_SOURCE,
        required=False,
        help_text=SOURCE_HINT,
    )


def _confidence(initial: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=pgettext_lazy("movement", "How sure is it?"),
        choices=list(CONFIDENCE.items()),
        initial=initial,
        widget=forms.RadioSelect,
    )


class PlaceForm(OnceForm):
    """A municipality in words. ``kept``: the one that was meant before, if its name stays."""

    place = forms.CharField(
        label=pgettext_lazy("movement", "Municipality"), max_length=LONGEST_PLACE
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        on: date,
        kept: Area | None = None,
        **kwargs: Any,  # noqa: ANN401 -- Django's own
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on, self.kept = on, kept

    def clean(self) -> dict[str, Any]:
        """The key of the municipality, beside what was written."""
        told: dict[str, Any] = super().clean() or {}
        if self.kept is not None and told.get("place") == self.kept.name:
            told["area_key"] = self.kept.key
        else:
            resolve_place(self, told, on=self.on)
        return told


class MovementForm(PlaceForm):
    """From where, whither, since when, over which crossings."""

    heading = forms.ChoiceField(
        label=pgettext_lazy("movement", "Whither?"),
        choices=list(MOVEMENT_HEADINGS.items()),
        widget=forms.RadioSelect,
    )
    first_crossing = forms.ChoiceField(label=pgettext_lazy("movement", "First expected crossing"))
    second_crossing = forms.ChoiceField(
        label=pgettext_lazy("movement", "Next expected crossing"), required=False
    )
    day = DayField(label=pgettext_lazy("movement", "The day it began or is said to begin"))
    source = _source()
    confidence = _confidence("low")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        crossings = crossing_choices()
        none = ("", pgettext_lazy("crossing", "None in particular"))
        self.fields["first_crossing"].choices = crossings  # type: ignore[attr-defined]
        self.fields["second_crossing"].choices = [none, *crossings]  # type: ignore[attr-defined]

    def via(self) -> list[str]:
        """Keys of the crossings in their order."""
        told = self.cleaned_data
        return [key for key in (told["first_crossing"], told["second_crossing"]) if key]


class NumbersForm(OnceForm):
    """How many: at least, most likely, at most."""

    low = forms.IntegerField(
        label=pgettext_lazy("people", "At least"), min_value=0, max_value=MOST_PEOPLE
    )
    best = forms.IntegerField(
        label=pgettext_lazy("people", "Most likely"), min_value=0, max_value=MOST_PEOPLE
    )
    high = forms.IntegerField(
        label=pgettext_lazy("people", "At most"), min_value=0, max_value=MOST_PEOPLE
    )

    @property
    def numbers(self) -> list[forms.BoundField]:
        return [self[name] for name in ("low", "best", "high")]


class SightingForm(NumbersForm, PlaceForm):
    """What one source tells of a group."""

    crossing = forms.ChoiceField(
        label=pgettext_lazy("movement", "At a crossing there?"), required=False
    )
    day = DayField(label=pgettext_lazy("movement", "Day"))
    half = forms.ChoiceField(
        label=pgettext_lazy("movement", "Half of the day"),
        choices=list(HALF_DAYS.items()),
        widget=forms.RadioSelect,
        help_text=_("No hour is kept."),
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("movement", "What does the group do?"),
        choices=list(SIGHTING_KINDS.items()),
    )
    estimate = forms.ChoiceField(
        label=pgettext_lazy("movement", "How did the numbers come about?"),
        choices=[("", pgettext_lazy("estimate", "No numbers")), *ESTIMATE_KINDS.items()],
        required=False,
    )
    source_type = forms.ChoiceField(
        label=pgettext_lazy("movement", "Kind of source"), choices=list(SOURCE_TYPES.items())
    )
    source = _source()
    confidence = _confidence("medium")

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        for name in ("low", "best", "high"):
            self.fields[name].required = False
        none = ("", pgettext_lazy("crossing", "None in particular"))
        self.fields["crossing"].choices = [none, *crossing_choices()]  # type: ignore[attr-defined]


class WarningForm(NumbersForm):
    """For how many, from when until when, how they stay."""

    start = forms.ChoiceField(label=pgettext_lazy("warning", "From"))
    until = forms.ChoiceField(label=pgettext_lazy("warning", "Until"))
    stay = forms.ChoiceField(
        label=pgettext_lazy("warning", "How are they there?"),
        choices=list(STAYS.items()),
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, window: Span, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        choices = marks_around(window)
        self.fields["start"].choices = choices  # type: ignore[attr-defined]
        self.fields["until"].choices = choices  # type: ignore[attr-defined]

    def people(self) -> People:
        """How many, as a value."""
        told = self.cleaned_data
        return People(told["low"], told["best"], told["high"])


class WithdrawForm(OnceForm):
    """Why a warning is taken back."""

    reason = forms.CharField(
        label=pgettext_lazy("warning", "Why is it taken back?"),
        max_length=LONGEST_REASON,
        help_text=_("Whoever was warned reads this. No names, numbers, accounts or links."),
    )


def marks_around(window: Span) -> list[tuple[str, str]]:
    """Six-hour marks from a day before the window to three days after its start and beyond."""
    first = window.start - MARKS_BEFORE * MARK
    count = MARKS_BEFORE + (window.end - window.start) // MARK + MARKS_AFTER
    marks: Sequence[datetime] = [first + number * MARK for number in range(count + 1)]
    return [(mark.strftime(STAMP), moment(mark)) for mark in marks]
