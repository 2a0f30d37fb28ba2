"""How one key wraps another, what a MAC covers, and how a key file is written once."""

import hmac
import json
import os
import secrets
from collections.abc import Callable, Sequence
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from relevo.keyholder.errors import KeyUnfit
from relevo.keyholder.records import derived

Unwrap = Callable[[bytes, bytes], bytes]
_NONCE = 12
_FRAMES = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


def wrapped(key: bytes, content: bytes, label: bytes) -> bytes:
    """Content under a key, bound to what it is (``label``)."""
    nonce = secrets.token_bytes(_NONCE)
    return nonce + AESGCMSIV(key).encrypt(nonce, content, label)


def unwrapped(key: bytes, blob: bytes, label: bytes) -> bytes:
    """What ``wrapped`` took; KeyUnfit when it is another key's or another thing."""
    return unwrapper(key)(blob, label)


def unwrapper(key: bytes) -> Unwrap:
    """``unwrapped`` of one key for many things, with the key made ready once."""
    cipher = AESGCMSIV(key)

    def unwrap(blob: bytes, label: bytes) -> bytes:
        try:
            return cipher.decrypt(blob[:_NONCE], blob[_NONCE:], label)
        except (InvalidTag, ValueError) as error:
            raise KeyUnfit from error

    return unwrap


def mac(secret: bytes, label: str, messages: Sequence[Sequence[str]]) -> list[str]:
    """HMAC-SHA256 of each message in hexadecimal, under a key for this label alone."""
    key = derived(secret, f"relevo/mac/v1|{label}")
    return [hmac.digest(key, _framed(parts), "sha256").hex() for parts in messages]


def _framed(parts: Sequence[str]) -> bytes:
    """No two lists of texts give the same bytes."""
    return _FRAMES.encode(list(parts)).encode()


def write_once(path: Path, content: bytes) -> None:
    """Write a file that only its owner may read, unless another process just did."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    started = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(started, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(started, path)
    except FileExistsError:
        pass  # what is there stands
    finally:
        started.unlink()


def overwrite_and_remove(path: Path) -> None:
    """Take a key file away; what the disk itself keeps of it is out of reach from here."""
    if not path.exists():
        return
    with path.open("r+b") as file:
        file.write(bytes(path.stat().st_size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink()
