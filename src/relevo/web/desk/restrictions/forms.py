"""Forms of restrictions and of what is asked."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.borders.actions.requirements import LONGEST_NAME
from relevo.borders.actions.restrictions import LONGEST_ACT
from relevo.borders.actions.telling import LONGEST_SOURCE, LONGEST_TEXT
from relevo.borders.models import Demand
from relevo.kernel.countries import REGION
from relevo.places.models import Area, Crossing
from relevo.web.days import DayField, MomentField
from relevo.web.desk.sent_once import OnceForm
from relevo.web.phrases import COUNTRIES, REPORT_KINDS
from relevo.web.restriction_phrases import (
    APPLIES_TO,
    ASKED_DIRECTIONS,
    DEMAND_KINDS,
    RESTRICTION_KINDS,
    STOPS,
)
from relevo.wording.words import both

OTHER = "other"


def _moment(label: object, *, required: bool = True) -> MomentField:
    return MomentField(label=label, required=required)


def _words(label: object, *, required: bool = True, longest: int = LONGEST_TEXT) -> forms.CharField:
    return forms.CharField(
        label=label,  # type: ignore[arg-type]  # words that are translated late
        required=required,
        max_length=longest,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RestrictionForm(OnceForm):
    """A restriction as an authority announced it."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("restriction", "What is it?"), choices=list(RESTRICTION_KINDS.items())
    )
    country = forms.ChoiceField(
        label=pgettext_lazy("restriction", "Of which country?"),
        choices=[(code, COUNTRIES[code]) for code in sorted(REGION)],
    )
    areas = forms.MultipleChoiceField(
        label=pgettext_lazy("restriction", "Departments (none: the whole country)"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    town = forms.CharField(
        label=pgettext_lazy("restriction", "Or one municipality only"),
        required=False,
        max_length=120,
    )
    stops = forms.ChoiceField(
        label=pgettext_lazy("restriction", "What does it stop?"),
        choices=list(STOPS.items()),
        widget=forms.RadioSelect,
    )
    opening_hours = forms.CharField(
        label=pgettext_lazy("restriction", "Hours in which it binds, such as 21:00-05:00"),
        required=False,
        max_length=60,
    )
    from_at = _moment(pgettext_lazy("restriction", "From when?"))
    until_at = _moment(pgettext_lazy("restriction", "Until when, if it was said"), required=False)
    basis = forms.ChoiceField(
        label=pgettext_lazy("report", "How do you know?"),
        choices=list(REPORT_KINDS.items()),
        initial="announced",
        widget=forms.RadioSelect,
    )
    legal_act = forms.CharField(
        label=pgettext_lazy("restriction", "Legal act, such as a decree and its number"),
        required=False,
        max_length=LONGEST_ACT,
    )
    text = _words(pgettext_lazy("restriction", "In plain words, in Spanish"))
    text_en = _words(pgettext_lazy("restriction", "The same in English"), required=False)
    safe_conduct = _words(
        pgettext_lazy("restriction", "Who is excepted, and where is a safe-conduct got?"),
        required=False,
    )
    safe_conduct_en = _words(
        pgettext_lazy("restriction", "The exceptions in English"), required=False
    )
    source = forms.CharField(
        label=pgettext_lazy("restriction", "Source: the authority or the page"),
        max_length=LONGEST_SOURCE,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django types them one by one
        rows = Area.objects.filter(level="department", country__in=REGION)
        self.fields["areas"].choices = [  # type: ignore[attr-defined]  # a choice field
            (row.key, f"{row.country} · {row.name}") for row in rows.order_by("country", "sort_key")
        ]

    def clean(self) -> dict[str, object]:
        """Departments or one municipality: of both, neither is meant for sure."""
        told: dict[str, object] = super().clean() or {}
        if told.get("town") and told.get("areas"):
            self.add_error("town", _("Choose departments or write one municipality, not both."))
        return told


class EndForm(OnceForm):
    """Word that a restriction ends, or is prolonged."""

    until_at = _moment(pgettext_lazy("restriction", "Now in force until"))
    source = forms.CharField(
        label=pgettext_lazy("restriction", "Source: the authority or the page"),
        max_length=LONGEST_SOURCE,
    )


class RequirementForm(OnceForm):
    """What is asked of whom, where, on entering or on leaving."""

    country = forms.ChoiceField(
        label=pgettext_lazy("asked", "Which country asks?"),
        choices=[(code, COUNTRIES[code]) for code in sorted(REGION)],
    )
    crossing = forms.ChoiceField(label=pgettext_lazy("asked", "Where?"), required=False)
    direction = forms.ChoiceField(
        label=pgettext_lazy("asked", "When?"),
        choices=list(ASKED_DIRECTIONS.items()),
        widget=forms.RadioSelect,
    )
    applies_to = forms.ChoiceField(
        label=pgettext_lazy("asked", "Of whom?"), choices=list(APPLIES_TO.items())
    )
    nationalities = forms.MultipleChoiceField(
        label=pgettext_lazy("asked", "Or of these nationalities only"),
        choices=[(code, COUNTRIES[code]) for code in ("GT", "HN", "SV", "NI")],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    age_from = forms.IntegerField(
        label=pgettext_lazy("asked", "From which age"), required=False, min_value=0, max_value=120
    )
    age_until = forms.IntegerField(
        label=pgettext_lazy("asked", "Up to which age (not included)"),
        required=False,
        min_value=1,
        max_value=121,
    )
    demand = forms.ChoiceField(label=pgettext_lazy("asked", "What is asked?"))
    new_kind = forms.ChoiceField(
        label=pgettext_lazy("asked", "Something else: what sort of thing?"),
        choices=[("", "—"), *DEMAND_KINDS.items()],
        required=False,
    )
    new_name = forms.CharField(
        label=pgettext_lazy("asked", "Its name in Spanish, such as vacuna contra el sarampión"),
        max_length=LONGEST_NAME,
        required=False,
    )
    new_name_en = forms.CharField(
        label=pgettext_lazy("asked", "Its name in English"),
        max_length=LONGEST_NAME,
        required=False,
    )
    valid_hours = forms.IntegerField(
        label=pgettext_lazy("asked", "How old may it be, in hours"),
        required=False,
        min_value=1,
        max_value=8_760,
    )
    is_blocking = forms.ChoiceField(
        label=pgettext_lazy("asked", "And without it?"),
        choices=[
            ("yes", pgettext_lazy("asked", "One does not pass")),
            ("no", pgettext_lazy("asked", "One passes, and something follows")),
        ],
        widget=forms.RadioSelect,
    )
    text = _words(pgettext_lazy("asked", "In plain words, in Spanish"))
    text_en = _words(pgettext_lazy("asked", "The same in English"), required=False)
    consequence = _words(
        pgettext_lazy("asked", "What happens without it, in Spanish"), required=False
    )
    consequence_en = _words(
        pgettext_lazy("asked", "What happens without it, in English"), required=False
    )
    valid_from = DayField(
        label=pgettext_lazy("asked", "From which day"),
    )
    until = DayField(
        label=pgettext_lazy("asked", "Until which day (not included), if it was said"),
        required=False,
    )
    basis = forms.ChoiceField(
        label=pgettext_lazy("report", "How do you know?"),
        choices=list(REPORT_KINDS.items()),
        initial="announced",
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label=pgettext_lazy("restriction", "Source: the authority or the page"),
        max_length=LONGEST_SOURCE,
    )

    def __init__(self, *args: object, demands: Mapping[str, Demand], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django types them one by one
        crossings = Crossing.objects.order_by("sort_key")
        self.fields["crossing"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", pgettext_lazy("asked", "At every crossing of the country")),
            *((row.key, both(row, "name")) for row in crossings),
        ]
        named = sorted(((code, both(row, "name")) for code, row in demands.items()), key=_by_name)
        self.fields["demand"].choices = [  # type: ignore[attr-defined]  # a choice field
            *named,
            (OTHER, pgettext_lazy("asked", "Something that is not on this list")),
        ]

    def clean(self) -> dict[str, object]:
        """What is not on the list has a sort and a name."""
        told: dict[str, object] = super().clean() or {}
        if told.get("demand") == OTHER:
            for field in ("new_kind", "new_name"):
                if not told.get(field):
                    self.add_error(field, _("Say what it is."))
        return told

    def whom(self) -> str:
        """Of whom it is asked, as rows say it."""
        named: list[str] = self.cleaned_data["nationalities"]
        return "|".join(named) or str(self.cleaned_data["applies_to"])


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()


class RequirementEndForm(OnceForm):
    """Word that something is no longer asked."""

    until = DayField(
        label=pgettext_lazy("asked", "No longer asked from"),
    )
    source = forms.CharField(
        label=pgettext_lazy("restriction", "Source: the authority or the page"),
        max_length=LONGEST_SOURCE,
    )
