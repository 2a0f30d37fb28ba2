"""Receipts that anybody with the instance's public key can verify, without the instance.

A receipt states a code, two days and the digest of what was read out. It names no person, no
recipient and no service. It is signed (Ed25519) under a label of its own, so that nothing else the
instance signs passes for one, and is written in letters that a picture or a voice can carry.
"""

import os
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from django.conf import settings

from relevo.kernel.ids import ALPHABET, CODE_LENGTH, check_character

FILE_NAME = "receipts.key"
LABEL = b"relevo receipt v1\x00"
VERSION = 1
FIRST_DAY = date(2020, 1, 1)
DIGEST_BYTES, KEY_ID_BYTES, SEED_BYTES, SIGNATURE_BYTES = 16, 4, 32, 64
BODY_BYTES = 1 + 8 + 2 + 2 + DIGEST_BYTES + KEY_ID_BYTES
LETTERS = -(-(BODY_BYTES + SIGNATURE_BYTES) * 8 // 5)
"""So many letters a receipt has; the last ones carry bits that are always zero."""

_CONFUSED = str.maketrans({"O": "0", "I": "1", "L": "1"})


class ReceiptRefused(ValueError):
    """Not a receipt that holds now. ``problem``: a code for the surface."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Statement:
    """What a receipt says."""

    code: str
    given_on: date
    until: date
    digest: str
    key_id: str


def issue(*, code: str, given_on: date, until: date, digest: str) -> str:
    """The signed text of a receipt; always the same for the same receipt.

    ``digest``: the whole digest of what was read out, in hexadecimal.
    """
    key = _signing_key()
    body = b"".join(
        (
            bytes([VERSION]),
            _number(code[:CODE_LENGTH]).to_bytes(8, "big"),
            (given_on - FIRST_DAY).days.to_bytes(2, "big"),
            (until - FIRST_DAY).days.to_bytes(2, "big"),
            bytes.fromhex(digest)[:DIGEST_BYTES],
            _key_id(key.public_key()),
        )
    )
    return _letters(body + key.sign(LABEL + body))


def verify(text: str, *, key: Ed25519PublicKey, today: date) -> Statement:
    """What a receipt says, if it was signed with this key and holds today.

    ReceiptRefused: ``truncated``, ``unreadable``, ``other_instance``, ``forged``, ``early``,
    ``expired``. It can be shown as often as one likes; that a permission was taken back meanwhile
    is known to the instance alone.
    """
    raw = _bytes(_cleaned(text))
    body, signature = raw[:BODY_BYTES], raw[BODY_BYTES:]
    if body[-KEY_ID_BYTES:] != _key_id(key):
        raise ReceiptRefused("other_instance")
    try:
        key.verify(signature, LABEL + body)
    except InvalidSignature as broken:
        raise ReceiptRefused("forged") from broken
    statement = _read(body)
    if today < statement.given_on:
        raise ReceiptRefused("early")
    if today > statement.until:
        raise ReceiptRefused("expired")
    return statement


def check_shape(text: str) -> None:
    """ReceiptRefused ``truncated`` or ``unreadable``: no receipt at all, whatever the key."""
    _bytes(_cleaned(text))


def public_key() -> Ed25519PublicKey:
    """The key with which receipts of this instance are verified."""
    return _signing_key().public_key()


def key_text(key: Ed25519PublicKey) -> str:
    """A public key as it is published and compared."""
    return key.public_bytes_raw().hex()


def key_of(text: str) -> Ed25519PublicKey:
    """A public key that was published; ReceiptRefused ``key`` when it is none."""
    try:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(text.strip()))
    except ValueError as error:
        raise ReceiptRefused("key") from error


def _read(body: bytes) -> Statement:
    number = int.from_bytes(body[1:9], "big")
    letters = "".join(ALPHABET[number >> shift & 31] for shift in range(55, -1, -5))
    days = [int.from_bytes(body[at : at + 2], "big") for at in (9, 11)]
    return Statement(
        code=letters + check_character(letters),
        given_on=FIRST_DAY + timedelta(days=days[0]),
        until=FIRST_DAY + timedelta(days=days[1]),
        digest=body[13 : 13 + DIGEST_BYTES].hex(),
        key_id=body[-KEY_ID_BYTES:].hex(),
    )


def _number(letters: str) -> int:
    value = 0
    for letter in letters:
        value = value << 5 | ALPHABET.index(letter)
    return value


def _letters(raw: bytes) -> str:
    spare = LETTERS * 5 - len(raw) * 8
    value = int.from_bytes(raw, "big") << spare
    return "".join(ALPHABET[value >> shift & 31] for shift in range((LETTERS - 1) * 5, -1, -5))


def _cleaned(text: str) -> str:
    return "".join(text.upper().split()).replace("-", "").translate(_CONFUSED)


def _bytes(letters: str) -> bytes:
    if any(letter not in ALPHABET for letter in letters) or len(letters) > LETTERS:
        raise ReceiptRefused("unreadable")
    if len(letters) < LETTERS:
        raise ReceiptRefused("truncated")
    length = BODY_BYTES + SIGNATURE_BYTES
    value, spare = _number(letters), LETTERS * 5 - length * 8
    if value & (1 << spare) - 1:
        raise ReceiptRefused("unreadable")
    return (value >> spare).to_bytes(length, "big")


def _key_id(key: Ed25519PublicKey) -> bytes:
    return sha256(key.public_bytes_raw()).digest()[:KEY_ID_BYTES]


def _signing_key() -> Ed25519PrivateKey:
    return _read_key(Path(settings.RELEVO_KEY_FILE).with_name(FILE_NAME))


@lru_cache(maxsize=8)
def _read_key(path: Path) -> Ed25519PrivateKey:
    """The key beside the others, made at first use: whoever comes second reads the first one's."""
    if not path.exists():
        _write_key(path)
    return Ed25519PrivateKey.from_private_bytes(path.read_bytes())


def _write_key(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(os.urandom(SEED_BYTES))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)  # never over one that is there already
    except FileExistsError:
        pass
    finally:
        draft.unlink()
