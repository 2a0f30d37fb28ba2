"""The text that is read out before a consent, and its digest.

Texts are data (``consent_texts/VERSION.json``), one file a version; an old version stays as long as
a consent names it. A changed text is a new version. Since 2027-01 there is a text for each purpose,
and its digest is over the purpose too.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from relevo.cases.enums import FactField, Purpose
from relevo.cases.rules.clocks import LOCAL
from relevo.texts.enums import TextKind

FOLDER = Path(__file__).parents[1] / "consent_texts"
CURRENT_VERSION = "2027-01"


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
    """A text before it is filled in: paragraphs, and the words of every field.

    ``purpose``: for what it was written; empty: it is of a time when that was not told apart.
    """

    version: str
    paragraphs: tuple[str, ...]
    words: Mapping[str, str]
    purpose: str = ""


def kind_for(purpose: str) -> TextKind:
    """Which of the texts that are added on an instance is read out for a purpose."""
    return TextKind.OWN_RECORD if purpose == Purpose.OWN_RECORD else TextKind.CONSENT


def languages() -> frozenset[str]:
    """The languages in which the committed text exists."""
    return frozenset(_version(CURRENT_VERSION))


def committed(
    language: str, *, purpose: str = Purpose.REFERRAL, version: str = CURRENT_VERSION
) -> Source:
    """The text as it is committed."""
    texts = _version(version)[language]
    paragraphs, words = texts["paragraphs"], texts["fields"]
    if isinstance(paragraphs, list):
        return Source(version, tuple(paragraphs), words)
    return Source(version, tuple(paragraphs[purpose]), words, purpose)


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
    ``source``: for another purpose, or a version that was added on this instance; without it the
    committed one of a referral.
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
    told = [version, language, paragraphs, goes, stays]
    if source.purpose:
        told.append(source.purpose)
    read_out = json.dumps(told, ensure_ascii=False)
    return ConsentText(
        version=version,
        language=language,
        paragraphs=paragraphs,
        goes=goes,
        stays=stays,
        digest=hashlib.sha256(read_out.encode()).hexdigest(),
    )
