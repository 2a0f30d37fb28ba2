"""What a person may ask of who keeps her data, with what, and within how long.

Twenty working days are those of the Salvadoran law on personal data (D.L. 144, in force since
2024-11-23); habeas data in Guatemala and Honduras names no longer one, so the strictest holds.
"""

import secrets
from datetime import timedelta
from pathlib import Path

from relevo.cases.enums import RightsKind, RightsOutcome
from relevo.cases.errors import RightsRefused
from relevo.kernel.refusals import raise_first
from relevo.plumbing.folding import fold

ANSWER_DAYS = 20
MOST_TRIES = 5
LOCKED_FOR = timedelta(hours=24)
MOST_TRIES_AN_HOUR = 10
"""Of one person at a desk, whatever codes were tried."""

OPEN_FOR = timedelta(minutes=20)
ANSWER_LEFT_FOR = timedelta(days=1826)
"""Five years, as the record of acts: so long she reads of an erasure with her code and words."""

LONGEST_TEXT = 2000
WORDS_IN_A_PHRASE = 4

WORDS = tuple(Path(__file__).with_name("phrase_words.txt").read_text(encoding="utf-8").split())
"""Short words that everybody can say and write; four of them are one in 100 million."""

REFUSAL_REASONS = ("court_order", "child_file", "medical_record", "asylum_file", "not_hers")
RIGHT_AS_IT_STANDS = "right_as_it_stands"
"""Why a correction alone is not made: what is kept is right."""


def new_phrase() -> str:
    """Four different words for a paper, with spaces between."""
    return " ".join(secrets.SystemRandom().sample(WORDS, WORDS_IN_A_PHRASE))


def plain_phrase(typed: str) -> str:
    """As it is compared: without accents, capitals or more than one space."""
    return fold(typed)


def check_asked(kind: str, *, text: str) -> None:
    """RightsRefused when it is not something that can be asked for, or says nothing."""
    refusals = (
        (kind not in RightsKind.values, "kind", "unknown"),
        (kind == RightsKind.CORRECTION and not text.strip(), "text", "missing"),
        (len(text) > LONGEST_TEXT, "text", "too_long"),
    )
    raise_first(refusals, RightsRefused)


def reasons_of(kind: str) -> tuple[str, ...]:
    """Why what was asked may not be granted, the likeliest first."""
    if kind == RightsKind.CORRECTION:
        return (RIGHT_AS_IT_STANDS, *REFUSAL_REASONS)
    return REFUSAL_REASONS


def check_answer(outcome: str, *, kind: str, reason: str) -> None:
    """RightsRefused unless it is an answer; what is not wholly granted names the lawful reason."""
    if outcome not in RightsOutcome.values:
        raise RightsRefused(field="outcome", problem="unknown")
    if outcome != RightsOutcome.GRANTED and reason not in reasons_of(kind):
        raise RightsRefused(field="reason", problem="missing")
