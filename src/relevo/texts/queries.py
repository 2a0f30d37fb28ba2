"""Reads of texts: the newest version in a language, its recording, which slots are empty."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from relevo.texts.models import Recording, TextVersion


@dataclass(frozen=True, slots=True)
class StoredText:
    """A text that was added here, as plain values."""

    version: str
    language: str
    paragraphs: tuple[str, ...]
    words: Mapping[str, str]
    translator: str
    reviewer: str
    reviewed_on: date


@dataclass(frozen=True, slots=True)
class Voice:
    """A recording, without its sound."""

    recording_id: UUID
    medium: str
    speaker: str
    reviewer: str
    recorded_on: date


def version_name(language: str, number: int) -> str:
    """The name under which a consent keeps what was read out."""
    return f"{language}-{number}"


def current_text(kind: str, *, language: str) -> StoredText | None:
    """The newest version that was added here in a language; None: only the committed one, if any.

    The kind and the language say which; what they are called is not looked up anywhere else.
    """
    row = TextVersion.objects.filter(kind=kind, language=language).order_by("-number").first()
    if row is None:
        return None
    return StoredText(
        version=version_name(row.language, row.number),
        language=row.language,
        paragraphs=tuple(row.paragraphs),
        words=dict(row.words),
        translator=row.translator,
        reviewer=row.reviewer,
        reviewed_on=row.reviewed_on,
    )


def languages_of(kind: str) -> frozenset[str]:
    """The languages in which somebody added a text."""
    rows = TextVersion.objects.filter(kind=kind).order_by("language")
    return frozenset(rows.values_list("language", flat=True))


def voice_of(kind: str, *, language: str, version: str) -> Voice | None:
    """The newest recording of just this version."""
    row = (
        Recording.objects.filter(kind=kind, language=language, version=version)
        .defer("content")
        .order_by("-added_at", "id")
        .first()
    )
    if row is None:
        return None
    return Voice(row.pk, row.medium, row.speaker, row.reviewer, row.recorded_on)


def sound_of(recording_id: UUID) -> tuple[str, bytes] | None:
    """What is played: its type, and the bytes as they came."""
    row = Recording.objects.filter(pk=recording_id).first()
    return None if row is None else (row.medium, bytes(row.content))
