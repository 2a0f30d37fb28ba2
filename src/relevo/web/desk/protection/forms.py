"""Forms of exceptions to consent, of a child's best interests and of what was taken back."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.cases.rules.best_interests import DECIDES, NAMED, BestInterests
from relevo.cases.rules.grounds import LONGEST_REASONS
from relevo.kernel.countries import REGION
from relevo.web.consent_phrases import (
    AUTHORITIES,
    GROUNDS,
    LAWFUL_REASONS,
    OUTCOMES,
    PRESENT,
    RETRACTION_ANSWERS,
    VERDICTS,
)
from relevo.web.days import DayField
from relevo.web.phrases import COUNTRIES

LONGEST_RECEIPT = 400
LONGEST_CODE = 40
COUNTRY_CHOICES = [(code, COUNTRIES[code]) for code in sorted(REGION)]
NOBODY = ("", "—")


class BestInterestsForm(forms.Form):
    """Who decided, when, what; and which authority of the child's country it names, if any."""

    decided_kind = forms.ChoiceField(
        label=pgettext_lazy("decision", "Who decided?"),
        choices=[(kind, AUTHORITIES[kind]) for kind in DECIDES],
    )
    decided_country = forms.ChoiceField(
        label=pgettext_lazy("decision", "Of which country?"), choices=COUNTRY_CHOICES
    )
    decided_on = DayField(label=pgettext_lazy("decision", "On which day?"))
    outcome = forms.ChoiceField(
        label=pgettext_lazy("decision", "What was decided?"),
        choices=list(OUTCOMES.items()),
        widget=forms.RadioSelect,
    )
    is_protection_ruled_out = forms.BooleanField(
        label=pgettext_lazy(
            "decision", "Protection needs were looked into with the child, and ruled out"
        ),
        required=False,
    )
    names_kind = forms.ChoiceField(
        label=pgettext_lazy("decision", "Authority that the decision names, if any"),
        choices=[NOBODY, *((kind, AUTHORITIES[kind]) for kind in NAMED)],
        required=False,
    )
    names_country = forms.ChoiceField(
        label=pgettext_lazy("decision", "Country of that authority"),
        choices=[NOBODY, *COUNTRY_CHOICES],
        required=False,
    )

    def decision(self) -> BestInterests:
        """What was filled in, as the rule takes it."""
        return BestInterests(**self.cleaned_data)

    @staticmethod
    def told(decision: BestInterests | None) -> dict[str, str | bool | date]:
        """What is recorded by now, to start from."""
        if decision is None:
            return {}
        names = BestInterestsForm.base_fields
        return {name: getattr(decision, name) for name in names}


class WithoutConsentForm(forms.Form):
    """On which of two grounds, why, and who else of the institution knows of it."""

    ground = forms.ChoiceField(
        label=pgettext_lazy("ground", "Why without consent?"),
        choices=list(GROUNDS.items()),
        widget=forms.RadioSelect,
    )
    reasons = forms.CharField(
        label=pgettext_lazy(
            "ground", "What is happening, and why can she not be asked? (sealed; no names)"
        ),
        max_length=LONGEST_REASONS,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    second_person = forms.ChoiceField(
        label=pgettext_lazy("ground", "Second person of your institution, who is told at once")
    )

    def __init__(
        self, data: Mapping[str, object] | None = None, *, people: Sequence[tuple[UUID, str]]
    ) -> None:
        super().__init__(data)
        choices = [(str(pk), name) for pk, name in people]
        self.fields["second_person"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField


class ReviewExceptionForm(forms.Form):
    """What the supervisor found."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("ground", "Was it right to send this without consent?"),
        choices=list(VERDICTS.items()),
        widget=forms.RadioSelect,
    )


class LiftForm(forms.Form):
    """She asks by herself for an institution to which she had said no."""

    present = forms.ChoiceField(
        label=pgettext_lazy("refusal", "Who else was there when she asked?"),
        choices=list(PRESENT.items()),
        widget=forms.RadioSelect,
    )


class RetractionForm(forms.Form):
    """Deleted, or kept by which law."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("taken back", "What did your institution do?"),
        choices=list(RETRACTION_ANSWERS.items()),
        widget=forms.RadioSelect,
    )
    reason = forms.ChoiceField(
        label=pgettext_lazy("taken back", "If it is kept: by which law?"),
        choices=[NOBODY, *LAWFUL_REASONS.items()],
        required=False,
    )


class ReceiptCodeForm(forms.Form):
    """The code alone: nobody has to say who they are."""

    code = forms.CharField(
        label=pgettext_lazy("receipt", "Code on the receipt"), max_length=LONGEST_CODE
    )


class ReceiptTextForm(forms.Form):
    """All that the picture on the receipt says, pasted or typed."""

    text = forms.CharField(
        label=_("Text of the receipt (from the picture, or typed from the paper)"),
        max_length=LONGEST_RECEIPT,
        widget=forms.Textarea(attrs={"rows": 4, "autocapitalize": "characters"}),
    )
