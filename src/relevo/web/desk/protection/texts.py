"""Texts in the languages of the people: which there are, a new one, how somebody says it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from relevo.cases.enums import FactField
from relevo.cases.rules import texts as committed
from relevo.plumbing import clock
from relevo.texts import actions, queries
from relevo.texts.enums import TextKind
from relevo.texts.errors import TextRefused
from relevo.texts.rules import ASKING, LONGEST_NAME, LONGEST_PARAGRAPH, MOST_PARAGRAPHS, SLOTS
from relevo.web.consent_phrases import TEXT_KINDS, TEXT_REFUSALS
from relevo.web.days import DayField
from relevo.web.desk.http import DeskRequest
from relevo.web.phrases import PACKET_FIELDS, SPOKEN_LANGUAGES


def _reviewer() -> forms.CharField:
    return forms.CharField(label=pgettext_lazy("text", "Who checked it"), max_length=LONGEST_NAME)


def _day() -> DayField:
    return DayField(label=pgettext_lazy("text", "Day"))


class TextForm(forms.Form):
    """Paragraphs, and for a consent the words of every field in that language."""

    paragraphs = forms.CharField(
        label=pgettext_lazy("text", "Text, a paragraph a line"),
        max_length=MOST_PARAGRAPHS * LONGEST_PARAGRAPH,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    translator = forms.CharField(
        label=pgettext_lazy("text", "Who translated or wrote it"), max_length=LONGEST_NAME
    )
    reviewer = _reviewer()
    on = _day()

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:  # noqa: ANN401 -- Django's own
        super().__init__(*args, **kwargs)
        self.kind = kind
        for field in FactField if kind in ASKING else ():
            self.fields[f"word_{field}"] = forms.CharField(
                label=str(PACKET_FIELDS[field]), max_length=LONGEST_NAME
            )

    def told(self) -> dict[str, Any]:
        """What the action takes of it."""
        data = self.cleaned_data
        lines = [line.strip() for line in data["paragraphs"].splitlines()]
        return {
            "paragraphs": [line for line in lines if line],
            "words": {
                name.removeprefix("word_"): text
                for name, text in data.items()
                if name.startswith("word_")
            },
            "translator": data["translator"],
            "reviewer": data["reviewer"],
            "reviewed_on": data["on"],
        }


class RecordingForm(forms.Form):
    """The sound, and who speaks."""

    content = forms.FileField(
        label=pgettext_lazy("text", "Recording (Ogg/Opus, MP3 or WAV)"), max_length=LONGEST_NAME
    )
    speaker = forms.CharField(label=pgettext_lazy("text", "Who speaks"), max_length=LONGEST_NAME)
    reviewer = _reviewer()
    on = _day()


@require_safe
def text_list(request: DeskRequest) -> HttpResponse:
    """Every kind in every language that has a place, filled or empty."""
    kinds = [
        {
            "code": kind.value,
            "name": TEXT_KINDS[kind],
            "slots": [_slot(kind, language) for language in SLOTS],
        }
        for kind in TextKind
    ]
    return render(
        request,
        "desk/texts.html",
        {"kinds": kinds, "may_write": actions.may_write(request.actor), "section": "cases"},
    )


def _slot(kind: TextKind, language: str) -> dict[str, object]:
    text, version = _current(kind, language)
    voice = queries.voice_of(kind, language=language, version=version) if version else None
    return {
        "language": language,
        "name": SPOKEN_LANGUAGES[language],
        "text": text,
        "version": version,
        "voice": voice,
    }


def _current(kind: str, language: str) -> tuple[queries.StoredText | None, str]:
    """The text that was added here, if any, and the version that is in use."""
    text = queries.current_text(kind, language=language)
    if text is not None:
        return text, text.version
    is_committed = kind in ASKING and language in committed.languages()
    return None, committed.CURRENT_VERSION if is_committed else ""


def _place(request: DeskRequest, kind: str, language: str) -> dict[str, object]:
    """What a page is for; who may not write, or an unknown place: a page that does not exist."""
    if not actions.may_write(request.actor) or kind not in TextKind.values:
        raise Http404
    if language not in SLOTS:
        raise Http404
    names: dict[str, str | Promise] = {"language_name": SPOKEN_LANGUAGES[language]}
    return {**names, "kind_name": TEXT_KINDS[kind], "section": "cases"}


@require_http_methods(["GET", "HEAD", "POST"])
def new_text(request: DeskRequest, kind: str, language: str) -> HttpResponse:
    """The next version in a language."""
    context = _place(request, kind, language)
    form = TextForm(request.POST if request.method == "POST" else None, kind=kind)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_text(
                kind=kind,
                language=language,
                **form.told(),
                wanted_words=[field.value for field in FactField],
                by=request.actor,
                at=clock.now(),
            )
        except TextRefused as refusal:
            field = {"reviewed_on": "on"}.get(refusal.field, refusal.field)
            form.add_error(
                field if field in form.fields else None, str(TEXT_REFUSALS[refusal.problem])
            )
        else:
            messages.success(request, gettext("The text is added and is read out from now on."))
            return redirect("desk:texts")
    return render(
        request,
        "desk/text_new.html",
        {**context, "form": form},
        status=422 if form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
def new_recording(request: DeskRequest, kind: str, language: str) -> HttpResponse:
    """How somebody says the version that is in use."""
    context = _place(request, kind, language)
    _text, version = _current(kind, language)
    if not version:
        raise Http404
    is_sent = request.method == "POST"
    form = RecordingForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if is_sent and form.is_valid():
        told = form.cleaned_data
        try:
            actions.add_recording(
                kind=kind,
                language=language,
                version=version,
                content=told["content"].read(),
                speaker=told["speaker"],
                reviewer=told["reviewer"],
                recorded_on=told["on"],
                by=request.actor,
                at=clock.now(),
            )
        except TextRefused as refusal:
            field = {"recorded_on": "on"}.get(refusal.field, refusal.field)
            form.add_error(field, str(TEXT_REFUSALS[refusal.problem]))
        else:
            messages.success(request, gettext("The recording is added."))
            return redirect("desk:texts")
    return render(
        request,
        "desk/text_record.html",
        {**context, "form": form, "version": version},
        status=422 if form.errors else 200,
    )


@require_safe
def sound(_request: DeskRequest, recording_id: UUID) -> HttpResponse:
    """A recording as it came, from here and nowhere else."""
    found = queries.sound_of(recording_id)
    if found is None:
        raise Http404
    medium, content = found
    response = HttpResponse(content, content_type=medium)
    response["Cache-Control"] = "private, max-age=3600"
    response["X-Content-Type-Options"] = "nosniff"
    return response
