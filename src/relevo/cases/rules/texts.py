"""The text that is read out before a consent, and its digest.

Texts are data (``consent_texts/VERSION.json``), one file a version; an old version stays as long as
a consent names it. A changed text is a new version.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from relevo.cases.enums import FactField
from relevo.cases.rules.clocks import LOCAL

FOLDER = Path(__file__).parents[1] / "consent_texts"
CURRENT_VERSION = "2026-12"


@dataclass(frozen=True, slots=True)
class ConsentText:
    """What is read out: paragraphs, what goes, what does not; and what is kept of it."""

    version: str
    language: str
    paragraphs: tuple[str, ...]
    goes: tuple[str, ...]
    stays: tuple[str, ...]
    digest: str


@lru_cache(maxsize=8)
def _version(version: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{version}.json").read_text(encoding="utf-8"))
    return content


@dataclass(frozen=True, slots=True)
class Source:
    """A text before it is filled in: paragraphs, and the words of every field."""

    version: str
    paragraphs: tuple[str, ...]
    words: Mapping[str, str]


def languages() -> frozenset[str]:
    """The languages in which the committed text exists."""
    return frozenset(_version(CURRENT_VERSION))


def committed(language: str, *, version: str = CURRENT_VERSION) -> Source:
    """The text as it is committed."""
    texts = _version(version)[language]
    return Source(version, tuple(texts["paragraphs"]), texts["fields"])


def consent_text(
    *,
    language: str,
    recipient: str,
    service: str,
    fields: Collection[FactField],
    needs: Sequence[str],
    expires_at: datetime,
    source: Source | None = None,
) -> ConsentText:
    """The text for one sending: named recipient and needs, plain words for each field, an end.

    ``needs``: by name; just these go, and the digest is over them too.
    ``source``: a version that was added on this instance; without it the committed one.
    """
    source = source or committed(language)
    version = source.version
    named = {
        "recipient": recipient,
        "service": service,
        "until": expires_at.astimezone(LOCAL).strftime("%d/%m/%Y"),
    }
    paragraphs = tuple(paragraph.format(**named) for paragraph in source.paragraphs)
    words = dict(source.words)
    words[FactField.NEEDS] += f": {', '.join(needs)}"
    goes = tuple(words[field] for field in FactField if field in fields)
    stays = tuple(words[field] for field in FactField if field not in fields)
    read_out = json.dumps([version, language, paragraphs, goes, stays], ensure_ascii=False)
    return ConsentText(
        version=version,
        language=language,
        paragraphs=paragraphs,
        goes=goes,
        stays=stays,
        digest=hashlib.sha256(read_out.encode()).hexdigest(),
    )
