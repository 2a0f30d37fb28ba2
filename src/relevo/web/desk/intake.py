"""The least that is recorded of a person or group: one page, no name."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.cases.rules.facts import CaseFacts, Person, usual_urgency
from relevo.directory import queries as directory
from relevo.journeys.rules.profiles import CHILD_PROTECTION
from relevo.kernel.ages import CHILD_BANDS
from relevo.places import queries as places
from relevo.places.errors import PlaceAmbiguous, PlaceUnknown
from relevo.web.desk.place_words import listed_places, unknown_place
from relevo.web.op_field import op_field
from relevo.web.papers import paper_words
from relevo.web.phrases import (
    AGE_BANDS,
    COUNTRIES,
    PROFILE_FACTORS,
    SEXES,
    SIDES,
    SPOKEN_LANGUAGES,
    URGENCIES,
)

MOST_PEOPLE = 6
MOST_NEEDS = 8
"""As many as one plan can weigh."""

LONGEST_PLACE = 80
LONGEST_CONTACT = 300
SEX_CHOICES = [
    ("", SEXES["unknown"]),
    ("f", SEXES["female"]),
    ("m", SEXES["male"]),
    ("x", SEXES["other"]),
]
NEED_URGENCIES = ("urgent", "emergency", "normal")
USUAL = "usual"
"""Whoever leaves it open asks as the situation does."""
PROFILES = tuple(PROFILE_FACTORS)
UNKNOWN = "unknown"
"""A nationality that nobody knows is said, never left to what stood there first."""


class SituationFields(forms.Form):
    """What is asked alike at intake and when what is known of a case changes."""

    on: date
    side = forms.ChoiceField(
        label=pgettext_lazy("intake", "On which side?"),
        choices=[("", pgettext_lazy("intake", "As the place says")), *SIDES.items()],
        required=False,
        widget=forms.RadioSelect,
    )
    heads_for = forms.ChoiceField(
        label=pgettext_lazy("intake", "Heading for"),
        choices=[("", pgettext_lazy("intake", "Not stated")), *list(COUNTRIES.items())[:3]],
        required=False,
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=pgettext_lazy("intake", "Language"),
        choices=list(SPOKEN_LANGUAGES.items()),
        initial="es",
    )
    documents = forms.MultipleChoiceField(
        label=pgettext_lazy("intake", "Papers at hand"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    profiles = forms.MultipleChoiceField(
        label=pgettext_lazy("intake", "What else matters for the route?"),
        choices=list(PROFILE_FACTORS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    protection_sensitive = forms.BooleanField(
        label=pgettext_lazy(
            "intake",
            "The person must not be known to authorities of their country, police or migration",
        ),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.papers = list(paper_words().items())
        self.fields["documents"].choices = self.papers  # type: ignore[attr-defined]  # a choice field

    def resolve_place(self, cleaned: dict[str, Any]) -> None:
        """What is written as ``place`` and ``side`` becomes a node, or an error of its field."""
        try:
            found = places.get_place(
                cleaned["place"], on=self.on, country=cleaned.get("side") or None
            )
        except PlaceUnknown as unknown:
            self.add_error("place", unknown_place(unknown))
        except PlaceAmbiguous as several:
            self.add_error(
                "place",
                _("Several places have this name: %(listed)s. Choose the side or another name.")
                % {"listed": listed_places(several)},
            )
        else:
            if len(found.node_keys) > 1:
                self.add_error("side", _("Say on which side of the crossing the person is."))
            elif not found.node_keys:
                self.add_error(
                    "place", _("We do not know exactly where this is; name a town near.")
                )
            else:
                cleaned["start_node"] = found.node_keys[0]


class IntakeForm(SituationFields):
    """Place, people by age band, needs; everything else may stay empty."""

    op = op_field()
    place = forms.CharField(
        label=pgettext_lazy("intake", "Where is the person now? (town or crossing)"),
        max_length=LONGEST_PLACE,
    )
    needs = forms.MultipleChoiceField(
        label=pgettext_lazy("intake", "What is needed?"), widget=forms.CheckboxSelectMultiple
    )
    urgent_needs = forms.MultipleChoiceField(
        label=pgettext_lazy("intake", "Which of these cannot wait?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    urgency = forms.ChoiceField(
        label=pgettext_lazy("intake", "How soon must somebody answer?"),
        choices=[
            (
                USUAL,
                pgettext_lazy(
                    "intake",
                    "As usual: within 72 hours; within 24 for a child alone who needs shelter",
                ),
            ),
            *((code, URGENCIES[code]) for code in NEED_URGENCIES),
        ],
        initial=USUAL,
        widget=forms.RadioSelect,
    )
    nationality = forms.ChoiceField(
        label=pgettext_lazy("intake", "Nationality"),
        choices=[
            ("", pgettext_lazy("intake", "Choose…")),
            *COUNTRIES.items(),
            (UNKNOWN, pgettext_lazy("intake", "Not known")),
        ],
    )
    alone = forms.BooleanField(
        label=pgettext_lazy("intake", "A child travels without parent or guardian"), required=False
    )
    safe_contact = forms.CharField(
        label=pgettext_lazy("intake", "Safe way to reach the person"),
        max_length=LONGEST_CONTACT,
        required=False,
    )
    is_danger_to_life = forms.BooleanField(
        label=pgettext_lazy("intake", "A life is in danger now"), required=False
    )

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.on = on
        self.terms = directory.list_needs()
        needs = [(term.code, directory.localized_name(term)) for term in self.terms]
        self.fields["needs"].choices = needs  # type: ignore[attr-defined]  # a choice field
        self.fields["urgent_needs"].choices = needs  # type: ignore[attr-defined]  # the same
        for number in range(MOST_PEOPLE):
            self.fields[f"age_{number}"] = forms.ChoiceField(
                label=pgettext_lazy("intake", "Age"),
                choices=[("", "—"), *AGE_BANDS.items()],
                required=number == 0,
            )
            self.fields[f"sex_{number}"] = forms.ChoiceField(
                label=pgettext_lazy("intake", "Sex"), choices=SEX_CHOICES, required=False
            )

    @property
    def people_fields(self) -> Iterator[tuple[int, forms.BoundField, forms.BoundField]]:
        """Each person's two fields, numbered from 1."""
        for number in range(MOST_PEOPLE):
            yield number + 1, self[f"age_{number}"], self[f"sex_{number}"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("place"):
            self.resolve_place(cleaned)
        needs = cleaned.get("needs", [])
        if len(needs) + self._is_child_protection_added(cleaned) > MOST_NEEDS:
            self.add_error(
                "needs",
                _("Choose at most %(most)d needs; a child alone always has child protection.")
                % {"most": MOST_NEEDS},
            )
        extra = set(cleaned.get("urgent_needs", [])) - set(needs)
        if extra:
            self.add_error("urgent_needs", _("Only something that is needed can be urgent."))
        return cleaned

    @staticmethod
    def _is_child_protection_added(cleaned: dict[str, Any]) -> bool:
        """The plan of a child without an adult asks for it, whether the form does or not."""
        bands = {cleaned.get(f"age_{number}") for number in range(MOST_PEOPLE)} - {"", None}
        is_alone = bool(cleaned.get("alone")) and bool(bands & CHILD_BANDS)
        is_without_adult = bool(bands) and bands <= CHILD_BANDS
        return (is_alone or is_without_adult) and CHILD_PROTECTION not in cleaned.get("needs", [])

    def asked_urgency(self) -> str:
        """What was chosen, or what is usual in such a case."""
        chosen: str = self.cleaned_data["urgency"]
        return usual_urgency(self.facts()).value if chosen == USUAL else chosen

    def facts(self) -> CaseFacts:
        """What goes into the sealed groups of the case."""
        told = self.cleaned_data
        people = tuple(
            Person(age_band=told[f"age_{n}"], sex=told[f"sex_{n}"])
            for n in range(MOST_PEOPLE)
            if told[f"age_{n}"]
        )
        children_only = all(person.age_band in CHILD_BANDS for person in people)
        return CaseFacts(
            needs=tuple(told["needs"]),
            people=people,
            language=told["language"],
            urgent_needs=frozenset(told["urgent_needs"]),
            nationality="" if told["nationality"] == UNKNOWN else told["nationality"],
            start_node=told["start_node"],
            heads_for=told["heads_for"],
            documents=frozenset(told["documents"]),
            profiles=frozenset(told["profiles"]),
            accompanied=not (told["alone"] or children_only),
            protection_sensitive=told["protection_sensitive"],
            safe_contact=told["safe_contact"],
        )
