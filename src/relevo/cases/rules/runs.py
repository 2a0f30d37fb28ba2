"""Figures of agreed routes as they may be shown: nobody can be told from them."""

from collections.abc import Sequence

from relevo.cases.rules.views import ShownStep
from relevo.kernel.suppression import THRESHOLD, is_small, suppressed_line
from relevo.pathways.enums import StepOutcome
from relevo.pathways.rules.conformance import StepFigures


def shown_steps(figures: Sequence[StepFigures]) -> tuple[ShownStep, ...]:
    """Counts with small cells hidden, also against subtracting; medians of enough runs only."""
    return tuple(_shown(one) for one in figures)


def _shown(one: StepFigures) -> ShownStep:
    counts = {outcome.value: count for outcome, count in one.counts.items()}
    done = one.counts[StepOutcome.ON_TIME] + one.counts[StepOutcome.LATE]
    few = is_small(sum(counts.values()))
    return ShownStep(
        step_key=one.step_key,
        counts=dict.fromkeys(counts) if few else suppressed_line(counts),
        median_minutes=one.median_minutes if done >= THRESHOLD else None,
    )
