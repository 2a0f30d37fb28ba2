"""Forms of counts and reconciliations: their shape; the actions decide who may send them."""

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from relevo.places.models import Post
from relevo.situation.rules.counts import (
    LONGEST_NOTE,
    LONGEST_SAID_BY,
    LONGEST_SOURCE,
    MOST_PEOPLE,
    OTHERS,
)
from relevo.web.count_phrases import COUNT_KINDS, GAP_REASONS
from relevo.web.days import MomentField
from relevo.web.desk.sent_once import OnceForm
from relevo.web.phrases import COUNTRIES

MOST_PARTS_TEXT = 300
Choices = list[tuple[str, Any]]
PART = re.compile(r"\s*([A-Za-z]{2}|otros|other)\s*[:=]?\s*(\d[\d,. ]*)\s*\Z", re.ASCII)
BETWEEN_PARTS = re.compile(r"[;\n+]+|,\s+(?=\D)|\by\b|\band\b")


class PartsField(forms.CharField):
    """Parts as people write them: ``HN 2,631; SV 96; NI 5``."""

    def clean(self, value: Any) -> tuple[tuple[str, int], ...]:  # noqa: ANN401 -- Django's own
        """Codes and numbers, in the order in which they stand."""
        told = super().clean(value)
        parts = [self._part(text) for text in BETWEEN_PARTS.split(told) if text.strip()]
        return tuple(parts)

    def _part(self, text: str) -> tuple[str, int]:
        found = PART.match(text)
        if found is None:
            raise forms.ValidationError(_("Write each part as a country and a number: HN 2631."))
        code = found[1].upper()
        number = int(re.sub(r"\D", "", found[2])[:9])
        return (code if len(code) == len("HN") else OTHERS, number)


def post_choices(posts: Iterable[Post]) -> Choices:
    """Each side of each crossing."""
    return [
        (f"{post.crossing.key}|{post.country}", f"{post.crossing} · {COUNTRIES[post.country]}")
        for post in posts
    ]


def post_of(crossing: str, country: str, *, key: str) -> Choices:
    """The one side whose count is corrected; of a whole country where it has no crossing."""
    where = crossing or gettext("The whole country")
    return [(f"{key}|{country}", f"{where} · {COUNTRIES.get(country, country)}")]


class CountForm(OnceForm):
    """How many, what, where, until when: four taps and a number."""

    post = forms.ChoiceField(label=pgettext_lazy("count", "Where? (crossing and side)"))
    kind = forms.ChoiceField(
        label=pgettext_lazy("count", "What was counted?"),
        choices=list(COUNT_KINDS.items()),
        widget=forms.RadioSelect,
    )
    value = forms.IntegerField(
        label=pgettext_lazy("count", "How many people?"), min_value=0, max_value=MOST_PEOPLE
    )
    cut_off_at = MomentField(
        label=pgettext_lazy("count", "Counted until"),
        help_text=_("Only counts that stop at the same hour can be compared."),
    )
    since_at = MomentField(label=pgettext_lazy("count", "Counted since"), required=False)
    said_by = forms.CharField(
        label=pgettext_lazy("count", "Who says it? (a role, not a name)"),
        max_length=LONGEST_SAID_BY,
    )
    parts = PartsField(
        label=pgettext_lazy("count", "Its parts by nationality, as the source gives them"),
        max_length=MOST_PARTS_TEXT,
        required=False,
        help_text=_("HN 2631; SV 96; NI 5. They need not add up: the page says by how much."),
    )
    source = forms.CharField(
        label=pgettext_lazy("count", "Source: a document or an address of a page"),
        max_length=LONGEST_SOURCE,
        required=False,
    )

    def __init__(self, *args: Any, posts: Choices, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.fields["post"].choices = [("", "—"), *posts]  # type: ignore[attr-defined]


class CompareForm(OnceForm):
    """Which of the people are compared, and who brings the two together."""

    part = forms.ChoiceField(
        label=pgettext_lazy("gap", "Which people?"), required=False, widget=forms.RadioSelect
    )
    responsible = forms.ChoiceField(
        label=pgettext_lazy("gap", "Who brings the two together?"),
        required=False,
        help_text=_("Left empty, the secretariat of the network. Never one that enforces."),
    )

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        parts: Choices,
        institutions: Choices,
        **kwargs: Any,  # noqa: ANN401 -- Django's own
    ) -> None:
        super().__init__(*args, **kwargs)
        everybody = ("", pgettext_lazy("gap", "All of them"))
        self.fields["part"].choices = [everybody, *parts]  # type: ignore[attr-defined]
        self.fields["responsible"].choices = [("", "—"), *institutions]  # type: ignore[attr-defined]


class ReasonForm(OnceForm):
    """A likely reason, for how many."""

    reason = forms.ChoiceField(
        label=pgettext_lazy("gap", "Why may they differ?"),
        choices=list(GAP_REASONS.items()),
        widget=forms.RadioSelect,
    )
    people = forms.IntegerField(
        label=pgettext_lazy("gap", "For how many of them, if it is known"),
        min_value=1,
        max_value=MOST_PEOPLE,
        required=False,
    )
    note = forms.CharField(
        label=pgettext_lazy("gap", "A note (no names of persons)"),
        max_length=LONGEST_NOTE,
        required=False,
    )
