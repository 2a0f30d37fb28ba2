"""How far the checklist of an emergency is done, from the marks that were made."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID


class Mark(Protocol):
    """Somebody said of an item that it is done, or took that back."""

    @property
    def item_id(self) -> str: ...

    @property
    def institution_id(self) -> UUID: ...

    @property
    def is_done(self) -> bool: ...

    @property
    def at(self) -> datetime: ...


def done_by(marks: Iterable[Mark], *, known_at: datetime) -> dict[str, list[UUID]]:
    """By item the institutions whose newest mark known then says that it is done."""
    newest: dict[tuple[str, UUID], Mark] = {}
    for mark in sorted((row for row in marks if row.at <= known_at), key=lambda row: row.at):
        newest[mark.item_id, mark.institution_id] = mark
    found: dict[str, list[UUID]] = {}
    for (item, institution), mark in newest.items():
        if mark.is_done:
            found.setdefault(item, []).append(institution)
    return found


@dataclass(frozen=True, slots=True)
class Progress:
    """How many items of a phase and sector somebody has done, of how many."""

    phase: str
    sector: int
    done: int
    total: int


def progress(
    items: Sequence[tuple[str, str, int]], done: Iterable[str], *, phases: Sequence[str]
) -> list[Progress]:
    """By phase, in the order given, and sector; ``items``: code, phase, sector."""
    finished = set(done)
    counted: dict[tuple[str, int], list[bool]] = {}
    for code, phase, sector in items:
        counted.setdefault((phase, sector), []).append(code in finished)
    ordered = sorted(counted.items(), key=lambda found: (phases.index(found[0][0]), found[0][1]))
    return [
        Progress(phase, sector, done=sum(each), total=len(each))
        for (phase, sector), each in ordered
    ]


def is_for(kinds: str, kind: str) -> bool:
    """Whether an item is for this kind of emergency; without kinds it is for every one."""
    return not kinds or kind in kinds.split("|")
