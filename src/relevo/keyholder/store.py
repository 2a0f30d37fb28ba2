"""The key store: wrapped keys in a file of their own, apart from the database.

A key that is given out lies on the disk before anything sealed with it can be committed. A key
that is destroyed is overwritten, in the file and in its log; what copies there are of either is
whoever made them's to destroy. Its row stays, empty, so that none is made for the envelope again.
"""

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import Any
from uuid import UUID

PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA secure_delete=ON",
    "PRAGMA temp_store=MEMORY",
    "PRAGMA trusted_schema=OFF",
)
TABLES = """
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kek (
    institution BLOB NOT NULL, epoch INTEGER NOT NULL, wrapped BLOB,
    PRIMARY KEY (institution, epoch)
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS dek (
    id BLOB PRIMARY KEY, envelope BLOB NOT NULL, institution BLOB NOT NULL,
    epoch INTEGER NOT NULL, wrapped BLOB,
    UNIQUE (envelope, institution)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS dek_by_institution ON dek (institution, epoch);
CREATE TABLE IF NOT EXISTS former (
    id BLOB PRIMARY KEY, envelope BLOB NOT NULL, institution BLOB NOT NULL,
    epoch INTEGER NOT NULL, wrapped BLOB
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS former_by_envelope ON former (envelope);
CREATE INDEX IF NOT EXISTS former_by_institution ON former (institution, epoch);
"""
DEK_TABLES = ("dek", "former")
"""Keys that seal, and those that an envelope had before: they still open, and seal nothing more."""
INSERT_DEK = (
    "INSERT INTO dek (id, envelope, institution, epoch, wrapped) VALUES (?, ?, ?, ?, ?) "
    "ON CONFLICT (envelope, institution) DO NOTHING"
)
BATCH = 400
WAIT_SECONDS = 20
CLEANING_MILLISECONDS = 200


@dataclass(frozen=True, slots=True)
class DekRow:
    """A wrapped envelope key; ``wrapped`` is None once it was destroyed."""

    id: UUID
    envelope: UUID
    institution: UUID
    epoch: int
    wrapped: bytes | None


class KeyStore:
    """One file, one connection for each process that opens it."""

    def __init__(self, path: Path, *, durable: bool = True) -> None:
        self.path, self._durable = path, durable
        self._lock = RLock()
        self._connection: sqlite3.Connection | None = None
        self._process = 0

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction that is on the disk when the block has ended."""
        with self._lock:
            connection = self._connected()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")

    def setting(self, name: str) -> bytes | None:
        row = self._one("SELECT value FROM setting WHERE name = ?", name)
        return None if row is None else bytes(row[0])

    def settled(self, name: str, value: bytes) -> bytes:
        """The value of a setting that is written once: this one, or the earlier one."""
        with self.writing() as connection:
            connection.execute("INSERT OR IGNORE INTO setting VALUES (?, ?)", (name, value))
        return self.setting(name) or b""

    def keks(self, institution: UUID) -> dict[int, bytes | None]:
        """The wrapped keys of an institution by epoch; a destroyed one is None."""
        query = "SELECT epoch, wrapped FROM kek WHERE institution = ? ORDER BY epoch"
        return {int(epoch): wrapped for epoch, wrapped in self._all(query, institution.bytes)}

    def institutions(self) -> list[UUID]:
        query = "SELECT DISTINCT institution FROM kek ORDER BY institution"
        return [UUID(bytes=row[0]) for row in self._all(query)]

    def deks(self, ids: Iterable[UUID]) -> list[DekRow]:
        """The rows of these ids, those that there are, former ones too."""
        wanted = [pk.bytes for pk in ids]
        found = self._batched("id", wanted)
        if len(found) < len(set(wanted)):
            found += self._batched("id", wanted, table="former")
        return found

    def deks_in(self, envelopes: Iterable[UUID]) -> list[DekRow]:
        """Every row of these envelopes, in whose hands ever; no former ones."""
        return self._batched("envelope", [envelope.bytes for envelope in envelopes])

    def of_epoch(self, institution: UUID, *, before: int, limit: int) -> list[DekRow]:
        """Keys of an institution that still are wrapped with an earlier epoch."""
        each = " UNION ALL ".join(
            f"SELECT id, envelope, institution, epoch, wrapped FROM {table} "  # noqa: S608 -- two names
            "WHERE institution = ?1 AND epoch < ?2 AND wrapped IS NOT NULL"
            for table in DEK_TABLES
        )
        query = f"{each} ORDER BY id LIMIT ?3"
        rows, known = self._all(query, institution.bytes, before, limit), _Ids()
        return [_dek_row(row, known) for row in rows]

    def add(self, rows: Sequence[DekRow]) -> None:
        """Write keys of envelopes that have none yet; call it in ``writing``."""
        self._connected().executemany(INSERT_DEK, [_values(row) for row in rows])

    def renew(self, rows: Sequence[DekRow]) -> None:
        """Give envelopes a new key each; the one they had goes to the former ones.

        Call it in ``writing``, with what ``deks_in`` said there.
        """
        connection = self._connected()
        for row in rows:
            pair = (row.envelope.bytes, row.institution.bytes)
            connection.execute(
                "INSERT INTO former (id, envelope, institution, epoch, wrapped) "
                "SELECT id, envelope, institution, epoch, wrapped FROM dek "
                "WHERE envelope = ? AND institution = ?",
                pair,
            )
            connection.execute("DELETE FROM dek WHERE envelope = ? AND institution = ?", pair)
            connection.execute(INSERT_DEK, _values(row))

    def end_former(self, envelope: UUID) -> None:
        """Overwrite the former keys of an envelope: what they sealed is sealed anew."""
        with self.writing() as connection:
            connection.execute("DELETE FROM former WHERE envelope = ?", (envelope.bytes,))

    def add_epoch(self, institution: UUID, wrap: Callable[[int], bytes]) -> int:
        """A further key of an institution; its number, which ``wrap`` binds it to."""
        with self.writing() as connection:
            epoch = max(self.keks(institution), default=0) + 1
            connection.execute(
                "INSERT INTO kek (institution, epoch, wrapped) VALUES (?, ?, ?)",
                (institution.bytes, epoch, wrap(epoch)),
            )
        return epoch

    def rewrap(self, rows: Sequence[DekRow]) -> None:
        """Give keys their new wrapping; one that was destroyed meanwhile stays destroyed."""
        with self.writing() as connection:
            for table in DEK_TABLES:
                connection.executemany(
                    f"UPDATE {table} SET epoch = ?, wrapped = ? "  # noqa: S608 -- two names
                    "WHERE id = ? AND wrapped IS NOT NULL",
                    [(row.epoch, row.wrapped, row.id.bytes) for row in rows],
                )

    def end_epochs(self, institution: UUID, *, before: int) -> None:
        """Remove earlier keys of an institution that wrap nothing any more."""
        with self.writing() as connection:
            connection.execute(
                "DELETE FROM kek WHERE institution = ? AND epoch < ? AND wrapped IS NOT NULL "
                "AND NOT EXISTS (SELECT 1 FROM dek WHERE dek.institution = kek.institution "
                "AND dek.epoch = kek.epoch AND dek.wrapped IS NOT NULL) "
                "AND NOT EXISTS (SELECT 1 FROM former WHERE former.institution = kek.institution "
                "AND former.epoch = kek.epoch AND former.wrapped IS NOT NULL)",
                (institution.bytes, before),
            )

    def end_envelope(self, mark: DekRow) -> None:
        """Overwrite every key of an envelope; the mark says that none is made again."""
        with self.writing() as connection:
            for table in DEK_TABLES:
                connection.execute(
                    f"UPDATE {table} SET wrapped = NULL WHERE envelope = ?",  # noqa: S608 -- two names
                    (mark.envelope.bytes,),
                )
            connection.execute(INSERT_DEK, _values(mark))

    def end_institution(self, institution: UUID) -> None:
        """Overwrite the keys of an institution and of every envelope in its hands."""
        with self.writing() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO kek (institution, epoch, wrapped) VALUES (?, 0, NULL)",
                (institution.bytes,),
            )
            for table in ("kek", *DEK_TABLES):
                connection.execute(
                    f"UPDATE {table} SET wrapped = NULL WHERE institution = ?",  # noqa: S608 -- three names
                    (institution.bytes,),
                )

    def count(self) -> tuple[int, int]:
        """How many envelope keys there are, and how many were destroyed."""
        row = self._one(
            "SELECT COUNT(wrapped), COUNT(*) FROM "
            "(SELECT wrapped FROM dek UNION ALL SELECT wrapped FROM former)"
        )
        live, all_rows = row or (0, 0)
        return int(live), int(all_rows) - int(live)

    def cleaned(self) -> bool:
        """Write the log back and empty it; False while somebody else is still reading it."""
        with self._lock:
            connection = self._connected()
            # Not worth a long wait: the worker asks again.
            connection.execute(f"PRAGMA busy_timeout={CLEANING_MILLISECONDS}")
            busy, _pages, _moved = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            connection.execute(f"PRAGMA busy_timeout={WAIT_SECONDS * 1000}")
        return not busy

    def close(self) -> None:
        with self._lock:
            if self._connection is not None and self._process == os.getpid():
                self._connection.close()
            self._connection = None

    def _batched(self, column: str, values: Sequence[bytes], *, table: str = "dek") -> list[DekRow]:
        found: list[DekRow] = []
        known = _Ids()
        remaining = iter(dict.fromkeys(values))
        while batch := list(islice(remaining, BATCH)):
            query = (
                f"SELECT id, envelope, institution, epoch, wrapped FROM {table} "  # noqa: S608 -- ours
                f"WHERE {column} IN ({', '.join('?' * len(batch))})"
            )
            found += [_dek_row(row, known) for row in self._all(query, *batch)]
        return found

    def _one(self, query: str, *values: object) -> tuple[Any, ...] | None:
        rows = self._all(query, *values)
        return rows[0] if rows else None

    def _all(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        with self._lock:
            return self._connected().execute(query, values).fetchall()

    def _connected(self) -> sqlite3.Connection:
        # A connection must not be carried over a fork.
        if self._connection is None or self._process != os.getpid():
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self.path.exists():
                self.path.touch(mode=0o600)
            self._connection = connection = sqlite3.connect(
                self.path, timeout=WAIT_SECONDS, isolation_level=None, check_same_thread=False
            )
            self._process = os.getpid()
            for pragma in PRAGMAS:
                connection.execute(pragma)
            connection.execute(f"PRAGMA synchronous={'FULL' if self._durable else 'OFF'}")
            connection.executescript(TABLES)
        return self._connection


def _values(row: DekRow) -> tuple[bytes, bytes, bytes, int, bytes | None]:
    return row.id.bytes, row.envelope.bytes, row.institution.bytes, row.epoch, row.wrapped


class _Ids(dict[bytes, UUID]):
    """Ids by their bytes, each made once: an institution stands in every row of its own."""

    def __missing__(self, told: bytes) -> UUID:
        self[told] = made = UUID(bytes=told)
        return made


def _dek_row(row: tuple[Any, ...], known: _Ids) -> DekRow:
    pk, envelope, institution, epoch, wrapped = row
    return DekRow(
        id=UUID(bytes=pk),
        envelope=UUID(bytes=envelope),
        institution=known[institution],
        epoch=int(epoch),
        wrapped=wrapped,
    )
