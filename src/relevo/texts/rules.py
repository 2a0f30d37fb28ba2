"""What a text and a recording must be. Pure: bytes and words in, a refusal out."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import cast

from relevo.kernel.refusals import raise_first
from relevo.texts.enums import Medium, TextKind
from relevo.texts.errors import TextRefused

SLOTS: tuple[str, ...] = ("es", "en", "kek", "caa", "cab", "miq", "ht", "fr", "pt")
"""Languages with a place of their own, filled or empty. Nothing is ever translated by a machine."""

ASKING: frozenset[str] = frozenset({TextKind.CONSENT.value, TextKind.OWN_RECORD.value})
"""Texts by which somebody is asked: they name every field in words."""

PLACES: dict[str, frozenset[str]] = {
    **dict.fromkeys(ASKING, frozenset({"recipient", "service", "until"})),
    TextKind.RECEIPT.value: frozenset(),
    TextKind.COMPLAINT.value: frozenset(),
}
"""What stands in braces and is filled in when a text is read out: each once, and nothing else."""

MOST_PARAGRAPHS, LONGEST_PARAGRAPH, LONGEST_NAME = 20, 1200, 120
LARGEST_RECORDING = 4_000_000
_BRACED = re.compile(r"\{([^{}]*)\}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_OPUS_WITHIN = 128
_SYNC, _SYNC_MASK, _SYNC_LAYER_3 = 0xFF, 0xE6, 0xE2
"""A frame of MPEG audio begins with eleven set bits and says that it is of layer III."""


def check_text(
    *,
    kind: str,
    language: str,
    paragraphs: Sequence[str],
    words: Mapping[str, str],
    wanted_words: Sequence[str],
    translator: str,
    reviewer: str,
    reviewed_on: date,
    today: date,
) -> None:
    """TextRefused with the first part that makes it no text.

    ``wanted_words``: for a consent, the fields of which each needs its words in that language.
    """
    braced = sorted(name for text in paragraphs for name in _BRACED.findall(text))
    loose = any(brace in _BRACED.sub("", text) for text in paragraphs for brace in "{}")
    refusals = (
        (kind not in TextKind.values, "kind", "unknown"),
        (not _LANGUAGE.fullmatch(language), "language", "unknown"),
        (not paragraphs, "paragraphs", "missing"),
        (len(paragraphs) > MOST_PARAGRAPHS, "paragraphs", "too_many"),
        (any(not 0 < len(text) <= LONGEST_PARAGRAPH for text in paragraphs), "paragraphs", "long"),
        (loose or braced != sorted(PLACES.get(kind, ())), "paragraphs", "places"),
        (sorted(words) != sorted(wanted_words), "words", "missing"),
        (any(not 0 < len(text) <= LONGEST_PARAGRAPH for text in words.values()), "words", "long"),
        *_people(("translator", translator), ("reviewer", reviewer)),
        (translator.strip() == reviewer.strip(), "reviewer", "the_same"),
        (reviewed_on > today, "reviewed_on", "ahead"),
    )
    raise_first(refusals, TextRefused)


def medium_of(content: bytes) -> Medium | None:
    """What a recording is by its first bytes, whatever it is called; None: nothing we play."""
    if content[:4] == b"OggS" and b"OpusHead" in content[:_OPUS_WITHIN]:
        return Medium.OGG
    if content[:4] == b"RIFF" and content[8:12] == b"WAVE":
        return Medium.WAV
    is_frame = len(content) > 1 and content[0] == _SYNC and content[1] & _SYNC_MASK == _SYNC_LAYER_3
    return Medium.MP3 if content[:3] == b"ID3" or is_frame else None


def check_recording(
    content: bytes, *, speaker: str, reviewer: str, recorded_on: date, today: date
) -> Medium:
    """What it is; TextRefused when it is not a recording with who speaks and who checked it."""
    medium = medium_of(content)
    refusals = (
        (len(content) > LARGEST_RECORDING, "content", "too_large"),
        (medium is None, "content", "not_a_recording"),
        *_people(("speaker", speaker), ("reviewer", reviewer)),
        (recorded_on > today, "recorded_on", "ahead"),
    )
    raise_first(refusals, TextRefused)
    return cast("Medium", medium)


def _people(*named: tuple[str, str]) -> list[tuple[bool, str, str]]:
    return [(not 0 < len(name.strip()) <= LONGEST_NAME, field, "missing") for field, name in named]
