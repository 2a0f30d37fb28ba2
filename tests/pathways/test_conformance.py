"""The figures against a reference that is written another way, on 1,000 generated histories."""

import random
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from tests.factories.pathways import text

from relevo.pathways.enums import MarkKind, StepOutcome
from relevo.pathways.rules.conformance import (
    History,
    InstitutionFigures,
    Mark,
    StepFigures,
    conformance,
    states_of,
)
from relevo.pathways.rules.content import Branch, Content, Step

START = datetime(2020, 11, 20, 18, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ROUTE = Content(
    steps=(
        Step("s1", "HN", within_minutes=60),
        Step("s4", "HN", within_minutes=1440),
        Step("s2", "GT"),
        Step("s3", "GT", within_minutes=0, is_exit=True),
        Step("s7", "SV", within_minutes=4320),
    ),
    branches=(
        Branch("s1", "s3", text("sola")),
        Branch("s4", "", text("se va")),
        Branch("s3", "s7", text("sigue")),
    ),
)


def made(rng):
    """Marks in any order, at any time, by any of three, and runs that ended or go on."""
    marks = {
        key: Mark(
            rng.choice([MarkKind.DONE, MarkKind.DONE, MarkKind.NOT_APPLICABLE]),
            START + rng.randrange(0, 6000, 7) * MINUTE,
            rng.choice("ABC"),
        )
        for key in ROUTE.keys
        if rng.random() < 0.6
    }
    ended = START + 9000 * MINUTE if rng.random() < 0.5 else None
    return History(START, ended, marks)


def reference(histories):
    """The same by brute force: a table of lines, sorted and counted with fractions."""
    keys = [step.key for step in ROUTE.steps]
    lines = [(key, *line_of(history, keys, key)) for history in histories for key in keys]
    figures = []
    for key in keys:
        mine = [line for line in lines if line[0] == key]
        took = sorted(line[2] for line in mine if line[2] is not None)
        half = len(took) // 2
        middle = took[half : half + 1] if len(took) % 2 else took[half - 1 : half + 1]
        institutions = sorted({line[3] for line in mine if line[3]})
        figures.append(
            StepFigures(
                step_key=key,
                counts={one: sum(line[1] == one for line in mine) for one in StepOutcome},
                median_minutes=float(Fraction(sum(middle), len(middle))) if middle else None,
                by_institution=tuple(
                    InstitutionFigures(
                        name,
                        *(
                            sum(line[1] == outcome and line[3] == name for line in mine)
                            for outcome in ("on_time", "late", "not_applicable")
                        ),
                    )
                    for name in institutions
                ),
            )
        )
    return tuple(figures)


def line_of(history, keys, key):
    place = keys.index(key)
    mark = history.marks.get(key)
    done = [
        other for other in keys if other in history.marks and history.marks[other].kind == "done"
    ]
    if mark:
        if mark.kind == "not_applicable":
            return "not_applicable", None, mark.institution
        since = history.started_at
        for other in keys[:place]:
            if other in history.marks and since <= history.marks[other].at <= mark.at:
                since = history.marks[other].at
        took = int((mark.at - since).total_seconds()) // 60
        limit = {step.key: step.within_minutes for step in ROUTE.steps}[key]
        late = limit is not None and took > limit
        return ("late" if late else "on_time"), took, mark.institution
    past = [other for other in done if keys.index(other) > place]
    before = [other for other in done if keys.index(other) < place]
    jumped = any(
        start in before and end in past
        for start, end in (("s1", "s3"), ("s3", "s7"))
        if keys.index(start) < place < keys.index(end)
    )
    if jumped:
        return "not_applicable", None, None
    if past:
        return "skipped", None, None
    if not history.ended_at:
        return "pending", None, None
    return ("not_applicable" if {"s4", "s3"} & set(before) else "skipped"), None, None


@pytest.mark.parametrize("seed", [1, 2])
def test_the_figures_equal_an_independent_calculation_on_a_thousand_histories(seed):
    rng = random.Random(seed)
    histories = [made(rng) for _ in range(1000)]

    figures = conformance(ROUTE, histories)

    assert figures == reference(histories)
    assert {outcome for one in figures for outcome, n in one.counts.items() if n} == set(
        StepOutcome
    )
    assert all(sum(one.counts.values()) == 1000 for one in figures)


@pytest.mark.parametrize("size", [0, 1, 2, 3])
def test_few_histories_have_the_same_figures_as_by_hand(size):
    histories = [made(random.Random(seed)) for seed in range(size)]

    assert conformance(ROUTE, histories) == reference(histories)


def test_who_is_not_through_yet_is_due_from_the_last_step_that_was_marked():
    mark = Mark(MarkKind.DONE, START + 30 * MINUTE, "A")

    states = states_of(ROUTE, History(START, None, {"s1": mark}))

    assert [state.outcome for state in states.values()] == ["on_time", *["pending"] * 4]
    assert states["s4"].due_at == START + (30 + 1440) * MINUTE
    assert states["s2"].due_at is None
    assert states["s1"].minutes == 30


def test_a_limit_is_kept_to_the_minute_and_a_second_over_it_is_late():
    at_it, over = (
        states_of(ROUTE, History(START, None, {"s1": Mark(MarkKind.DONE, at, "A")}))["s1"].outcome
        for at in (START + 60 * MINUTE, START + 60 * MINUTE + timedelta(seconds=1))
    )

    assert (at_it, over) == ("on_time", "late")


def test_a_mark_of_a_step_that_is_not_of_this_version_counts_nowhere():
    history = History(START, None, {"s99": Mark(MarkKind.DONE, START, "A")})

    assert {one.outcome for one in states_of(ROUTE, history).values()} == {StepOutcome.PENDING}
