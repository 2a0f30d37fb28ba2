"""The holder behind a Unix socket: who may ask, how much, how long, and for what."""

import logging
import os
import socket
import struct
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

from relevo.keyholder import frames
from relevo.keyholder.errors import FrameRefused, HolderRefuses
from relevo.keyholder.frames import Document, ident, items, maybe_ident, packed, text, unpacked
from relevo.keyholder.interface import Caller, Candidate, KeyHolder
from relevo.keyholder.records import Older

MOST_CONNECTIONS = 128
FRAME_SECONDS = 10.0
IDLE_SECONDS = 900.0
LOOK_EVERY_SECONDS = 0.05
BACKLOG = 64
_PEER = struct.Struct("3i")

log = logging.getLogger(__name__)


def _caller(asked: Document) -> Caller:
    return Caller(text(asked.get("caller")), text(asked.get("purpose")))


def _older(value: object) -> Older:
    holder, salt, rest = _of(value, 3)
    return Older(maybe_ident(holder), unpacked(salt), unpacked(rest))


def _of(value: object, number: int) -> list[object]:
    parts = items(value)
    if len(parts) != number:
        raise FrameRefused
    return parts


def _candidate(value: object) -> Candidate:
    pk, blob, context, name = _of(value, 4)
    return Candidate(text(pk), unpacked(blob), text(context), text(name))


def _new_deks(holder: KeyHolder, asked: Document) -> object:
    pairs = [_of(pair, 2) for pair in items(asked.get("envelopes"))]
    envelopes = [(ident(envelope), ident(institution)) for envelope, institution in pairs]
    deks = holder.new_deks(envelopes, _caller(asked))
    return [[dek.id.hex, packed(dek.key), dek.institution.hex] for dek in deks]


def _unwrap(holder: KeyHolder, asked: Document) -> object:
    unwrapped = holder.unwrap([ident(pk) for pk in items(asked.get("ids"))], _caller(asked))
    return {
        "deks": [
            [dek.id.hex, packed(dek.key), dek.institution.hex] for dek in unwrapped.deks.values()
        ],
        "gone": {pk.hex: why.code for pk, why in unwrapped.gone.items()},
    }


def _older_keys(holder: KeyHolder, asked: Document) -> object:
    records = [_older(value) for value in items(asked.get("records"))]
    return [packed(key) for key in holder.older_keys(records, _caller(asked))]


def _match(holder: KeyHolder, asked: Document) -> object:
    candidates = [_candidate(value) for value in items(asked.get("candidates"))]
    found = holder.match(text(asked.get("query")), candidates, _caller(asked))
    return [[match.id, match.score] for match in found]


def _macs(holder: KeyHolder, asked: Document) -> object:
    messages = [[text(part) for part in items(m)] for m in items(asked.get("messages"))]
    institution = maybe_ident(asked.get("institution"))
    return holder.macs(
        text(asked.get("label")), messages, institution=institution, caller=_caller(asked)
    )


def _settled(holder: KeyHolder, asked: Document) -> object:
    value = asked.get("value")
    return holder.settled(text(asked.get("name")), None if value is None else text(value))


def _open(holder: KeyHolder, asked: Document) -> object:
    given = [_of(pair, 2) for pair in items(asked.get("passphrases"))]
    holder.open({int(text(place)): text(passphrase) for place, passphrase in given})
    return None


def _unknown(_holder: KeyHolder, _asked: Document) -> object:
    raise FrameRefused


QUESTIONS: Mapping[str, Callable[[KeyHolder, Document], object]] = {
    "new_deks": _new_deks,
    "unwrap": _unwrap,
    "older_keys": _older_keys,
    "match": _match,
    "macs": _macs,
    "settled": _settled,
    "renew": lambda holder, asked: holder.renew(ident(asked.get("envelope"))),
    "end_former": lambda holder, asked: holder.end_former(ident(asked.get("envelope"))),
    "destroy_envelope": lambda holder, asked: holder.destroy_envelope(ident(asked.get("envelope"))),
    "destroy_institution": lambda holder, asked: holder.destroy_institution(
        ident(asked.get("institution"))
    ),
    "rotate": lambda holder, asked: holder.rotate(ident(asked.get("institution"))),
    "institutions": lambda holder, _asked: [pk.hex for pk in holder.institutions()],
    "seal": lambda holder, _asked: holder.seal(),
    "open": _open,
    "state": lambda holder, _asked: asdict(holder.state()),
}
"""Everything that can be asked. There is no question whose answer is the root key."""


def answered(holder: KeyHolder, asked: Document) -> Document:
    """The answer to one question; a refusal is an answer with its code."""
    try:
        return {"ok": QUESTIONS.get(text(asked.get("do")), _unknown)(holder, asked)}
    except HolderRefuses as refusal:
        log.warning("key holder: refused, %s", refusal.code)
        return {"refused": refusal.code}
    except Exception as error:  # noqa: BLE001 -- one odd question must not end the holder
        log.error("key holder: a question failed, %s", type(error).__name__)  # noqa: TRY400 -- no values
        return {"refused": FrameRefused.code}


def peer_of(connection: socket.socket) -> int:
    """The user whose process is at the other end, as the kernel says."""
    found = connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size)
    _process, user, _group = _PEER.unpack(found)
    return int(user)


@dataclass
class Server:
    """Answers until it is stopped; each connection in a thread of its own."""

    holder: KeyHolder
    path: Path
    users: frozenset[int] = field(default_factory=lambda: frozenset({os.getuid()}))
    _listening: socket.socket | None = None
    _room: threading.BoundedSemaphore = field(
        default_factory=lambda: threading.BoundedSemaphore(MOST_CONNECTIONS)
    )

    def listen(self) -> None:
        """Take the socket; whoever else's it was (a holder that was killed) has lost it."""
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.unlink(missing_ok=True)
        listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        before = os.umask(0o077)
        try:
            listening.bind(str(self.path))
        finally:
            os.umask(before)
        self.path.chmod(0o700)
        listening.listen(BACKLOG)
        self._listening = listening

    def serve(self) -> None:
        """Answer until ``stop``."""
        while (listening := self._listening) is not None:
            try:
                connection, _address = listening.accept()
            except OSError:  # stopped, or no more files may be open: what there is is answered
                time.sleep(LOOK_EVERY_SECONDS)
                continue
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def stop(self) -> None:
        """No further questions; the keys are forgotten."""
        listening, self._listening = self._listening, None
        if listening is not None:
            with suppress(OSError):
                listening.shutdown(socket.SHUT_RDWR)
            listening.close()
            self.path.unlink(missing_ok=True)
        self.holder.seal()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            if peer_of(connection) not in self.users or not self._room.acquire(blocking=False):
                return
            try:
                self._talk(connection)
            except (OSError, FrameRefused) as error:
                log.warning("key holder: a connection ended, %s", type(error).__name__)
            finally:
                self._room.release()

    def _talk(self, connection: socket.socket) -> None:
        while True:
            connection.settimeout(IDLE_SECONDS)
            if not connection.recv(1, socket.MSG_PEEK):
                return
            connection.settimeout(FRAME_SECONDS)
            frames.sent(connection, answered(self.holder, frames.received(connection)))
