"""What is known of a case, one form for each part of it."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.cases.enums import FactorLevel, FactorSign
from relevo.cases.rules import facts as rules
from relevo.cases.rules.factors import factors, factors_on
from relevo.cases.rules.facts import CaseFacts, Person, SafeContact
from relevo.directory import queries as directory
from relevo.directory.models import Term
from relevo.journeys.rules.profiles import CHILD_PROTECTION
from relevo.kernel.ages import CHILD_BANDS
from relevo.web.casework_phrases import CHANNELS, FACTOR_LEVELS, FACTOR_SIGNS, MAY_SAY, RELATIONS
from relevo.web.desk.casework.context import here
from relevo.web.desk.intake import (
    LONGEST_PLACE,
    MOST_NEEDS,
    NEED_URGENCIES,
    SEX_CHOICES,
    SituationFields,
)
from relevo.web.phrases import (
    AGE_BANDS,
    COUNTRIES,
    PROFILE_FACTORS,
    SPOKEN_LANGUAGES,
    URGENCIES,
)

FEWEST_ROWS, FREE_ROWS, MOST_ROWS = 6, 2, 30
Sent = Mapping[str, Any] | None
NOTHING = ("", "—")


def seen_field() -> forms.CharField:
    """The digest of the part as it was shown, to overwrite nothing of a colleague."""
    return forms.CharField(max_length=64, widget=forms.HiddenInput)


class SituationForm(SituationFields):
    """Where the person is and goes, papers, and what else matters for the route."""

    part = (
        *("start_node", "nationality", "heads_for", "language", "documents", "profiles"),
        "protection_sensitive",
    )
    seen = seen_field()
    place = forms.CharField(
        label=pgettext_lazy("case", "Where is the person now? (only if it changed)"),
        max_length=LONGEST_PLACE,
        required=False,
    )
    nationality = forms.ChoiceField(
        label=pgettext_lazy("intake", "Nationality"),
        choices=[NOTHING, *COUNTRIES.items()],
        required=False,
    )

    def __init__(self, data: Sent = None, *, known: CaseFacts, urgency: str, on: date) -> None:
        initial = {
            "nationality": known.nationality,
            "heads_for": known.heads_for,
            "language": known.language,
            "documents": sorted(known.documents),
            "profiles": sorted(known.profiles),
            "protection_sensitive": known.protection_sensitive,
            "seen": rules.digest_of(known, self.part, urgency=urgency),
        }
        super().__init__(data, initial=initial)
        self.on, self.known = on, known

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("place"):
            self.resolve_place(cleaned)
        return cleaned

    def changes(self) -> dict[str, Any]:
        """The facts of this part. What no box of the page stands for stays as it was."""
        told = self.cleaned_data
        unseen = self.known.profiles - set(PROFILE_FACTORS)
        return {
            "start_node": told.get("start_node", self.known.start_node),
            "nationality": told["nationality"],
            "heads_for": told["heads_for"],
            "language": told["language"],
            "documents": frozenset(told["documents"])
            | (self.known.documents - {code for code, _name in self.papers}),
            "profiles": frozenset(told["profiles"]) | unseen,
            "protection_sensitive": told["protection_sensitive"],
        }


class PeopleForm(forms.Form):
    """Everybody of the group: age, sex, what they are to the first, a label, whether they stay."""

    part = ("people", "accompanied")
    seen = seen_field()
    alone = forms.BooleanField(
        label=pgettext_lazy("intake", "A child travels without parent or guardian"), required=False
    )

    def __init__(self, data: Sent = None, *, known: CaseFacts, urgency: str, on: date) -> None:  # noqa: ARG002 -- as every part is made
        people = known.people[:MOST_ROWS]
        initial: dict[str, Any] = {
            "alone": not known.accompanied and not rules.is_without_adult(known),
            "seen": rules.digest_of(known, self.part, urgency=urgency),
        }
        for number, one in enumerate(people):
            initial |= {
                f"age_{number}": str(one.age_band),
                f"sex_{number}": one.sex,
                f"relation_{number}": one.relation,
                f"label_{number}": one.label,
                f"apart_{number}": not one.stays,
            }
        super().__init__(data, initial=initial)
        self.beyond = known.people[MOST_ROWS:]
        self.first_free = min(len(people), MOST_ROWS - 1) + 1
        self.rows = min(max(len(people) + FREE_ROWS, FEWEST_ROWS), MOST_ROWS)
        for number in range(self.rows):
            self._add_row(number)

    def _add_row(self, number: int) -> None:
        self.fields[f"age_{number}"] = forms.ChoiceField(
            label=pgettext_lazy("intake", "Age"),
            choices=[NOTHING, *AGE_BANDS.items()],
            required=number == 0,
        )
        self.fields[f"sex_{number}"] = forms.ChoiceField(
            label=pgettext_lazy("intake", "Sex"), choices=SEX_CHOICES, required=False
        )
        self.fields[f"relation_{number}"] = forms.ChoiceField(
            label=pgettext_lazy("people", "To the first person"),
            choices=[NOTHING, *RELATIONS.items()],
            required=False,
        )
        self.fields[f"label_{number}"] = forms.CharField(
            label=pgettext_lazy("people", "Name or word"),
            max_length=rules.LONGEST_LABEL,
            required=False,
        )
        self.fields[f"apart_{number}"] = forms.BooleanField(
            label=pgettext_lazy("people", "May be apart"), required=False
        )

    @property
    def people_rows(self) -> Iterator[tuple[int, list[forms.BoundField]]]:
        """The five fields of each person, numbered from 1; the first has no relation to itself."""
        for number in range(self.rows):
            names = ["age", "sex", *(["relation"] if number else []), "label", "apart"]
            yield number + 1, [self[f"{name}_{number}"] for name in names]

    def changes(self) -> dict[str, Any]:
        """The people of the form, and those of a large group who did not fit on it."""
        told = self.cleaned_data
        people = tuple(
            Person(
                age_band=told[f"age_{n}"],
                sex=told[f"sex_{n}"],
                relation=told[f"relation_{n}"] if n else "",
                label=told[f"label_{n}"],
                stays=not told[f"apart_{n}"],
            )
            for n in range(self.rows)
            if told[f"age_{n}"]
        )
        people += self.beyond
        children_only = all(person.age_band in CHILD_BANDS for person in people)
        return {"people": people, "accompanied": not (told["alone"] or children_only)}


class NeedsForm(forms.Form):
    """Each need with an urgency of its own, and how soon somebody must answer."""

    part = ("needs", "urgent_needs", "emergency_needs")
    seen = seen_field()
    urgency = forms.ChoiceField(
        label=pgettext_lazy("intake", "How soon must somebody answer?"),
        choices=[(code, URGENCIES[code]) for code in NEED_URGENCIES],
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Sent = None, *, known: CaseFacts, urgency: str, on: date) -> None:  # noqa: ARG002 -- as every part is made
        self.known = known
        initial = {f"need_{need}": rules.urgency_of_need(known, need).value for need in known.needs}
        initial |= {"urgency": urgency}
        initial["seen"] = rules.digest_of(known, self.part, urgency=urgency)
        super().__init__(data, initial=initial)
        self.terms = directory.list_needs()
        for term in self.terms:
            self.fields[f"need_{term.code}"] = forms.ChoiceField(
                label=directory.localized_name(term),
                choices=[
                    ("", pgettext_lazy("need", "Not needed")),
                    *((code, URGENCIES[code]) for code in ("normal", "urgent", "emergency")),
                ],
                required=False,
            )

    def _fields_of(self, terms: list[Term]) -> list[forms.BoundField]:
        return [self[f"need_{term.code}"] for term in terms]

    @property
    def first_fields(self) -> list[forms.BoundField]:
        """What is needed now, and what most people need."""
        needed = set(self.known.needs)
        return self._fields_of([t for t in self.terms if t.is_first_aid or t.code in needed])

    @property
    def more_fields(self) -> list[forms.BoundField]:
        needed = set(self.known.needs)
        return self._fields_of(
            [t for t in self.terms if not t.is_first_aid and t.code not in needed]
        )

    def _chosen(self) -> dict[str, str]:
        told = {t.code: self.cleaned_data.get(f"need_{t.code}", "") for t in self.terms}
        return {code: how for code, how in told.items() if how}

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        chosen = self._chosen()
        if not chosen:
            self.add_error(None, _("Say at least one need."))
        is_added = rules.is_child_alone(self.known) and CHILD_PROTECTION not in chosen
        if len(chosen) + is_added > MOST_NEEDS:
            sentence = _(
                "Choose at most %(most)d needs; a child alone always has child protection."
            )
            self.add_error(None, sentence % {"most": MOST_NEEDS})
        return cleaned

    def changes(self) -> dict[str, Any]:
        """The needs in the order in which they stood, new ones after them."""
        chosen = self._chosen()
        ordered = [need for need in self.known.needs if need in chosen]
        ordered += [need for need in chosen if need not in ordered]
        return {
            "needs": tuple(ordered),
            "urgent_needs": frozenset(n for n, how in chosen.items() if how != "normal"),
            "emergency_needs": frozenset(n for n, how in chosen.items() if how == "emergency"),
        }


class ContactForm(forms.Form):
    """How one gets in touch without doing harm."""

    part = ("contact", "safe_contact")
    seen = seen_field()
    channel = forms.ChoiceField(
        label=pgettext_lazy("contact", "By what way?"),
        choices=[("", pgettext_lazy("contact", "Not asked yet")), *CHANNELS.items()],
        required=False,
    )
    safe_contact = forms.CharField(
        label=pgettext_lazy("contact", "Number, place or words"),
        max_length=rules.LONGEST_TYPED_CONTACT,
        required=False,
    )
    who = forms.CharField(
        label=pgettext_lazy("contact", "Who may answer?"),
        max_length=rules.LONGEST_OF_CONTACT,
        required=False,
    )
    hours = forms.CharField(
        label=pgettext_lazy("contact", "At which hours is it safe?"),
        max_length=rules.LONGEST_OF_CONTACT,
        required=False,
    )
    spoken = forms.ChoiceField(
        label=pgettext_lazy("contact", "In which language?"),
        choices=[NOTHING, *SPOKEN_LANGUAGES.items()],
        required=False,
    )
    may_say = forms.ChoiceField(
        label=pgettext_lazy("contact", "What may be said to who answers?"),
        choices=[("", pgettext_lazy("contact", "Not asked yet")), *MAY_SAY.items()],
        required=False,
    )

    def __init__(self, data: Sent = None, *, known: CaseFacts, urgency: str, on: date) -> None:  # noqa: ARG002 -- as every part is made
        terms = known.contact
        initial = {
            "channel": terms.channel,
            "safe_contact": known.safe_contact,
            "who": terms.who,
            "hours": terms.hours,
            "spoken": terms.language,
            "may_say": terms.may_say,
            "seen": rules.digest_of(known, self.part, urgency=urgency),
        }
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("channel") == "none" and cleaned.get("safe_contact"):
            self.add_error("safe_contact", _("Where there is no safe way, keep no number."))
        return cleaned

    def changes(self) -> dict[str, Any]:
        """The number or words, with the terms on which they may be used."""
        told = self.cleaned_data
        terms = SafeContact(
            channel=told["channel"],
            who=told["who"],
            hours=told["hours"],
            language=told["spoken"],
            may_say=told["may_say"],
        )
        return {"contact": terms, "safe_contact": told["safe_contact"]}


class FactorsForm(forms.Form):
    """Risk and protective factors on four levels: what the person tells, never a score."""

    part = ("factors", "factor_note")
    seen = seen_field()
    factors = forms.MultipleChoiceField(
        label=pgettext_lazy("case", "Risk and protective factors"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    factor_note = forms.CharField(
        label=pgettext_lazy("factors", "In the person’s words"),
        max_length=rules.LONGEST["factor_note"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Sent = None, *, known: CaseFacts, urgency: str, on: date) -> None:  # noqa: ARG002 -- as every part is made
        initial = {
            "factors": sorted(known.factors),
            "factor_note": known.factor_note,
            "seen": rules.digest_of(known, self.part, urgency=urgency),
        }
        super().__init__(data, initial=initial)
        self.fields["factors"].choices = [  # type: ignore[attr-defined]  # a choice field
            (one.code, here(one.words)) for one in factors().values()
        ]

    @property
    def levels(self) -> Iterator[tuple[str, list[tuple[str, list[Any]]], bool]]:
        """The boxes of each level, risks and what protects, and whether any of them is ticked."""
        boxes = {str(box.data["value"]): box for box in self["factors"]}
        for level in FactorLevel:
            signs = [
                (str(FACTOR_SIGNS[sign]), [boxes[one.code] for one in factors_on(level, sign)])
                for sign in FactorSign
            ]
            is_noted = any(box.data["selected"] for _sign, row in signs for box in row)
            yield str(FACTOR_LEVELS[level]), signs, is_noted

    def changes(self) -> dict[str, Any]:
        """All that is ticked, as one set of codes."""
        told = self.cleaned_data
        return {"factors": frozenset(told["factors"]), "factor_note": told["factor_note"]}


class AccountForm(forms.Form):
    """What identifies, health and the story: only if the help that is sought needs it."""

    part = ("name", "health", "narrative")
    seen = seen_field()
    name = forms.CharField(
        label=pgettext_lazy("account", "Name"), max_length=rules.LONGEST["name"], required=False
    )
    health = forms.CharField(
        label=pgettext_lazy("account", "Health, as far as a clinic must know"),
        max_length=rules.LONGEST["health"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    narrative = forms.CharField(
        label=pgettext_lazy("account", "What happened, in the person’s words"),
        max_length=rules.LONGEST["narrative"],
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, data: Sent = None, *, known: CaseFacts, urgency: str, on: date) -> None:  # noqa: ARG002 -- as every part is made
        initial = {name: getattr(known, name) for name in self.part}
        initial["seen"] = rules.digest_of(known, self.part, urgency=urgency)
        super().__init__(data, initial=initial)

    def changes(self) -> dict[str, Any]:
        """The three texts."""
        return {name: self.cleaned_data[name] for name in self.part}
