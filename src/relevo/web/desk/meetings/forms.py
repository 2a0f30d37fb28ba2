"""Forms of meetings, actas and plans: their shape; what they may say is decided by the actions."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.directory.models import Institution
from relevo.exchange.enums import ConfirmerKind
from relevo.exchange.rules.commitments import LONGEST_TEXT
from relevo.networks.enums import PlanItemState
from relevo.networks.models import Acta, Meeting, PlanItem
from relevo.networks.rules import meetings as rules
from relevo.networks.rules import plans
from relevo.plumbing.clock import LOCAL
from relevo.web.days import DayField
from relevo.web.desk.names import institution_name
from relevo.web.network_phrases import (
    ACTA_KINDS,
    MCOF_PHASES,
    MCOF_SECTORS,
    MEETING_KINDS,
    MODALITIES,
    PLAN_STATES,
)

LAST_REVISION = 1_000_000
LARGEST_ID = 2**31 - 1
HOUR = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
HOUR_LENGTH = 5
NO_NAMES = _("Roles and institutions, no names of persons.")
STEERING = ConfirmerKind.STEERING.value
Choices = Sequence[tuple[str, str | Promise]]


class HourField(forms.CharField):
    """An hour of the day, in the time of the three countries."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        picker = forms.TextInput(attrs={"type": "time"})
        super().__init__(max_length=HOUR_LENGTH, widget=picker, **kwargs)

    def clean(self, value: Any) -> Any:  # noqa: ANN401 -- Django's own
        text = super().clean(value)
        if not text:
            return None
        found = HOUR.fullmatch(text)
        if found is None:
            raise forms.ValidationError(_("Write the hour as 09:30."))
        return time(int(found[1]), int(found[2]))


def seat_choices(institutions: Iterable[Institution]) -> list[tuple[str, str]]:
    """Institutions at the table, by key."""
    return [(row.key, f"{institution_name(row)} ({row.country})") for row in institutions]


class MeetingForm(forms.Form):
    """When, where and as what the network meets."""

    kind = forms.ChoiceField(
        label=pgettext_lazy("meeting", "Kind"), choices=[*MEETING_KINDS.items()]
    )
    title_es = forms.CharField(label=_("Title in Spanish"), max_length=rules.LONGEST_TITLE)
    title_en = forms.CharField(
        label=_("Title in English"), max_length=rules.LONGEST_TITLE, required=False
    )
    starts_on = DayField(label=pgettext_lazy("meeting", "Day"))
    starts_hour = HourField(label=pgettext_lazy("meeting", "Begins at"))
    ends_hour = HourField(label=pgettext_lazy("meeting", "Ends at"), required=False)
    ends_on = DayField(label=pgettext_lazy("meeting", "Last day, if it is another"), required=False)
    modality = forms.ChoiceField(
        label=pgettext_lazy("meeting", "How it is held"), choices=[*MODALITIES.items()]
    )
    place = forms.CharField(
        label=pgettext_lazy("meeting", "Place"), max_length=rules.LONGEST_PLACE, required=False
    )

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("ends_on") and not told.get("ends_hour") and "ends_hour" not in self.errors:
            self.add_error("ends_hour", _("Say also at what hour it ends."))
        return told

    def details(self) -> rules.MeetingDetails:
        """The filled-in form as a value."""
        told = self.cleaned_data
        ends_at = None
        if told["ends_hour"]:
            ends_at = _instant(told["ends_on"] or told["starts_on"], told["ends_hour"])
        return rules.MeetingDetails(
            kind=told["kind"],
            title_es=told["title_es"],
            title_en=told["title_en"],
            starts_at=_instant(told["starts_on"], told["starts_hour"]),
            ends_at=ends_at,
            modality=told["modality"],
            place=told["place"],
        )


def _instant(day: date, hour: time) -> datetime:
    return datetime.combine(day, hour, tzinfo=LOCAL)


def meeting_values(meeting: Meeting) -> dict[str, object]:
    """What the form shows of a meeting that is to be changed."""
    starts_at = meeting.starts_at.astimezone(LOCAL)
    ends_at = meeting.ends_at.astimezone(LOCAL) if meeting.ends_at else None
    is_other_day = ends_at is not None and ends_at.date() != starts_at.date()
    return {
        "kind": meeting.kind,
        "title_es": meeting.title_es,
        "title_en": meeting.title_en,
        "starts_on": starts_at.date(),
        "starts_hour": f"{starts_at:%H:%M}",
        "ends_hour": f"{ends_at:%H:%M}" if ends_at else "",
        "ends_on": ends_at.date() if ends_at and is_other_day else None,
        "modality": meeting.modality,
        "place": meeting.place,
    }


class PointForm(forms.Form):
    """A point of the agenda."""

    title_es = forms.CharField(label=_("Point, in Spanish"), max_length=rules.LONGEST_ITEM)
    title_en = forms.CharField(
        label=_("Point, in English"), max_length=rules.LONGEST_ITEM, required=False
    )
    minutes = forms.IntegerField(
        label=_("Minutes it is given"),
        min_value=1,
        max_value=rules.LONGEST_POINT,
        required=False,
    )


class DecisionForm(forms.Form):
    """What the meeting decided."""

    text_es = forms.CharField(
        label=_("Decision, in Spanish"),
        max_length=rules.LONGEST_DECISION,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_NAMES,
    )
    text_en = forms.CharField(
        label=_("Decision, in English"),
        max_length=rules.LONGEST_DECISION,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class MinutesForm(forms.Form):
    """The minutes, the revision they were written on, and what they take in."""

    es = forms.CharField(
        label=_("Minutes in Spanish"),
        max_length=rules.LONGEST_MINUTES,
        required=False,
        widget=forms.Textarea(attrs={"rows": 16}),
        help_text=NO_NAMES,
    )
    en = forms.CharField(
        label=_("Minutes in English"),
        max_length=rules.LONGEST_MINUTES,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    base = forms.IntegerField(
        label=pgettext_lazy("minutes", "Written on revision"),
        min_value=0,
        max_value=LAST_REVISION,
        widget=forms.HiddenInput,
    )
    settles = forms.IntegerField(
        label=pgettext_lazy("minutes", "Text that is merged"),
        min_value=1,
        max_value=LARGEST_ID,
        required=False,
        widget=forms.HiddenInput,
    )


class PromiseForm(forms.Form):
    """A commitment as it is said at a table: what, who, until when, who confirms."""

    text_es = forms.CharField(
        label=pgettext_lazy("commitment", "What is promised, in Spanish"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=NO_NAMES,
    )
    text_en = forms.CharField(
        label=pgettext_lazy("commitment", "What is promised, in English"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    owner = forms.ChoiceField(label=pgettext_lazy("commitment", "Who promises it"))
    due_on = DayField(label=pgettext_lazy("commitment", "Until when"))
    confirmer = forms.ChoiceField(
        label=pgettext_lazy("commitment", "Who confirms that it was kept"),
        help_text=_("Best a counterpart on the other side; never who promises it."),
    )

    def __init__(self, *args: Any, seats: Choices, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        committee = (STEERING, pgettext_lazy("commitment", "The steering committee"))
        self.fields["owner"].choices = [("", "—"), *seats]  # type: ignore[attr-defined]
        self.fields["confirmer"].choices = [("", "—"), committee, *seats]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or {}
        if told.get("owner") and told.get("owner") == told.get("confirmer"):
            self.add_error("confirmer", _("Somebody else confirms than who promises."))
        return told


class ActaForm(forms.Form):
    """The numbered record as its paper says it."""

    number = forms.CharField(label=_("Number of the acta"), max_length=rules.LONGEST_ACTA_NUMBER)
    kind = forms.ChoiceField(label=pgettext_lazy("acta", "Kind"), choices=[*ACTA_KINDS.items()])
    adopted_on = DayField(label=pgettext_lazy("acta", "Adopted on"))
    title_es = forms.CharField(label=_("Title in Spanish"), max_length=rules.LONGEST_TITLE)
    title_en = forms.CharField(
        label=_("Title in English"), max_length=rules.LONGEST_TITLE, required=False
    )
    attending = forms.IntegerField(
        label=_("Institutions that attended"),
        min_value=1,
        max_value=rules.MOST_PEOPLE,
        required=False,
        help_text=_("Counted from the attendance of the meeting, where it was noted."),
    )
    kept_where = forms.CharField(
        label=_("Where the signed paper is kept"),
        max_length=rules.LONGEST_PLACE,
        required=False,
        help_text=_("An office or an archive, no name of a person."),
    )

    def details(self) -> rules.ActaDetails:
        """The filled-in form as a value."""
        return rules.ActaDetails(**self.cleaned_data)


class PlanLineForm(forms.Form):
    """A line of the annual plan."""

    year = forms.IntegerField(
        label=pgettext_lazy("plan", "Year"), min_value=plans.FIRST_YEAR, max_value=2100
    )
    title_es = forms.CharField(
        label=_("What will be done, in Spanish"), max_length=plans.LONGEST_TITLE
    )
    title_en = forms.CharField(
        label=_("What will be done, in English"), max_length=plans.LONGEST_TITLE, required=False
    )
    phase = forms.ChoiceField(
        label=pgettext_lazy("plan", "Phase of a crisis"),
        choices=[*MCOF_PHASES.items()],
        widget=forms.RadioSelect,
    )
    sector = forms.ChoiceField(label=pgettext_lazy("plan", "Sector"))
    institution = forms.ChoiceField(
        label=pgettext_lazy("plan", "Institution in charge"), required=False
    )
    due_on = DayField(label=pgettext_lazy("plan", "Until"), required=False)

    def __init__(self, *args: Any, seats: Choices, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        sectors = [(code, f"{code}. {words}") for code, words in MCOF_SECTORS.items()]
        self.fields["sector"].choices = [("", "—"), *sectors]  # type: ignore[attr-defined]
        self.fields["institution"].choices = [("", "—"), *seats]  # type: ignore[attr-defined]

    def line(self, *, institutions: dict[str, Institution]) -> plans.PlanLine:
        """The filled-in form as a value; ``institutions`` by key."""
        told = self.cleaned_data
        chosen = institutions.get(told["institution"])
        return plans.PlanLine(
            year=told["year"],
            title_es=told["title_es"],
            title_en=told["title_en"],
            phase=told["phase"],
            sector=int(told["sector"]),
            institution_id=chosen.pk if chosen else None,
            due_on=told["due_on"],
        )


def line_values(item: PlanItem) -> dict[str, object]:
    """What the form shows of a line that is to be changed."""
    return {
        "year": item.year,
        "title_es": item.title_es,
        "title_en": item.title_en,
        "phase": item.phase,
        "sector": str(item.sector),
        "institution": item.institution.key if item.institution else "",
        "due_on": item.due_on,
    }


class PlanReportForm(forms.Form):
    """What came of a line."""

    state = forms.ChoiceField(
        label=pgettext_lazy("plan", "State"),
        choices=[(code, PLAN_STATES[code]) for code in PlanItemState.values],
        widget=forms.RadioSelect,
    )
    result_es = forms.CharField(
        label=_("What came of it, in Spanish"),
        max_length=plans.LONGEST_RESULT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=NO_NAMES,
    )
    result_en = forms.CharField(
        label=_("What came of it, in English"),
        max_length=plans.LONGEST_RESULT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    acta = forms.ChoiceField(label=pgettext_lazy("plan", "Acta that says so"), required=False)

    def __init__(self, *args: Any, actas: Iterable[Acta], **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.fields["acta"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "—"),
            *((str(acta.pk), acta.number) for acta in actas),
        ]
