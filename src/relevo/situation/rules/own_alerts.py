"""An alert of our own as it is written: what it must say before a second person reads it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import UUID

from relevo.formats.cap.message import CATEGORIES, CERTAINTIES, RESPONSES, SEVERITIES, URGENCIES
from relevo.plumbing.traces import wounding_word

LONGEST_EVENT = 80
LONGEST_HEADLINE = 160
LONGEST_TEXT = 1500
LONGEST_CONTACT = 200
LONGEST_REASON = 300
LONGEST_HOLD = timedelta(days=7)
"""What lasts longer is renewed: somebody looks again."""

LANGUAGES = ("es", "en")
_UNWRITABLE = frozenset(map(chr, range(32))) - frozenset("\n\r\t")
_TOO_HIGH = ("\ufffe", "\uffff")


@dataclass(frozen=True, slots=True)
class Wording:
    """What the alert says in one language."""

    event: str
    headline: str
    description: str
    instruction: str


@dataclass(frozen=True, slots=True)
class AlertDraft:
    """All that its author decides. ``onset_at``: when it begins to be felt; empty: at once."""

    categories: tuple[str, ...]
    responses: tuple[str, ...]
    urgency: str
    severity: str
    certainty: str
    onset_at: datetime | None
    expires_at: datetime
    es: Wording
    en: Wording
    area_ids: tuple[UUID, ...]
    contact: str = ""
    is_exercise: bool = False


def tidy(text: str) -> str:
    """The text with one kind of line end, without spaces around it."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def tidied(draft: AlertDraft) -> AlertDraft:
    """The draft with tidy texts and whole seconds, as it is kept."""
    return replace(
        draft,
        onset_at=None if draft.onset_at is None else draft.onset_at.replace(microsecond=0),
        expires_at=draft.expires_at.replace(microsecond=0),
        es=_tidied(draft.es),
        en=_tidied(draft.en),
        contact=tidy(draft.contact),
    )


def _tidied(wording: Wording) -> Wording:
    return Wording(
        event=tidy(wording.event),
        headline=tidy(wording.headline),
        description=tidy(wording.description),
        instruction=tidy(wording.instruction),
    )


def problems(draft: AlertDraft, *, at: datetime) -> Iterator[tuple[str, str]]:
    """Pairs of field and problem, in the order of the form."""
    yield from _words(draft)
    for language, wording in (("es", draft.es), ("en", draft.en)):
        yield from _wording(wording, language)
    if len(draft.contact) > LONGEST_CONTACT:
        yield ("contact", "too_long")
    if not draft.area_ids:
        yield ("areas", "missing")
    yield from _times(draft, at)


def _words(draft: AlertDraft) -> Iterator[tuple[str, str]]:
    checks = (
        ("categories", draft.categories, CATEGORIES),
        ("responses", draft.responses, RESPONSES),
        ("urgency", (draft.urgency,), URGENCIES),
        ("severity", (draft.severity,), SEVERITIES),
        ("certainty", (draft.certainty,), CERTAINTIES),
    )
    for field, words, accepted in checks:
        if not set(words) <= set(accepted):
            yield (field, "unknown")
    if not draft.categories:
        yield ("categories", "missing")


def _wording(wording: Wording, language: str) -> Iterator[tuple[str, str]]:
    for name, longest in (
        ("event", LONGEST_EVENT),
        ("headline", LONGEST_HEADLINE),
        ("description", LONGEST_TEXT),
        ("instruction", LONGEST_TEXT),
    ):
        yield from text_problems(getattr(wording, name), f"{name}_{language}", longest)


def text_problems(text: str, field: str, longest: int) -> Iterator[tuple[str, str]]:
    """What is wrong with one text that has to be told."""
    if not text:
        yield (field, "missing")
    if len(text) > longest:
        yield (field, "too_long")
    if set(text) & _UNWRITABLE or any(mark in text for mark in _TOO_HIGH):
        yield (field, "character")
    if wounding_word(text):
        yield (field, "wounding_word")


def _times(draft: AlertDraft, at: datetime) -> Iterator[tuple[str, str]]:
    if draft.expires_at <= at:
        yield ("expires_at", "past")
    elif draft.expires_at > at + LONGEST_HOLD:
        yield ("expires_at", "too_far")
    if draft.onset_at is not None and draft.onset_at >= draft.expires_at:
        yield ("expires_at", "before_onset")
