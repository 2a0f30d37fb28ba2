"""Forms of our own alerts: their shape; who may send them is decided by the actions."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from relevo.kernel.countries import REGION
from relevo.kernel.text import LocalisedText
from relevo.networks.models import Network
from relevo.places.models import Area
from relevo.plumbing.folding import fold
from relevo.situation.rules.own_alerts import (
    LONGEST_CONTACT,
    LONGEST_EVENT,
    LONGEST_HEADLINE,
    LONGEST_REASON,
    LONGEST_TEXT,
    AlertDraft,
    Wording,
)
from relevo.web.alert_phrases import (
    ALERT_CATEGORIES,
    ALERT_CERTAINTIES,
    ALERT_RESPONSES,
    ALERT_SEVERITIES,
    ALERT_URGENCIES,
)
from relevo.web.days import MomentField
from relevo.web.desk.names import local
from relevo.web.desk.sent_once import OnceForm

MOST_MUNICIPALITIES = 40
AREA_LEVELS = ("municipality", "district")


def _text(label: Any, longest: int, *, rows: int = 0, required: bool = True) -> forms.CharField:  # noqa: ANN401 -- lazy text
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    return forms.CharField(label=label, max_length=longest, required=required, widget=widget)


class AlertForm(OnceForm):
    """What, how grave, where, until when; in Spanish and in English."""

    network = forms.ChoiceField(label=pgettext_lazy("alert", "Network"))
    categories = forms.ChoiceField(
        label=pgettext_lazy("alert", "What is it about?"), choices=list(ALERT_CATEGORIES.items())
    )
    severity = forms.ChoiceField(
        label=pgettext_lazy("alert", "How grave?"),
        choices=list(ALERT_SEVERITIES.items()),
        widget=forms.RadioSelect,
    )
    urgency = forms.ChoiceField(
        label=pgettext_lazy("alert", "How soon?"), choices=list(ALERT_URGENCIES.items())
    )
    certainty = forms.ChoiceField(
        label=pgettext_lazy("alert", "How certain?"), choices=list(ALERT_CERTAINTIES.items())
    )
    responses = forms.MultipleChoiceField(
        label=pgettext_lazy("alert", "What should people do?"),
        choices=list(ALERT_RESPONSES.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    onset_at = MomentField(
        label=pgettext_lazy("alert", "Begins"), required=False, help_text=_("Empty: at once.")
    )
    expires_at = MomentField(
        label=pgettext_lazy("alert", "Holds until"),
        required=True,
        help_text=_("Seven days at most. It ends by itself; renew it if it goes on."),
    )
    event_es = _text(
        pgettext_lazy("alert", "What happens, in a few words (Spanish)"), LONGEST_EVENT
    )
    headline_es = _text(pgettext_lazy("alert", "Headline (Spanish)"), LONGEST_HEADLINE)
    description_es = _text(pgettext_lazy("alert", "What is known (Spanish)"), LONGEST_TEXT, rows=4)
    instruction_es = _text(pgettext_lazy("alert", "What to do (Spanish)"), LONGEST_TEXT, rows=4)
    event_en = _text(
        pgettext_lazy("alert", "What happens, in a few words (English)"), LONGEST_EVENT
    )
    headline_en = _text(pgettext_lazy("alert", "Headline (English)"), LONGEST_HEADLINE)
    description_en = _text(pgettext_lazy("alert", "What is known (English)"), LONGEST_TEXT, rows=4)
    instruction_en = _text(pgettext_lazy("alert", "What to do (English)"), LONGEST_TEXT, rows=4)
    departments = forms.MultipleChoiceField(
        label=pgettext_lazy("alert", "Whole departments"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    municipalities = forms.CharField(
        label=pgettext_lazy("alert", "Single municipalities"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("One on each line, with its department: Pasaquina, La Unión."),
    )
    contact = _text(
        pgettext_lazy("alert", "Whom to call (an institution and its line)"),
        LONGEST_CONTACT,
        required=False,
    )
    is_exercise = forms.BooleanField(
        label=pgettext_lazy("alert", "This is an exercise: the public does not see it"),
        required=False,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        networks: Iterable[Network],
        on: date,
        **kwargs: Any,  # noqa: ANN401 -- Django's own
    ) -> None:
        super().__init__(*args, **kwargs)
        self.on = on
        self.area_ids: tuple[Any, ...] = ()
        valid = Area.objects.valid_on(on).filter(level="department", country__in=REGION)
        self.by_key = {row.key: row for row in valid.order_by("country", "sort_key", "key")}
        self.fields["departments"].choices = [  # type: ignore[attr-defined]
            (key, f"{row.name} ({row.country})") for key, row in self.by_key.items()
        ]
        self.fields["network"].choices = [  # type: ignore[attr-defined]
            (row.key, local(LocalisedText(row.name_es, row.name_en))) for row in networks
        ]

    def clean(self) -> dict[str, Any]:
        """The areas as rows; a municipality that nobody knows is named."""
        told = super().clean() or {}
        found = [self.by_key[key].pk for key in told.get("departments", ())]
        lines = [line for line in told.get("municipalities", "").splitlines() if line.strip()]
        if len(lines) > MOST_MUNICIPALITIES:
            self.add_error("municipalities", gettext("Forty at most. Choose whole departments."))
            lines = []
        unknown = []
        for line, areas in self._municipalities(lines).items():
            if len(areas) == 1:
                found += [areas[0].pk]
            else:
                unknown.append(line)
        if unknown:
            self.add_error(
                "municipalities",
                gettext("We do not know this municipality, or there are several: %(names)s.")
                % {"names": "; ".join(unknown)},
            )
        self.area_ids = tuple(dict.fromkeys(found))
        return told

    def _municipalities(self, lines: list[str]) -> dict[str, list[Area]]:
        """For each line the municipalities of that name, in that department if it names one."""
        asked = {line.strip(): [fold(part) for part in line.split(",")] for line in lines}
        names = {parts[0] for parts in asked.values()}
        valid = Area.objects.valid_on(self.on).filter(level__in=AREA_LEVELS, name_folded__in=names)
        rows = list(valid.select_related("parent__parent").order_by("key"))
        return {
            line: [
                row
                for row in rows
                if row.name_folded == parts[0] and (not parts[1:] or parts[1] in _above(row))
            ]
            for line, parts in asked.items()
        }

    def draft(self) -> AlertDraft:
        """What the action takes; only of a form that is valid."""
        told = self.cleaned_data
        wordings = {
            language: Wording(
                *(
                    told[f"{name}_{language}"]
                    for name in ("event", "headline", "description", "instruction")
                )
            )
            for language in ("es", "en")
        }
        return AlertDraft(
            categories=(told["categories"],),
            responses=tuple(told["responses"]),
            urgency=told["urgency"],
            severity=told["severity"],
            certainty=told["certainty"],
            onset_at=told["onset_at"],
            expires_at=told["expires_at"],
            es=wordings["es"],
            en=wordings["en"],
            area_ids=self.area_ids,
            contact=told["contact"],
            is_exercise=told["is_exercise"],
        )


def _above(area: Area) -> set[str]:
    """Folded names of what an area lies in."""
    names = set()
    above = area.parent
    while above is not None:
        names.add(above.name_folded)
        above = above.parent
    return names


class RefuseForm(forms.Form):
    """Why it is not approved."""

    reason = forms.CharField(
        label=pgettext_lazy("alert", "Why not?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Its author reads it."),
    )


class TakeBackForm(forms.Form):
    """Why what one brought by hand is withdrawn."""

    reason = forms.CharField(
        label=pgettext_lazy("alert", "Why do you withdraw it?"),
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "It stays beside the alert. Your institution cannot bring the same message again."
        ),
    )


class CancelForm(OnceForm):
    """Why it ends before its time."""

    reason_es = forms.CharField(
        label=pgettext_lazy("alert", "Why it ends, in Spanish"), max_length=LONGEST_HEADLINE
    )
    reason_en = forms.CharField(
        label=pgettext_lazy("alert", "Why it ends, in English"), max_length=LONGEST_HEADLINE
    )
