"""One sealed record: how it is laid out, padded, bound and opened, once its key is known.

Record: version (1) | algorithm (1) | key id (16) | nonce (12) | ciphertext and tag.

The key of a record is derived from the key of its envelope for the table and column it stands in.
Bound as associated data are the whole context (``table|column|row id``), the institution that
holds the envelope, and the version: a record copied elsewhere does not open. Before version 3 a
record named its holder and a salt; those still open (``older_header``).
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

VERSION, HELD, UNHELD = 3, 2, 1
"""Today's records; those of a holder's key file; those of the root key alone."""
AES_256_GCM_SIV = 1
KEY_BYTES = 32
PADDED_TO = (64, 256, 1024, 4096, 16384, 65536)
PADDED_BY = 262_144
MOST_BYTES = 12 * 1024 * 1024
_HEADER, _ID, _SALT, _NONCE, _TAG = 2, 16, 16, 12, 16


class SealBroken(Exception):
    """The blob does not open: another row's, another key's, cut short, or tampered with."""


class TooLargeToSeal(ValueError):
    """More than a sealed record may hold."""


@dataclass(frozen=True, slots=True)
class Dek:
    """The key of one envelope in the hands of one institution."""

    id: UUID
    key: bytes
    institution: UUID


@dataclass(frozen=True, slots=True)
class Older:
    """What a record of before version 3 says of its key."""

    holder: UUID | None
    salt: bytes
    rest: bytes


def derived(secret: bytes, info: str, *, salt: bytes | None = None) -> bytes:
    """32 bytes that tell nothing of the secret they come from."""
    return HKDF(algorithm=SHA256(), length=KEY_BYTES, salt=salt, info=info.encode()).derive(secret)


def sealed_record(clear: bytes, *, dek: Dek, context: str) -> bytes:
    """Seal bytes for one place."""
    nonce = secrets.token_bytes(_NONCE)
    body = _cipher(dek, context).encrypt(nonce, padded(clear), _bound(dek, context))
    return bytes([VERSION, AES_256_GCM_SIV]) + dek.id.bytes + nonce + body


def dek_id_of(record: bytes) -> UUID | None:
    """Which key a record of today needs; None for an older one. SealBroken: it is no record."""
    version = record[0] if record else 0
    if version in {UNHELD, HELD}:
        return None
    if version != VERSION or len(record) < _HEADER + _ID + _NONCE + _TAG:
        raise SealBroken
    if record[1] != AES_256_GCM_SIV:
        raise SealBroken
    return UUID(bytes=record[_HEADER : _HEADER + _ID])


def opened_record(record: bytes, *, dek: Dek, context: str) -> bytes:
    """The bytes that were sealed for this place; SealBroken when it is another."""
    start = _HEADER + _ID
    nonce, body = record[start : start + _NONCE], record[start + _NONCE :]
    try:
        return unpadded(_cipher(dek, context).decrypt(nonce, body, _bound(dek, context)))
    except InvalidTag as error:
        raise SealBroken from error


def older_header(record: bytes) -> Older:
    """Whose key a record of version 1 or 2 needs, and what follows; SealBroken when cut short."""
    held = _ID if record[0] == HELD else 0
    if len(record) < _HEADER + held + _SALT + _NONCE + _TAG:
        raise SealBroken
    start = _HEADER + held
    holder = UUID(bytes=record[_HEADER:start]) if held else None
    return Older(holder, record[start : start + _SALT], record[start + _SALT :])


def older_key(root: bytes, secret: bytes, older: Older) -> bytes:
    """The key of one older record: from the root key and, since version 2, its holder's file."""
    version = UNHELD if older.holder is None else HELD
    return derived(root + secret, f"relevo/sealed/v{version}", salt=older.salt)


def opened_older(older: Older, *, key: bytes, context: str) -> bytes:
    """As ``opened_record``, for a record of before version 3."""
    bound = context if older.holder is None else f"{context}|{older.holder}"
    try:
        framed = AESGCMSIV(key).decrypt(older.rest[:_NONCE], older.rest[_NONCE:], bound.encode())
    except InvalidTag as error:
        raise SealBroken from error
    return unpadded(framed)


def padded(clear: bytes) -> bytes:
    """Framed by its length and filled up to one of few sizes, so that length tells little."""
    if len(clear) > MOST_BYTES:
        raise TooLargeToSeal(f"{len(clear)} bytes; at most {MOST_BYTES}")
    framed = len(clear).to_bytes(4, "big") + clear
    for size in PADDED_TO:
        if len(framed) <= size:
            return framed.ljust(size, b"\0")
    return framed.ljust(-(-len(framed) // PADDED_BY) * PADDED_BY, b"\0")


def unpadded(framed: bytes) -> bytes:
    return framed[4 : 4 + int.from_bytes(framed[:4], "big")]


def _cipher(dek: Dek, context: str) -> AESGCMSIV:
    label = ".".join(context.split("|")[:2])
    return AESGCMSIV(derived(dek.key, f"relevo/sealed/v{VERSION}|{label}"))


def _bound(dek: Dek, context: str) -> bytes:
    return f"{context}|{dek.institution}|{VERSION}".encode()
