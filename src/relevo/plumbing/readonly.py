"""A GET writes nothing: a guard lets only reads through while a safe request is answered.

The one exception, recording that a protection case was read, says so with ``writes_allowed``.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connections
from django.http import HttpRequest, HttpResponse

_ALLOWED: ContextVar[bool] = ContextVar("relevo_writes_allowed", default=False)
_READS = ("SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "EXPLAIN", "PRAGMA")
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})


class WriteInSafeRequest(RuntimeError):
    """Code answered a GET and tried to write."""


@contextmanager
def writes_allowed() -> Iterator[None]:
    """Let the one recording of an access through."""
    token = _ALLOWED.set(True)
    try:
        yield
    finally:
        _ALLOWED.reset(token)


def _guard(
    execute: Callable[..., Any],
    sql: str,
    params: object,
    many: bool,  # noqa: FBT001 -- Django's signature
    context: dict[str, Any],
) -> object:
    if not _ALLOWED.get() and not sql.lstrip("( \n").upper().startswith(_READS):
        raise WriteInSafeRequest(sql.split(" ", maxsplit=3)[:3])
    return execute(sql, params, many, context)


class ReadOnlySafeRequests:
    """Middleware: GET, HEAD and OPTIONS reach the database with a guard around it."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method not in SAFE_METHODS:
            return self.get_response(request)
        with ExitStack() as stack:
            for connection in connections.all():
                stack.enter_context(connection.execute_wrapper(_guard))
            return self.get_response(request)
