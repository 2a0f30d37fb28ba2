"""The text of a protocol as a value: its digest, and what a version changes."""

import hashlib
import json
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from difflib import SequenceMatcher

from relevo.networks.errors import ProtocolRefused

LONGEST_TEXT = 6_000
SHORTEST_RETENTION, LONGEST_RETENTION = 1, 3_653
CLAUSES = ("what", "purpose", "holder", "incident", "leaving")
"""What is shared, for which purpose, who holds it, what is done in an incident, how one leaves."""

KEPT, ADDED, TAKEN_OUT = "kept", "added", "taken_out"
_PIECES = re.compile(r"\s+|[^\s]+")


@dataclass(frozen=True, slots=True)
class ProtocolText:
    """All that is signed. Spanish is binding; English is beside it where the network wrote it."""

    what_es: str
    purpose_es: str
    holder_es: str
    incident_es: str
    leaving_es: str
    retention_days: int
    what_en: str = ""
    purpose_en: str = ""
    holder_en: str = ""
    incident_en: str = ""
    leaving_en: str = ""


def digest_of(text: ProtocolText, *, network_key: str, version: int) -> str:
    """Of every word that is signed, and of which version of which network it is."""
    told = {**asdict(text), "network": network_key, "version": version}
    return hashlib.sha256(json.dumps(told, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def check_text(text: ProtocolText) -> None:
    """Raises ProtocolRefused: every clause is said in Spanish, none is endless."""
    for clause in CLAUSES:
        spanish, english = getattr(text, f"{clause}_es"), getattr(text, f"{clause}_en")
        if not spanish.strip():
            raise ProtocolRefused(field=f"{clause}_es", problem="missing")
        for language, words in (("es", spanish), ("en", english)):
            if len(words) > LONGEST_TEXT:
                raise ProtocolRefused(field=f"{clause}_{language}", problem="too_long")
    if not SHORTEST_RETENTION <= text.retention_days <= LONGEST_RETENTION:
        raise ProtocolRefused(field="retention_days", problem="out_of_range")


def compare_words(before: str, after: str) -> Iterator[tuple[str, str]]:
    """Pieces of both texts in order, each kept, added or taken out; nothing is left away.

    What was kept and taken out is the one text to the letter, what was kept and added the other.
    """
    old, new = _PIECES.findall(before), _PIECES.findall(after)
    matcher = SequenceMatcher(a=old, b=new, autojunk=False)
    for tag, old_from, old_to, new_from, new_to in matcher.get_opcodes():
        if tag == "equal":
            yield KEPT, "".join(old[old_from:old_to])
            continue
        if old_from < old_to:
            yield TAKEN_OUT, "".join(old[old_from:old_to])
        if new_from < new_to:
            yield ADDED, "".join(new[new_from:new_to])
