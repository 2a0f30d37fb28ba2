"""The holder behind its socket: the same answers, and refusals for whatever is no question."""

import ctypes
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from tests.keyholder.conftest import CALLER

from relevo.keyholder import client, frames, server
from relevo.keyholder.client import RemoteHolder
from relevo.keyholder.errors import (
    EnvelopeGone,
    FrameRefused,
    HolderAway,
    HolderRefuses,
    InstitutionGone,
    KeysSealed,
    KeyUnfit,
    Rationed,
)
from relevo.keyholder.holder import Holder
from relevo.keyholder.interface import Candidate
from relevo.keyholder.places import Places
from relevo.keyholder.process import LONGEST_PATH, main
from relevo.keyholder.rations import Rations
from relevo.keyholder.records import Older, sealed_record
from relevo.keyholder.server import QUESTIONS, Server, answered

CASE, OTHER_CASE = UUID(int=1), UUID(int=2)
HERE = UUID(int=10)


@pytest.fixture
def served(places):
    serving = Server(
        Holder(places, durable=False, rations=Rations(each=100)), places.folder / "holder.sock"
    )
    serving.listen()
    thread = threading.Thread(target=serving.serve)
    thread.start()
    yield serving
    serving.stop()
    thread.join(5)
    assert not thread.is_alive()
    assert not serving.path.exists()


@pytest.fixture
def remote(served):
    holder = RemoteHolder(served.path)
    yield holder
    holder.close()


def dek_of(holder, envelope=CASE):
    (dek,) = holder.new_deks([(envelope, HERE)], CALLER)
    return dek


def test_every_question_gets_the_answer_of_the_holder_itself(served, remote):
    local = served.holder
    dek = dek_of(remote)
    assert dek == dek_of(local)
    other = dek_of(remote, OTHER_CASE)
    found = remote.unwrap([dek.id, other.id, uuid4()], CALLER)
    assert (found.deks, found.gone) == ({dek.id: dek, other.id: other}, {})
    older = [Older(None, b"s" * 16, b"ignored")]
    assert remote.older_keys(older, CALLER) == local.older_keys(older, CALLER)
    named = Candidate("7", sealed_record(b'{"n":"Ana"}', dek=dek, context="t|c|1"), "t|c|1", "n")
    assert remote.match("Ana", [named], CALLER) == local.match("Ana", [named], CALLER) != []
    assert remote.match("Ana", [], CALLER) == []
    for institution in (None, HERE):
        assert remote.macs(
            "a", [["x", "y"], []], institution=institution, caller=CALLER
        ) == local.macs("a", [["x", "y"], []], institution=institution)
    assert [remote.settled("x"), remote.settled("x", "1"), remote.settled("x", "2")] == [
        None,
        "1",
        "1",
    ]
    assert remote.rotate(HERE) == 3
    remote.renew(OTHER_CASE)
    newest = dek_of(remote, OTHER_CASE)
    assert newest == dek_of(local, OTHER_CASE) != other
    assert remote.unwrap([other.id], CALLER).deks == {other.id: other}
    assert remote.end_former(OTHER_CASE)
    assert remote.unwrap([other.id, newest.id], CALLER).deks == {newest.id: newest}
    assert remote.institutions() == [HERE]
    assert remote.destroy_envelope(CASE)
    assert remote.unwrap([dek.id], CALLER).gone == {dek.id: EnvelopeGone}
    with pytest.raises(EnvelopeGone):
        dek_of(remote)
    state = remote.state()
    assert state == local.state()
    assert (state.is_open, state.live, state.destroyed) == (True, 2, 2)
    remote.seal()
    with pytest.raises(KeysSealed):
        dek_of(remote)
    with pytest.raises(KeysSealed):
        remote.open({0: "x", 1: "y"})
    remote.open({})
    assert remote.destroy_institution(HERE)
    with pytest.raises(InstitutionGone):
        dek_of(remote, OTHER_CASE)


def test_no_question_is_left_out_of_the_test_before():
    asked = {name for name in dir(RemoteHolder) if not name.startswith("_")} - {"close"}
    assert set(QUESTIONS) == asked


def test_no_answer_holds_the_root_key_or_an_institutions(served, remote, places, monkeypatch):
    said = []
    sent = frames.sent

    def listened(connection, document):
        said.append(json.dumps(document))
        sent(connection, document)

    monkeypatch.setattr(frames, "sent", listened)
    test_every_question_gets_the_answer_of_the_holder_itself(served, remote)
    root = places.root_file.read_bytes()
    for secret in (root, *map(bytes, served.holder._keks.values())):
        assert not any(frames.packed(secret) in line or secret.hex() in line for line in said)


def test_rations_hold_over_the_socket(remote):
    dek = dek_of(remote)
    remote.unwrap([dek.id], replace(CALLER, name="other"))
    with pytest.raises(Rationed):
        remote.unwrap([uuid4() for _ in range(101)], CALLER)


def test_much_is_asked_in_parts(remote, monkeypatch):
    monkeypatch.setattr(client, "AT_ONCE", 3)
    monkeypatch.setattr(client, "BYTES_AT_ONCE", 250)
    deks = remote.new_deks([(UUID(int=n), HERE) for n in range(1, 9)], CALLER)
    assert len({dek.id for dek in deks}) == 8
    assert remote.unwrap([dek.id for dek in deks], CALLER).deks == {dek.id: dek for dek in deks}
    assert len(remote.macs("a", [[str(n)] for n in range(8)])) == 8
    found = [
        Candidate(str(n), sealed_record(b'{"n":"Ana"}', dek=dek, context="t|c"), "t|c", "n")
        for n, dek in enumerate(deks)
    ]
    assert len(remote.match("Ana", found, replace(CALLER, name="other"))) == 8


def raw(served):
    connection = socket.socket(socket.AF_UNIX)
    connection.settimeout(5)
    connection.connect(str(served.path))
    return connection


def framed(body):
    return len(body).to_bytes(4, "big") + body


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"7",
        b'["do"]',
        b"\xff\xfe",
        b"[" * 100_000,
    ],
)
def test_what_is_no_object_ends_the_connection(served, body):
    with raw(served) as connection:
        connection.sendall(framed(body))
        assert connection.recv(10) == b""
    assert RemoteHolder(served.path).state().is_open


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"do": 7},
        {"do": "root"},
        {"do": "__class__"},
        {"do": "unwrap"},
        {"do": "unwrap", "caller": "a", "purpose": "b"},
        {"do": "unwrap", "caller": "a", "purpose": "b", "ids": ["x"]},
        {"do": "unwrap", "caller": "a", "purpose": "b", "ids": "xx"},
        {"do": "unwrap", "caller": 1, "purpose": "b", "ids": []},
        {"do": "new_deks", "caller": "a", "purpose": "b", "envelopes": [["x"]]},
        {"do": "new_deks", "caller": "a", "purpose": "b", "envelopes": [7]},
        {"do": "older_keys", "caller": "a", "purpose": "b", "records": [[None, "é", ""]]},
        {"do": "older_keys", "caller": "a", "purpose": "b", "records": [[None, "a", ""]]},
        {"do": "macs", "label": "a", "messages": [[7]]},
        {"do": "macs", "label": "a", "messages": [], "institution": 7},
        {"do": "open", "passphrases": [["x", "y"]]},
        {"do": "settled", "name": "x", "value": 7},
        {"do": "rotate", "institution": "x"},
    ],
)
def test_what_is_no_question_is_refused_and_the_next_one_answered(served, asked):
    with raw(served) as connection:
        for document in (asked, {"do": "state"}):
            frames.sent(connection, document)
            answer = frames.received(connection)
            if document is asked:
                assert answer == {"refused": "frame"}
    assert answer["ok"]["is_open"]


def test_too_long_frame_is_refused_before_it_is_read(served, monkeypatch):
    with raw(served) as connection:
        connection.sendall((frames.MOST_BYTES + 1).to_bytes(4, "big"))
        assert connection.recv(10) == b""
    monkeypatch.setattr(frames, "MOST_BYTES", 50)
    with raw(served) as connection, pytest.raises(FrameRefused):
        frames.sent(connection, {"do": "x" * 50})


def test_half_a_frame_is_not_waited_for(served, monkeypatch):
    monkeypatch.setattr(server, "FRAME_SECONDS", 0.2)
    with raw(served) as connection:
        connection.sendall(b"\0\0\0\x10{")
        assert connection.recv(10) == b""
    with raw(served) as connection:
        connection.sendall(b"\0\0\0\x10{")
        connection.shutdown(socket.SHUT_WR)
        assert connection.recv(10) == b""
    monkeypatch.setattr(server, "IDLE_SECONDS", 0.2)
    with raw(served) as connection:
        assert connection.recv(10) == b""


def test_socket_is_its_owners_only_and_others_are_not_answered(served):
    assert served.path.stat().st_mode & 0o777 == 0o700
    served.users = frozenset({os.getuid() + 1})
    with raw(served) as connection:
        assert connection.recv(10) == b""


@pytest.mark.skipif(os.getuid() != 0, reason="only root may become another user")
def test_process_of_another_user_gets_nothing(served, tmp_path):
    served.path.chmod(0o777)
    for folder in (served.path, *served.path.parents):
        if folder.stat().st_uid == os.getuid() and folder != Path("/"):
            folder.chmod(0o777)
    code = (
        "import os, socket, sys; os.setuid(65534); s = socket.socket(socket.AF_UNIX); "
        "s.connect(sys.argv[1]); s.settimeout(5); print(s.recv(10))"
    )
    ended = subprocess.run(
        [sys.executable, "-I", "-c", code, str(served.path)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ended.stdout, ended.returncode) == ("b''\n", 0), ended.stderr


def test_no_more_connections_than_agreed(served, monkeypatch):
    served._room = threading.BoundedSemaphore(1)
    with raw(served) as first:
        frames.sent(first, {"do": "state"})
        assert frames.received(first)["ok"]
        with raw(served) as second:
            assert second.recv(10) == b""
        frames.sent(first, {"do": "state"})
        assert frames.received(first)["ok"]


def test_failure_inside_is_told_without_its_words(holder, caplog):
    def fails(*_):
        raise RuntimeError("secret")

    holder.rotate = fails
    assert answered(holder, {"do": "rotate", "institution": HERE.hex}) == {"refused": "frame"}
    assert "secret" not in caplog.text
    assert "RuntimeError" in caplog.text


def test_nobody_at_the_socket_is_told_as_such(tmp_path):
    holder = RemoteHolder(tmp_path / "holder.sock")
    with pytest.raises(HolderAway):
        holder.state()
    with pytest.raises(HolderAway):
        holder.state()


def test_connection_that_went_stale_is_made_anew_once(served, remote, monkeypatch):
    assert remote.state().is_open
    remote._kept.connection.shutdown(socket.SHUT_RDWR)
    assert remote.state().is_open
    served.stop()
    remote._kept.connection.shutdown(socket.SHUT_RDWR)
    with pytest.raises(HolderAway):
        remote.state()


def test_holder_that_hangs_up_is_away(tmp_path):
    path = tmp_path / "holder.sock"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(path))
        listening.listen()

        def hang_up():
            for _ in range(1):
                connection, _address = listening.accept()
                connection.close()

        thread = threading.Thread(target=hang_up)
        thread.start()
        with pytest.raises(HolderAway):
            RemoteHolder(path).state()
        thread.join()


def test_connection_is_not_carried_over_a_fork(remote):
    assert remote.state().is_open
    kept = remote._kept.connection
    remote._kept.process = os.getpid() + 1  # as a child finds it
    assert remote.state().is_open
    assert remote._kept.connection is not kept
    kept.close()


def test_every_refusal_keeps_its_kind_over_the_socket():
    assert set(client.REFUSALS.values()) == set(HolderRefuses.__subclasses__())
    assert client.REFUSALS["unfit"] is KeyUnfit


@pytest.fixture
def process(tmp_path):
    places = Places(tmp_path / "sealing.key")
    started = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "relevo.keyholder",
            "--root",
            places.root_file,
            "--socket",
            places.socket,
        ],
    )
    deadline = time.monotonic() + 30
    holder = RemoteHolder(places.socket)
    while time.monotonic() < deadline:
        try:
            holder.state()
            break
        except HolderAway:
            time.sleep(0.05)
    yield started, holder, places
    holder.close()
    started.kill()
    started.wait()


def test_process_of_its_own_leaves_no_core_and_cannot_be_looked_into(process):
    started, holder, places = process
    state = holder.state()
    assert (state.no_core, state.is_undumpable) == (True, True)
    dek = dek_of(holder)
    assert "Max core file size        0                    0" in Path(
        f"/proc/{started.pid}/limits"
    ).read_text(encoding="utf-8")
    started.terminate()
    assert started.wait(10) == 0
    assert not places.socket.exists()
    with pytest.raises(HolderAway):
        holder.unwrap([dek.id], CALLER)


def test_process_that_was_killed_leaves_a_socket_that_the_next_one_takes(process):
    started, holder, places = process
    dek = dek_of(holder)
    started.kill()
    started.wait()
    assert places.socket.exists()
    with pytest.raises(HolderAway):
        holder.state()
    serving = Server(Holder(places), places.socket)
    serving.listen()
    thread = threading.Thread(target=serving.serve)
    thread.start()
    assert holder.unwrap([dek.id], CALLER).deks == {dek.id: dek}
    serving.stop()
    serving.stop()
    thread.join(5)


def test_process_ends_in_order_when_it_is_asked_to(tmp_path):
    path = tmp_path / "holder.sock"
    said = []

    def ask():
        holder = RemoteHolder(path)
        while not said:
            try:
                said.append(holder.state())
            except HolderAway:
                time.sleep(0.02)
        holder.close()
        os.kill(os.getpid(), signal.SIGTERM)

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    thread = threading.Thread(target=ask)
    thread.start()
    try:
        told = ["--root", str(tmp_path / "sealing.key"), "--socket", str(path), "--ration", "7"]
        assert main(told) == 0
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        ctypes.CDLL(None).munlockall()
    thread.join()
    assert (said[0].is_open, said[0].no_core, said[0].is_undumpable) == (True, True, True)


def test_process_imports_no_django():
    code = "import sys, relevo.keyholder.process; print([m for m in sys.modules if 'django' in m])"
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout == "[]\n"


def test_a_second_holder_does_not_take_the_socket_of_one_that_answers(served, places, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["--root", str(places.root_file), "--socket", str(served.path)])
    assert ended.value.code == 2
    assert "another key holder is listening" in capsys.readouterr().err
    assert RemoteHolder(served.path).state().is_open


def test_socket_with_a_name_that_is_too_long_is_refused(tmp_path, capsys):
    long = tmp_path / ("x" * LONGEST_PATH)
    with pytest.raises(SystemExit) as ended:
        main(["--root", str(tmp_path / "sealing.key"), "--socket", str(long)])
    assert ended.value.code == 2
    assert "at most 100 bytes" in capsys.readouterr().err
