"""A holder in another process, asked over its socket: the same interface, and no key file read."""

import os
import socket
import threading
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

from relevo.keyholder import errors, frames
from relevo.keyholder.errors import EnvelopeGone, FrameRefused, HolderAway, InstitutionGone
from relevo.keyholder.frames import Document, packed
from relevo.keyholder.interface import (
    INSTANCE_ITSELF,
    MOST_MATCHES,
    Caller,
    Candidate,
    Envelope,
    Match,
    State,
    Unwrapped,
)
from relevo.keyholder.records import Dek, Older

ANSWER_SECONDS = 30.0
AT_ONCE = 20_000
BYTES_AT_ONCE = 4 * 1024 * 1024
REFUSALS: Mapping[str, type[errors.HolderRefuses]] = {
    kind.code: kind for kind in errors.HolderRefuses.__subclasses__()
}
GONE: Mapping[str, type[EnvelopeGone | InstitutionGone]] = {
    EnvelopeGone.code: EnvelopeGone,
    InstitutionGone.code: InstitutionGone,
}
_T = TypeVar("_T")


class RemoteHolder:
    """See ``interface.KeyHolder``. Each thread has a connection of its own."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._kept = threading.local()

    def new_deks(self, envelopes: Sequence[Envelope], caller: Caller) -> list[Dek]:
        return [
            _dek(found)
            for some in _parts(envelopes)
            for found in self._asked(
                "new_deks", _named(caller) | {"envelopes": [[e.hex, i.hex] for e, i in some]}
            )
        ]

    def unwrap(self, ids: Sequence[UUID], caller: Caller) -> Unwrapped:
        deks: dict[UUID, Dek] = {}
        gone: dict[UUID, type[EnvelopeGone | InstitutionGone]] = {}
        for some in _parts(ids):
            found = self._asked("unwrap", _named(caller) | {"ids": [pk.hex for pk in some]})
            deks |= {dek.id: dek for dek in map(_dek, found["deks"])}
            gone |= {UUID(hex=pk): GONE[code] for pk, code in found["gone"].items()}
        return Unwrapped(deks, gone)

    def older_keys(self, records: Sequence[Older], caller: Caller) -> list[bytes]:
        asked = [
            [older.holder.hex if older.holder else None, packed(older.salt), ""]
            for older in records
        ]
        found = self._asked("older_keys", _named(caller) | {"records": asked})
        return [frames.unpacked(key) for key in found]

    def match(self, query: str, candidates: Sequence[Candidate], caller: Caller) -> list[Match]:
        best: list[Match] = []
        for some in _lots(candidates):
            asked = [[c.id, packed(c.blob), c.context, c.field] for c in some]
            found = self._asked("match", _named(caller) | {"query": query, "candidates": asked})
            best += [Match(pk, score) for pk, score in found]
        return sorted(best, key=lambda match: (-match.score, match.id))[:MOST_MATCHES]

    def macs(
        self,
        label: str,
        messages: Sequence[Sequence[str]],
        *,
        institution: UUID | None = None,
        caller: Caller = INSTANCE_ITSELF,
    ) -> list[str]:
        held = _named(caller) | {
            "label": label,
            "institution": institution.hex if institution else None,
        }
        return [
            made
            for some in _parts(messages)
            for made in self._asked("macs", held | {"messages": [list(parts) for parts in some]})
        ]

    def settled(self, name: str, value: str | None = None) -> str | None:
        found: str | None = self._asked("settled", {"name": name, "value": value})
        return found

    def renew(self, envelope: UUID) -> None:
        self._asked("renew", {"envelope": envelope.hex})

    def end_former(self, envelope: UUID) -> bool:
        return bool(self._asked("end_former", {"envelope": envelope.hex}))

    def destroy_envelope(self, envelope: UUID) -> bool:
        return bool(self._asked("destroy_envelope", {"envelope": envelope.hex}))

    def destroy_institution(self, institution: UUID) -> bool:
        return bool(self._asked("destroy_institution", {"institution": institution.hex}))

    def rotate(self, institution: UUID) -> int:
        return int(self._asked("rotate", {"institution": institution.hex}))

    def institutions(self) -> list[UUID]:
        return [UUID(hex=pk) for pk in self._asked("institutions", {})]

    def seal(self) -> None:
        self._asked("seal", {})

    def open(self, passphrases: Mapping[int, str]) -> None:
        given = [[str(place), passphrase] for place, passphrase in passphrases.items()]
        self._asked("open", {"passphrases": given})

    def state(self) -> State:
        return State(**self._asked("state", {}))

    def _asked(self, do: str, told: Document) -> Any:  # noqa: ANN401 -- as the question says
        """The answer. A connection that has gone stale is made anew, once: nothing counts twice."""
        document = told | {"do": do}
        is_fresh = self._connection is None
        try:
            answer = self._exchanged(document)
        except (OSError, FrameRefused):
            self.close()
            if is_fresh:
                raise HolderAway from None
            try:
                answer = self._exchanged(document)
            except (OSError, FrameRefused) as error:
                self.close()
                raise HolderAway from error
        if "refused" in answer:
            raise REFUSALS.get(answer["refused"], FrameRefused)
        return answer["ok"]

    def _exchanged(self, document: Document) -> Document:
        connection = self._connection or self._connected()
        frames.sent(connection, document)
        return frames.received(connection)

    @property
    def _connection(self) -> socket.socket | None:
        # A connection must not be shared after a fork: two processes would read each other's keys.
        if getattr(self._kept, "process", 0) != os.getpid():
            return None
        found: socket.socket | None = self._kept.connection
        return found

    def _connected(self) -> socket.socket:
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(ANSWER_SECONDS)
        try:
            connection.connect(str(self.path))
        except OSError:
            connection.close()
            raise
        self._kept.connection, self._kept.process = connection, os.getpid()
        return connection

    def close(self) -> None:
        """Let this thread's connection go."""
        connection, self._kept.connection = self._connection, None
        if connection is not None:
            connection.close()


def is_listening(path: Path) -> bool:
    """Whether a holder is there; one that was killed leaves its socket behind."""
    if not path.exists():
        return False
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def _named(caller: Caller) -> Document:
    return {"caller": caller.name, "purpose": caller.purpose}


def _dek(found: Sequence[str]) -> Dek:
    pk, key, institution = found
    return Dek(UUID(hex=pk), frames.unpacked(key), UUID(hex=institution))


def _parts(whole: Sequence[_T]) -> Iterator[list[_T]]:
    remaining = iter(whole)
    while some := list(islice(remaining, AT_ONCE)):
        yield some


def _lots(candidates: Sequence[Candidate]) -> Iterator[list[Candidate]]:
    """In lots whose blobs fit into a frame."""
    lot: list[Candidate] = []
    size = 0
    for candidate in candidates:
        size += len(candidate.blob)
        if lot and size > BYTES_AT_ONCE:
            yield lot
            lot, size = [], len(candidate.blob)
        lot.append(candidate)
    if lot:
        yield lot
