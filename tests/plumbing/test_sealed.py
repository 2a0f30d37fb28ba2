import stat

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relevo.plumbing.sealed import SealBroken, TooLargeToSeal, seal, unseal

CONTEXT = "cases_case|facts|1"
contents = st.dictionaries(st.text(max_size=20), st.text(max_size=60) | st.integers(), max_size=5)


@pytest.fixture
def key_file(settings, tmp_path):
    settings.RELEVO_KEY_FILE = tmp_path / "keys" / "sealing.key"
    return settings.RELEVO_KEY_FILE


@given(contents, st.text(max_size=40))
def test_sealed_content_opens_in_its_context(content, context):
    assert unseal(seal(content, context=context), context=context) == content


def test_blob_of_another_row_does_not_open():
    blob = seal({"needs": ["medical"]}, context=CONTEXT)
    with pytest.raises(SealBroken):
        unseal(blob, context="cases_case|facts|2")


@pytest.mark.parametrize("place", [2, 17, 18, 29, 30, -1])
def test_blob_that_was_tampered_with_does_not_open(place):
    blob = bytearray(seal({"needs": ["medical"]}, context=CONTEXT))
    blob[place] ^= 1
    with pytest.raises(SealBroken):
        unseal(bytes(blob), context=CONTEXT)


@pytest.mark.parametrize("blob", [b"", b"\x01" * 45, b"\x02" + b"\x01" * 200])
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
