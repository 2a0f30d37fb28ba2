"""What an institution answers behind its link: three buttons, and a short form for what changed."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from relevo.directory.enums import EntryField, ServiceStatus, Visibility
from relevo.directory.errors import ChangeRefused
from relevo.directory.rules import LONGEST, LONGEST_REASON, check_change
from relevo.networks.actions.rounds import EntryChange
from relevo.networks.enums import EntryAnswer
from relevo.networks.queries.rounds import DIGEST_LETTERS, ShownEntry
from relevo.web.care_phrases import ENTRY_ANSWERS

MOST_FILLED = 40
"""Of more entries than this the rest is told by telephone: a form has its limits."""

PHONE_HELP = _("Digits, spaces and + only. Several numbers with a comma between.")


class AnswerForm(forms.Form):
    """One of three answers; for *something changed*, what is different of which entry."""

    answer = forms.ChoiceField(
        label=_("Your answer"),
        choices=list(ENTRY_ANSWERS.items()),
        error_messages={"required": _("Choose one of the three buttons.")},
    )
    seen = forms.CharField(
        label=_("The entries as they were shown"), max_length=DIGEST_LETTERS, min_length=4
    )

    def __init__(self, data: QueryDict | None = None, *, entries: tuple[ShownEntry, ...]) -> None:
        super().__init__(data)
        self.entries = entries[:MOST_FILLED]
        for number, entry in enumerate(self.entries):
            self._ask(number, entry)

    def _ask(self, number: int, entry: ShownEntry) -> None:
        self.fields[f"phone_{number}"] = forms.CharField(
            label=pgettext_lazy("entry", "The new telephone"),
            max_length=LONGEST[EntryField.PHONE],
            required=False,
            help_text=PHONE_HELP,
            widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
        )
        if not entry.is_restricted:
            self.fields[f"hours_{number}"] = forms.CharField(
                label=pgettext_lazy("entry", "The new opening hours"),
                max_length=LONGEST[EntryField.HOURS],
                required=False,
                help_text=_("As you would say it: Monday to Friday, 8 to 4."),
            )
            self.fields[f"other_{number}"] = forms.CharField(
                label=pgettext_lazy("entry", "What else changed?"),
                max_length=LONGEST_REASON,
                required=False,
                help_text=_("No names of private persons, please."),
                widget=forms.Textarea(attrs={"rows": 3}),
            )
        self.fields[f"closed_{number}"] = forms.BooleanField(
            label=pgettext_lazy("entry", "It does not work any more"), required=False
        )

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if told.get("answer") != EntryAnswer.CHANGED:
            return told
        for number, entry in enumerate(self.entries):
            visibility = Visibility.RESTRICTED if entry.is_restricted else Visibility.PUBLIC
            for field, text in self._changes(number).items():
                try:
                    check_change(field, text, visibility=visibility)
                except ChangeRefused:
                    self.add_error(
                        f"{field}_{number}", gettext("Write a telephone number that can be dialed.")
                    )
        if not self.errors and not self.changes():
            self.add_error(None, gettext("Write what changed: one field is enough."))
        return told

    def _changes(self, number: int) -> dict[str, str]:
        told = {
            EntryField.PHONE: self.cleaned_data.get(f"phone_{number}", ""),
            EntryField.HOURS: self.cleaned_data.get(f"hours_{number}", ""),
        }
        changes = {field.value: text for field, text in told.items() if text}
        if self.cleaned_data.get(f"closed_{number}"):
            changes[EntryField.STATUS] = ServiceStatus.CLOSED
        return changes

    def changes(self) -> list[EntryChange]:
        """What is different, entry by entry; entries with nothing told are left out."""
        found = []
        for number, entry in enumerate(self.entries):
            changes = self._changes(number)
            reason = self.cleaned_data.get(f"other_{number}", "")
            if changes or reason:
                found.append(EntryChange(UUID(str(entry.service_id)), changes, reason))
        return found

    def asked(self) -> list[tuple[ShownEntry, list[forms.BoundField]]]:
        """Entries with their fields, in the order of the page."""
        names = ("phone", "hours", "other", "closed")
        return [
            (entry, [self[f"{n}_{number}"] for n in names if f"{n}_{number}" in self.fields])
            for number, entry in enumerate(self.entries)
        ]
