import io
import os
import re
import signal
import socket
import threading
import time
from datetime import UTC, datetime

import pytest

from relevo.cli import serve as serving
from relevo.cli.serve import Children, Stop, is_open, serve, wait_until_ready, welcome
from relevo.keyholder.holder import Holder
from relevo.keyholder.places import Places
from relevo.keyholder.server import Server
from relevo.keyholder.store import KeyStore
from relevo.plumbing import clock, env
from relevo.plumbing.models import InstanceKind

SLEEP = ("-c", "import time; time.sleep(60)")
END = ("-c", "pass")
EVERYWHERE = "0.0.0.0"  # noqa: S104 -- asked, not bound
IGNORE_SIGTERM = (
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); time.sleep(60)",
)


@pytest.fixture
def port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def web(port):
    """A web server that knows no page; any answer shows that it is there."""
    return ("-m", "http.server", str(port), "--bind", "127.0.0.1")


def signal_when_said(out, number):
    """Send this process a signal as soon as something was printed."""

    def wait():
        deadline = time.monotonic() + 30
        while not out.getvalue() and time.monotonic() < deadline:
            time.sleep(0.05)
        os.kill(os.getpid(), number)

    threading.Thread(target=wait).start()


@pytest.mark.django_db
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serves_until_it_is_asked_to_stop(port, number):
    out, err = io.StringIO(), io.StringIO()
    before = signal.getsignal(number)
    signal_when_said(out, number)
    assert serve(port=port, out=out, err=err, parts=(web(port), SLEEP)) == 0
    assert f"http://localhost:{port}/\n" in out.getvalue()
    assert err.getvalue() == ""
    assert signal.getsignal(number) is before
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", port)) != 0


def test_ends_when_a_part_ends_by_itself(port):
    out, err = io.StringIO(), io.StringIO()
    assert serve(port=port, out=out, err=err, parts=(SLEEP, END)) == 1
    assert out.getvalue() == ""
    assert re.fullmatch(r".+\.\n", err.getvalue())


def test_holder_of_keys_is_a_third_process_that_the_others_know_by_its_socket_only(
    port, settings, tmp_path
):
    settings.RELEVO_KEY_FILE = tmp_path / "sealing.key"
    key_socket = tmp_path / "keys" / "holder.sock"
    out, err = io.StringIO(), io.StringIO()
    code = "import os, sys; open(sys.argv[1], 'w').write(os.environ['RELEVO_KEY_SOCKET'])"
    look = ("-c", f"{code}; import time; time.sleep(1)", str(tmp_path / "told"))
    assert serve(port=port, out=out, err=err, parts=(SLEEP, look), key_socket=key_socket) == 1
    assert (tmp_path / "told").read_text(encoding="utf-8") == str(key_socket)
    assert (tmp_path / "sealing.key").exists()  # the holder's doing
    assert not key_socket.exists()
    assert out.getvalue() == ""


def test_holder_that_is_there_already_is_asked_and_no_other_started(port, tmp_path):
    places = Places(tmp_path / "sealing.key")
    serving = Server(Holder(places, durable=False), places.socket)
    serving.listen()
    thread = threading.Thread(target=serving.serve)
    thread.start()
    try:
        out, err = io.StringIO(), io.StringIO()
        assert serve(port=port, out=out, err=err, parts=(END,), key_socket=places.socket) == 1
        assert out.getvalue() == ""
        assert serving.path.exists()
    finally:
        serving.stop()
        thread.join()


def test_sealed_keys_are_told_at_the_start(port, settings, tmp_path):
    settings.RELEVO_KEY_FILE = tmp_path / "sealing.key"
    places = Places(tmp_path / "sealing.key")
    KeyStore(places.store).settled("root-check", b"x")  # an instance whose root key is elsewhere
    out, err = io.StringIO(), io.StringIO()
    assert serve(port=port, out=out, err=err, parts=(END,), key_socket=places.socket) == 1
    assert out.getvalue().endswith("./relevo keys open\n")


def test_holder_that_does_not_answer_is_not_waited_for_longer_than_agreed(tmp_path, monkeypatch):
    monkeypatch.setattr(serving, "START_SECONDS", 0.3)
    assert not is_open(tmp_path / "holder.sock", children=Children(), stop=Stop())
    assert not is_open(tmp_path / "holder.sock", children=Children(), stop=Stop(wanted=True))


def test_port_in_use_is_told_with_another_one():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        err = io.StringIO()
        assert serve(port=port, err=err, parts=()) == 2
    assert str(port) in err.getvalue()
    assert f"--port {port + 1}" in err.getvalue()


def test_part_that_does_not_stop_is_killed(monkeypatch):
    monkeypatch.setattr(serving, "STOP_SECONDS", 0.3)
    children = Children()
    children.start(*IGNORE_SIGTERM, environment=env.for_child())
    children.start(*SLEEP, environment=env.for_child())
    time.sleep(0.5)
    assert children.all_alive()
    children.stop()
    assert sorted(child.returncode for child in children.running) == [
        -signal.SIGTERM,
        -signal.SIGKILL,
    ]


def test_readiness_is_not_waited_for_longer_than_agreed(port, monkeypatch):
    monkeypatch.setattr(serving, "START_SECONDS", 0.5)
    assert not wait_until_ready(port, host=EVERYWHERE, children=Children(), stop=Stop())
    assert not wait_until_ready(port, host="127.0.0.1", children=Children(), stop=Stop(wanted=True))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("kind", "way"), [("demo", "http://localhost:8123/entrar/"), ("real", "./relevo admin create")]
)
def test_welcome_says_how_to_sign_in(kind, way):
    at = datetime(2020, 11, 20, tzinfo=UTC)
    clock.start_instance(InstanceKind(kind), real_at=clock.real_now(), domain_at=at)
    lines = welcome(8123).splitlines()
    assert len(lines) == 4
    assert lines[1].endswith("http://localhost:8123/")
    assert lines[2].endswith("http://localhost:8123/desk/")
    assert way in lines[3]


def test_parts_are_the_web_server_and_the_worker():
    assert [part[:2] for part in serving.PARTS] == [("-m", "gunicorn"), ("-m", "relevo.cli")]
