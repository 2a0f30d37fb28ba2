"""Rows are locked so that rows which refer to them can still be written."""

import ast

from tests.architecture.tree import relative, sources


def locking_calls(path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "select_for_update":
            yield node


def leaves_the_key(call):
    return any(
        word.arg == "no_key" and isinstance(word.value, ast.Constant) and word.value.value is True
        for word in call.keywords
    )


def test_locks_leave_the_key_alone():
    """FOR UPDATE stops every commit that refers to the row; two at once then wait for each other.

    Foreign keys are checked at the commit. FOR NO KEY UPDATE lets that check pass, and still lets
    one transaction at a time change the row.
    """
    calls = {path: list(locking_calls(path)) for path in sources()}
    assert sum(map(len, calls.values())) > 50
    hard = [
        f"{relative(path)}:{call.lineno}"
        for path, found in calls.items()
        for call in found
        if not leaves_the_key(call)
    ]
    assert hard == []
