"""The acta de entrega as it is written."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.cases.rules.handovers import LONGEST, SOON, HandOverTerms
from relevo.web.desk.loop.refused import BY_PROBLEM
from relevo.web.loop_phrases import ALONE, CONDITIONS, RELATIONS

ONE_LINE = 200
NAMES_HELP = _("Only if both want it. The role is enough.")


def _text(label: Any, name: str, *, required: bool = False, help_text: Any = "") -> forms.CharField:  # noqa: ANN401 -- lazy words
    long = LONGEST[name] > ONE_LINE
    return forms.CharField(
        label=label,
        max_length=LONGEST[name],
        required=required,
        help_text=help_text,
        widget=forms.Textarea(attrs={"rows": 2}) if long else forms.TextInput(),
    )


class HandOverForm(forms.Form):
    """Time, place, condition, what was handed along, and as what each side acts."""

    handed_at = forms.DateTimeField(
        label=pgettext_lazy("hand-over", "When"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
    )
    place = _text(pgettext_lazy("hand-over", "Where"), "place", required=True)
    giver_role = _text(
        pgettext_lazy("hand-over", "Who hands over (role)"), "giver_role", required=True
    )
    giver_name = _text(
        pgettext_lazy("hand-over", "Name of who hands over"), "giver_name", help_text=NAMES_HELP
    )
    receiver_role = _text(
        pgettext_lazy("hand-over", "Who receives (role)"), "receiver_role", required=True
    )
    receiver_name = _text(
        pgettext_lazy("hand-over", "Name of who receives"), "receiver_name", help_text=NAMES_HELP
    )
    condition = forms.ChoiceField(
        label=pgettext_lazy("hand-over", "How is the person?"),
        choices=list(CONDITIONS.items()),
        widget=forms.RadioSelect,
    )
    condition_note = _text(
        pgettext_lazy("hand-over", "What must be looked after"), "condition_note"
    )
    papers = _text(pgettext_lazy("hand-over", "Papers handed along"), "papers")
    belongings = _text(pgettext_lazy("hand-over", "Belongings handed along"), "belongings")
    alone_with_police = forms.ChoiceField(
        label=pgettext_lazy("hand-over", "Was the child at any time alone with police?"),
        choices=[("", "—"), *ALONE.items()],
        required=False,
        help_text=_(
            "Write what happened. It stands out on the record, and whoever supervises sees it."
        ),
    )
    relation = forms.ChoiceField(
        label=pgettext_lazy("hand-over", "Who travels with the child?"),
        choices=[("", "—"), *RELATIONS.items()],
        required=False,
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        has_child: bool,
        since: datetime | None,
        at: datetime,
        **kwargs: Any,  # noqa: ANN401
    ) -> None:
        super().__init__(*args, **kwargs)
        self.since, self.at = since, at
        if not has_child:
            del self.fields["alone_with_police"], self.fields["relation"]

    def clean_handed_at(self) -> datetime:
        """Between the offer and now; the page shows whole minutes."""
        handed_at: datetime = self.cleaned_data["handed_at"]
        if handed_at > self.at + SOON:
            raise forms.ValidationError(str(BY_PROBLEM["handed_at", "ahead"]))
        if self.since is not None and handed_at < self.since.replace(second=0, microsecond=0):
            raise forms.ValidationError(str(BY_PROBLEM["handed_at", "before_the_offer"]))
        return max(handed_at, self.since) if self.since else handed_at

    def terms(self) -> tuple[HandOverTerms, datetime]:
        """What is written, and when it happened."""
        told = dict(self.cleaned_data)
        handed_at: datetime = told.pop("handed_at")
        return HandOverTerms(**told), handed_at
