"""What a good practice consists of, which codes it is filed under, when it can be published."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from relevo.exchange.enums import EmergencyKind, PracticeState, TagKind
from relevo.exchange.errors import PracticeMoveRefused, PracticeRefused
from relevo.kernel.countries import CA4
from relevo.plumbing.folding import search_tokens

PARTS = ("context", "problem", "steps", "resources", "evidence", "results", "elsewhere")
"""The parts of the form, in the order in which they are read."""
NEEDED = ("context", "problem", "steps", "results")
"""Without these nobody elsewhere can do it: what is published has them, in Spanish."""
LONGEST_TITLE = 200
LONGEST_PART = 4_000
LONGEST_STORY = 4_000
MOST_TAGS = 20
LONGEST_TOKEN = 60

MOVES: dict[PracticeState, frozenset[PracticeState]] = {
    PracticeState.DRAFT: frozenset({PracticeState.PUBLISHED, PracticeState.WITHDRAWN}),
    PracticeState.PUBLISHED: frozenset({PracticeState.WITHDRAWN}),
    PracticeState.WITHDRAWN: frozenset({PracticeState.PUBLISHED}),
}

Tags = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True)
class PracticeText:
    """The text of a practice, part by part, in both languages."""

    title_es: str
    title_en: str = ""
    context_es: str = ""
    context_en: str = ""
    problem_es: str = ""
    problem_en: str = ""
    steps_es: str = ""
    steps_en: str = ""
    resources_es: str = ""
    resources_en: str = ""
    evidence_es: str = ""
    evidence_en: str = ""
    results_es: str = ""
    results_en: str = ""
    elsewhere_es: str = ""
    elsewhere_en: str = ""

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """The text out of a mapping that may hold more."""
        return cls(**{name: str(told.get(name, "")) for name in FIELDS})

    def checked(self) -> "PracticeText":
        """Without spaces around; raises PracticeRefused."""
        told = {name: text.strip() for name, text in asdict(self).items()}
        if not told["title_es"]:
            raise PracticeRefused(field="title_es", problem="empty")
        for name, text in told.items():
            longest = LONGEST_TITLE if name.startswith("title") else LONGEST_PART
            if len(text) > longest:
                raise PracticeRefused(field=name, problem="too_long")
            if "\0" in text:
                raise PracticeRefused(field=name, problem="unreadable")
        return PracticeText(**told)


FIELDS: tuple[str, ...] = tuple(field.name for field in fields(PracticeText))


def check_tags(
    tags: Tags, *, needs: Collection[str], profiles: Collection[str]
) -> dict[str, list[str]]:
    """Known codes only, each once, in order; raises PracticeRefused."""
    known: dict[str, Collection[str]] = {
        TagKind.EMERGENCY: EmergencyKind.values,
        TagKind.NEED: needs,
        TagKind.PROFILE: profiles,
        TagKind.SECTOR: [str(number) for number in range(1, 16)],
        TagKind.COUNTRY: CA4,
    }
    checked: dict[str, list[str]] = {}
    for kind, codes in tags.items():
        if kind not in known:
            raise PracticeRefused(field=str(kind), problem="unknown")
        chosen = sorted(set(codes))
        if len(chosen) > MOST_TAGS:
            raise PracticeRefused(field=str(kind), problem="too_many")
        if not set(chosen) <= set(known[kind]):
            raise PracticeRefused(field=str(kind), problem="unknown")
        checked[str(kind)] = chosen
    return checked


def check_move(state: str, wanted: PracticeState) -> None:
    """Raise PracticeMoveRefused unless a practice may get from one state into the other."""
    if wanted not in MOVES[PracticeState(state)]:
        raise PracticeMoveRefused(state=state, wanted=wanted)


def check_ready(text: PracticeText) -> None:
    """Raise PracticeRefused for the first part that is missing in Spanish."""
    for part in NEEDED:
        if not getattr(text, f"{part}_es"):
            raise PracticeRefused(field=f"{part}_es", problem="needed")


def tokens_of(text: PracticeText) -> list[str]:
    """The folded words under which it is found."""
    found = search_tokens(*asdict(text).values())
    return sorted(token for token in found if len(token) <= LONGEST_TOKEN)


def check_story(field: str, text: str, *, may_be_empty: bool = True) -> str:
    """What somebody tells of a practice, without spaces around; raises PracticeRefused."""
    words = text.strip()
    if not words and not may_be_empty:
        raise PracticeRefused(field=field, problem="empty")
    if len(words) > LONGEST_STORY:
        raise PracticeRefused(field=field, problem="too_long")
    if "\0" in words:
        raise PracticeRefused(field=field, problem="unreadable")
    return words
