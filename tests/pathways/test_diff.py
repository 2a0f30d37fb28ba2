from dataclasses import replace

import pytest
from hypothesis import given, settings
from tests.factories.pathways import contents, text

from relevo.pathways.rules import diff as rules
from relevo.pathways.rules.content import Alternate, Branch, Content, Step, dump_content

QUICK = settings(max_examples=150, deadline=None)
A, B, C, D = (Step(f"s{n}", "HN", action=text(f"acción {n}")) for n in (1, 2, 3, 4))
ABC = Content(steps=(A, B, C), branches=(Branch("s1", "s3", text("si")),))


@QUICK
@given(contents(), contents())
def test_applying_the_difference_gives_the_other_content(old, new):
    changes = rules.diff(old, new)

    applied = rules.apply(old, changes)

    # A counter never goes back: what was given once is not given again.
    assert replace(applied, next_number=0) == replace(new, next_number=0)
    assert applied.next_number == new.next_number or new.next_number < old.next_number


@QUICK
@given(contents())
def test_a_content_is_not_different_from_itself(content):
    assert rules.diff(content, content) == ()


CHANGES = [
    (
        replace(ABC, trigger=text("Hay una niña sola.", "")),
        [rules.HeadChanged("trigger", "es", "", "Hay una niña sola.")],
    ),
    (
        replace(ABC, steps=(A, replace(B, within_minutes=60), C)),
        [rules.StepChanged("s2", "within_minutes", "", None, 60)],
    ),
    (
        replace(ABC, steps=(A, replace(B, action=text("otra", "acción 2")), C)),
        [rules.StepChanged("s2", "action", "es", "acción 2", "otra")],
    ),
    (
        replace(ABC, steps=(A, replace(B, alternates=(Alternate(text("x"), "HN-CRH"),)), C)),
        [rules.StepChanged("s2", "alternates", "", (), (Alternate(text("x"), "HN-CRH"),))],
    ),
    (replace(ABC, steps=(C, A, B)), [rules.StepMoved("s3", "")]),
    (replace(ABC, steps=(A, D, B, C)), [rules.StepAdded(D, "s1")]),
    (replace(ABC, steps=(A, C)), [rules.StepRemoved(B)]),
    (
        replace(ABC, branches=()),
        [rules.BranchRemoved(Branch("s1", "s3", text("si")))],
    ),
    (
        replace(ABC, branches=(*ABC.branches, Branch("s2", "", text("sale")))),
        [rules.BranchAdded(Branch("s2", "", text("sale")))],
    ),
    (
        replace(ABC, branches=(Branch("s1", "s3", text("si", "if")),)),
        [rules.BranchChanged("s1", "s3", "en", "si", "if")],
    ),
    (replace(ABC, next_number=9), [rules.HeadChanged("next_number", "", 4, 9)]),
]


@pytest.mark.parametrize(("new", "changes"), CHANGES, ids=lambda value: str(value)[:30])
def test_one_change_is_said_as_one_change(new, changes):
    assert list(rules.diff(ABC, new)) == changes
    assert rules.apply(ABC, changes) == new


@pytest.mark.parametrize(("first", "_changes"), CHANGES)
@pytest.mark.parametrize(("second", "_more"), CHANGES)
def test_two_changes_of_different_units_are_put_together_whichever_came_first(
    first, second, _changes, _more
):
    units = [{rules.unit_of(change) for change in rules.diff(ABC, new)} for new in (first, second)]
    one_way = rules.merge(ABC, current=first, theirs=second)
    other_way = rules.merge(ABC, current=second, theirs=first)

    if first == second:
        assert one_way == first
    elif units[0] & units[1]:
        assert (one_way, other_way) == (None, None)
    elif {("step", "s2"), ("branch", "s2", "")} <= units[0] | units[1] and one_way is None:
        assert other_way is None  # a branch from a step that is gone
        assert "s2" not in first.keys or "s2" not in second.keys
    elif ("head", "next_number", "") in units[0] | units[1]:
        assert one_way.next_number >= 9
        assert {step.action for step in one_way.steps} == {step.action for step in other_way.steps}
    else:
        assert one_way == other_way
        expected = map(str, rules.diff(ABC, first) + rules.diff(ABC, second))
        found = set(map(str, rules.diff(ABC, one_way)))
        assert {line for line in expected if not line.startswith(PLACED)} <= found


PLACED = ("StepAdded", "StepMoved")
"""What they are behind follows from the other change."""


def test_steps_that_both_added_under_one_key_are_both_kept():
    ours = replace(ABC, steps=(A, D, B, C))
    other = replace(D, action=text("otra cosa"))
    theirs = replace(
        ABC, steps=(A, B, C, other), branches=(*ABC.branches, Branch("s4", "s1", text("vuelve")))
    )

    merged = rules.merge(ABC, current=ours, theirs=theirs)

    assert merged == replace(
        ABC,
        steps=(A, D, B, C, replace(other, key="s5")),
        branches=(*ABC.branches, Branch("s5", "s1", text("vuelve"))),
        next_number=6,
    )


def test_a_key_that_was_given_and_taken_out_again_is_not_given_to_another_step():
    ours = replace(ABC, next_number=5)
    theirs = replace(ABC, steps=(A, B, C, D))

    assert rules.merge(ABC, current=ours, theirs=theirs).keys == ("s1", "s2", "s3", "s5")


def test_a_step_added_behind_one_that_is_gone_stands_behind_the_one_before():
    ours = replace(ABC, steps=(A, C))
    theirs = replace(ABC, steps=(A, B, D, C))

    assert rules.merge(ABC, current=ours, theirs=theirs).keys == ("s1", "s4", "s3")


def test_a_branch_to_a_step_that_the_other_took_out_is_for_a_person_to_decide():
    ours = replace(ABC, steps=(A, C))
    theirs = replace(ABC, branches=(*ABC.branches, Branch("s3", "s2", text("vuelve"))))

    assert rules.merge(ABC, current=ours, theirs=theirs) is None


def test_of_counters_that_both_raised_the_higher_one_counts():
    seven, nine = replace(ABC, next_number=7), replace(ABC, next_number=9)

    assert rules.merge(ABC, current=seven, theirs=nine).next_number == 9
    assert rules.merge(ABC, current=nine, theirs=seven).next_number == 9


@QUICK
@given(contents(most=4), contents(most=4), contents(most=4))
def test_nothing_of_either_is_lost_in_what_is_put_together(base, ours, theirs):
    merged = rules.merge(base, current=ours, theirs=theirs)

    if merged is None:
        return
    assert len(dump_content(merged)["steps"]) == len(merged.steps)
    kept = {rules.unit_of(change) for change in rules.diff(base, ours)}
    for change in rules.diff(base, theirs):
        unit = rules.unit_of(change)
        if unit in kept or (unit[0] == "head" and unit[1] == "next_number"):
            continue
        if isinstance(change, rules.HeadChanged):
            text_of = getattr(merged, change.field)
            assert (getattr(text_of, change.language) if change.language else text_of) == (
                change.after
            )
        if isinstance(change, rules.StepAdded):
            assert any(replace(step, key=change.step.key) == change.step for step in merged.steps)
