"""What several forms of an offer ask: what goes, her yes to it, and by when, and why then."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import compress, product
from typing import Any, TypeVar

from django import forms
from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from relevo.cases.enums import ConsentForm, FieldGroup
from relevo.cases.rules.consents import DEFAULT_DAYS
from relevo.cases.rules.texts import ConsentText
from relevo.web.consent_phrases import LEFT_OUT
from relevo.web.loop_phrases import NEEDED_WHY
from relevo.web.phrases import CONSENT_FORMS

LONGEST_AHEAD = timedelta(days=366)
STAMP = "%Y-%m-%dT%H:%M"
USUAL = (FieldGroup.NEEDS, FieldGroup.PROFILE, FieldGroup.CONTACT)
"""What the desk asks for at first. The needs go in any case; the others she may leave out."""
MORE = (FieldGroup.IDENTITY, FieldGroup.HEALTH, FieldGroup.NARRATIVE)
"""What goes only where she lets it go to just this recipient."""
GROUPS = (*USUAL, *MORE)
SHOW = "mostrar"
"""In the address: the lists follow the boxes, and nothing is recorded."""
TEXT_CHANGED = _("The text has changed meanwhile. Read it out again.")
BOXES_CHANGED = _(
    "You changed what is sent or for how long: read the new text out and mark the answer again."
)
NO_WORDS: Mapping[FieldGroup, Sequence[str]] = {}
DAYS_OFFERED = (1, 7, DEFAULT_DAYS, 90)
"""For how long she can be asked; the rules refuse what is longer than they allow."""
F = TypeVar("F", bound="YesForm")


def box_of(group: FieldGroup) -> str:
    """The name of the box by which a group goes or stays."""
    return f"goes_{group.value}"


def is_answered(request: HttpRequest) -> bool:
    """Whether a form came, be it to send or to see what the boxes change."""
    return not {"form", "said_yes", "digest"}.isdisjoint(request.POST)


def is_only_shown(request: HttpRequest) -> bool:
    """Whether the boxes are to be shown and nothing recorded."""
    return SHOW in request.GET


def groups_asked(
    request: HttpRequest, *, start: Collection[str] = frozenset(USUAL)
) -> list[FieldGroup]:
    """The groups that are read out: those of the start, then those whose box is ticked."""
    answered = is_answered(request)
    return [
        group
        for group in GROUPS
        if group == FieldGroup.NEEDS
        or (box_of(group) in request.POST if answered else group in start)
    ]


def days_asked(request: HttpRequest) -> int:
    """For how many days she is asked: what is chosen, or as long as usual."""
    sent = request.POST.get("days", "")
    return next((days for days in DAYS_OFFERED if str(days) == sent), DEFAULT_DAYS)


def kept(data: QueryDict) -> dict[str, str | bool]:
    """What was filled in already, as the start of a form that is shown again; never her yes."""
    boxes = {box_of(group): box_of(group) in data for group in GROUPS[1:]}
    typed = {name: str(value) for name, value in data.items()}
    return typed | boxes | {"said_yes": False}


def read_again(data: QueryDict, *, digest: str) -> QueryDict:
    """The answer as it was sent, without her yes: it was to another text than this one."""
    again = data.copy()
    again["digest"] = digest
    again.pop("said_yes", None)
    return again


def is_of_other_boxes(
    digest: str, *, boxes: Collection[FieldGroup], read: Callable[..., ConsentText]
) -> bool:
    """Whether this is the text for other boxes or days than are chosen now: only they changed."""
    return any(
        read(field_groups=[FieldGroup.NEEDS, *compress(boxes, ticked)], days=days).digest == digest
        for ticked in product((True, False), repeat=len(boxes))
        for days in DAYS_OFFERED
    )


def needed_by_field(label: object) -> forms.DateTimeField:
    """The limit, where there is one."""
    return forms.DateTimeField(
        label=label,  # type: ignore[arg-type]  # words that are translated late
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=STAMP),
        input_formats=[STAMP],
    )


def needed_why_field(label: object) -> forms.ChoiceField:
    """Why then."""
    return forms.ChoiceField(
        label=label,  # type: ignore[arg-type]  # words that are translated late
        choices=[("", "—"), *NEEDED_WHY.items()],
        required=False,
    )


class DaysField(forms.ChoiceField):
    """For how long she agrees; nothing sent is as long as usual."""

    def __init__(self) -> None:
        super().__init__(
            label=pgettext_lazy("consent", "For how long?"),
            choices=lambda: [
                (str(days), ngettext("%(days)d day", "%(days)d days", days) % {"days": days})
                for days in DAYS_OFFERED
            ],
            initial=str(DEFAULT_DAYS),
            required=False,
        )

    def clean(self, value: str | None) -> str:
        """The number of days, as one of the choices."""
        chosen: str = super().clean(value or str(DEFAULT_DAYS))
        return chosen


class YesForm(forms.Form):
    """The answer to what was read out, and what of it she lets go.

    ``may_leave_out``: by group, what would go to this recipient, in the words that are read out.
    """

    form = forms.ChoiceField(
        label=pgettext_lazy("consent", "How was consent given?"), widget=forms.RadioSelect
    )
    said_yes = forms.BooleanField(
        label=pgettext_lazy(
            "consent", "I read this out in a language the person understands, and they said yes"
        )
    )
    days = DaysField()
    digest = forms.CharField(widget=forms.HiddenInput, max_length=64)

    def __init__(
        self,
        *args: Any,  # noqa: ANN401 -- Django's own
        without_adult: bool,
        may_leave_out: Mapping[FieldGroup, Sequence[str]] = NO_WORDS,
        **kwargs: Any,  # noqa: ANN401 -- Django's own
    ) -> None:
        super().__init__(*args, **kwargs)
        self.may_leave_out = may_leave_out
        for group in GROUPS[1:]:
            if group in may_leave_out:
                self.fields[box_of(group)] = forms.BooleanField(
                    label=LEFT_OUT[group],  # type: ignore[arg-type]  # translated late
                    required=False,
                    initial=group in USUAL,
                )
        codes = [ConsentForm.ASSENT] if without_adult else [ConsentForm.ORAL, ConsentForm.WRITTEN]
        self.fields["form"].choices = [  # type: ignore[attr-defined]  # a choice field
            (code.value, CONSENT_FORMS[code]) for code in codes
        ]
        self.fields["form"].initial = codes[0].value

    def tell_of_other_text(self, *, is_hers: bool) -> None:
        """Her yes was to another text; that it must be marked anew is said once."""
        self.errors.pop("said_yes", None)
        self.add_error(None, str(BOXES_CHANGED if is_hers else TEXT_CHANGED))

    @property
    def boxes(self) -> list[tuple[forms.BoundField, Sequence[str]]]:
        """The box of each group that goes unless she leaves it out, with what it lets go."""
        return self._boxes(USUAL)

    @property
    def more_boxes(self) -> list[tuple[forms.BoundField, Sequence[str]]]:
        """The box of each group that stays unless she lets it go, with what it lets go."""
        return self._boxes(MORE)

    def _boxes(
        self, groups: Collection[FieldGroup]
    ) -> list[tuple[forms.BoundField, Sequence[str]]]:
        return [
            (self[box_of(group)], words)
            for group, words in self.may_leave_out.items()
            if group in groups and box_of(group) in self.fields
        ]

    @property
    def always(self) -> Sequence[str]:
        """What goes in any case: without it nobody can answer."""
        return self.may_leave_out.get(FieldGroup.NEEDS, ())


def answered(
    make: Callable[[QueryDict | None], F],
    request: HttpRequest,
    *,
    digest: str,
    read: Callable[..., ConsentText],
) -> tuple[F, bool]:
    """The form as it was sent, and whether it is whole and answers this very text."""
    sent = str(request.POST.get("digest", ""))
    if sent == digest:
        form = make(request.POST)
        return form, form.is_valid()
    form = make(read_again(request.POST, digest=digest))
    boxes = [group for group in form.may_leave_out if group != FieldGroup.NEEDS]
    form.tell_of_other_text(is_hers=is_of_other_boxes(sent, boxes=boxes, read=read))
    return form, False


class NeededByForm(forms.Form):
    """A form that asks ``needed_by`` at an instant."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.at = at

    def clean_needed_by(self) -> datetime | None:
        """A limit that an answer can still keep."""
        needed_by: datetime | None = self.cleaned_data["needed_by"]
        if needed_by is None:
            return None
        if needed_by <= self.at:
            raise forms.ValidationError(_("This has already passed."))
        if needed_by > self.at + LONGEST_AHEAD:
            raise forms.ValidationError(_("This lies too far ahead."))
        return needed_by
