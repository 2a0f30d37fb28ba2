import stat
from datetime import UTC, datetime
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relevo.plumbing.models import DestroyedKey
from relevo.plumbing.sealed import (
    KeyDestroyed,
    SealBroken,
    TooLargeToSeal,
    destroy_key,
    is_destroyed,
    unseal,
)
from relevo.plumbing.sealed import seal as seal_for

pytestmark = pytest.mark.django_db

CONTEXT = "cases_case|facts|1"
HOLDER, OTHER = UUID(int=7), UUID(int=8)
NOON = datetime(2020, 11, 20, 18, tzinfo=UTC)
contents = st.dictionaries(st.text(max_size=20), st.text(max_size=60) | st.integers(), max_size=5)


@pytest.fixture
def key_file(settings, tmp_path):
    settings.RELEVO_KEY_FILE = tmp_path / "keys" / "sealing.key"
    return settings.RELEVO_KEY_FILE


def seal(content, *, context, holder=HOLDER):
    return seal_for(content, context=context, holder=holder)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
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


def test_blob_of_another_key_does_not_open(key_file):
    blob = seal({"needs": ["shelter"]}, context=CONTEXT)
    assert unseal(blob, context=CONTEXT) == {"needs": ["shelter"]}
    key_file.unlink()
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
    seal({}, context=CONTEXT)  # makes the key
    salt, nonce, clear = b"s" * 16, b"n" * 12, b'{"needs":["medical"]}'
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"relevo/sealed/v1")
    padded = (len(clear).to_bytes(4, "big") + clear).ljust(64, b"\0")
    body = AESGCMSIV(derived.derive(key_file.read_bytes())).encrypt(nonce, padded, CONTEXT.encode())
    assert unseal(b"\x01\x01" + salt + nonce + body, context=CONTEXT) == {"needs": ["medical"]}
