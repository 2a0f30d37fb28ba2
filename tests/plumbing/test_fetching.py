"""One configured address is asked, bounded in time and size, and nothing leads elsewhere."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from relevo.plumbing import fetching
from relevo.plumbing.fetching import Fetched, FetchFailed, fetch

LIMIT = 1000


class Feed(BaseHTTPRequestHandler):
    """Answers by the last part of the address."""

    asked: list[tuple[str, str | None]] = []

    def do_GET(self):
        Feed.asked.append((self.path, self.headers["Cookie"]))
        getattr(self, f"give_{self.path.strip('/')}")()

    def give(self, code, body=b"", **headers):
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def give_good(self):
        if self.headers["If-None-Match"] == '"one"' or self.headers["If-Modified-Since"] == "then":
            self.give(304)
        else:
            self.give(200, b"x" * LIMIT, ETag='"one"', Last_Modified="then", Set_Cookie="a=b")

    def give_large(self):
        self.give(200, b"x" * (LIMIT + 1))

    def give_odd(self):
        self.give(200, b"x", ETag="e" * 500)

    def give_elsewhere(self):
        self.give(302, Location="/good")

    def give_gone(self):
        self.give(404, b"secret words of the server")

    def give_broken(self):
        self.connection.close()

    def give_slow(self):
        threading.Event().wait(0.6)

    def give_drip(self):
        """A byte now and then: no single wait is long."""
        self.send_response(200)
        self.send_header("Content-Length", "100")
        self.end_headers()
        self.drip()

    def give_headers(self):
        """The same before the headers have ended."""
        self.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        self.drip()

    def drip(self):
        for _ in range(60):
            try:
                self.wfile.write(b"x")
            except OSError:
                return
            threading.Event().wait(0.05)

    def log_message(self, *_args):
        """Tests are quiet."""


@pytest.fixture(scope="module")
def host():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Feed)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_what_is_new_is_given_with_what_to_ask_next_time(host):
    assert fetch(f"{host}/good", limit=LIMIT) == Fetched(b"x" * LIMIT, '"one"', "then")


def test_no_cookie_is_kept(host):
    fetch(f"{host}/good", limit=LIMIT)
    fetch(f"{host}/good", limit=LIMIT)
    assert {cookie for _, cookie in Feed.asked} == {None}


def test_what_is_not_new_is_not_given_again(host):
    assert fetch(f"{host}/good", limit=LIMIT, etag='"one"') == Fetched(None, '"one"', "")
    assert fetch(f"{host}/good", limit=LIMIT, last_modified="then") == Fetched(None, "", "then")


def test_a_tag_that_is_too_long_is_not_kept(host):
    assert fetch(f"{host}/odd", limit=LIMIT) == Fetched(b"x")


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("large", "too_large"),
        ("elsewhere", "http_302"),
        ("gone", "http_404"),
        ("broken", "unreachable"),
    ],
)
def test_what_does_not_come_is_told_by_a_code_alone(host, page, code):
    Feed.asked.clear()
    with pytest.raises(FetchFailed) as failed:
        fetch(f"{host}/{page}", limit=LIMIT)
    assert failed.value.code == code
    assert "secret" not in str(failed.value)
    assert [path for path, _ in Feed.asked] == [f"/{page}"]


def test_nobody_waits_for_ever(host, monkeypatch):
    monkeypatch.setattr(fetching, "TIMEOUT_SECONDS", 0.2)
    with pytest.raises(FetchFailed) as failed:
        fetch(f"{host}/slow", limit=LIMIT)
    assert failed.value.code == "timeout"


@pytest.mark.parametrize("page", ["drip", "headers"])
def test_nobody_is_kept_by_a_byte_now_and_then(host, page, monkeypatch):
    monkeypatch.setattr(fetching, "ANSWER_SECONDS", 0.3)
    started = time.monotonic()
    with pytest.raises(FetchFailed) as failed:
        fetch(f"{host}/{page}", limit=LIMIT)
    assert failed.value.code == "timeout"
    assert time.monotonic() - started < 2


def test_a_host_that_is_not_there_is_told():
    with pytest.raises(FetchFailed) as failed:
        fetch("http://127.0.0.1:9/", limit=LIMIT)
    assert failed.value.code == "unreachable"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "feed.xml",
        "file:///etc/passwd",
        "ftp://example.org/x",
        "https://",
        "https://user@example.org/",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://exa mple.org/",
        "https://example.org/\r\nHost: other",
        "http://[::1",
        "http://127.0.0.1:9/alño.xml",
        f"http://{'a' * 64}.example/",
        "http://ejemplo..org/",
    ],
)
def test_what_is_no_address_is_never_asked(address):
    with pytest.raises(FetchFailed) as failed:
        fetch(address, limit=LIMIT)
    assert failed.value.code == "address"
