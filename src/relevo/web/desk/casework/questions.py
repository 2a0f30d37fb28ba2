"""The few questions that the route of a profile needs: an optional second step of the intake."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from relevo.cases import access
from relevo.cases.enums import PromptKind
from relevo.cases.errors import CaseClosed
from relevo.cases.rules.asking import EVERYBODY, prompts_for
from relevo.cases.rules.clocks import LOCAL
from relevo.cases.rules.facts import CaseFacts, digest_of
from relevo.cases.rules.prompts import FIRST_YEAR, LAST_YEAR, LONGEST_ANSWER, Prompt
from relevo.plumbing import clock
from relevo.web.casework_phrases import ASKED_OF, PROMPT_PROFILES
from relevo.web.desk.casework import told
from relevo.web.desk.casework.context import case_page, here, told_closed
from relevo.web.desk.casework.known import keep_part
from relevo.web.desk.casework.known_forms import NOTHING, Sent, seen_field
from relevo.web.desk.http import DeskRequest

MOMENT = "%Y-%m-%dT%H:%M"


class QuestionsForm(forms.Form):
    """A field for each question; every one may stay without an answer."""

    seen = seen_field()

    def __init__(self, data: Sent = None, *, known: CaseFacts, at: datetime) -> None:
        self.known, self.at = known, at
        self.asked = {prompt.key: prompt for prompt in prompts_for(known)}
        initial: dict[str, Any] = {"seen": digest_of(known, ["answers"], urgency="")}
        for key, prompt in self.asked.items():
            answer = known.answers.get(key, "")
            when = prompt.moment_of(answer)
            initial[key] = when.astimezone(LOCAL) if isinstance(when, datetime) else when or answer
        super().__init__(data, initial=initial)
        for key, prompt in self.asked.items():
            self.fields[key] = _field_of(prompt)

    @property
    def sections(self) -> Iterator[tuple[str, list[tuple[forms.BoundField, str]], bool]]:
        """The questions of each profile with whom to ask; the last is folded, for everybody."""
        profiles = dict.fromkeys(prompt.profile for prompt in self.asked.values())
        for profile in [*(p for p in profiles if p != EVERYBODY), EVERYBODY]:
            fields = [
                (self[key], str(ASKED_OF[prompt.asked_of]))
                for key, prompt in self.asked.items()
                if prompt.profile == profile
            ]
            yield str(PROMPT_PROFILES[profile]), fields, profile == EVERYBODY

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        for key in self.asked:
            given = cleaned.get(key)
            if isinstance(given, date) and not FIRST_YEAR <= given.year <= LAST_YEAR:
                self.add_error(key, _("This day cannot be right."))
            elif isinstance(given, datetime) and given > self.at:
                self.add_error(key, _("This is still to come."))
        return cleaned

    def answers(self) -> dict[str, str]:
        """The answers of this page, and those to questions that are not asked any more."""
        kept = {key: told for key, told in self.known.answers.items() if key not in self.asked}
        given = {key: self.cleaned_data[key] for key in self.asked}
        told = {
            key: answer.isoformat() if isinstance(answer, date) else answer
            for key, answer in given.items()
            if answer
        }
        return kept | told


def _field_of(prompt: Prompt) -> forms.Field:
    told: dict[str, Any] = {
        "label": here(prompt.words),
        "help_text": here(prompt.why),
        "required": False,
    }
    if prompt.kind == PromptKind.CHOICE:
        choices = [NOTHING, *((code, here(words)) for code, words in prompt.choices.items())]
        return forms.ChoiceField(choices=choices, **told)
    if prompt.kind == PromptKind.DAY:
        by_day = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=by_day, input_formats=["%Y-%m-%d"], **told)
    if prompt.kind == PromptKind.MOMENT:
        by_minute = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MOMENT)
        return forms.DateTimeField(widget=by_minute, input_formats=[MOMENT], **told)
    return forms.CharField(
        max_length=LONGEST_ANSWER, widget=forms.Textarea(attrs={"rows": 2}), **told
    )


@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: DeskRequest, case_id: UUID) -> HttpResponse:
    """Ask only what the profiles of the case need, and say why."""
    at = clock.now()
    case, known, _urgency = access.read_facts(request.actor, case_id=case_id, at=at)
    form = QuestionsForm(request.POST if request.method == "POST" else None, known=known, at=at)
    if request.method == "POST" and form.is_valid():
        changes = {"answers": form.answers()}
        try:
            is_kept = keep_part(form, case_id=case_id, changes=changes, by=request.actor, at=at)
        except CaseClosed:
            return told_closed(request, case_id, back="desk:case-known")
        if is_kept:
            messages.success(request, gettext("The answers are kept with the case."))
            return redirect("desk:case", case_id=case_id)
    found = access.needed_by_of(request.actor, case_id=case_id, at=at)
    context = {"form": form, "needed_by": told.needed(found)}
    return case_page(request, "case_questions", case, context)
