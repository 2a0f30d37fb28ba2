"""Forms of series, exchanges, participants and sessions."""

import re
from collections.abc import Sequence
from datetime import datetime, time, timedelta, timezone
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.exchange.actions.exchanges import (
    LONGEST_EXCHANGE_TITLE,
    MOST_PEOPLE,
    ExchangePlan,
    Participant,
    SessionPlan,
)
from relevo.exchange.models import Exchange, ExchangeSession
from relevo.exchange.rules.tables import LONGEST_TEXT, LONGEST_TITLE
from relevo.kernel.countries import UTC_OFFSET_MINUTES
from relevo.web.days import DayField
from relevo.web.exchange_phrases import EXCHANGE_MODALITIES

LOCAL = timezone(timedelta(minutes=UTC_OFFSET_MINUTES))
LONGEST_HOUR = 5
CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
Choices = Sequence[tuple[str, Any]]


def line(label: Any, *, longest: int = LONGEST_TITLE, required: bool = False) -> forms.CharField:  # noqa: ANN401 -- a lazy text
    """One line of text."""
    return forms.CharField(label=label, max_length=longest, required=required)


def paragraph(label: Any, *, required: bool = False, rows: int = 4) -> forms.CharField:  # noqa: ANN401 -- a lazy text
    """A text of several lines."""
    return forms.CharField(
        label=label,
        max_length=LONGEST_TEXT,
        required=required,
        widget=forms.Textarea(attrs={"rows": rows}),
    )


def choose(form: forms.Form, name: str, choices: Choices) -> None:
    """Give a choice of a form what there is to choose from."""
    form.fields[name].choices = list(choices)  # type: ignore[attr-defined]  # a ChoiceField


class SeriesForm(forms.Form):
    """A new line of numbered exchanges."""

    name_es = line(_("Name of the series, in Spanish"), required=True)
    name_en = line(_("Name of the series, in English"))
    convener_es = line(_("Who convenes it, in Spanish"), required=True)
    convener_en = line(_("Who convenes it, in English"))
    network = forms.ChoiceField(label=_("Network whose exchanges they are"), required=False)

    def __init__(self, *args: Any, networks: Choices, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        choose(self, "network", [("", _("Of no single network")), *networks])


class ExchangeForm(forms.Form):
    """What is known of an exchange; what is left empty is not known yet."""

    title_es = line(
        _("What it is about, in Spanish"), longest=LONGEST_EXCHANGE_TITLE, required=True
    )
    title_en = line(_("What it is about, in English"), longest=LONGEST_EXCHANGE_TITLE)
    aim_es = paragraph(_("What it is for, in Spanish"))
    aim_en = paragraph(_("What it is for, in English"))
    starts_on = DayField(label=_("First day"), required=False)
    ends_on = DayField(label=_("Last day"), required=False)
    place = line(pgettext_lazy("exchange", "Place"))
    modality = forms.ChoiceField(
        label=_("How people meet"),
        required=False,
        choices=[("", _("Not known yet")), *EXCHANGE_MODALITIES.items()],
    )

    def clean(self) -> dict[str, Any]:
        """A last day needs a first one before it."""
        told = super().clean() or {}
        first, last = told.get("starts_on"), told.get("ends_on")
        if last is not None and (first is None or last < first):
            self.add_error("ends_on", _("The last day must not lie before the first."))
        return told

    def plan(self) -> ExchangePlan:
        """What the action takes; a day that somebody chose is known as a day."""
        told = self.cleaned_data
        return ExchangePlan(**told, date_precision="day" if told["starts_on"] else "")

    @staticmethod
    def told_of(exchange: Exchange) -> dict[str, Any]:
        """What the form shows of an exchange."""
        return {name: getattr(exchange, name) for name in ExchangeForm.base_fields}


class ParticipantForm(forms.Form):
    """Who takes part: a network, an institution, or both; counted, never named."""

    network = forms.ChoiceField(label=pgettext_lazy("participant", "Network"), required=False)
    institution = forms.ChoiceField(
        label=pgettext_lazy("participant", "Institution"), required=False
    )
    stated_name = line(_("Or the name as it was stated (an organization, not a person)"))
    women = forms.IntegerField(label=_("Women"), required=False, min_value=0, max_value=MOST_PEOPLE)
    men = forms.IntegerField(label=_("Men"), required=False, min_value=0, max_value=MOST_PEOPLE)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        networks: Choices,
        institutions: Choices,
        **kwargs: Any,  # noqa: ANN401 -- Django's own
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "network", [("", pgettext_lazy("participant", "No network")), *networks])
        choose(self, "institution", [("", _("No institution")), *institutions])

    def clean(self) -> dict[str, Any]:
        """Somebody takes part."""
        told = super().clean() or {}
        if not self.errors and not any(
            told.get(name) for name in ("network", "institution", "stated_name")
        ):
            self.add_error("network", _("Choose a network or an institution, or write a name."))
        return told

    def participant(self) -> Participant:
        """What the action takes."""
        told = self.cleaned_data
        return Participant(
            network_key=told["network"],
            institution_key=told["institution"],
            stated_name=told["stated_name"],
            women=told["women"],
            men=told["men"],
        )


class SessionForm(forms.Form):
    """A session and what came out of it."""

    title_es = line(_("What the session is about, in Spanish"), required=True)
    title_en = line(_("What the session is about, in English"))
    on = DayField(label=pgettext_lazy("session", "Day"), required=False)
    hour = line(_("Hour, such as 09:30"), longest=LONGEST_HOUR)
    summary_es = paragraph(_("What came out of it, in Spanish"), rows=6)
    summary_en = paragraph(_("What came out of it, in English"), rows=6)

    def clean_hour(self) -> str:
        """An hour as people write it."""
        hour: str = self.cleaned_data["hour"]
        if hour and not CLOCK.fullmatch(hour):
            raise forms.ValidationError(_("Write the hour as 09:30."))
        return hour

    def clean(self) -> dict[str, Any]:
        """An hour alone says nothing."""
        told = super().clean() or {}
        if told.get("hour") and not told.get("on") and "on" not in self.errors:
            self.add_error("hour", _("Say which day, too."))
        return told

    def session(self) -> SessionPlan:
        """What the action takes."""
        told = self.cleaned_data
        starts_at = None
        if told["on"] is not None:
            hour, _sign, minute = (told["hour"] or "0:00").partition(":")
            starts_at = datetime.combine(told["on"], time(int(hour), int(minute)), tzinfo=LOCAL)
        return SessionPlan(
            title_es=told["title_es"],
            title_en=told["title_en"],
            starts_at=starts_at,
            summary_es=told["summary_es"],
            summary_en=told["summary_en"],
        )

    @staticmethod
    def told_of(session: ExchangeSession) -> dict[str, Any]:
        """What the form shows of a session."""
        names = ("title_es", "title_en", "summary_es", "summary_en")
        told = {name: getattr(session, name) for name in names}
        if session.starts_at is None:
            return told
        local = session.starts_at.astimezone(LOCAL)
        return told | {"on": local.date(), "hour": f"{local:%H:%M}"}
