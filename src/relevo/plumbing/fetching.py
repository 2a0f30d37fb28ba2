"""Asking one configured address over HTTP: bounded in time and size, never led elsewhere.

The only place that opens a connection outwards. A redirect is refused: only the address that
somebody configured is asked. No cookie is kept and nothing of this instance is told but its name.
"""

import http.client
import io
import socket
from dataclasses import dataclass
from time import monotonic
from typing import TYPE_CHECKING
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import (
    HTTPHandler,
    HTTPRedirectHandler,
    HTTPSHandler,
    ProxyHandler,
    Request,
    build_opener,
)

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

TIMEOUT_SECONDS = 20
"""For one wait: for the connection, or for more of the answer."""

ANSWER_SECONDS = 60
"""For one whole answer, however it comes."""

NOT_MODIFIED = 304
AGENT = "Relevo"


class FetchFailed(Exception):
    """The address did not give what was asked; ``code`` says why, without its words."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave. ``content`` None: nothing new since the last time."""

    content: bytes | None
    etag: str = ""
    last_modified: str = ""


class _NoRedirect(HTTPRedirectHandler):
    def redirect_request(self, *_args: object, **_kwargs: object) -> None:
        return None


class _Bounded(io.RawIOBase):
    """What a socket gives until an instant: whoever sends a byte now and then keeps nobody."""

    def __init__(self, raw: io.RawIOBase, connection: socket.socket) -> None:
        self._raw = raw
        self._connection = connection
        self._ends_at = monotonic() + ANSWER_SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: "WriteableBuffer") -> int | None:
        left = self._ends_at - monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(min(left, TIMEOUT_SECONDS))
        return self._raw.readinto(buffer)

    def close(self) -> None:
        self._raw.close()
        super().close()


class _Answer(http.client.HTTPResponse):
    """An answer of which every part, its head too, comes before its time is up."""

    def __init__(self, sock: socket.socket, method: str | None = None) -> None:
        super().__init__(sock, method=method)
        self.fp = io.BufferedReader(_Bounded(self.fp.detach(), sock))


class _Plain(http.client.HTTPConnection):
    response_class = _Answer


class _Secure(http.client.HTTPSConnection):
    response_class = _Answer


class _PlainHandler(HTTPHandler):
    def http_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_Plain, req)


class _SecureHandler(HTTPSHandler):
    def https_open(self, req: Request) -> http.client.HTTPResponse:
        return self.do_open(_Secure, req)


def check_address(address: str) -> None:
    """Raises FetchFailed unless it is the address of a page on some host."""
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        raise FetchFailed("address") from error
    named = parts.scheme in {"http", "https"} and parts.hostname and not parts.username
    if not named or port == 0 or not address.isprintable() or " " in address:
        raise FetchFailed("address")


def fetch(address: str, *, limit: int, etag: str = "", last_modified: str = "") -> Fetched:
    """Ask an address once; at most ``limit`` bytes of answer. Raises FetchFailed."""
    check_address(address)
    headers = {"User-Agent": AGENT, "Accept-Encoding": "identity"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    request = Request(address, headers=headers)  # noqa: S310 -- the scheme was checked
    opener = build_opener(_NoRedirect, ProxyHandler({}), _PlainHandler, _SecureHandler)
    try:
        with opener.open(request, timeout=TIMEOUT_SECONDS) as answer:
            content = answer.read(limit + 1)
            told = answer.headers
    except HTTPError as error:
        if error.code == NOT_MODIFIED:
            return Fetched(None, etag, last_modified)
        raise FetchFailed(f"http_{error.code}") from error
    except TimeoutError as error:
        raise FetchFailed("timeout") from error
    except URLError as error:
        slow = isinstance(error.reason, TimeoutError)
        raise FetchFailed("timeout" if slow else "unreachable") from error
    except (OSError, http.client.HTTPException) as error:
        raise FetchFailed("unreachable") from error
    except ValueError as error:  # letters that no address has, or a name that no host has
        raise FetchFailed("address") from error
    if len(content) > limit:
        raise FetchFailed("too_large")
    return Fetched(content, _short(told.get("ETag")), _short(told.get("Last-Modified")))


def _short(value: str | None) -> str:
    """A header to send back next time; one that is too long is not worth keeping."""
    return value if value is not None and len(value) <= 200 and value.isprintable() else ""  # noqa: PLR2004 -- the column's length
