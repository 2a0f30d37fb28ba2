"""Signed links: whoever holds one may do the one thing it is for, until its row says it is over.

A link is the id of a row and a signature over it, both in letters that survive a chat. It holds no
word and no date; the row knows when it ends, and whether it was spent or revoked.
"""

import base64
import hmac
from hashlib import sha256
from uuid import UUID

from django.conf import settings

SIGNATURE_BYTES = 16
_LENGTH = 16 + SIGNATURE_BYTES


class LinkBroken(ValueError):
    """The token was not made here, or lost a letter on its way."""


def _signature(kind: str, row_id: UUID) -> bytes:
    key = sha256(f"relevo.links|{settings.SECRET_KEY}".encode()).digest()
    return hmac.new(key, f"{kind}|{row_id}".encode(), sha256).digest()[:SIGNATURE_BYTES]


def make_token(kind: str, *, row_id: UUID) -> str:
    """The token of a row for one kind of link; always the same, so it can be shown again."""
    return base64.urlsafe_b64encode(row_id.bytes + _signature(kind, row_id)).decode().rstrip("=")


def read_token(kind: str, *, token: str) -> UUID:
    """The row a token stands for; raises LinkBroken."""
    try:
        raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
    except (ValueError, UnicodeEncodeError) as error:
        raise LinkBroken from error
    if len(raw) != _LENGTH:
        raise LinkBroken
    row_id = UUID(bytes=raw[:16])
    # Compared as text: several spellings of the last letter stand for the same bytes.
    if not hmac.compare_digest(token.encode(), make_token(kind, row_id=row_id).encode()):
        raise LinkBroken
    return row_id
