"""How a route was followed, step by step, over many runs and without anybody in it.

A step is reached when the last step before it was marked; its time limit runs from there. A step
without a mark was *skipped* once a later one was done or the run has ended; but a step past which
a branch of the route led, or behind an exit that was taken, did not apply.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from relevo.pathways.enums import MarkKind, StepOutcome
from relevo.pathways.rules.content import Content

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Mark:
    """A step was done or does not apply, as an institution marked it."""

    kind: MarkKind
    at: datetime
    institution: Hashable


@dataclass(frozen=True, slots=True)
class History:
    """One run of a route: nothing in it says whose."""

    started_at: datetime
    ended_at: datetime | None
    marks: Mapping[str, Mark]


@dataclass(frozen=True, slots=True)
class InstitutionFigures:
    """Marks of one institution at a step."""

    institution: Hashable
    on_time: int
    late: int
    not_applicable: int


@dataclass(frozen=True, slots=True)
class StepFigures:
    """One step over all runs; the counts add up to the number of runs.

    ``median_minutes``: of those that did it, from when it was reached; None: nobody did.
    """

    step_key: str
    counts: Mapping[StepOutcome, int]
    median_minutes: float | None
    by_institution: tuple[InstitutionFigures, ...]


@dataclass(frozen=True, slots=True)
class StepState:
    """One step of one run. ``minutes`` only of one that was done."""

    outcome: StepOutcome
    minutes: int | None = None
    due_at: datetime | None = None


def conformance(content: Content, histories: Sequence[History]) -> tuple[StepFigures, ...]:
    """Figures of every step, in the order of the route."""
    runs = [(history, states_of(content, history)) for history in histories]
    return tuple(
        _figures(key, [(history.marks.get(key), states[key]) for history, states in runs])
        for key in content.keys
    )


def states_of(content: Content, history: History) -> dict[str, StepState]:
    """Every step of one run, in the order of the route."""
    return {step.key: _state(content, history, place) for place, step in enumerate(content.steps)}


def _state(content: Content, history: History, place: int) -> StepState:
    step = content.steps[place]
    mark = history.marks.get(step.key)
    since = _reached(content, history, place, until=mark.at if mark else None)
    limit = None if step.within_minutes is None else since + step.within_minutes * MINUTE
    if mark is None:
        outcome = _unmarked(content, history, place)
        return StepState(outcome, due_at=limit if outcome == StepOutcome.PENDING else None)
    if mark.kind == MarkKind.NOT_APPLICABLE:
        return StepState(StepOutcome.NOT_APPLICABLE)
    late = limit is not None and mark.at > limit
    return StepState(
        StepOutcome.LATE if late else StepOutcome.ON_TIME, minutes=(mark.at - since) // MINUTE
    )


def _reached(content: Content, history: History, place: int, *, until: datetime | None) -> datetime:
    """When the last step before was marked, of those marked no later than the step itself."""
    marks = (history.marks.get(step.key) for step in content.steps[:place])
    found = [mark.at for mark in marks if mark is not None and (until is None or mark.at <= until)]
    return max([history.started_at, *found])


def _unmarked(content: Content, history: History, place: int) -> StepOutcome:
    places = {key: index for index, key in enumerate(content.keys)}
    done = {
        places[key]
        for key, mark in history.marks.items()
        if key in places and mark.kind == MarkKind.DONE
    }
    later = any(one > place for one in done)
    for branch in content.branches:
        start, end = places[branch.from_key], places.get(branch.to_key, len(places))
        if start not in done or not start < place < end:
            continue
        if end in done or (not branch.to_key and history.ended_at is not None and not later):
            return StepOutcome.NOT_APPLICABLE
    if later:
        return StepOutcome.SKIPPED
    if history.ended_at is None:
        return StepOutcome.PENDING
    left = any(content.steps[one].is_exit for one in done if one < place)
    return StepOutcome.NOT_APPLICABLE if left else StepOutcome.SKIPPED


def _figures(key: str, seen: Sequence[tuple[Mark | None, StepState]]) -> StepFigures:
    counts = Counter(state.outcome for _mark, state in seen)
    minutes = [state.minutes for _mark, state in seen if state.minutes is not None]
    by: dict[Hashable, Counter[StepOutcome]] = {}
    for mark, state in seen:
        if mark is not None:
            by.setdefault(mark.institution, Counter())[state.outcome] += 1
    return StepFigures(
        step_key=key,
        counts={outcome: counts[outcome] for outcome in StepOutcome},
        median_minutes=float(median(minutes)) if minutes else None,
        by_institution=tuple(
            InstitutionFigures(
                institution,
                on_time=found[StepOutcome.ON_TIME],
                late=found[StepOutcome.LATE],
                not_applicable=found[StepOutcome.NOT_APPLICABLE],
            )
            for institution, found in sorted(by.items(), key=lambda item: str(item[0]))
        ),
    )
