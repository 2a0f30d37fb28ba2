"""A real server with the demo story, and a real browser at the width of a phone and of a desk.

Pictures go to test-artifacts/screens; what a page says to the console fails its test.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright
from tests.e2e.walks import EXAMINED

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "test-artifacts" / "screens"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
IN_LANGUAGES = ("es", pytest.param("en", marks=pytest.mark.slow))
"""The longest journeys go in English with ``--full``; others open every page in both languages."""
CHROMIUM_FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
START_SECONDS = 90
STOP_SECONDS = 20
ACTION_MS = 10_000
PREPARED = os.environ.get("PREPARED_INSTANCE")
"""The data of an instance that nobody has used, by ./test; without, each worker sets up its own."""

FAILED = pytest.StashKey[bool]()


@dataclass(frozen=True)
class Server:
    """A running instance: where it is, and where its data lie."""

    url: str
    data: Path
    environment: dict[str, str]

    def relevo(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run ``./relevo`` on this instance."""
        return subprocess.run(
            [sys.executable, "-m", "relevo.cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture(scope="session")
def server(tmp_path_factory):
    """The demo instance, served as ``./run`` serves it; shared by all journeys of the session."""
    with serving(tmp_path_factory.mktemp("instance")) as running:
        yield running


@contextmanager
def serving(data):
    """A demo instance whose data lie in a folder of its own, as long as somebody needs it."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("RELEVO_")}
    environment |= {"RELEVO_DATA_DIR": str(data), "RELEVO_WEB_PROCESSES": "1"}
    port = free_port()
    running = Server(url=f"http://localhost:{port}", data=data, environment=environment)
    if PREPARED:
        shutil.copytree(PREPARED, data, dirs_exist_ok=True)
    else:
        prepared = running.relevo("setup")
        assert prepared.returncode == 0, prepared.stdout + prepared.stderr
    with (data / "server.log").open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "relevo.cli", "serve", "--port", str(port)],
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            wait_until_healthy(process, port=port, log=data / "server.log")
            yield running
        finally:
            process.terminate()
            process.wait(timeout=STOP_SECONDS)


@pytest.fixture(scope="session", autouse=True)
def _examined(tmp_path_factory):
    """What one worker has shown to axe, no other shows again."""
    folder = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent  # of the whole run
    folder = folder / "examined"
    folder.mkdir(exist_ok=True)
    EXAMINED[:] = [folder]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(process, *, port, log):
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        time.sleep(0.2)
    pytest.fail(f"the server did not get ready:\n{log.read_text()}")


@pytest.fixture(scope="session")
def browser():
    """Debian's Chromium, one process for the session."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    assert executable, "install Chromium: sudo apt-get install chromium libatomic1"
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_FLAGS)
        yield chromium
        chromium.close()


@dataclass
class Visitors:
    """Opens windows: each a person of their own, with their own cookies and storage."""

    browser: object
    base_url: str
    opened: list[Page] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, *, viewport=PHONE, language="es", **options):
        context = self.browser.new_context(
            base_url=self.base_url, viewport=viewport, locale=language, **options
        )
        context.set_default_timeout(ACTION_MS)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        page.on("request", self._watch)
        self.opened.append(page)
        return page

    def _hear(self, message):
        if message.type in {"error", "warning"}:
            self.complaints.append(f"{message.type}: {message.text}")

    def _watch(self, request):
        if not request.url.startswith((self.base_url, "data:", "blob:")):
            self.complaints.append(f"left this server: {request.url}")

    def close(self):
        for page in self.opened:
            page.context.close()


@pytest.fixture
def visitors(server, browser, request):
    """The windows of one test. Afterwards: none of them may have complained."""
    with visiting(server, browser, test=request.node) as everybody:
        yield everybody


@contextmanager
def visiting(server, browser, *, test):
    """The windows of one test on an instance."""
    everybody = Visitors(browser=browser, base_url=server.url)
    yield everybody
    if test.stash.get(FAILED, False):
        for number, page in enumerate(everybody.opened, start=1):
            take_picture(page, f"failed-{test.name}-{number}")
    everybody.close()
    assert everybody.complaints == []


@pytest.fixture
def phone(visitors):
    """A window as wide as a cheap phone."""
    return visitors.open(viewport=PHONE)


@pytest.fixture
def desktop(visitors):
    """A window as wide as an office screen."""
    return visitors.open(viewport=DESK)


def take_picture(page, name):
    SCREENS.mkdir(parents=True, exist_ok=True)
    width = page.viewport_size["width"]
    page.screenshot(path=SCREENS / f"{name}-{width}.png", full_page=True)


def take_no_picture(page, name):
    pass


@pytest.fixture
def picture():
    """``picture(page, "name")`` keeps the whole page as test-artifacts/screens/name-WIDTH.png.

    With CI=true nobody is there to look; what failed is still kept.
    """
    return take_no_picture if os.environ.get("CI") == "true" else take_picture


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if call.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report
