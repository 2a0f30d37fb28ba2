"""Forms of commitments: their shape; who may send them is decided by the actions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.directory.models import Institution
from relevo.exchange.enums import ConfirmerKind
from relevo.exchange.rules.commitments import LONGEST_EVIDENCE, LONGEST_NOTE, LONGEST_TEXT
from relevo.networks.rules.meetings import LONGEST_ACTA_NUMBER
from relevo.web.days import DayField
from relevo.web.desk.names import institution_name

STEERING = ConfirmerKind.STEERING.value
NO_NAMES = _("Roles and institutions, no names of persons.")
Choices = list[tuple[str, Any]]


def institution_choices(institutions: Iterable[Institution]) -> Choices:
    """Institutions by key, with their country."""
    return [(row.key, f"{institution_name(row)} ({row.country})") for row in institutions]


def confirmer_choices(institutions: Iterable[Institution]) -> Choices:
    """Who can confirm: the steering committee, or one institution."""
    committee = (STEERING, pgettext_lazy("commitment", "The steering committee"))
    return [("", "—"), committee, *institution_choices(institutions)]


class CommitmentForm(forms.Form):
    """A promise: what, who, until when, and who will say that it was kept."""

    text_es = forms.CharField(
        label=pgettext_lazy("commitment", "What is promised, in Spanish"),
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_NAMES,
    )
    text_en = forms.CharField(
        label=pgettext_lazy("commitment", "What is promised, in English"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    owner = forms.ChoiceField(label=pgettext_lazy("commitment", "Who promises it"))
    due_on = DayField(label=pgettext_lazy("commitment", "Until when"))
    confirmer = forms.ChoiceField(
        label=pgettext_lazy("commitment", "Who confirms that it was kept"),
        required=False,
        help_text=_("Left empty, a counterpart on the other side of the border is proposed."),
    )

    def __init__(self, *args: Any, sitting: Iterable[Institution], **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        rows = list(sitting)
        self.fields["owner"].choices = [("", "—"), *institution_choices(rows)]  # type: ignore[attr-defined]
        self.fields["confirmer"].choices = confirmer_choices(rows)  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """What was done, and where one can see it."""

    evidence = forms.CharField(
        label=pgettext_lazy("commitment", "What was done, and where one can see it"),
        max_length=LONGEST_EVIDENCE,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("A document, its number, an address of a page. No names of persons."),
    )


class ConfirmForm(forms.Form):
    """That it was kept; a note if there is something to add."""

    note = forms.CharField(
        label=pgettext_lazy("commitment", "A note"), max_length=LONGEST_NOTE, required=False
    )


class ReturnForm(forms.Form):
    """What is still missing."""

    note = forms.CharField(
        label=pgettext_lazy("commitment", "What is still missing?"), max_length=LONGEST_NOTE
    )


class PostponeForm(forms.Form):
    """A later day, with the reason."""

    due_on = DayField(label=pgettext_lazy("commitment", "New day"))
    note = forms.CharField(label=pgettext_lazy("commitment", "Why?"), max_length=LONGEST_NOTE)
    acta_number = forms.CharField(
        label=pgettext_lazy("commitment", "By which acta"),
        max_length=LONGEST_ACTA_NUMBER,
        required=False,
        help_text=_("Needed when your own institution made the promise."),
    )


class AsideForm(forms.Form):
    """Why it will not be kept."""

    reason = forms.CharField(label=pgettext_lazy("commitment", "Why?"), max_length=LONGEST_NOTE)


class ConfirmerForm(forms.Form):
    """Another who will confirm, with the reason."""

    confirmer = forms.ChoiceField(label=pgettext_lazy("commitment", "Who confirms from now on"))
    note = forms.CharField(label=pgettext_lazy("commitment", "Why?"), max_length=LONGEST_NOTE)

    def __init__(self, *args: Any, sitting: Iterable[Institution], **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.fields["confirmer"].choices = confirmer_choices(sitting)  # type: ignore[attr-defined]


class LinkForm(forms.Form):
    """Which service of the owner, or which pathway, the promise changed."""

    service = forms.ChoiceField(
        label=pgettext_lazy("commitment", "A service it changed"), required=False
    )
    pathway = forms.ChoiceField(
        label=pgettext_lazy("commitment", "A pathway it changed"), required=False
    )

    def __init__(self, *args: Any, services: Choices, pathways: Choices, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.fields["service"].choices = [("", "—"), *services]  # type: ignore[attr-defined]
        self.fields["pathway"].choices = [("", "—"), *pathways]  # type: ignore[attr-defined]
