"""What a person tells to learn what is asked of them: codes in the address, nothing is kept."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from relevo.borders.rules.asked import RESIDENCE, Traveler
from relevo.places.models import Crossing
from relevo.plumbing import clock
from relevo.web.border_phrases import TRAVEL_COMPANY
from relevo.web.papers import paper_words
from relevo.web.phrases import AGE_BANDS, COUNTRIES
from relevo.wording.words import all_of, both, country

FIRST_DAY = date(2018, 1, 1)
LONGEST_AHEAD = timedelta(days=366)
TWO_SIDES = 2
NOON = time(12, tzinfo=clock.LOCAL)
AGES: dict[str, tuple[int, int | None]] = {
    "0-4": (0, 5),
    "5-11": (5, 12),
    "12-17": (12, 18),
    "18-20": (18, 21),
    "21-59": (21, 60),
    "60+": (60, None),
}
"""Completed years, the second excluded. Laws of the region change at 18 and at 21."""


@dataclass(frozen=True, slots=True)
class Question:
    """Who asks, where, on which day; as codes, so that an address says it all."""

    nationality: str
    age_band: str
    papers: tuple[str, ...]
    crossing: Crossing
    left: str
    entered: str
    on: date

    @property
    def traveler(self) -> Traveler:
        low, high = AGES[self.age_band]
        return Traveler(self.nationality, low, high, frozenset(self.papers))

    def at(self, now: datetime) -> datetime:
        """Now on the day itself; else noon of that day."""
        return now if self.on == now.date() else datetime.combine(self.on, NOON)


class AskedForm(forms.Form):
    """Six questions; the names of the fields stand in the address.

    A seventh, ``a``, at a crossing from which one reaches more than one country.
    """

    nac = forms.ChoiceField(
        label=pgettext_lazy("what is asked of me", "Nationality"),
        choices=[("", "—"), *COUNTRIES.items()],
    )
    edad = forms.ChoiceField(
        label=pgettext_lazy("what is asked of me", "Age"),
        choices=list(AGE_BANDS.items()),
        widget=forms.RadioSelect,
    )
    doc = forms.MultipleChoiceField(
        label=pgettext_lazy("what is asked of me", "What do you carry?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    con = forms.MultipleChoiceField(
        label=pgettext_lazy("what is asked of me", "Only for people under 21: who travels along?"),
        choices=list(TRAVEL_COMPANY.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    paso = forms.ChoiceField(label=pgettext_lazy("what is asked of me", "Where do you cross?"))
    de = forms.ChoiceField(
        label=pgettext_lazy("what is asked of me", "Which country do you leave?"),
    )
    a = forms.ChoiceField(
        label=pgettext_lazy("what is asked of me", "Which country do you enter?"),
        error_messages={
            "required": _("From here one reaches several countries: choose the one you enter.")
        },
    )
    fecha = forms.DateField(
        label=pgettext_lazy("what is asked of me", "On which day?"),
        required=False,
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(
        self, *args: object, now: datetime, on: date | None = None, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django types them one by one
        self.now = now
        self.on = on or now.date()
        self.crossings = {
            row.key: row
            for row in Crossing.objects.prefetch_related("posts").order_by("sort_key", "key")
        }
        pairs: dict[str, list[tuple[str, str]]] = {}
        for key, row in self.crossings.items():
            name = " – ".join(country(code) for code in row.border_pair.split("-"))
            pairs.setdefault(name, []).append((key, both(row, "name")))
        countries = sorted({c for row in self.crossings.values() for c in sides_of(row)})
        self._choose("paso", [("", "—"), *sorted(pairs.items())])
        self._choose("de", [("", "—"), *((code, country(code)) for code in countries)])
        self._choose("doc", list(carried_words().items()))
        self._ask_whither()

    def _ask_whither(self) -> None:
        row = self.crossings.get(str((self.data or self.initial).get("paso", "")))
        sides = sides_of(row) if row is not None else []
        if len(sides) > TWO_SIDES:
            self._choose("a", [("", "—"), *((code, country(code)) for code in sides)])
        else:
            del self.fields["a"]

    def _choose(self, name: str, choices: list[object]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean_fecha(self) -> date:
        """The day of the page unless said otherwise; within the time of which we know rules."""
        on: date = self.cleaned_data["fecha"] or self.on
        if not FIRST_DAY <= on <= self.now.date() + LONGEST_AHEAD:
            raise forms.ValidationError(_("We know of no rules for that day."))
        return on

    def clean(self) -> dict[str, object]:
        """One leaves one of the countries of the crossing, and enters another."""
        told: dict[str, object] = super().clean() or {}
        row = self.crossings.get(str(told.get("paso", "")))
        left = told.get("de")
        if row is not None and left and left not in sides_of(row):
            countries = all_of([country(code) for code in sides_of(row)])
            words = (
                gettext("%(crossing)s lies between %(countries)s: choose one of them.")
                if len(sides_of(row)) > TWO_SIDES
                else gettext("%(crossing)s lies between %(countries)s: choose one of the two.")
            )
            self.add_error("de", words % {"crossing": both(row, "name"), "countries": countries})
        if left and left == told.get("a"):
            self.add_error("a", _("Choose another country than the one you leave."))
        return told

    @property
    def question(self) -> Question:
        """Of a valid form."""
        told = self.cleaned_data
        row = self.crossings[told["paso"]]
        return Question(
            nationality=told["nac"],
            age_band=told["edad"],
            papers=(*told["doc"], *told["con"]),
            crossing=row,
            left=told["de"],
            entered=told.get("a") or next(code for code in sides_of(row) if code != told["de"]),
            on=told["fecha"],
        )


def carried_words() -> dict[str, str]:
    """What one may carry, by code. A residence permit counts in the country that gave it."""
    permit = gettext("Residence permit of the country you enter")
    return paper_words() | {RESIDENCE: permit}


def sides_of(row: Crossing) -> list[str]:
    """The countries of a crossing, mostly two, in the order of its posts."""
    return [post.country for post in row.posts.all()]
