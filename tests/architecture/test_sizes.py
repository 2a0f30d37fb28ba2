"""What no longer fits on a few screens is two things."""

import ast

from tests.architecture.tree import relative, sources

MOST_LINES_OF_A_MODULE = 500
FUNCTION_STAYS_UNDER = 60


def test_modules_stay_small():
    long = {
        relative(path): lines
        for path in sources()
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > MOST_LINES_OF_A_MODULE
    }
    assert long == {}


def test_functions_stay_small():
    long = {
        f"{relative(path)}:{node.lineno} {node.name}": node.end_lineno - node.lineno + 1
        for path in sources()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.end_lineno - node.lineno + 1 >= FUNCTION_STAYS_UNDER
    }
    assert long == {}
