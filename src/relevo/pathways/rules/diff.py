"""What is different between two contents, exactly, and two changes of one content put together.

``apply(old, diff(old, new)) == new`` always holds. A change names what it is about (``unit_of``):
two people who changed different units are put together without asking; who changed the same unit
decides as a person.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar

from relevo.kernel.text import LocalisedText
from relevo.pathways.errors import ContentUnreadable
from relevo.pathways.rules.content import (
    MOST_NUMBER,
    Branch,
    Content,
    Step,
    branch_order,
    dump_content,
    parse_content,
)

LANGUAGES = ("es", "en")
Value = Any
"""A text of one language, or a whole value: a number, a code, a list."""


@dataclass(frozen=True, slots=True)
class HeadChanged:
    """A field of the head. ``language`` empty: the field is no text."""

    kind: ClassVar[str] = "head_changed"
    field: str
    language: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class StepAdded:
    """A step that was not there; it follows ``after_key`` (empty: it is the first)."""

    kind: ClassVar[str] = "step_added"
    step: Step
    after_key: str


@dataclass(frozen=True, slots=True)
class StepRemoved:
    kind: ClassVar[str] = "step_removed"
    step: Step


@dataclass(frozen=True, slots=True)
class StepMoved:
    """A step of both that stands elsewhere in the order."""

    kind: ClassVar[str] = "step_moved"
    step_key: str
    after_key: str


@dataclass(frozen=True, slots=True)
class StepChanged:
    """A field of a step. ``language`` empty: the field is no text."""

    kind: ClassVar[str] = "step_changed"
    step_key: str
    field: str
    language: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class BranchAdded:
    kind: ClassVar[str] = "branch_added"
    branch: Branch


@dataclass(frozen=True, slots=True)
class BranchRemoved:
    kind: ClassVar[str] = "branch_removed"
    branch: Branch


@dataclass(frozen=True, slots=True)
class BranchChanged:
    """The condition of a branch that both have."""

    kind: ClassVar[str] = "branch_changed"
    from_key: str
    to_key: str
    language: str
    before: str
    after: str


Change = (
    HeadChanged
    | StepAdded
    | StepRemoved
    | StepMoved
    | StepChanged
    | BranchAdded
    | BranchRemoved
    | BranchChanged
)


def diff(old: Content, new: Content) -> tuple[Change, ...]:
    """Every change from one content to the other: head, steps in the new order, branches."""
    return (*_head(old, new), *_steps(old, new), *_branches(old, new))


def apply(old: Content, changes: Iterable[Change]) -> Content:
    """The content after the changes, which must be of this very content."""
    head: dict[str, Value] = {}
    steps = {step.key: step for step in old.steps}
    branches = {(branch.from_key, branch.to_key): branch for branch in old.branches}
    placed: list[tuple[str, str]] = []
    for change in changes:
        match change:
            case HeadChanged(field, language, _before, after):
                current = head.get(field, getattr(old, field))
                head[field] = _with(current, language, after)
            case StepAdded(step, after_key):
                steps[step.key] = step
                placed.append((step.key, after_key))
            case StepRemoved(step):
                del steps[step.key]
            case StepMoved(step_key, after_key):
                placed.append((step_key, after_key))
            case StepChanged(step_key, field, language, _before, after):
                value = _with(getattr(steps[step_key], field), language, after)
                steps[step_key] = replace(steps[step_key], **{field: value})
            case BranchAdded(branch):
                branches[branch.from_key, branch.to_key] = branch
            case BranchRemoved(branch):
                del branches[branch.from_key, branch.to_key]
            case BranchChanged(from_key, to_key, language, _before, after):
                branch = branches[from_key, to_key]
                condition = _with(branch.condition, language, after)
                branches[from_key, to_key] = replace(branch, condition=condition)
    order = _ordered(old.keys, steps.keys(), placed)
    return replace(
        old,
        **head,
        steps=tuple(steps[key] for key in order),
        branches=tuple(branches.values()),
    )


def unit_of(change: Change) -> tuple[str, ...]:
    """What a change is about: one step, one branch, or one field of the head in one language."""
    match change:
        case HeadChanged(field, language, _before, _after):
            return ("head", field, language)
        case StepAdded(step) | StepRemoved(step):
            return ("step", step.key)
        case StepMoved(step_key) | StepChanged(step_key):
            return ("step", step_key)
        case BranchAdded(branch) | BranchRemoved(branch):
            return ("branch", branch.from_key, branch.to_key)
        case BranchChanged(from_key, to_key):
            return ("branch", from_key, to_key)


def merge(base: Content, *, current: Content, theirs: Content) -> Content | None:
    """Two contents that grew out of one, put together; None when a person must decide.

    A step that both added under one key gets a key of its own. None too when what comes out is no
    content: one removed a step to which the other lets a branch lead, or there are too many.
    """
    theirs = _renumbered(base, current=current, theirs=theirs)
    ours, changes = diff(base, current), diff(base, theirs)
    taken = {unit_of(change) for change in ours} - {_COUNTER}
    new = [change for change in changes if change not in ours]
    if any(unit_of(change) in taken for change in new):
        return None
    try:
        return parse_content(dump_content(apply(current, _settled(new, theirs, current))))
    except ContentUnreadable:
        return None


def _renumbered(base: Content, *, current: Content, theirs: Content) -> Content:
    """Theirs, with other keys for steps that it added and that are not free any more."""
    added = [key for key in theirs.keys if key not in base.keys]
    names: dict[str, str] = {}
    number = max(current.next_number, theirs.next_number)
    for key in added:
        step = theirs.step(key)
        if int(key[1:]) < current.next_number and current.step(key) != step:
            names[key], number = f"s{number}", number + 1
    if not names or number > MOST_NUMBER + 1:
        return theirs
    return replace(
        theirs,
        steps=tuple(replace(step, key=names.get(step.key, step.key)) for step in theirs.steps),
        branches=tuple(
            replace(
                branch,
                from_key=names.get(branch.from_key, branch.from_key),
                to_key=names.get(branch.to_key, branch.to_key),
            )
            for branch in theirs.branches
        ),
        next_number=number,
    )


def _settled(changes: Sequence[Change], theirs: Content, current: Content) -> list[Change]:
    """Changes of order, behind the nearest step before it that the current content still has."""
    held = set(current.keys)
    settled: list[Change] = []
    for change in changes:
        if isinstance(change, StepAdded | StepMoved):
            key = change.step.key if isinstance(change, StepAdded) else change.step_key
            before = theirs.keys[: theirs.keys.index(key)]
            after = next((one for one in reversed(before) if one in held), "")
            settled.append(replace(change, after_key=after))
            held.add(key)
        elif isinstance(change, HeadChanged) and change.field == "next_number":
            settled.append(replace(change, after=max(change.after, current.next_number)))
        else:
            settled.append(change)
    return settled


def _with(current: Value, language: str, after: Value) -> Value:
    return replace(current, **{language: after}) if language else after


def _differences(old: object, new: object, names: Iterable[str]) -> Iterable[tuple[Value, ...]]:
    """Field, language, before, after of every field that is different."""
    for name in names:
        before, after = getattr(old, name), getattr(new, name)
        if isinstance(before, LocalisedText):
            for language in LANGUAGES:
                pair = getattr(before, language), getattr(after, language)
                if pair[0] != pair[1]:
                    yield name, language, *pair
        elif before != after:
            yield name, "", before, after


_HEAD = tuple(
    field.name
    for field in fields(Content)
    if field.name not in {"steps", "branches", "next_number"}
)
_STEP = tuple(field.name for field in fields(Step) if field.name != "key")
_COUNTER = ("head", "next_number", "")
"""Nobody writes it: of two the higher one counts."""


def _head(old: Content, new: Content) -> Iterable[Change]:
    for difference in _differences(old, new, _HEAD):
        yield HeadChanged(*difference)
    # The counter follows from the steps that were added; else it is said.
    added = [step.number for step in new.steps if step.key not in old.keys]
    if max(old.next_number, *(number + 1 for number in added), 0) != new.next_number:
        yield HeadChanged("next_number", "", old.next_number, new.next_number)


def _steps(old: Content, new: Content) -> Iterable[Change]:
    for step in old.steps:
        if step.key not in new.keys:
            yield StepRemoved(step)
    before = [key for key in old.keys if key in new.keys]
    staying = _longest_in_order([before.index(key) for key in new.keys if key in before])
    previous = ""
    for step in new.steps:
        was = old.step(step.key)
        if was is None:
            yield StepAdded(step, previous)
        else:
            if before.index(step.key) not in staying:
                yield StepMoved(step.key, previous)
            for difference in _differences(was, step, _STEP):
                yield StepChanged(step.key, *difference)
        previous = step.key


def _branches(old: Content, new: Content) -> Iterable[Change]:
    was = {(branch.from_key, branch.to_key): branch for branch in old.branches}
    now = {(branch.from_key, branch.to_key): branch for branch in new.branches}
    for pair in sorted({*was, *now}, key=lambda ends: branch_order(Branch(*ends))):
        if pair not in now:
            yield BranchRemoved(was[pair])
        elif pair not in was:
            yield BranchAdded(now[pair])
        else:
            for _name, *difference in _differences(was[pair], now[pair], ("condition",)):
                yield BranchChanged(*pair, *difference)


def _longest_in_order(places: Sequence[int]) -> frozenset[int]:
    """A longest ascending run: the steps outside of it are the fewest that can have moved."""
    best: list[list[int]] = []
    for place in places:
        before: list[int] = max((run for run in best if run[-1] < place), key=len, default=[])
        best.append([*before, place])
    longest: list[int] = max(best, key=len, default=[])
    return frozenset(longest)


def _ordered(
    before: Sequence[str], held: Iterable[str], placed: Sequence[tuple[str, str]]
) -> list[str]:
    """The old order without what is gone, with what was added or moved behind what it follows."""
    moved = {key for key, _after in placed}
    order = [key for key in before if key in set(held) and key not in moved]
    for key, after in placed:
        order.insert(order.index(after) + 1 if after else 0, key)
    return order
