"""Forms of the walls: who must never know, an opening in an emergency, its review."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.cases.enums import ExclusionKind
from relevo.cases.rules.walls import LONGEST_WHY
from relevo.web.wall_phrases import GLASS_REASONS, GLASS_VERDICTS

LONGEST_NAME = 150
LONGEST_CODE = 40
NOBODY = UUID(int=0)


class ExclusionForm(forms.Form):
    """One institution, one colleague, or one person by user name."""

    institution = forms.ChoiceField(
        label=pgettext_lazy("exclusion", "An institution, with everybody who belongs to it"),
        required=False,
    )
    colleague = forms.ChoiceField(
        label=pgettext_lazy("exclusion", "A colleague of your institution"), required=False
    )
    user_name = forms.CharField(
        label=pgettext_lazy("exclusion", "Somebody of another institution, by user name"),
        max_length=LONGEST_NAME,
        required=False,
    )

    def __init__(
        self,
        data: Mapping[str, object] | None = None,
        *,
        institutions: Sequence[tuple[UUID, str]],
        colleagues: Sequence[tuple[UUID, str]],
    ) -> None:
        super().__init__(data)
        nobody = ("", "—")
        for name, offered in (("institution", institutions), ("colleague", colleagues)):
            choices = [nobody, *((str(pk), words) for pk, words in offered)]
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, object]:
        cleaned = super().clean() or {}
        if not self.errors and sum(1 for told in cleaned.values() if told) != 1:
            self.add_error(None, _("Choose one: an institution, a colleague, or a user name."))
        return cleaned

    def named(self, *, by_user_name: Mapping[str, UUID]) -> tuple[str, UUID]:
        """The kind and the id of who was chosen; nobody's where no one has that user name."""
        told = self.cleaned_data
        if told["institution"]:
            return ExclusionKind.INSTITUTION.value, UUID(told["institution"])
        if told["colleague"]:
            return ExclusionKind.USER.value, UUID(told["colleague"])
        return ExclusionKind.USER.value, by_user_name.get(told["user_name"], NOBODY)


class GlassForm(forms.Form):
    """Which case, and why nobody of its team can be asked."""

    code = forms.CharField(
        label=pgettext_lazy("emergency", "Code of the case"), max_length=LONGEST_CODE
    )
    reason = forms.ChoiceField(
        label=pgettext_lazy("emergency", "What is the emergency?"),
        choices=list(GLASS_REASONS.items()),
        widget=forms.RadioSelect,
    )
    why = forms.CharField(
        label=pgettext_lazy("emergency", "What has happened, and whom did you try to reach?"),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class PutForm(forms.Form):
    """A case that nobody works on any more, and a colleague who shall."""

    code = forms.CharField(label=pgettext_lazy("team", "Code of the case"), max_length=LONGEST_CODE)
    colleague = forms.ChoiceField(label=pgettext_lazy("team", "Colleague"))

    def __init__(
        self, data: Mapping[str, object] | None = None, *, colleagues: Sequence[tuple[UUID, str]]
    ) -> None:
        super().__init__(data)
        self.fields["colleague"].choices = [  # type: ignore[attr-defined]  # a ChoiceField
            (str(pk), words) for pk, words in colleagues
        ]


class ReviewForm(forms.Form):
    """What the supervisor found."""

    verdict = forms.ChoiceField(
        label=pgettext_lazy("emergency", "Was it right to open this case?"),
        choices=list(GLASS_VERDICTS.items()),
        widget=forms.RadioSelect,
    )
