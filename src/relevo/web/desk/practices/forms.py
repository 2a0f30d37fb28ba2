"""Forms of good practices: their shape; who may send them is decided by the actions."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.exchange.enums import TagKind
from relevo.exchange.rules.practices import (
    LONGEST_PART,
    LONGEST_STORY,
    LONGEST_TITLE,
    MOST_TAGS,
    PARTS,
    PracticeText,
)
from relevo.web.days import DayField
from relevo.web.desk.practices.choices import Choices
from relevo.web.exchange_phrases import ADOPTION_RESULTS, REVIEW_VERDICTS

LAST_REVISION = 1_000_000
NO_NAMES = _("Roles and institutions, no names of persons.")
KINDS: dict[str, Any] = {
    TagKind.EMERGENCY.value: pgettext_lazy("practice", "Emergencies it suits"),
    TagKind.NEED.value: pgettext_lazy("practice", "Needs it answers"),
    TagKind.PROFILE.value: pgettext_lazy("practice", "For whom"),
    TagKind.SECTOR.value: pgettext_lazy("practice", "Sectors"),
    TagKind.COUNTRY.value: pgettext_lazy("practice", "Where it was tried"),
}
LABELS: dict[str, tuple[Any, Any]] = {
    "context": (_("Context, in Spanish"), _("Context, in English")),
    "problem": (_("Problem, in Spanish"), _("Problem, in English")),
    "steps": (_("Steps, in Spanish"), _("Steps, in English")),
    "resources": (_("Resources, in Spanish"), _("Resources, in English")),
    "evidence": (_("Evidence, in Spanish"), _("Evidence, in English")),
    "results": (_("Results, in Spanish"), _("Results, in English")),
    "elsewhere": (
        _("What it needs elsewhere, in Spanish"),
        _("What it needs elsewhere, in English"),
    ),
}


class PracticeForm(forms.Form):
    """A practice part by part, in Spanish and, if it is there, in English."""

    base = forms.IntegerField(
        min_value=0, max_value=LAST_REVISION, required=False, widget=forms.HiddenInput
    )
    title_es = forms.CharField(
        label=_("Title in Spanish"), max_length=LONGEST_TITLE, help_text=NO_NAMES
    )
    title_en = forms.CharField(
        label=_("Title in English"), max_length=LONGEST_TITLE, required=False
    )

    def __init__(self, *args: Any, choices: Mapping[str, Choices], **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        for part in PARTS:
            for language, label in zip(("es", "en"), LABELS[part], strict=True):
                self.fields[f"{part}_{language}"] = forms.CharField(
                    label=label,
                    max_length=LONGEST_PART,
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 3}),
                )
        for kind, label in KINDS.items():
            self.fields[kind] = forms.MultipleChoiceField(
                label=label,
                choices=choices[kind],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )

    def clean(self) -> dict[str, Any]:
        """At most so many codes of a kind: filed under everything is filed under nothing."""
        told: dict[str, Any] = super().clean() or {}
        for kind in KINDS:
            if len(told.get(kind, [])) > MOST_TAGS:
                self.add_error(kind, _("Choose at most 20."))
        return told

    @property
    def main(self) -> list[forms.BoundField]:
        """The fields in Spanish, which everybody fills in."""
        return [self[name] for name in ("title_es", *(f"{part}_es" for part in PARTS))]

    @property
    def english(self) -> list[forms.BoundField]:
        return [self[name] for name in ("title_en", *(f"{part}_en" for part in PARTS))]

    @property
    def codes(self) -> list[forms.BoundField]:
        return [self[kind] for kind in KINDS]

    def text(self) -> PracticeText:
        """What was filled in, as a value."""
        return PracticeText.of(self.cleaned_data)

    def tags(self) -> dict[str, list[str]]:
        return {kind: list(self.cleaned_data[kind]) for kind in KINDS}


class AdoptionForm(forms.Form):
    """That one's institution took it over, and what happened."""

    adopted_on = DayField(label=pgettext_lazy("adoption", "Adopted on"))
    result = forms.ChoiceField(
        label=pgettext_lazy("adoption", "What happened?"),
        choices=list(ADOPTION_RESULTS.items()),
        widget=forms.RadioSelect,
    )
    story_es = forms.CharField(
        label=pgettext_lazy("adoption", "How it went, in Spanish"),
        max_length=LONGEST_STORY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=NO_NAMES,
    )
    story_en = forms.CharField(
        label=pgettext_lazy("adoption", "How it went, in English"),
        max_length=LONGEST_STORY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ReviewForm(forms.Form):
    """What the evidence carries, of the version that was read."""

    revision = forms.IntegerField(min_value=1, max_value=LAST_REVISION, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=pgettext_lazy("evidence", "What does the evidence carry?"),
        choices=list(REVIEW_VERDICTS.items()),
        widget=forms.RadioSelect,
    )
    text_es = forms.CharField(
        label=pgettext_lazy("evidence", "Why, in Spanish"),
        max_length=LONGEST_STORY,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    text_en = forms.CharField(
        label=pgettext_lazy("evidence", "Why, in English"),
        max_length=LONGEST_STORY,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
