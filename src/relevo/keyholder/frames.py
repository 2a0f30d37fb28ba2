"""Frames on the socket: four bytes of length, then one JSON object.

A length is looked at before anything is read, and a frame that does not come whole in time is
none. Bytes travel as base64, ids as their digits.
"""

import binascii
import json
import socket
from base64 import b64decode, b64encode
from typing import Any
from uuid import UUID

from relevo.keyholder.errors import FrameRefused

LENGTH_BYTES = 4
MOST_BYTES = 16 * 1024 * 1024
Document = dict[str, Any]


def sent(connection: socket.socket, document: Document) -> None:
    """Send one frame. FrameRefused when it is longer than the other side takes."""
    body = json.dumps(document, separators=(",", ":")).encode()
    if len(body) > MOST_BYTES:
        raise FrameRefused
    connection.sendall(len(body).to_bytes(LENGTH_BYTES, "big") + body)


def received(connection: socket.socket) -> Document:
    """The next frame. FrameRefused when it is none, or the other side has gone."""
    length = int.from_bytes(_exactly(connection, LENGTH_BYTES), "big")
    if length > MOST_BYTES:
        raise FrameRefused
    try:
        document = json.loads(_exactly(connection, length))
    except (ValueError, RecursionError) as error:
        raise FrameRefused from error
    if not isinstance(document, dict):
        raise FrameRefused
    return document


def _exactly(connection: socket.socket, length: int) -> bytes:
    parts, missing = [], length
    while missing:
        part = connection.recv(min(missing, 1 << 20))
        if not part:
            raise FrameRefused
        parts.append(part)
        missing -= len(part)
    return b"".join(parts)


def packed(content: bytes) -> str:
    return b64encode(content).decode()


def unpacked(value: object) -> bytes:
    try:
        return b64decode(text(value), validate=True)
    except (binascii.Error, ValueError) as error:
        raise FrameRefused from error


def text(value: object) -> str:
    if not isinstance(value, str):
        raise FrameRefused
    return value


def ident(value: object) -> UUID:
    try:
        return UUID(hex=text(value))
    except ValueError as error:
        raise FrameRefused from error


def maybe_ident(value: object) -> UUID | None:
    return None if value is None else ident(value)


def items(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise FrameRefused
    return value
