"""Logs that help an operator and tell nothing about a person.

No query string, no body, no user name, no value out of an exception: what a person typed tends to
stand in exactly these. A request is named by its route (a path may hold a signed link), an
exception by its type and the lines of code it went through.
"""

import logging
import re
import traceback
from types import TracebackType
from typing import Any

from relevo.plumbing.middleware import incident_of

QUERY = re.compile(r"\?[^\s\"'<>]*")
SERVER_FAILURE = "Error handling request"
UNREADABLE = "Invalid request"
WITH_DATA = (SERVER_FAILURE, UNREADABLE)
"""Lines of the web server that go on with an address, a path or the words of a broken request."""
ExcInfo = tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]


class WithoutPersonalData(logging.Filter):
    """Rewrites a record in place; never drops one."""

    def filter(self, record: logging.LogRecord) -> bool:
        request = getattr(record, "request", None)
        if request is not None:
            status = getattr(record, "status_code", "")
            record.msg = f"{status} {getattr(request, 'method', '')} {_route(request)}".strip()
        elif whole := next((known for known in WITH_DATA if known in str(record.msg)), ""):
            record.msg = whole
        else:
            record.msg = QUERY.sub("?…", record.getMessage())
        record.args = None
        incident = incident_of(request)
        record.incident = f" incident={incident}" if incident else ""
        return True


class OneLine(logging.Formatter):
    """``time LEVEL logger message incident=…``; below it the frames of an exception, no values."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s%(incident)s")

    def formatException(self, ei: ExcInfo) -> str:  # noqa: N802 -- logging's own name
        frames = traceback.extract_tb(ei[2])
        lines = [f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        chain: list[str] = []
        error = ei[1]
        while error is not None:
            chain.append(f"{type(error).__module__}.{type(error).__qualname__}")
            error = error.__cause__ or error.__context__
        return "\n".join([*lines, "  " + " from ".join(chain)])


def configuration() -> dict[str, Any]:
    """The LOGGING setting: everything to standard error, filtered at the one handler."""
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"without_personal_data": {"()": WithoutPersonalData}},
        "formatters": {"one_line": {"()": OneLine}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "filters": ["without_personal_data"],
                "formatter": "one_line",
            }
        },
        "root": {"handlers": ["stderr"], "level": "WARNING"},
        "loggers": {
            "relevo": {"level": "INFO"},
            "django": {"handlers": [], "level": "WARNING", "propagate": True},
            # Its lines are made of user names and addresses; lock-out needs only its table.
            "axes": {"level": "CRITICAL"},
            # Every HEAD that Django answers with a body, which the server then rightly drops.
            "gunicorn.http.wsgi": {"level": "ERROR"},
            "gunicorn.error": {"handlers": [], "level": "WARNING", "propagate": True},
        },
    }


def _route(request: object) -> str:
    match = getattr(request, "resolver_match", None)
    return f"/{match.route}" if match is not None else "(no route)"
