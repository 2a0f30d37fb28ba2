"""Forms of emergencies: their shape; who may send them is decided by the actions."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.directory import queries as directory
from relevo.directory.actions import MOST_PLACES
from relevo.directory.models import Term
from relevo.kernel.countries import REGION
from relevo.situation.rules.emergencies import (
    LARGEST_FIGURE,
    LONGEST_NAME,
    LONGEST_NOTE,
    LONGEST_REASON,
    LONGEST_SOURCE,
)
from relevo.situation.rules.pledges import LARGEST
from relevo.situation.rules.pledges import LONGEST_NOTE as LONGEST_PLEDGE_NOTE
from relevo.situation.rules.points import USUAL
from relevo.web.days import MomentField
from relevo.web.desk.emergencies.places import LONGEST_PLACE, read_place
from relevo.web.desk.sent_once import OnceForm
from relevo.web.emergency_phrases import (
    CRISIS_KINDS,
    CRISIS_PHASES,
    FIGURE_MEASURES,
    FIGURE_QUALIFIERS,
    PLEDGE_KINDS,
    POINT_KINDS,
)
from relevo.web.phrases import CONFIDENCE, COUNTRIES, SIDES

FIRST_TILES = (
    *("water", "food", "medical", "shelter", "information", "family_links"),
    *("child_protection", "communication", "hygiene", "clothing_kits", "psychosocial", "legal"),
)
"""What a temporary point mostly gives, in the order of its tiles."""
COUNTRY_CHOICES = [(code, COUNTRIES[code]) for code in REGION]
EVERYWHERE = ("", pgettext_lazy("place of a figure", "The whole region"))
LONGEST_PHONE, LONGEST_LOCALITY = 80, 120


class PlacedForm(OnceForm):
    """A municipality or department in words, with its country; a base no page shows."""

    place = forms.CharField(
        label=pgettext_lazy("emergency", "Municipality or department"),
        max_length=LONGEST_PLACE,
        required=False,
        help_text=_("Left empty, the whole country is meant."),
    )
    country = forms.ChoiceField(
        label=pgettext_lazy("emergency", "Country"), choices=COUNTRY_CHOICES
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.on = on

    def clean(self) -> dict[str, Any]:
        """The key of the area, beside what was written."""
        told: dict[str, Any] = super().clean() or {}
        told["area_key"] = ""
        if told.get("place"):
            found = read_place(self, told["place"], country=told.get("country", ""), on=self.on)
            told["area_key"] = found.area_key if found else ""
        return told


class EmergencyForm(PlacedForm):
    """What happened, where, since when."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("emergency", "What is it?"),
        choices=list(CRISIS_KINDS.items()),
        help_text=_(
            "A large movement of people is seen by the members of the networks that do not "
            "enforce; the public reads of it well after its end."
        ),
    )
    name_es = forms.CharField(
        label=pgettext_lazy("emergency", "Name in Spanish"), max_length=LONGEST_NAME
    )
    name_en = forms.CharField(
        label=pgettext_lazy("emergency", "Name in English"), max_length=LONGEST_NAME, required=False
    )
    phase = forms.ChoiceField(
        label=pgettext_lazy("emergency", "Phase"),
        choices=[(code, words) for code, words in CRISIS_PHASES.items() if code != "closed"],
        initial="during",
        widget=forms.RadioSelect,
    )
    from_at = MomentField(label=pgettext_lazy("emergency", "Since when"))
    source = forms.CharField(
        label=pgettext_lazy("emergency", "Source: who says so, or an address"),
        max_length=LONGEST_SOURCE,
        required=False,
    )
    field_order = ("kind", "name_es", "name_en", "country", "place", "phase", "from_at", "source")


class AreaForm(PlacedForm):
    """Where it is felt too."""

    from_at = MomentField(label=pgettext_lazy("emergency", "Since when"))
    field_order = ("country", "place", "from_at")


class PhaseForm(OnceForm):
    """Into which phase it moves, since when and why."""

    phase = forms.ChoiceField(
        label=pgettext_lazy("emergency", "Phase"),
        choices=list(CRISIS_PHASES.items()),
        widget=forms.RadioSelect,
    )
    from_at = MomentField(label=pgettext_lazy("emergency", "Since when"))
    reason_es = forms.CharField(
        label=pgettext_lazy("emergency", "Why, in Spanish"),
        max_length=LONGEST_REASON,
        required=False,
    )
    reason_en = forms.CharField(
        label=pgettext_lazy("emergency", "Why, in English"),
        max_length=LONGEST_REASON,
        required=False,
    )


class NameForm(OnceForm):
    """What it is called from now on, and why no longer as before."""

    name_es = forms.CharField(
        label=pgettext_lazy("emergency", "Name in Spanish"), max_length=LONGEST_NAME
    )
    name_en = forms.CharField(
        label=pgettext_lazy("emergency", "Name in English"), max_length=LONGEST_NAME, required=False
    )
    reason = forms.CharField(
        label=pgettext_lazy("name of an emergency", "Why is it corrected?"),
        max_length=LONGEST_REASON,
        help_text=_("It stands in the history, beside the earlier name."),
    )


class FigureForm(PlacedForm):
    """How many, by one source as of an instant."""

    country = forms.ChoiceField(
        label=pgettext_lazy("emergency", "Country"),
        choices=[EVERYWHERE, *COUNTRY_CHOICES],
        required=False,
    )
    measure = forms.ChoiceField(
        label=pgettext_lazy("figure", "What is counted"), choices=list(FIGURE_MEASURES.items())
    )
    qualifier = forms.ChoiceField(
        label=pgettext_lazy("figure", "How the source puts it"),
        choices=list(FIGURE_QUALIFIERS.items()),
        widget=forms.RadioSelect,
        initial="about",
    )
    value = forms.IntegerField(
        label=pgettext_lazy("figure", "Number"), min_value=0, max_value=LARGEST_FIGURE
    )
    high = forms.IntegerField(
        label=pgettext_lazy("figure", "Up to, if the source gives a range"),
        min_value=0,
        max_value=LARGEST_FIGURE,
        required=False,
    )
    said_by = forms.CharField(
        label=pgettext_lazy("figure", "Who says so (an institution, no person)"),
        max_length=LONGEST_NAME,
    )
    as_of_at = MomentField(label=pgettext_lazy("figure", "As of"))
    source = forms.CharField(
        label=pgettext_lazy("figure", "Where it can be read: an address or a document"),
        max_length=LONGEST_SOURCE,
    )
    confidence = forms.ChoiceField(
        label=pgettext_lazy("figure", "How far do you trust it?"),
        choices=list(CONFIDENCE.items()),
        initial="medium",
        widget=forms.RadioSelect,
    )
    note_es = forms.CharField(
        label=pgettext_lazy("figure", "Note in Spanish"), max_length=LONGEST_NOTE, required=False
    )
    note_en = forms.CharField(
        label=pgettext_lazy("figure", "Note in English"), max_length=LONGEST_NOTE, required=False
    )
    field_order = (
        *("measure", "qualifier", "value", "high", "said_by", "as_of_at", "country", "place"),
        *("source", "confidence", "note_es", "note_en"),
    )


class PointForm(OnceForm):
    """A temporary point: place, services, from, until. The rest has sensible defaults."""

    place = forms.CharField(
        label=pgettext_lazy("temporary point", "Where? A crossing, a town or a municipality"),
        max_length=LONGEST_PLACE,
    )
    country = forms.ChoiceField(
        label=pgettext_lazy("temporary point", "On which side?"),
        choices=list(SIDES.items()),
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label=pgettext_lazy("temporary point", "What is given there?"),
        widget=forms.CheckboxSelectMultiple,
    )
    from_at = MomentField(label=pgettext_lazy("temporary point", "Open from"))
    until_at = MomentField(label=pgettext_lazy("temporary point", "Open until"))
    locality = forms.CharField(
        label=pgettext_lazy("temporary point", "Where exactly: the school, the square"),
        max_length=LONGEST_LOCALITY,
        required=False,
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("temporary point", "What kind of place"),
        choices=list(POINT_KINDS.items()),
        initial="care_center",
    )
    opens = forms.TimeField(
        label=pgettext_lazy("temporary point", "Every day from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        help_text=_("Left empty, it is open day and night."),
    )
    closes = forms.TimeField(
        label=pgettext_lazy("temporary point", "Every day until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    places = forms.IntegerField(
        label=pgettext_lazy("temporary point", "For how many people at a time"),
        min_value=0,
        max_value=MOST_PLACES,
        required=False,
    )
    phone = forms.CharField(
        label=pgettext_lazy("temporary point", "Telephone of the point"),
        max_length=LONGEST_PHONE,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel"}),
    )

    def __init__(self, *args: Any, at: datetime, needs: Sequence[Term], **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        kwargs["initial"] = {"from_at": at, "until_at": at + USUAL} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        self.on = at.date()
        self.fields["needs"].choices = [  # type: ignore[attr-defined]
            (term.code, directory.localized_name(term)) for term in needs
        ]

    def clean(self) -> dict[str, Any]:
        """The place that is meant, beside what was written."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("place") and told.get("country"):
            told["found"] = read_place(
                self, told["place"], country=told["country"], on=self.on, side="country"
            )
        return told


class EndForm(forms.Form):
    """Until when a point stays."""

    until_at = MomentField(label=pgettext_lazy("temporary point", "Open until"))

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.at = at

    def clean_until_at(self) -> datetime:
        """An end that lies ahead: what ends now is closed, with a button of its own."""
        until_at: datetime = self.cleaned_data["until_at"]
        if until_at <= self.at:
            raise forms.ValidationError(_("The end must lie after the start."))
        return until_at


class PledgeForm(PlacedForm):
    """What one's own institution brings, how many, where and from when."""

    place = forms.CharField(
        label=pgettext_lazy("pledge", "For which municipality or department"),
        max_length=LONGEST_PLACE,
    )
    kind = forms.ChoiceField(
        label=pgettext_lazy("pledge", "What do you offer?"),
        choices=list(PLEDGE_KINDS.items()),
        widget=forms.RadioSelect,
    )
    amount = forms.IntegerField(
        label=pgettext_lazy("pledge", "How many"), min_value=1, max_value=LARGEST
    )
    from_at = MomentField(label=pgettext_lazy("pledge", "From when"))
    until_at = MomentField(label=pgettext_lazy("pledge", "Until when"), required=False)
    note = forms.CharField(
        label=pgettext_lazy("pledge", "A note (no names of persons)"),
        max_length=LONGEST_PLEDGE_NOTE,
        required=False,
    )
    field_order = ("kind", "amount", "country", "place", "from_at", "until_at", "note")


class DeliveredForm(forms.Form):
    """How much of a pledge has arrived so far."""

    amount = forms.IntegerField(
        label=pgettext_lazy("pledge", "How many have arrived so far, all together"),
        min_value=1,
        max_value=LARGEST,
    )


def tiles() -> list[Term]:
    """The services of a point, the most usual ones first."""
    known = {term.code: term for term in directory.list_needs()}
    return [known[code] for code in FIRST_TILES if code in known]


def next_hour(at: datetime) -> datetime:
    """A round instant for a field."""
    return (at + timedelta(hours=1)).replace(minute=0, second=0, microsecond=0)
