"""What the readers of a complaint fill in, and those who name them."""

from collections.abc import Sequence

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.feedback.actions.handling import LONGEST_ANSWER
from relevo.web.voice_phrases import COMPLAINT_ANSWERS, COMPLAINT_CLOSINGS, REPORT_ANSWERS


class AnswerForm(forms.Form):
    """What came of it, as a code and in words for the person."""

    code = forms.ChoiceField(
        label=pgettext_lazy("complaint", "What came of it?"),
        choices=list(COMPLAINT_ANSWERS.items()),
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=pgettext_lazy("complaint", "Words for the person"),
        max_length=LONGEST_ANSWER,
        help_text=_("Short and plain. Whoever has the code reads it: name nobody."),
        widget=forms.Textarea(attrs={"rows": 4, "autocomplete": "off"}),
    )


class ClosingForm(forms.Form):
    """Why nothing more is done."""

    reason = forms.ChoiceField(
        label=pgettext_lazy("complaint", "Why is it closed?"),
        choices=list(COMPLAINT_CLOSINGS.items()),
        widget=forms.RadioSelect,
    )


class ReportAnswerForm(forms.Form):
    """One of four answers to ordinary feedback."""

    answer = forms.ChoiceField(
        label=pgettext_lazy("feedback on a place", "Your answer"),
        choices=list(REPORT_ANSWERS.items()),
    )


class NameForm(forms.Form):
    """Which person of which institution reads complaints."""

    person = forms.ChoiceField(label=pgettext_lazy("complaint", "Who reads complaints"))

    def __init__(self, data: object = None, *, people: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(data)  # type: ignore[arg-type]
        field = self.fields["person"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 -- tells the type checker
        field.choices = list(people)
