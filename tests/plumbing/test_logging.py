import logging
import logging.config
import sys
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.test import RequestFactory

from relevo.plumbing.logging import OneLine, WithoutPersonalData, configuration

PERSON = "María Guadalupe"
TOKEN = "kQ7signed"


def line_of(message, *args, error=None, **extra):
    """What the one handler would write."""
    exc_info = (type(error), error, error.__traceback__) if error else None
    record = logging.getLogger("django.request").makeRecord(
        "django.request", logging.ERROR, __file__, 1, message, args, exc_info, extra=extra
    )
    assert WithoutPersonalData().filter(record) is True
    return OneLine().format(record).split(" ", maxsplit=2)[2]


def request_to(path, *, route=None, incident=""):
    request = RequestFactory().post(path, {"name": PERSON})
    if route is not None:
        request.resolver_match = SimpleNamespace(route=route)
    if incident:
        request.META["relevo.incident"] = incident
    return request


def test_request_is_named_by_its_route_and_number():
    request = request_to(
        f"/enlace/{TOKEN}/?q={PERSON}", route="enlace/<str:token>/", incident="00c0ffee"
    )
    assert (
        line_of("Internal Server Error: %s", request.path, request=request, status_code=500)
        == "ERROR django.request 500 POST /enlace/<str:token>/ incident=00c0ffee"
    )


def test_request_that_no_route_matched_is_not_named():
    line = line_of("Not Found: %s", f"/{PERSON}", request=request_to(f"/{PERSON}"), status_code=404)
    assert line == "ERROR django.request 404 POST (no route)"


@pytest.mark.parametrize(
    ("message", "args", "written"),
    [
        (f"asked /servicios/?need=shelter&q={PERSON[:5]} twice", (), "asked /servicios/?… twice"),
        ("asked %s", ("/servicios/?q=x",), "asked /servicios/?…"),
        ("Error handling request %s", (f"/x/{TOKEN}?q=1",), "Error handling request"),
        ("%d messages sent", (3,), "3 messages sent"),
        (f"Invalid request from ip=190.5.6.7: 'GET /ayuda/ {PERSON}'", (), "Invalid request"),
    ],
)
def test_query_strings_are_dropped(message, args, written):
    assert line_of(message, *args) == f"ERROR django.request {written}"


def failing():
    try:
        int(PERSON)
    except ValueError as error:
        raise KeyError(PERSON) from error


def test_exception_is_named_by_type_and_frames_and_never_by_its_values():
    with pytest.raises(KeyError) as raised:
        failing()
    lines = line_of("it failed", error=raised.value).splitlines()
    assert lines[0] == "ERROR django.request it failed"
    assert lines[-2].endswith(" failing")
    assert lines[-1] == "  builtins.KeyError from builtins.ValueError"
    assert PERSON not in "\n".join(lines)
    assert PERSON in str(raised.value)  # there was something to leak


@pytest.fixture
def configured_logging():
    logging.config.dictConfig(configuration())
    yield
    logging.config.dictConfig({"version": 1, "disable_existing_loggers": False} | settings.LOGGING)


def test_every_logger_writes_through_the_one_handler(configured_logging, capsys):
    handler = logging.getLogger().handlers[0]
    handler.setStream(sys.stderr)
    for name in ("django.request", "django.security.csrf", "gunicorn.error", "relevo.outbox"):
        logging.getLogger(name).error("said %s", f"/x?q={TOKEN}")
    lines = [line.split(" ", maxsplit=2)[2] for line in capsys.readouterr().err.splitlines()]
    assert lines == [
        "ERROR django.request said /x?…",
        "ERROR django.security.csrf said /x?…",
        "ERROR gunicorn.error said /x?…",
        "ERROR relevo.outbox said /x?…",
    ]


def test_lock_out_says_no_user_name(configured_logging):
    assert not logging.getLogger("axes").isEnabledFor(logging.WARNING)
