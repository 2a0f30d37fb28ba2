"""One record: its layout for ever, and that no byte of it can be changed."""

from dataclasses import replace
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from hypothesis import given, settings
from hypothesis import strategies as st

from relevo.keyholder import records
from relevo.keyholder.records import (
    MOST_BYTES,
    Dek,
    Older,
    SealBroken,
    TooLargeToSeal,
    dek_id_of,
    derived,
    older_header,
    older_key,
    opened_older,
    opened_record,
    padded,
    sealed_record,
    unpadded,
)

DEK = Dek(UUID(int=5), bytes(range(32)), UUID(int=7))
CONTEXT = "cases_sealedgroup|sealed|1|identity"
OLDER_CONTEXT = "cases_case|facts|1"


def test_a_record_of_today_opens_for_ever():
    """The layout, the key of the record and what is bound must not change without a version."""
    record = bytes.fromhex(
        "0301000000000000000000000000000000050e0e0e0e0e0e0e0e0e0e0e0e"
    ) + AESGCMSIV(derived(DEK.key, "relevo/sealed/v3|cases_sealedgroup.sealed")).encrypt(
        b"\x0e" * 12, b"\0\0\0\x03Ana".ljust(64, b"\0"), f"{CONTEXT}|{UUID(int=7)}|3".encode()
    )
    assert opened_record(record, dek=DEK, context=CONTEXT) == b"Ana"
    assert record.hex()[60:124] == VECTOR


VECTOR = "a9076e72fa6832d72166941e7a1e8485fd9b7139b3aed396b3383add40614e98"


def test_derived_key_is_fixed():
    """HKDF-SHA256 (RFC 5869) without salt, 32 bytes; and with one."""
    assert derived(b"\x0b" * 22, "x") != derived(b"\x0b" * 22, "y")
    assert derived(b"\x0b" * 22, "x").hex() == DERIVED
    assert derived(b"\x0b" * 22, "x", salt=b"s" * 16) != derived(b"\x0b" * 22, "x")


DERIVED = "e0dd2aa61efc6125d29b9a88ae40d7091bd985370ada84298891ea957585fe91"


def test_every_byte_of_a_record_is_guarded():
    record = sealed_record(b'{"name":"Ana"}', dek=DEK, context=CONTEXT)
    assert len(record) == 2 + 16 + 12 + 64 + 16
    for place in range(len(record)):
        changed = bytearray(record)
        changed[place] ^= 1
        with pytest.raises(SealBroken):
            opened(bytes(changed))
    for length in range(len(record)):
        with pytest.raises(SealBroken):
            opened(record[:length])


def opened(record):
    """As the caller does it: the key is found by the id in the record."""
    pk = dek_id_of(record)
    if pk is None:
        older = older_header(record)
        return opened_older(older, key=older_key(b"r" * 32, b"h" * 32, older), context=CONTEXT)
    if pk != DEK.id:
        raise SealBroken
    return opened_record(record, dek=DEK, context=CONTEXT)


@pytest.mark.parametrize(
    ("dek", "context"),
    [
        (DEK, "cases_sealedgroup|sealed|2|identity"),
        (DEK, "cases_referral|sealed|1|identity"),
        (replace(DEK, key=bytes(32)), CONTEXT),
        (replace(DEK, institution=UUID(int=8)), CONTEXT),
    ],
)
def test_a_record_opens_in_its_place_with_its_key_and_for_its_holder_only(dek, context):
    record = sealed_record(b"{}", dek=DEK, context=CONTEXT)
    assert opened_record(record, dek=DEK, context=CONTEXT) == b"{}"
    with pytest.raises(SealBroken):
        opened_record(record, dek=dek, context=context)


@pytest.mark.parametrize("record", [b"", b"\x04" * 100, b"\x03\x01" + b"x" * 43, b"\x03\x02" * 60])
def test_what_is_no_record_is_refused(record):
    with pytest.raises(SealBroken):
        dek_id_of(record)


@pytest.mark.parametrize("version", [1, 2])
def test_records_of_before_are_told_apart_by_their_version(version):
    assert dek_id_of(bytes([version])) is None
    held = version == 2
    with pytest.raises(SealBroken):
        older_header(bytes([version]) * (2 + 16 * held + 16 + 12 + 15))
    body = bytes([version, 1]) + (UUID(int=7).bytes if held else b"") + b"s" * 16 + b"n" * 12
    older = older_header(body + b"t" * 16)
    assert older == Older(UUID(int=7) if held else None, b"s" * 16, b"n" * 12 + b"t" * 16)


@pytest.mark.parametrize("holder", [None, UUID(int=7)])
def test_older_record_opens_with_its_key_in_its_place(holder):
    bound = OLDER_CONTEXT if holder is None else f"{OLDER_CONTEXT}|{holder}"
    older = Older(holder, b"s" * 16, b"")
    key = older_key(b"r" * 32, b"h" * 32 if holder else b"", older)
    body = b"n" * 12 + AESGCMSIV(key).encrypt(b"n" * 12, padded(b"x"), bound.encode())
    record = replace(older, rest=body)
    assert opened_older(record, key=key, context=OLDER_CONTEXT) == b"x"
    with pytest.raises(SealBroken):
        opened_older(record, key=key, context="cases_case|facts|2")


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_padding_gives_back_what_it_took(clear):
    assert unpadded(padded(clear)) == clear
    assert len(padded(clear)) in records.PADDED_TO


@pytest.mark.parametrize(
    ("length", "size"),
    [(0, 64), (60, 64), (61, 256), (65_532, 65_536), (65_533, 262_144), (262_141, 524_288)],
)
def test_length_tells_little(length, size):
    assert len(padded(b"x" * length)) == size


def test_most_that_a_record_holds():
    assert len(padded(b"x" * MOST_BYTES)) > MOST_BYTES
    with pytest.raises(TooLargeToSeal, match="12582913 bytes; at most 12582912"):
        padded(b"x" * (MOST_BYTES + 1))
