"""Single changes of a content, as a form or a drag makes them. Each gives a new content."""

from dataclasses import replace

from relevo.pathways.errors import PathwayUnknown
from relevo.pathways.rules.content import Branch, Content, Step


def put_step(content: Content, step: Step) -> Content:
    """The step of that key as it shall be; raises PathwayUnknown."""
    _place(content, step.key)
    steps = tuple(step if one.key == step.key else one for one in content.steps)
    return replace(content, steps=steps)


def add_step(content: Content, step: Step, *, after_key: str) -> Content:
    """A new step behind another (empty: the first). It gets a key that none ever had."""
    place = _place(content, after_key) + 1 if after_key else 0
    new = replace(step, key=f"s{content.next_number}")
    return replace(content, steps=(*content.steps[:place], new, *content.steps[place:]))


def remove_step(content: Content, key: str) -> Content:
    """Without a step, and without the branches that begin or end at it."""
    _place(content, key)
    return replace(
        content,
        steps=tuple(step for step in content.steps if step.key != key),
        branches=tuple(
            branch for branch in content.branches if key not in (branch.from_key, branch.to_key)
        ),
    )


def move_step(content: Content, key: str, *, after_key: str) -> Content:
    """A step behind another (empty: the first). Behind itself it stays where it is."""
    moved = content.steps[_place(content, key)]
    if after_key == key:
        return content
    rest = tuple(step for step in content.steps if step.key != key)
    place = 0
    if after_key:
        _place(content, after_key)
        place = [step.key for step in rest].index(after_key) + 1
    return replace(content, steps=(*rest[:place], moved, *rest[place:]))


def put_branch(content: Content, branch: Branch) -> Content:
    """A branch between two steps, or out of the route, with its condition; or another condition."""
    _place(content, branch.from_key)
    if branch.to_key:
        _place(content, branch.to_key)
    ends = branch.from_key, branch.to_key
    rest = (one for one in content.branches if (one.from_key, one.to_key) != ends)
    return replace(content, branches=(*rest, branch))


def remove_branch(content: Content, *, from_key: str, to_key: str) -> Content:
    ends = from_key, to_key
    return replace(
        content,
        branches=tuple(
            branch for branch in content.branches if (branch.from_key, branch.to_key) != ends
        ),
    )


def _place(content: Content, key: str) -> int:
    if key not in content.keys:
        raise PathwayUnknown(key)
    return content.keys.index(key)
