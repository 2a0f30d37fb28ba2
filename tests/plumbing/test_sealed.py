import sqlite3
import stat
import threading
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as tried
from hypothesis import strategies as st

from relevo.keyholder.errors import HolderAway, KeysSealed, Rationed
from relevo.keyholder.holder import Holder
from relevo.keyholder.interface import Caller
from relevo.keyholder.places import Places
from relevo.keyholder.server import Server
from relevo.plumbing.keys import caller, holder
from relevo.plumbing.models import DestroyedEnvelope, DestroyedKey
from relevo.plumbing.sealed import (
    Candidate,
    EnvelopeDestroyed,
    HolderKind,
    KeyDestroyed,
    SealBroken,
    TooLargeToSeal,
    ToSeal,
    calling,
    destroy_envelope,
    destroy_key,
    finish_destroying,
    holder_kind,
    is_destroyed,
    is_envelope_destroyed,
    mac,
    macs,
    match,
    open_envelopes,
    seal_bytes,
    seal_many,
    settled,
    unseal,
    unseal_bytes,
    unseal_many,
)
from relevo.plumbing.sealed import seal as seal_for

pytestmark = pytest.mark.django_db

CONTEXT = "cases_case|facts|1"
HOLDER, OTHER = UUID(int=7), UUID(int=8)
CASE, OTHER_CASE = UUID(int=21), UUID(int=22)
NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
contents = st.dictionaries(st.text(max_size=20), st.text(max_size=60) | st.integers(), max_size=5)


@pytest.fixture
def key_file(settings, tmp_path):
    settings.RELEVO_KEY_FILE = tmp_path / "keys" / "sealing.key"
    return settings.RELEVO_KEY_FILE


def seal(content, *, context, holder=HOLDER):
    return seal_for(content, context=context, holder=holder)


@tried(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(contents, st.text(max_size=40))
def test_sealed_content_opens_in_its_context(content, context):
    assert unseal(seal(content, context=context), context=context) == content


def test_blob_of_another_row_does_not_open():
    blob = seal({"needs": ["medical"]}, context=CONTEXT)
    with pytest.raises(SealBroken):
        unseal(blob, context="cases_case|facts|2")


@pytest.mark.parametrize("place", [1, 18, 33, 34, 45, 46, -1])
def test_blob_that_was_tampered_with_does_not_open(place):
    blob = bytearray(seal({"needs": ["medical"]}, context=CONTEXT))
    blob[place] ^= 1
    if place == 1:
        blob[0] = 9
    with pytest.raises(SealBroken):
        unseal(bytes(blob), context=CONTEXT)


@pytest.mark.parametrize("blob", [b"", b"\x01" * 45, b"\x02" * 61, b"\x03" * 200])
def test_blob_that_is_cut_short_or_of_another_version_does_not_open(blob):
    with pytest.raises(SealBroken):
        unseal(blob, context=CONTEXT)


def test_blob_of_another_key_does_not_open(key_file, settings, tmp_path):
    blob = seal({"needs": ["shelter"]}, context=CONTEXT)
    assert unseal(blob, context=CONTEXT) == {"needs": ["shelter"]}
    settings.RELEVO_KEY_FILE = tmp_path / "other" / "sealing.key"
    with pytest.raises(SealBroken):
        unseal(blob, context=CONTEXT)


def test_key_is_made_once_and_is_its_owners_only(key_file):
    blob = seal({}, context=CONTEXT)
    key = key_file.read_bytes()
    assert len(key) == 32
    assert stat.S_IMODE(key_file.stat().st_mode) == 0o600
    assert unseal(blob, context=CONTEXT) == {}
    assert key_file.read_bytes() == key


def test_clear_text_stands_nowhere_in_the_blob_and_length_tells_little():
    blobs = [seal({"name": name}, context=CONTEXT) for name in ("Ana", "María Guadalupe")]
    assert not any(b"Ana" in blob or b"Guadalupe" in blob for blob in blobs)
    assert len(blobs[0]) == len(blobs[1])
    assert seal({"name": "Ana"}, context=CONTEXT) != blobs[0]


def test_most_that_one_group_may_hold():
    frame = len('{"t":""}')
    fits = {"t": "a" * (65_532 - frame)}
    assert unseal(seal(fits, context=CONTEXT), context=CONTEXT) == fits
    with pytest.raises(TooLargeToSeal, match="65533 bytes; at most 65532"):
        seal({"t": fits["t"] + "a"}, context=CONTEXT)


def test_what_another_holder_sealed_does_not_open_as_ones_own():
    blob = bytearray(seal({"needs": ["medical"]}, context=CONTEXT, holder=OTHER))
    blob[2:18] = HOLDER.bytes
    with pytest.raises(SealBroken):
        unseal(bytes(blob), context=CONTEXT)


def test_nothing_a_holder_sealed_opens_once_its_key_is_destroyed(
    key_file, django_capture_on_commit_callbacks
):
    gone = seal({"needs": ["medical"]}, context=CONTEXT)
    kept = seal({"needs": ["shelter"]}, context=CONTEXT, holder=OTHER)
    with django_capture_on_commit_callbacks(execute=True):
        destroy_key(HOLDER, at=NOON)
    assert (is_destroyed(HOLDER), is_destroyed(OTHER)) == (True, False)
    with pytest.raises(KeyDestroyed):
        unseal(gone, context=CONTEXT)
    with pytest.raises(KeyDestroyed):
        seal({}, context=CONTEXT)
    assert unseal(kept, context=CONTEXT) == {"needs": ["shelter"]}
    DestroyedKey.objects.all().delete()  # not even with the note of it gone
    with pytest.raises(SealBroken):
        unseal(gone, context=CONTEXT)


def test_key_stays_when_the_act_that_ends_it_is_undone(key_file):
    blob = seal({"needs": ["medical"]}, context=CONTEXT)
    with transaction.atomic():
        destroy_key(HOLDER, at=NOON)
        transaction.set_rollback(True)
    assert unseal(blob, context=CONTEXT) == {"needs": ["medical"]}


def test_blob_from_before_holders_had_keys_still_opens(key_file):
    assert unseal(record_of_version_1(key_file), context=CONTEXT) == {"needs": ["medical"]}


def record_of_version_1(key_file):
    seal({}, context=CONTEXT)  # makes the root key
    salt, nonce, clear = b"s" * 16, b"n" * 12, b'{"needs":["medical"]}'
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"relevo/sealed/v1")
    padded = (len(clear).to_bytes(4, "big") + clear).ljust(64, b"\0")
    body = AESGCMSIV(derived.derive(key_file.read_bytes())).encrypt(nonce, padded, CONTEXT.encode())
    return b"\x01\x01" + salt + nonce + body


def test_blob_of_a_holders_key_file_still_opens_until_that_is_destroyed(
    key_file, django_capture_on_commit_callbacks
):
    seal({}, context=CONTEXT)
    (key_file.parent / "holders").mkdir()
    held = key_file.parent / "holders" / f"{HOLDER}.key"
    held.write_bytes(b"h" * 32)
    derived = HKDF(algorithm=SHA256(), length=32, salt=b"s" * 16, info=b"relevo/sealed/v2")
    body = AESGCMSIV(derived.derive(key_file.read_bytes() + b"h" * 32)).encrypt(
        b"n" * 12, b"\0\0\0\x02{}".ljust(64, b"\0"), f"{CONTEXT}|{HOLDER}".encode()
    )
    blob = b"\x02\x01" + HOLDER.bytes + b"s" * 16 + b"n" * 12 + body
    assert unseal(blob, context=CONTEXT) == {}
    with django_capture_on_commit_callbacks(execute=True):
        destroy_key(HOLDER, at=NOON)
    assert not held.exists()
    with pytest.raises(KeyDestroyed):
        unseal(blob, context=CONTEXT)


def test_envelope_ends_for_all_who_hold_part_of_it_and_for_nobody_else(
    key_file, django_capture_on_commit_callbacks
):
    gone = [in_envelope({"n": 1}, holder=holder) for holder in (HOLDER, OTHER)]
    kept = in_envelope({"n": 2}, envelope=OTHER_CASE)
    with django_capture_on_commit_callbacks(execute=True):
        destroy_envelope(CASE, at=NOON)
        destroy_envelope(CASE, at=NOON)
    assert (is_envelope_destroyed(CASE), is_envelope_destroyed(OTHER_CASE)) == (True, False)
    assert_gone(*gone)
    assert unseal(kept, context=CONTEXT) == {"n": 2}
    assert finish_destroying(at=NOON) == 0
    DestroyedEnvelope.objects.all().delete()  # the database as it was in a backup of before
    assert_gone(*gone)


def in_envelope(content, *, envelope=None, holder=HOLDER):
    return seal_for(content, context=CONTEXT, holder=holder, envelope=envelope or CASE)


def assert_gone(*blobs):
    for blob in blobs:
        with pytest.raises(EnvelopeDestroyed):
            unseal(blob, context=CONTEXT)
    with pytest.raises(EnvelopeDestroyed):
        in_envelope({})
    with pytest.raises(EnvelopeDestroyed):
        seal_bytes(b"", context=CONTEXT, holder=OTHER, envelope=CASE)


def test_envelope_stays_when_the_act_that_ends_it_is_undone(key_file):
    blob = in_envelope({"n": 1})
    with transaction.atomic():
        destroy_envelope(CASE, at=NOON)
        transaction.set_rollback(True)
    assert unseal(blob, context=CONTEXT) == {"n": 1}
    assert not is_envelope_destroyed(CASE)


def test_killed_between_commit_and_removal_the_worker_does_the_rest(
    key_file, django_capture_on_commit_callbacks
):
    blob, other = in_envelope({"n": 1}), seal({"n": 2}, context=CONTEXT, holder=OTHER)
    with django_capture_on_commit_callbacks(execute=False):
        destroy_envelope(CASE, at=NOON)
        destroy_key(OTHER, at=NOON)
    assert unseal(blob, context=CONTEXT) == {"n": 1}  # noted, and not yet removed
    assert finish_destroying(at=NOON - timedelta(seconds=1)) == 0
    with sqlite3.connect(key_file.parent / "keys" / "keys.sqlite3") as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT * FROM dek").fetchall()
        assert finish_destroying(at=NOON) == 2
        assert_gone(blob)  # from now on; its bytes may still stand in the log of the key store
    reader.close()
    assert finish_destroying(at=NOON) == 2
    assert finish_destroying(at=NOON) == 0
    with pytest.raises(KeyDestroyed):
        unseal(other, context=CONTEXT)


def test_many_blobs_of_all_versions_open_with_one_question(key_file):
    blobs = seal_many(
        [ToSeal({"n": n}, f"t|c|{n}", HOLDER, UUID(int=50 + n)) for n in range(5)]
        + [ToSeal({"n": 5}, "t|c|5", OTHER)]
    )
    older = record_of_version_1(key_file)
    items = [(blob, f"t|c|{n}") for n, blob in enumerate(blobs)]
    items.insert(2, (older, CONTEXT))
    assert unseal_many([(memoryview(blob), context) for blob, context in items]) == [
        {"n": 0},
        {"n": 1},
        {"needs": ["medical"]},
        {"n": 2},
        {"n": 3},
        {"n": 4},
        {"n": 5},
    ]
    assert unseal_many([]) == []
    with pytest.raises(SealBroken):
        unseal_many([items[0], (items[1][0], items[0][1])])


def test_blob_whose_key_nobody_knows_does_not_open(key_file):
    blob = bytearray(in_envelope({}))
    blob[2:18] = UUID(int=99).bytes
    with pytest.raises(SealBroken):
        unseal(bytes(blob), context=CONTEXT)


def test_key_of_another_envelope_does_not_open_it(key_file):
    blob, other = bytearray(in_envelope({})), in_envelope({}, envelope=OTHER_CASE)
    blob[2:18] = other[2:18]
    with pytest.raises(SealBroken):
        unseal(bytes(blob), context=CONTEXT)


def test_files_are_sealed_up_to_12_megabytes(key_file):
    data = bytes(12 * 1024 * 1024)
    blob = seal_bytes(data, context=CONTEXT, holder=HOLDER, envelope=CASE)
    assert unseal_bytes(blob, context=CONTEXT) == data
    with pytest.raises(SealBroken):
        unseal_bytes(blob, context="cases_case|facts|2")
    with pytest.raises(TooLargeToSeal):
        seal_bytes(data + b"x", context=CONTEXT, holder=HOLDER, envelope=CASE)


def test_keys_of_many_envelopes_are_made_at_once(key_file):
    open_envelopes([UUID(int=n) for n in range(1000)], holder=HOLDER)
    assert holder().state().live == 1000
    in_envelope({}, envelope=UUID(int=5))
    assert holder().state().live == 1000


def test_mac_depends_on_label_parts_and_holder_and_ends_with_it(
    key_file, django_capture_on_commit_callbacks
):
    made = [
        mac("phrase", "x"),
        mac("phrase", "x", "y"),
        mac("mark", "x"),
        mac("phrase", "x", holder=HOLDER),
        mac("phrase", "x", holder=OTHER),
    ]
    assert len(set(made)) == 5
    assert macs("phrase", [["x"], ["x", "y"]]) == made[:2]
    with django_capture_on_commit_callbacks(execute=True):
        destroy_key(HOLDER, at=NOON)
    with pytest.raises(KeyDestroyed):
        mac("phrase", "x", holder=HOLDER)
    assert mac("phrase", "x", holder=OTHER) == made[4]


def test_match_finds_sealed_names_in_the_holder(key_file):
    found = [
        Candidate(str(n), in_envelope({"given": name}), CONTEXT, "given")
        for n, name in enumerate(("Tz'unun Choc", "Ana Paz"))
    ]
    assert [one.id for one in match("Tzunun Choc", found)] == ["0"]


def test_what_is_settled_is_settled_once(key_file):
    assert [settled("x"), settled("x", "1"), settled("x", "2")] == [None, "1", "1"]


def test_keys_behind_a_socket_are_asked_there_and_no_key_file_is_read(settings, tmp_path):
    keeper = Holder(Places(tmp_path / "keeper" / "sealing.key"), durable=False)
    serving = Server(keeper, tmp_path / "holder.sock")
    serving.listen()
    thread = threading.Thread(target=serving.serve)
    thread.start()
    settings.RELEVO_KEY_FILE = tmp_path / "web" / "sealing.key"
    assert holder_kind() == HolderKind.LOCAL
    settings.RELEVO_KEY_SOCKET = str(serving.path)
    assert holder_kind() == HolderKind.SOCKET
    try:
        blob = in_envelope({"n": 1})
        assert unseal(blob, context=CONTEXT) == {"n": 1}
        keeper.seal()
        with pytest.raises(KeysSealed):
            unseal(blob, context=CONTEXT)
    finally:
        serving.stop()
        thread.join()
    assert not (tmp_path / "web").exists()
    settings.RELEVO_KEY_SOCKET = str(tmp_path / "nobody.sock")
    with pytest.raises(HolderAway):
        unseal(blob, context=CONTEXT)


def test_a_command_beside_a_served_instance_finds_its_holder(settings, tmp_path):
    places = Places(tmp_path / "sealing.key")
    settings.RELEVO_KEY_FILE = places.root_file
    serving = Server(Holder(places), places.socket)
    serving.listen()
    assert holder_kind() == HolderKind.SOCKET
    serving.stop()
    assert holder_kind() == HolderKind.LOCAL
    places.socket.touch()  # what one that was killed has left
    assert holder_kind() == HolderKind.LOCAL
    places.ceremony.touch()
    assert holder_kind() == HolderKind.SOCKET


def test_keys_are_asked_in_the_name_of_whoever_is_said(key_file, settings):
    settings.RELEVO_KEY_RATION = 2
    blob = in_envelope({"n": 1})
    with calling(lambda: "amina", lambda: "desk:case"):
        assert caller() == Caller("amina", "desk:case")
        for _ in range(2):
            unseal(blob, context=CONTEXT)
        with pytest.raises(Rationed):
            unseal(blob, context=CONTEXT)
    assert caller() == Caller("instance", "")
    assert unseal(blob, context=CONTEXT) == {"n": 1}
