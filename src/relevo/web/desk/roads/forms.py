"""The form of a road: which one, what is the matter, who says so, until when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.borders.actions.telling import LONGEST_SOURCE
from relevo.places.models import Link
from relevo.situation.actions.roads import LONGEST_TEXT
from relevo.web.days import MomentField
from relevo.web.desk.crossing_forms import LONGEST_AHEAD, check_beginning
from relevo.web.desk.sent_once import OnceForm
from relevo.web.phrases import REPORT_KINDS
from relevo.web.restriction_phrases import ROAD_STATES


class RoadForm(OnceForm):
    """One of the roads that leave a place, and what is the matter on it."""

    link = forms.ChoiceField(label=pgettext_lazy("road", "Which road?"), widget=forms.RadioSelect)
    state = forms.ChoiceField(
        label=pgettext_lazy("road", "How is the road?"),
        choices=list(ROAD_STATES.items()),
        widget=forms.RadioSelect,
    )
    basis = forms.ChoiceField(
        label=pgettext_lazy("report", "How do you know?"),
        choices=list(REPORT_KINDS.items()),
        initial="observed",
        widget=forms.RadioSelect,
    )
    source = forms.CharField(
        label=pgettext_lazy("report", "Only if it was announced: who announced it?"),
        max_length=LONGEST_SOURCE,
        required=False,
    )
    from_at = MomentField(
        label=pgettext_lazy("report", "Only if it was announced: from when does it hold?"),
        help_text=_("Empty: from now."),
        required=False,
    )
    until_at = MomentField(
        label=pgettext_lazy("report", "Until when, if it is known"), required=False
    )
    text = forms.CharField(
        label=pgettext_lazy("report", "In a few words (no names of persons)"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self, *args: object, links: Sequence[Link], at: datetime, **kwargs: object
    ) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # Django types them one by one
        self.at = at
        self.links = {link.key: link for link in links}
        self.fields["link"].choices = [  # type: ignore[attr-defined]  # a choice field
            (link.key, f"{link.from_node.name} – {link.to_node.name}") for link in links
        ]

    def clean_from_at(self) -> datetime | None:
        """A beginning that an authority announces: not in another age."""
        from_at: datetime | None = self.cleaned_data["from_at"]
        if from_at is not None and abs(from_at - self.at) > LONGEST_AHEAD:
            raise forms.ValidationError(_("This day is too far away."))
        return from_at

    def clean_until_at(self) -> datetime | None:
        """An end after now."""
        until_at: datetime | None = self.cleaned_data["until_at"]
        if until_at is not None and until_at <= self.at:
            raise forms.ValidationError(_("The end must lie after the start."))
        return until_at

    def clean(self) -> dict[str, Any]:
        """An announcement is somebody's, and may be for later; what one saw holds from now."""
        told: dict[str, Any] = super().clean() or {}
        if told.get("basis") == "announced" and not str(told.get("source", "")).strip():
            self.add_error("source", _("Say who announced it."))
        check_beginning(self, told)
        return told
