"""What a working table needs, and what a proposed route must say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from relevo.exchange.errors import ExchangeRefused, TakesNoPart, TooFewNetworks
from relevo.kernel.countries import REGION

FEWEST_NETWORKS = 2
MOST_NETWORKS = 12
MOST_STEPS = 12
LONGEST_WITHIN = 60 * 24 * 60
"""Minutes: sixty days."""

LONGEST_TITLE = 200
LONGEST_ACTION = 300
LONGEST_ROLE = 160
LONGEST_TEXT = 4000
LONGEST_REASON = 300


@dataclass(frozen=True, slots=True)
class StepDraft:
    """Who does what on which side within how long; the institution is named when it is known."""

    action_es: str
    role: str
    side: str
    action_en: str = ""
    institution_key: str = ""
    within_minutes: int | None = None


@dataclass(frozen=True, slots=True)
class RouteDraft:
    """A route as a table writes it down: the problem, the steps, what is still missing."""

    title_es: str
    problem_es: str
    steps: tuple[StepDraft, ...]
    title_en: str = ""
    problem_en: str = ""
    missing_es: str = ""
    missing_en: str = ""


def check_table(*, networks: Collection[str], participants: Collection[str], subject: str) -> None:
    """A table is about a crossing or a profile, among networks that take part: at least two.

    ``subject``: the crossing or the profile. Raises TooFewNetworks, TakesNoPart, ExchangeRefused.
    """
    if not subject:
        raise ExchangeRefused(field="subject", problem="missing")
    if len(set(networks)) < FEWEST_NETWORKS:
        raise TooFewNetworks(count=len(set(networks)))
    if len(networks) > MOST_NETWORKS:
        raise ExchangeRefused(field="networks", problem="too_many")
    strangers = sorted(set(networks) - set(participants))
    if strangers:
        raise TakesNoPart(keys=strangers)


def check_texts(texts: Mapping[str, str], *, required: Collection[str], longest: int) -> None:
    """Raise ExchangeRefused for the first text that is missing or too long."""
    for field, text in texts.items():
        if field in required and not text.strip():
            raise ExchangeRefused(field=field, problem="missing")
        if len(text) > longest:
            raise ExchangeRefused(field=field, problem="too_long")


def check_route(draft: RouteDraft) -> None:
    """Raise ExchangeRefused unless the route has a title, a problem and complete steps."""
    titles = {"title_es": draft.title_es, "title_en": draft.title_en}
    check_texts(titles, required={"title_es"}, longest=LONGEST_TITLE)
    texts = {
        "problem_es": draft.problem_es,
        "problem_en": draft.problem_en,
        "missing_es": draft.missing_es,
        "missing_en": draft.missing_en,
    }
    check_texts(texts, required={"problem_es"}, longest=LONGEST_TEXT)
    _check_steps(draft.steps)


def _check_steps(steps: Sequence[StepDraft]) -> None:
    if not steps:
        raise ExchangeRefused(field="steps", problem="missing")
    if len(steps) > MOST_STEPS:
        raise ExchangeRefused(field="steps", problem="too_many")
    for step in steps:
        actions = {"action_es": step.action_es, "action_en": step.action_en}
        check_texts(actions, required={"action_es"}, longest=LONGEST_ACTION)
        check_texts({"role": step.role}, required={"role"}, longest=LONGEST_ROLE)
        if step.side not in REGION:
            raise ExchangeRefused(field="side", problem="unknown")
        if step.within_minutes is not None and not 1 <= step.within_minutes <= LONGEST_WITHIN:
            raise ExchangeRefused(field="within_minutes", problem="out_of_range")
