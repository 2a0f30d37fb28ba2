"""Forms of the loop: telephone, slip, next addresses, groups, outcome."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from relevo.cases.rules.views import ConsentRow, ReferralRow
from relevo.kernel.ids import group_code
from relevo.web.desk.loop.agreeing import AgreedForm
from relevo.web.desk.loop.asking import NeededByForm, needed_by_field, needed_why_field
from relevo.web.desk.names import local
from relevo.web.loop_phrases import OUTCOMES, PHONE_TOLD
from relevo.web.phrases import DECLINE_CODES
from relevo.web.service_choice import ServiceForm, service_field


class PhoneForm(ServiceForm):
    """What somebody of the recipient said, with a no also a better address if they named one."""

    told = forms.ChoiceField(
        label=pgettext_lazy("telephone", "What did they say?"), widget=forms.RadioSelect
    )
    decline_code = forms.ChoiceField(
        label=pgettext_lazy("telephone", "If they decline: why?"),
        choices=[("", pgettext_lazy("telephone", "They do not decline")), *DECLINE_CODES.items()],
        required=False,
    )
    service = service_field(
        pgettext_lazy("telephone", "If they decline: a better address, if they named one"),
        required=False,
    )
    role = forms.CharField(
        label=pgettext_lazy("telephone", "Who answered? The role, no name"), max_length=80
    )
    slip_code = forms.CharField(
        label=pgettext_lazy("telephone", "Code of the slip, if they read it out"),
        max_length=20,
        required=False,
    )

    def __init__(self, *args: Any, tellable: Iterable[str], **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.fields["told"].choices = [(told, PHONE_TOLD[told]) for told in tellable]  # type: ignore[attr-defined]  # a choice field


class SlipForm(forms.Form):
    """Somebody came with a paper."""

    code = forms.CharField(label=_("Code of the slip"), max_length=20)


class NextForm(ServiceForm):
    """A next address out of the consents that the person has given, or another service."""

    consent = forms.ChoiceField(
        label=pgettext_lazy("next address", "The person agreed to"), required=False
    )
    service = service_field(pgettext_lazy("next address", "Or ask for another one"), required=False)

    def __init__(self, *args: Any, given: Iterable[ConsentRow], **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.fields["consent"].choices = [  # type: ignore[attr-defined]  # a choice field
            ("", "—"),
            *((str(row.consent_id), local(row.service)) for row in given),
        ]


class SaidYesForm(AgreedForm):
    """The answer to what was read out; nothing is sent with it."""


class GroupForm(ServiceForm, NeededByForm):
    """Several cases of one's team for one service.

    ``rows``: each with the words by which the team knows it, beside its code.
    """

    cases = forms.MultipleChoiceField(
        label=pgettext_lazy("group", "Cases"), widget=forms.CheckboxSelectMultiple
    )
    needed_by = needed_by_field(pgettext_lazy("group", "Needed by, if there is a limit"))
    needed_why = needed_why_field(pgettext_lazy("group", "Why then?"))

    def __init__(self, *args: Any, rows: Mapping[UUID, str], **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.fields["cases"].choices = [  # type: ignore[attr-defined]  # a choice field
            (str(case_id), told) for case_id, told in rows.items()
        ]

    def case_ids(self) -> list[UUID]:
        """The chosen cases."""
        return [UUID(text) for text in self.cleaned_data["cases"]]

    def needed(self) -> tuple[datetime | None, str]:
        """By when, and why."""
        return self.cleaned_data["needed_by"], self.cleaned_data["needed_why"]

    def choice(self) -> str:
        """All of it as the end of an address."""
        return group_choice(cast("QueryDict", self.data), key=self.cleaned_data["service"])


def group_choice(sent: QueryDict, *, key: str) -> str:
    """Which cases, for which service, by when, as the end of an address, and nothing else."""
    kept = QueryDict(mutable=True)
    kept["service"] = key
    for name in ("cases", "needed_by", "needed_why"):
        if told := [value for value in sent.getlist(name) if value]:
            kept.setlist(name, told)
    return kept.urlencode()


class GroupAnswerForm(forms.Form):
    """An answer to each referral of a group; who is not answered stays as it is."""

    def __init__(self, *args: Any, rows: Iterable[ReferralRow], **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        choices = [
            ("", pgettext_lazy("group", "Not yet")),
            ("accepted", pgettext_lazy("group", "Accept")),
            *(
                (code, pgettext_lazy("group", "Decline: %(why)s") % {"why": words})
                for code, words in DECLINE_CODES.items()
            ),
        ]
        for row in rows:
            self.fields[f"answer-{row.referral_id}"] = forms.ChoiceField(
                label=group_code(row.code), choices=choices, required=False
            )

    def answers(self) -> dict[UUID, str]:
        """What was answered, by referral."""
        return {
            UUID(name.removeprefix("answer-")): answer
            for name, answer in self.cleaned_data.items()
            if answer
        }


class OutcomeForm(forms.Form):
    """What came of it; nothing of the content of the service."""

    outcome = forms.ChoiceField(
        label=pgettext_lazy("outcome", "What came of it?"),
        choices=list(OUTCOMES.items()),
        widget=forms.RadioSelect,
    )
