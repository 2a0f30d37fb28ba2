"""Sealed blobs: text that must not stand in clear in the database.

AES-256-GCM-SIV where the library has it (AES-256-GCM by explicit fallback is not offered),
a key per record derived from the key of its epoch, context bound as associated data so that a
blob copied to another row does not open, and padding so that length tells little. The key comes
from a local key file; later work changes the holder of the key, not the rows.

Record: version (1) | epoch (1) | salt (16) | nonce (12) | ciphertext and tag.
"""

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

VERSION = 1
EPOCH = 1
PADDED_TO = (64, 256, 1024, 4096, 16384, 65536)
_HEADER, _SALT, _NONCE = 2, 16, 12


class SealBroken(Exception):
    """The blob does not open: another row's, another key's, cut short, or tampered with."""


class TooLargeToSeal(ValueError):
    """More text than a sealed group may hold."""


def _root_key() -> bytes:
    path = Path(settings.RELEVO_KEY_FILE)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()


def _record_key(salt: bytes) -> AESGCMSIV:
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=b"relevo/sealed/v1")
    return AESGCMSIV(derived.derive(_root_key()))


def _pad(clear: bytes) -> bytes:
    framed = len(clear).to_bytes(4, "big") + clear
    for size in PADDED_TO:
        if len(framed) <= size:
            return framed.ljust(size, b"\0")
    raise TooLargeToSeal(f"{len(clear)} bytes; at most {PADDED_TO[-1] - 4}")


def seal(content: Mapping[str, Any], *, context: str) -> bytes:
    """Seal JSON content; ``context`` is ``table|column|row id`` and must be the same to open."""
    clear = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    body = _record_key(salt).encrypt(nonce, _pad(clear.encode()), context.encode())
    return bytes([VERSION, EPOCH]) + salt + nonce + body


def unseal(blob: bytes, *, context: str) -> dict[str, Any]:
    """The content of a sealed blob; SealBroken when it does not open in this context."""
    record = bytes(blob)
    if len(record) < _HEADER + _SALT + _NONCE + 16 or record[0] != VERSION:
        raise SealBroken
    salt = record[_HEADER : _HEADER + _SALT]
    nonce = record[_HEADER + _SALT : _HEADER + _SALT + _NONCE]
    try:
        framed = _record_key(salt).decrypt(
            nonce, record[_HEADER + _SALT + _NONCE :], context.encode()
        )
    except InvalidTag as error:
        raise SealBroken from error
    length = int.from_bytes(framed[:4], "big")
    content: dict[str, Any] = json.loads(framed[4 : 4 + length])
    return content
