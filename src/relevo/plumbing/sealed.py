"""Sealed blobs: text that must not stand in clear in the database.

AES-256-GCM-SIV where the library has it (AES-256-GCM by explicit fallback is not offered),
a key per record derived from the key of its epoch, context bound as associated data so that a
blob copied to another row does not open, and padding so that length tells little. The key comes
from a local key file, and from one of its holder: the institution that answers for the content.
Once the holder's key is destroyed nothing it held opens again, not even out of a copy made before.

Record: version (1) | epoch (1) | holder (16) | salt (16) | nonce (12) | ciphertext and tag.
Version 1, written before holders had keys, has no holder.
"""

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import transaction

from relevo.plumbing.models import DestroyedKey

VERSION = 2
WITHOUT_HOLDER = 1
EPOCH = 1
PADDED_TO = (64, 256, 1024, 4096, 16384, 65536)
_HEADER, _HOLDER, _SALT, _NONCE, _TAG = 2, 16, 16, 12, 16


class SealBroken(Exception):
    """The blob does not open: another row's, another key's, cut short, or tampered with."""


class KeyDestroyed(SealBroken):
    """Its holder left and its key is gone: nobody opens this again."""


class TooLargeToSeal(ValueError):
    """More text than a sealed group may hold."""


def _key_in(path: Path) -> bytes:
    """The 32 bytes of a key file, made at first use, readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_bytes(secrets.token_bytes(32))
    return path.read_bytes()


def _root_key() -> bytes:
    return _key_in(Path(settings.RELEVO_KEY_FILE))


def _holder_file(holder: UUID) -> Path:
    return Path(settings.RELEVO_KEY_FILE).parent / "holders" / f"{holder}.key"


def _holder_key(holder: UUID) -> bytes:
    """Made when the holder first seals; raises KeyDestroyed once it was destroyed."""
    path = _holder_file(holder)
    if not path.exists() and is_destroyed(holder):
        raise KeyDestroyed
    return _key_in(path)


def is_destroyed(holder: UUID) -> bool:
    """Whether what this holder sealed can never be opened again."""
    return DestroyedKey.objects.filter(holder=holder).exists()


def destroy_key(holder: UUID, *, at: datetime) -> None:
    """Note that a holder's key ends, and remove its file once the transaction is kept.

    Whoever calls this decides whether it may be; copies of the key file are whoever made them's.
    """
    DestroyedKey.objects.get_or_create(holder=holder, defaults={"at": at})
    transaction.on_commit(lambda: _holder_file(holder).unlink(missing_ok=True))


def _record_key(salt: bytes, *, holder: UUID | None) -> AESGCMSIV:
    version, secret = (WITHOUT_HOLDER, b"") if holder is None else (VERSION, _holder_key(holder))
    info = f"relevo/sealed/v{version}".encode()
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=info)
    return AESGCMSIV(derived.derive(_root_key() + secret))


def _pad(clear: bytes) -> bytes:
    framed = len(clear).to_bytes(4, "big") + clear
    for size in PADDED_TO:
        if len(framed) <= size:
            return framed.ljust(size, b"\0")
    raise TooLargeToSeal(f"{len(clear)} bytes; at most {PADDED_TO[-1] - 4}")


def seal(content: Mapping[str, Any], *, context: str, holder: UUID) -> bytes:
    """Seal JSON content; ``context`` is ``table|column|row id`` and must be the same to open.

    ``holder``: the institution that answers for it; KeyDestroyed when its key is gone.
    """
    clear = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    salt, nonce = secrets.token_bytes(_SALT), secrets.token_bytes(_NONCE)
    key = _record_key(salt, holder=holder)
    body = key.encrypt(nonce, _pad(clear.encode()), _bound(context, holder))
    return bytes([VERSION, EPOCH]) + holder.bytes + salt + nonce + body


def _bound(context: str, holder: UUID | None) -> bytes:
    return context.encode() if holder is None else f"{context}|{holder}".encode()


def unseal(blob: bytes, *, context: str) -> dict[str, Any]:
    """The content of a sealed blob; SealBroken when it does not open in this context."""
    record = bytes(blob)
    holder, rest = _split(record)
    salt, nonce, body = rest[:_SALT], rest[_SALT : _SALT + _NONCE], rest[_SALT + _NONCE :]
    try:
        framed = _record_key(salt, holder=holder).decrypt(nonce, body, _bound(context, holder))
    except InvalidTag as error:
        raise SealBroken from error
    length = int.from_bytes(framed[:4], "big")
    content: dict[str, Any] = json.loads(framed[4 : 4 + length])
    return content


def _split(record: bytes) -> tuple[UUID | None, bytes]:
    """Whose key a record needs, and what follows; SealBroken when it is no record."""
    version = record[0] if record else 0
    held = _HOLDER if version == VERSION else 0
    if version not in {VERSION, WITHOUT_HOLDER}:
        raise SealBroken
    if len(record) < _HEADER + held + _SALT + _NONCE + _TAG:
        raise SealBroken
    holder = UUID(bytes=record[_HEADER : _HEADER + held]) if held else None
    return holder, record[_HEADER + held :]
