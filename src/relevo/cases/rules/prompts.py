"""The few questions that a profile's route needs, as a reviewed table (``prompts.csv``).

Each says whom it is asked of and why; its answer is sealed in the group that the table names and
goes to nobody, since the disclosure matrix names no answer.
"""

import csv
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path

from relevo.cases.enums import AskedOf, FieldGroup, PromptKind
from relevo.kernel.text import LocalisedText

TABLE = Path(__file__).with_name("prompts.csv")
LONGEST_ANSWER = 600
FIRST_YEAR, LAST_YEAR = 1990, 2100


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question. ``choices``: code to words, for a choice."""

    key: str
    profile: str
    group: FieldGroup
    kind: PromptKind
    choices: dict[str, LocalisedText]
    asked_of: AskedOf
    words: LocalisedText
    why: LocalisedText

    def takes(self, answer: str) -> bool:
        """Whether a text is an answer to this question."""
        if self.kind == PromptKind.CHOICE:
            return answer in self.choices
        if self.kind == PromptKind.TEXT:
            return bool(answer.strip()) and len(answer) <= LONGEST_ANSWER and "\0" not in answer
        return self.moment_of(answer) is not None

    def moment_of(self, answer: str) -> datetime | date | None:
        """The day or instant that an answer names; None where it names none."""
        try:
            if self.kind == PromptKind.DAY:
                named: datetime | date = date.fromisoformat(answer)
            elif self.kind == PromptKind.MOMENT:
                named = datetime.fromisoformat(answer)
            else:
                return None
        except ValueError:
            return None
        if not FIRST_YEAR <= named.year <= LAST_YEAR:
            return None
        return None if isinstance(named, datetime) and named.tzinfo is None else named


@lru_cache(maxsize=1)
def prompts() -> dict[str, Prompt]:
    """The table, in its order; a word in it that is not of our lists stops the instance."""
    with TABLE.open(encoding="utf-8", newline="") as file:
        return {
            row["key"]: Prompt(
                key=row["key"],
                profile=row["profile"],
                group=FieldGroup(row["group"]),
                kind=PromptKind(row["kind"]),
                choices=_choices_of(row["choices"]),
                asked_of=AskedOf(row["asked_of"]),
                words=LocalisedText(es=row["es"], en=row["en"]),
                why=LocalisedText(es=row["why_es"], en=row["why_en"]),
            )
            for row in csv.DictReader(file)
        }


def _choices_of(cell: str) -> dict[str, LocalisedText]:
    parts = (part.split("=") for part in cell.split(";") if part)
    return {code: LocalisedText(es=es, en=en) for code, es, en in parts}
