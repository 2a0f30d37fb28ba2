"""Telling how a place treated somebody: two short forms, for a telephone and for the desk.

The code to follow it up is made with the form and comes back with it: whoever sends the same form
again, because the network broke off, finds what had arrived, and no cookie is needed for that.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from relevo.directory import queries as directory
from relevo.directory.models import Institution, Service
from relevo.feedback import actions, queries
from relevo.feedback.access import BarredByCode
from relevo.feedback.actions import Receipt, Where
from relevo.feedback.enums import Channel
from relevo.feedback.errors import NothingTold, TellingRefused, TooManyToday
from relevo.feedback.rules.bodies import NO_BODY, OutsideBody, body_of, outside_bodies
from relevo.feedback.rules.sorting import LONGEST_WORDS, Told
from relevo.kernel.countries import REGION
from relevo.kernel.ids import CodeUnreadable, new_code, parse_code
from relevo.kernel.text import LocalisedText
from relevo.web.days import DayField
from relevo.web.templatetags.relevo_web import country_name
from relevo.web.voice_phrases import VOICE_FOUND, VOICE_GOT, VOICE_MATTERS

LONGEST_WHERE = 80
LONGEST_CODE = 20
MOST_PLACES = 30
SEARCHED = 400
"""Hits looked through for those that may be spoken of; a country has fewer of one word."""
NOT_A_CODE = _("This is not a code. Copy it from your paper: 13 letters and digits.")


def _countries() -> list[tuple[str, str]]:
    return [(code, capfirst(country_name(code))) for code in REGION]


class PlaceForm(forms.Form):
    """Where it was, so that the list of places stays short."""

    country = forms.ChoiceField(
        label=pgettext_lazy("complaint", "In which country did it happen?"),
        choices=_countries,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose the country.")},
    )
    where = forms.CharField(
        label=pgettext_lazy("complaint", "Name of the place or of its town"),
        max_length=LONGEST_WHERE,
        required=False,
        help_text=_("One word is enough. If you do not know it, leave it empty."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class TellForm(forms.Form):
    """What happened. Everything is optional but that something is said."""

    country = forms.ChoiceField(choices=_countries, widget=forms.HiddenInput)
    where = forms.CharField(max_length=LONGEST_WHERE, required=False, widget=forms.HiddenInput)
    code = forms.CharField(max_length=LONGEST_CODE, widget=forms.HiddenInput)
    service = forms.ChoiceField(
        label=pgettext_lazy("complaint", "Which place was it?"),
        required=False,
        widget=forms.RadioSelect,
    )
    went_on = DayField(label=pgettext_lazy("complaint", "On which day?"), required=False)
    found = forms.ChoiceField(
        label=pgettext_lazy("complaint", "Was the place open?"),
        choices=list(VOICE_FOUND.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    got = forms.ChoiceField(
        label=pgettext_lazy("complaint", "Did you get what you had been promised?"),
        choices=list(VOICE_GOT.items()),
        required=False,
        widget=forms.RadioSelect,
    )
    matters = forms.MultipleChoiceField(
        label=pgettext_lazy(
            "complaint", "Did anybody ask you for something in return, or treat you badly?"
        ),
        choices=list(VOICE_MATTERS.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    words = forms.CharField(
        label=pgettext_lazy("complaint", "Do you want to tell more?"),
        max_length=LONGEST_WORDS,
        required=False,
        help_text=_(
            "What, where, when. No names are needed, not yours either. Only the readers named "
            "above see this."
        ),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off"}),
    )
    slip_code = forms.CharField(
        label=pgettext_lazy("complaint", "Code of your slip or receipt"),
        max_length=LONGEST_CODE,
        required=False,
        help_text=_(
            "You need not give it. If you do, nobody who works on your case can read this."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )
    outside_body = forms.ChoiceField(
        label=pgettext_lazy("complaint", "Shall a body outside the network hear of it?"),
        help_text=_("Those who read this hand it over by hand, on paper, if you choose one."),
        widget=forms.RadioSelect,
        initial=NO_BODY,
    )
    only_outside = forms.BooleanField(
        label=pgettext_lazy(
            "complaint", "Keep nothing here: only make a letter that I take to that body myself"
        ),
        required=False,
    )

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        places: Sequence[tuple[str, str]],
        **kwargs: Any,  # noqa: ANN401 -- Django's own
    ) -> None:
        super().__init__(data, **kwargs)
        other = gettext("Another place, or I do not know its name")
        self._choices("service", [*places, ("", other)])
        bodies = [(body.key, local(body.name)) for body in outside_bodies()]
        self._choices("outside_body", [(NO_BODY, gettext("No, nobody outside")), *bodies])

    def _choices(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- tells the type checker
        field.choices = choices

    def _code(self, name: str) -> str:
        text: str = self.cleaned_data[name]
        try:
            return parse_code(text) if text else ""
        except CodeUnreadable:
            raise forms.ValidationError(NOT_A_CODE) from None

    def clean_code(self) -> str:
        return self._code("code")

    def clean_slip_code(self) -> str:
        return self._code("slip_code")

    def told(self) -> Told:
        """The filled-in form as a value."""
        given = self.cleaned_data
        return Told(
            found=given["found"],
            got=given["got"],
            matters=frozenset(given["matters"]),
            words=given["words"],
            went_on=given["went_on"],
            slip_code=given["slip_code"],
        )

    def where_told(self) -> Where:
        key = self.cleaned_data["service"]
        return Where(country=self.cleaned_data["country"], service_id=UUID(key) if key else None)


class CodeForm(forms.Form):
    """The code that was given when something was told."""

    code = forms.CharField(
        label=pgettext_lazy("complaint", "Your code"),
        max_length=LONGEST_CODE,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
    )

    def clean_code(self) -> str:
        try:
            return parse_code(self.cleaned_data["code"])
        except CodeUnreadable:
            raise forms.ValidationError(NOT_A_CODE) from None


class AddForm(CodeForm):
    """Something more about what was told before."""

    code = forms.CharField(max_length=LONGEST_CODE, widget=forms.HiddenInput)
    words = forms.CharField(
        label=pgettext_lazy("complaint", "Add something"),
        max_length=LONGEST_WORDS,
        widget=forms.Textarea(attrs={"rows": 5, "autocomplete": "off"}),
        error_messages={"required": _("Write something, or close this page.")},
    )


def local(text: LocalisedText) -> str:
    """A stored text in the language of the page."""
    return text.in_language(get_language() or "es")


def places_of(country: str, where: str, *, on_demo: bool, at: datetime) -> list[tuple[str, str]]:
    """Places that may be spoken of. A demonstration speaks of invented ones only."""
    if country not in REGION:
        return []
    hits = directory.search_services(
        text=where, country=country, on=at.date(), at=at, limit=SEARCHED
    ).hits
    found = [hit.service for hit in hits if hit.service.is_demo == on_demo]
    return [(str(row.pk), _label(row)) for row in found[:MOST_PLACES]]


def _label(service: Service) -> str:
    name = local(LocalisedText(service.name_es, service.name_en))
    return f"{name} · {service.place_name}" if service.place_name else name


def fresh_form(country: str, where: str, *, places: Sequence[tuple[str, str]]) -> TellForm:
    """The second form, empty, with the code that will be this telling's."""
    initial = {
        "country": country,
        "where": where,
        "code": new_code(),
        "service": places[0][0] if len(places) == 1 else "",
        "outside_body": NO_BODY,
    }
    return TellForm(places=places, initial=initial)


@dataclass(frozen=True, slots=True)
class Letter:
    """What stands on the letter for a body outside: nothing of it is kept here."""

    body: str
    telephone: str
    country: str
    place: str
    matters: tuple[str, ...]
    found: str
    got: str
    went_on: date | None
    words: str


def letter_of(form: TellForm) -> Letter:
    """A letter in the person's own words, to print or to copy by hand."""
    given = form.cleaned_data
    body = body_of(given["outside_body"]) or _body_of_country(given["country"])
    place = dict(form.fields["service"].choices).get(given["service"], "")  # type: ignore[attr-defined]
    return Letter(
        body=local(body.name),
        telephone=queries.telephone_of(body),
        country=body.country,
        place=str(place) if given["service"] else "",
        matters=tuple(str(VOICE_MATTERS[code]) for code in given["matters"]),
        found=str(VOICE_FOUND[given["found"]]) if given["found"] else "",
        got=str(VOICE_GOT[given["got"]]) if given["got"] else "",
        went_on=given["went_on"],
        words=given["words"],
    )


def _body_of_country(country: str) -> OutsideBody:
    return next(body for body in outside_bodies() if body.country == country)


def readers_for(country: str, *, on: date) -> list[str]:
    """The institutions for which those sit who may read what is told in a country, by name."""
    return [_named(institution) for institution in queries.list_readers(country, on=on)]


def _named(institution: Institution) -> str:
    return local(LocalisedText(institution.name_es, institution.name_en))


PROBLEMS = {
    ("service", "place_needed"): _("Say which place it was, or tell it in your own words."),
    ("service", "unknown"): _("Choose a place of the list, or “another place”."),
    ("went_on", "to_come"): _("This day is still to come."),
    ("outside_body", "is_the_one"): _("Choose a body that you are not complaining about."),
    ("words", "unreadable"): _("There are signs in the text that cannot be kept. Write it anew."),
    ("words", "too_many"): _("You have added as much as one complaint can hold. Tell us anew."),
}
"""What can be wrong of a telling, by field and problem."""


def take(
    form: TellForm,
    *,
    channel: Channel,
    barred_by_code: BarredByCode,
    on_demo: bool,
    at: datetime,
) -> Receipt | None:
    """Send what was told; None: the form says what is missing. Raises ToldAlready."""
    try:
        return actions.tell(
            told=form.told(),
            where=form.where_told(),
            code=form.cleaned_data["code"],
            channel=channel,
            outside_body=form.cleaned_data["outside_body"],
            only_outside=form.cleaned_data["only_outside"],
            on_demo=on_demo,
            barred_by_code=barred_by_code,
            at=at,
        )
    except NothingTold:
        form.add_error(None, gettext("Tick something, or write something: then it can be sent."))
    except TooManyToday:
        form.add_error(
            None,
            gettext(
                "Too much arrives today for it to be read. Come back tomorrow, or call the "
                "ombudsman."
            ),
        )
    except TellingRefused as refused:
        problem = PROBLEMS.get((refused.field, refused.problem), _("Look at what you filled in."))
        form.add_error(refused.field, str(problem))
    return None
