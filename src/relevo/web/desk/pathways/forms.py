"""Forms of agreed routes. Each text stands in both languages, Spanish first."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.kernel.text import LocalisedText
from relevo.pathways.enums import AdultPresent, ChildrenHeard, ConsentKind
from relevo.pathways.rules.content import (
    HEAD_TEXTS,
    LONGEST_LINE,
    LONGEST_TEXT,
    SIDES,
    STEP_TEXTS,
    Alternate,
    Branch,
    Content,
    Step,
)
from relevo.web.days import DayField
from relevo.web.desk.pathways.choices import Option, StepChoices
from relevo.web.pathway_phrases import (
    ADULTS_PRESENT,
    CHILDREN_HEARD,
    CONSENT_KINDS,
    HEAD_FIELDS,
    LIMIT_UNITS,
    STANCES,
    STEP_FIELDS,
)
from relevo.web.phrases import COUNTRIES, PACKET_FIELDS
from relevo.web.phrases import SIDES as SIDE_WORDS

LONGEST_TITLE, LONGEST_DOCUMENT, LONGEST_KEY, LONGEST_REASON = 200, 160, 20, 2_000
MOST_AMOUNT, MOST_REVISION = 10_000, 999_999
ALTERNATES = 2
UNITS = {"days": 1440, "hours": 60, "minutes": 1}
EMPTY: Option = ("", "—")
LANGUAGES: tuple[tuple[str, Any], ...] = (("es", _("in Spanish")), ("en", _("in English")))
SHORT_TEXTS = frozenset({"role"})
HEAD: dict[str, Any] = dict(HEAD_FIELDS)
STEP: dict[str, Any] = dict(STEP_FIELDS)


def _area(label: Any) -> forms.CharField:  # noqa: ANN401 -- a lazy text
    return forms.CharField(
        label=label,
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


def _both(name: str, label: Any) -> dict[str, forms.CharField]:  # noqa: ANN401
    """A text in both languages, as two fields."""
    return {f"{name}_{code}": _area(_in_language(label, words)) for code, words in LANGUAGES}


def _in_language(label: Any, language: Any) -> Any:  # noqa: ANN401 -- lazy texts
    return _("%(label)s, %(language)s") % {"label": label, "language": language}


def _base() -> forms.IntegerField:
    """On which revision of the draft somebody wrote: what came second is kept beside."""
    return forms.IntegerField(
        min_value=0, max_value=MOST_REVISION, widget=forms.HiddenInput, label=_("Revision")
    )


class BothLanguages:
    """Reads the two fields of a text."""

    cleaned_data: dict[str, Any]

    def text(self, name: str) -> LocalisedText:
        """A text of both languages."""
        told = self.cleaned_data
        return LocalisedText(told[f"{name}_es"].strip(), told[f"{name}_en"].strip())


class NewPathwayForm(forms.Form):
    """What is settled before a route has steps."""

    network = forms.ChoiceField(label=_("Network"))
    title_es = forms.CharField(label=_("Title in Spanish"), max_length=LONGEST_TITLE)
    title_en = forms.CharField(
        label=_("Title in English"), max_length=LONGEST_TITLE, required=False
    )
    profiles = forms.MultipleChoiceField(
        label=_("For whom"), widget=forms.SelectMultiple(attrs={"size": 8})
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        choices=[(code, COUNTRIES[code]) for code in SIDES],
        widget=forms.CheckboxSelectMultiple,
    )
    crossing = forms.ChoiceField(label=_("Crossing"), required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        networks: list[Option],
        profiles: list[Option],
        crossings: list[Option],
        **kwargs: Any,  # noqa: ANN401 -- Django's own
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["network"].choices = networks  # type: ignore[attr-defined]
        self.fields["profiles"].choices = profiles  # type: ignore[attr-defined]
        self.fields["crossing"].choices = [EMPTY, *crossings]  # type: ignore[attr-defined]


class AdoptForm(forms.Form):
    """Which network takes a draft from public sources up."""

    network = forms.ChoiceField(label=_("Network that takes it up"))

    def __init__(self, *args: Any, networks: list[Option], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["network"].choices = networks  # type: ignore[attr-defined]


class GuideForm(BothLanguages, forms.Form):
    """The artefacts beside the steps: guide, forms, legal basis, how children were heard."""

    base = _base()
    children_heard = forms.ChoiceField(
        label=HEAD["children_heard"],
        choices=list(CHILDREN_HEARD.items()),
        widget=forms.RadioSelect,
    )

    for _name in HEAD_TEXTS:
        locals().update(_both(_name, HEAD[_name]))
    del _name

    def changed(self) -> dict[str, Any]:
        """The fields of a content as they were filled in."""
        texts = {name: self.text(name) for name in HEAD_TEXTS}
        return texts | {"children_heard": ChildrenHeard(self.cleaned_data["children_heard"])}

    @staticmethod
    def filled(content: Content, *, base: int) -> dict[str, Any]:
        """What the form shows at first."""
        return _shown(content, HEAD_TEXTS) | {
            "children_heard": content.children_heard,
            "base": base,
        }


def _shown(row: object, names: Iterable[str]) -> dict[str, Any]:
    return {
        f"{name}_{code}": getattr(getattr(row, name), code)
        for name in names
        for code in ("es", "en")
    }


class StepForm(BothLanguages, forms.Form):
    """One step: who does what on which side, within how long."""

    base = _base()
    side = forms.ChoiceField(
        label=STEP["side"],
        choices=[(code, SIDE_WORDS[code]) for code in SIDES],
        widget=forms.RadioSelect,
    )

    for _name in STEP_TEXTS:
        locals().update(_both(_name, STEP[_name]))
    del _name

    institution = forms.ChoiceField(label=STEP["institution_key"], required=False)
    service = forms.ChoiceField(label=STEP["service_key"], required=False)
    need = forms.ChoiceField(label=STEP["need"], required=False)
    limit = forms.IntegerField(
        label=STEP["within_minutes"], min_value=1, max_value=MOST_AMOUNT, required=False
    )
    limit_unit = forms.ChoiceField(
        label=_("Unit of the time limit"), choices=list(LIMIT_UNITS.items()), required=False
    )
    feedback = forms.IntegerField(
        label=STEP["feedback_minutes"], min_value=1, max_value=MOST_AMOUNT, required=False
    )
    feedback_unit = forms.ChoiceField(
        label=_("Unit of the feedback"), choices=list(LIMIT_UNITS.items()), required=False
    )
    consent = forms.ChoiceField(
        label=STEP["consent"],
        choices=list(CONSENT_KINDS.items()),
        widget=forms.RadioSelect,
    )
    told = forms.MultipleChoiceField(
        label=STEP["fields"],
        choices=list(PACKET_FIELDS.items()),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    adult = forms.ChoiceField(
        label=STEP["adult"], choices=list(ADULTS_PRESENT.items()), widget=forms.RadioSelect
    )
    line = forms.CharField(label=STEP["line"], max_length=LONGEST_LINE, required=False)
    alternate_1 = forms.ChoiceField(label=_("First alternate"), required=False)
    alternate_2 = forms.ChoiceField(label=_("Second alternate"), required=False)
    is_exit = forms.BooleanField(label=STEP["is_exit"], required=False)
    after = forms.ChoiceField(label=_("Where it stands"), required=False)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        choices: StepChoices,
        is_new: bool = False,
        **kwargs: Any,  # noqa: ANN401 -- Django's own
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action_es"].required = True
        for name in SHORT_TEXTS:
            for code, _words in LANGUAGES:
                self.fields[f"{name}_{code}"].widget = forms.TextInput()
        grouped: dict[str, list[Any]] = {
            "institution": choices.institutions,
            "alternate_1": choices.institutions,
            "alternate_2": choices.institutions,
            "service": choices.services,
            "need": choices.needs,
        }
        for name, options in grouped.items():
            self.fields[name].choices = [EMPTY, *options]  # type: ignore[attr-defined]
        first: Option = ("", str(_("First of all")))
        after = [(key, str(_("After %(step)s") % {"step": words})) for key, words in choices.steps]
        self.fields["after"].choices = [first, *after]  # type: ignore[attr-defined]
        if not is_new:
            del self.fields["after"]

    def step(self, before: Step) -> Step:
        """The step as it was filled in. Alternates beyond the form's two, and roles, stay."""
        told = self.cleaned_data
        return Step(
            key=before.key,
            side=told["side"],
            **{name: self.text(name) for name in STEP_TEXTS},
            institution_key=told["institution"],
            service_key=told["service"],
            need=told["need"],
            within_minutes=_minutes(told["limit"], told["limit_unit"]),
            consent=ConsentKind(told["consent"]),
            fields=tuple(told["told"]),
            feedback_minutes=_minutes(told["feedback"], told["feedback_unit"]),
            line=told["line"].strip(),
            alternates=self._alternates(before),
            adult=AdultPresent(told["adult"]),
            is_exit=told["is_exit"],
        )

    def _alternates(self, before: Step) -> tuple[Alternate, ...]:
        by_key = {one.institution_key: one for one in before.alternates}
        without_key = tuple(one for one in before.alternates if not one.institution_key)
        keys = dict.fromkeys(
            self.cleaned_data[f"alternate_{number}"] for number in range(1, ALTERNATES + 1)
        )
        beyond = [one.institution_key for one in before.alternates if one.institution_key]
        keys |= dict.fromkeys(beyond[ALTERNATES:])
        named = (by_key.get(key, Alternate(institution_key=key)) for key in keys if key)
        return (*named, *without_key)

    @staticmethod
    def filled(step: Step, *, base: int) -> dict[str, Any]:
        """What the form shows at first."""
        limit, limit_unit = _amount(step.within_minutes)
        feedback, feedback_unit = _amount(step.feedback_minutes)
        alternates = [one.institution_key for one in step.alternates if one.institution_key]
        return _shown(step, STEP_TEXTS) | {
            "base": base,
            "side": step.side,
            "institution": step.institution_key,
            "service": step.service_key,
            "need": step.need,
            "limit": limit,
            "limit_unit": limit_unit,
            "feedback": feedback,
            "feedback_unit": feedback_unit,
            "consent": step.consent,
            "told": list(step.fields),
            "adult": step.adult,
            "line": step.line,
            "is_exit": step.is_exit,
            **{
                f"alternate_{number}": key
                for number, key in enumerate(alternates[:ALTERNATES], start=1)
            },
        }


def _minutes(amount: int | None, unit: str) -> int | None:
    return None if amount is None else amount * UNITS[unit or "hours"]


def _amount(minutes: int | None) -> tuple[int | None, str]:
    """A limit in the largest unit that says it exactly."""
    if not minutes:
        return None, "hours"
    return next((minutes // size, unit) for unit, size in UNITS.items() if minutes % size == 0)


class MoveForm(forms.Form):
    """Put a step behind another; empty: it becomes the first."""

    base = _base()
    step = forms.CharField(max_length=LONGEST_KEY, widget=forms.HiddenInput)
    after = forms.CharField(max_length=LONGEST_KEY, required=False, widget=forms.HiddenInput)


class LaneForm(forms.Form):
    """Give a step to another institution and side that the route has already."""

    base = _base()
    step = forms.CharField(max_length=LONGEST_KEY, widget=forms.HiddenInput)
    side = forms.ChoiceField(choices=[(code, SIDE_WORDS[code]) for code in SIDES])
    institution = forms.CharField(max_length=40, required=False)


class RemoveForm(forms.Form):
    """Take a step out, with the branches at it."""

    base = _base()
    step = forms.CharField(max_length=LONGEST_KEY, widget=forms.HiddenInput)


class BranchForm(BothLanguages, forms.Form):
    """On which condition the route goes elsewhere from a step."""

    base = _base()
    from_key = forms.ChoiceField(label=_("From step"))
    to_key = forms.ChoiceField(label=_("To step"), required=False)

    locals().update(_both("condition", _("If")))

    def __init__(self, *args: Any, steps: list[Option], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["condition_es"].required = True
        out: Option = ("", str(_("Leaves the route")))
        self.fields["from_key"].choices = steps  # type: ignore[attr-defined]
        self.fields["to_key"].choices = [out, *steps]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A branch leads to another step."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("from_key") and told.get("from_key") == told.get("to_key"):
            self.add_error("to_key", _("A branch leads to another step, or out of the route."))
        return told

    def branch(self) -> Branch:
        """The branch as it was filled in."""
        told = self.cleaned_data
        return Branch(told["from_key"], told["to_key"], self.text("condition"))


class BranchRemoveForm(forms.Form):
    """Take a branch out."""

    base = _base()
    from_key = forms.CharField(max_length=LONGEST_KEY, widget=forms.HiddenInput)
    to_key = forms.CharField(max_length=LONGEST_KEY, required=False, widget=forms.HiddenInput)


class SettleForm(forms.Form):
    """Which of the changes that were kept beside are taken in; none: it is set aside."""

    units = forms.MultipleChoiceField(
        label=_("Changes to take in"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, units: list[Option], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["units"].choices = units  # type: ignore[attr-defined]


class ValidateForm(forms.Form):
    """Which acta validated the route, and when it is looked at again."""

    acta = forms.ChoiceField(label=_("Acta that validated it"))
    review_on = DayField(label=_("Review it by"))

    def __init__(self, *args: Any, actas: list[Option], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["acta"].choices = actas  # type: ignore[attr-defined]


class StanceForm(forms.Form):
    """How one's own institution stands to a route that works."""

    stance = forms.ChoiceField(
        label=_("How does your institution stand to this route?"),
        choices=[(code, words) for code, words in STANCES.items() if code != "unanswered"],
        widget=forms.RadioSelect,
    )
    on = DayField(label=pgettext_lazy("stance", "Decided on"))
    document = forms.CharField(
        label=_("Document of your institution (number or name)"),
        max_length=LONGEST_DOCUMENT,
        required=False,
    )
    text_es = forms.CharField(
        label=_("Note or reservation in Spanish"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    text_en = forms.CharField(
        label=_("Note or reservation in English"),
        max_length=LONGEST_REASON,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    step_keys = forms.MultipleChoiceField(
        label=_("Steps it is about (none: the whole route)"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, steps: list[Option], **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(*args, **kwargs)
        self.fields["step_keys"].choices = steps  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """An endorsement names its document, a reservation says why."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("stance") == "endorsed" and not told.get("document"):
            self.add_error(
                "document", _("Name the document by which your institution endorsed it.")
            )
        if told.get("stance") == "reserved" and not (told.get("text_es") or told.get("text_en")):
            self.add_error("text_es", _("Say what the reservation is."))
        return told
