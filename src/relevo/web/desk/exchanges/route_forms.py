"""Forms of working tables and of the routes they propose."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.exchange.actions.tables import TablePlan
from relevo.exchange.models import ProposedRoute
from relevo.exchange.rules.tables import (
    FEWEST_NETWORKS,
    LONGEST_ACTION,
    LONGEST_REASON,
    LONGEST_ROLE,
    LONGEST_WITHIN,
    MOST_STEPS,
    RouteDraft,
    StepDraft,
)
from relevo.kernel.countries import REGION
from relevo.web.desk.exchanges.forms import Choices, choose, line, paragraph
from relevo.web.exchange_phrases import TIME_UNITS
from relevo.web.paging import whole_number
from relevo.web.phrases import SIDES

FIRST_SHOWN = 3
MINUTES = {"minutes": 1, "hours": 60, "days": 24 * 60}
STEP_FIELDS = ("action_es", "action_en", "role", "side", "institution", "within", "unit")


class TableForm(forms.Form):
    """What a table is about and which networks sit at it."""

    crossing = forms.ChoiceField(label=_("Crossing it is about"), required=False)
    profile = forms.ChoiceField(label=_("Profile it is about"), required=False)
    networks = forms.MultipleChoiceField(
        label=_("Networks at the table (at least two)"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        networks: Choices,
        crossings: Choices,
        profiles: Choices,
        **kwargs: Any,  # noqa: ANN401 -- Django's own
    ) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "networks", networks)
        choose(self, "crossing", [("", _("No crossing")), *crossings])
        choose(self, "profile", [("", _("No profile")), *profiles])

    def clean(self) -> dict[str, Any]:
        """A table is about something, among several networks."""
        told = super().clean() or {}
        if not self.errors and not (told.get("crossing") or told.get("profile")):
            self.add_error("crossing", _("Choose a crossing or a profile."))
        if "networks" in told and len(told["networks"]) < FEWEST_NETWORKS:
            self.add_error("networks", _("Choose at least two networks."))
        return told

    def plan(self) -> TablePlan:
        """What the action takes."""
        told = self.cleaned_data
        return TablePlan(tuple(told["networks"]), told["crossing"], told["profile"])


class RouteForm(forms.Form):
    """A route as a table writes it down: up to twelve steps, as many as are shown."""

    title_es = line(_("Title of the route, in Spanish"), required=True)
    title_en = line(_("Title of the route, in English"))
    problem_es = paragraph(_("What goes wrong today, in Spanish"), required=True)
    problem_en = paragraph(_("What goes wrong today, in English"))
    missing_es = paragraph(_("What is still missing, in Spanish"), rows=3)
    missing_en = paragraph(_("What is still missing, in English"), rows=3)

    def __init__(self, *args: Any, institutions: Choices, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.shown = self._count_shown()
        for number in range(self.shown):
            self._add_step(number, institutions)

    def _count_shown(self) -> int:
        """How many steps: as the page was sent, else as many as there are to show."""
        sent = self.data.get("shown") if self.is_bound else self.initial.get("shown")
        count = whole_number(str(sent)) if sent is not None else FIRST_SHOWN
        return min(max(count or FIRST_SHOWN, 1), MOST_STEPS)

    def _add_step(self, number: int, institutions: Choices) -> None:
        self.fields[f"action_es_{number}"] = line(
            _("What is done, in Spanish"), longest=LONGEST_ACTION
        )
        self.fields[f"action_en_{number}"] = line(
            _("What is done, in English"), longest=LONGEST_ACTION
        )
        self.fields[f"role_{number}"] = line(_("Who: a role, not a name"), longest=LONGEST_ROLE)
        self.fields[f"side_{number}"] = forms.ChoiceField(
            label=pgettext_lazy("step", "On which side"),
            required=False,
            choices=[("", _("Choose a side")), *((code, SIDES[code]) for code in REGION)],
        )
        self.fields[f"institution_{number}"] = forms.ChoiceField(
            label=pgettext_lazy("step", "Institution"),
            required=False,
            choices=[("", _("Not named yet")), *institutions],
        )
        self.fields[f"within_{number}"] = forms.IntegerField(
            label=pgettext_lazy("step", "Within"), required=False, min_value=1, max_value=1000
        )
        self.fields[f"unit_{number}"] = forms.ChoiceField(
            label=pgettext_lazy("step", "Unit"),
            required=False,
            initial="hours",
            choices=list(TIME_UNITS.items()),
        )

    @property
    def steps(self) -> list[dict[str, forms.BoundField]]:
        """The fields of each step that is shown."""
        return [
            {name: self[f"{name}_{number}"] for name in STEP_FIELDS} for number in range(self.shown)
        ]

    @property
    def can_grow(self) -> bool:
        """Whether one more step fits."""
        return self.shown < MOST_STEPS

    def clean(self) -> dict[str, Any]:
        """A step is told whole or not at all, and one at least is told."""
        told = super().clean() or {}
        begun = [number for number in range(self.shown) if self._is_begun(told, number)]
        if not begun and "action_es_0" not in self.errors:
            self.add_error("action_es_0", _("Tell at least one step."))
        for number in begun:
            for name, words in (
                ("action_es", _("Say what is done.")),
                ("role", _("Say who does it: a role.")),
                ("side", _("Say on which side.")),
            ):
                field = f"{name}_{number}"
                if field not in self.errors and not told.get(field):
                    self.add_error(field, words)
            if self._minutes(told, number) > LONGEST_WITHIN:
                self.add_error(f"within_{number}", _("At most 60 days."))
        return told

    def _is_begun(self, told: dict[str, Any], number: int) -> bool:
        names = ("action_es", "action_en", "role", "side", "institution", "within")
        return any(told.get(f"{name}_{number}") for name in names)

    def _minutes(self, told: dict[str, Any], number: int) -> int:
        unit = MINUTES[told.get(f"unit_{number}") or "hours"]
        return (told.get(f"within_{number}") or 0) * unit

    def draft(self) -> RouteDraft:
        """What the action takes; steps that nobody began are left out."""
        told = self.cleaned_data
        steps = tuple(
            StepDraft(
                action_es=told[f"action_es_{number}"],
                action_en=told[f"action_en_{number}"],
                role=told[f"role_{number}"],
                side=told[f"side_{number}"],
                institution_key=told[f"institution_{number}"],
                within_minutes=self._minutes(told, number) or None,
            )
            for number in range(self.shown)
            if self._is_begun(told, number)
        )
        texts = ("title_es", "title_en", "problem_es", "problem_en", "missing_es", "missing_en")
        return RouteDraft(steps=steps, **{name: told[name] for name in texts})

    @staticmethod
    def told_of(route: ProposedRoute) -> dict[str, Any]:
        """What the form shows of a route."""
        told: dict[str, Any] = {name: getattr(route, name) for name in RouteForm.base_fields}
        steps = list(route.steps.all())
        for number, step in enumerate(steps):
            told |= {
                f"{name}_{number}": getattr(step, name)
                for name in ("action_es", "action_en", "role", "side")
            }
            institution = step.institution
            told[f"institution_{number}"] = "" if institution is None else institution.key
            amount, unit = in_largest_unit(step.within_minutes)
            told |= {f"within_{number}": amount, f"unit_{number}": unit}
        return told | {"shown": len(steps)}

    @classmethod
    def grown(cls, data: dict[str, Any], *, institutions: Choices) -> "RouteForm":
        """The same form with one step more, not judged yet."""
        shown = min((whole_number(str(data.get("shown", ""))) or FIRST_SHOWN) + 1, MOST_STEPS)
        return cls(initial=data | {"shown": shown}, institutions=institutions)


def in_largest_unit(minutes: int | None) -> tuple[int | None, str]:
    """A time limit as one would write it: 72 hours are 3 days."""
    if minutes is None:
        return None, "hours"
    unit = next(name for name in ("days", "hours", "minutes") if minutes % MINUTES[name] == 0)
    return minutes // MINUTES[unit], unit


class TakeUpForm(forms.Form):
    """Which network takes the route up."""

    network = forms.ChoiceField(label=_("Network that takes it up"))

    def __init__(self, *args: Any, networks: Choices, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        choose(self, "network", networks)


class AdoptForm(forms.Form):
    """By which acta."""

    acta = forms.ChoiceField(label=_("Acta that adopts it"))

    def __init__(self, *args: Any, actas: Choices, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        choose(self, "acta", actas)


class SetAsideForm(forms.Form):
    """Why nobody goes on with it."""

    reason = line(_("Why it is set aside"), longest=LONGEST_REASON, required=True)
