"""The holder: opens wrapped keys for who may ask, and never gives out what opens many at once.

ROOT -> key of an institution (by epoch) -> key of an envelope -> key of a record. The root and the
institutions' keys stay in here. What leaves is the key of an envelope, rationed; a MAC; or the
answer to a search.
"""

import json
import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from threading import RLock
from uuid import UUID, uuid4

from relevo.kernel import names, phones
from relevo.keyholder.errors import EnvelopeGone, InstitutionGone
from relevo.keyholder.interface import (
    GUESSED,
    INSTANCE_ITSELF,
    MOST_MATCHES,
    Caller,
    Candidate,
    Envelope,
    Match,
    State,
    Unwrapped,
)
from relevo.keyholder.places import Places
from relevo.keyholder.rations import Rations
from relevo.keyholder.records import (
    KEY_BYTES,
    Dek,
    Older,
    SealBroken,
    dek_id_of,
    derived,
    older_header,
    older_key,
    opened_older,
    opened_record,
)
from relevo.keyholder.root import Root
from relevo.keyholder.store import DekRow, KeyStore
from relevo.keyholder.wrapping import (
    Unwrap,
    mac,
    overwrite_and_remove,
    unwrapped,
    unwrapper,
    wrapped,
)

REWRAPPED_AT_ONCE = 2_000
SETTLED = "settled|"
NOBODY = UUID(int=0)
"""In whose hands the mark lies that an envelope has ended."""


class Holder:
    """All keys of one instance, in the memory of one process; see ``interface.KeyHolder``."""

    def __init__(
        self, places: Places, *, durable: bool = True, rations: Rations | None = None
    ) -> None:
        self.places = places
        self.rations = rations or Rations()
        self.store = KeyStore(places.store, durable=durable)
        self.root = Root(places, self.store)
        self._keks: dict[tuple[UUID, int], bytearray] = {}
        self._lock = RLock()

    def new_deks(self, envelopes: Sequence[Envelope], caller: Caller) -> list[Dek]:
        found = self._live(envelopes)
        self.rations.charge(caller.name, len(found))
        missing = [pair for pair in dict.fromkeys(envelopes) if pair not in found]
        if missing:
            self._make(missing)
            found |= self._live(missing)
        deks = {pair: self._dek(row) for pair, row in found.items()}
        return [deks[pair] for pair in envelopes]

    def unwrap(self, ids: Sequence[UUID], caller: Caller) -> Unwrapped:
        wanted = list(dict.fromkeys(ids))
        self.rations.charge(caller.name, len(wanted))
        return self._unwrapped(wanted)

    def older_keys(self, records: Sequence[Older], caller: Caller) -> list[bytes]:
        self.rations.charge(caller.name, len(records))
        root = self.root.key()
        return [older_key(root, self._holder_secret(older.holder), older) for older in records]

    def match(self, query: str, candidates: Sequence[Candidate], caller: Caller) -> list[Match]:
        self.rations.charge(caller.name, MOST_MATCHES)
        compare = phones.matcher(query) if phones.is_number(query) else names.matcher(query)
        scored = (
            (found.id, max(map(compare, texts), default=0.0))
            for found, texts in self._texts(candidates)
        )
        near = [Match(pk, score) for pk, score in scored if score >= names.THRESHOLD]
        return sorted(near, key=lambda match: (-match.score, match.id))[:MOST_MATCHES]

    def macs(
        self,
        label: str,
        messages: Sequence[Sequence[str]],
        *,
        institution: UUID | None = None,
        caller: Caller = INSTANCE_ITSELF,
    ) -> list[str]:
        if label in GUESSED:
            self.rations.charge(caller.name, len(messages))
        if institution is None:
            return mac(self.root.key(), label, messages)
        found = self._live([(institution, institution)])
        if not found:
            self._make([(institution, institution)])
            found = self._live([(institution, institution)])
        (row,) = found.values()
        return mac(self._dek(row).key, label, messages)

    def settled(self, name: str, value: str | None = None) -> str | None:
        self.root.key()
        if value is not None:
            return self.store.settled(f"{SETTLED}{name}", value.encode()).decode()
        found = self.store.setting(f"{SETTLED}{name}")
        return None if found is None else found.decode()

    def renew(self, envelope: UUID) -> None:
        self.root.key()
        with self.store.writing():
            rows = self.store.deks_in([envelope])
            for row in rows:
                if row.wrapped is None:
                    raise self._why_gone(row)
            self.store.renew(
                [
                    self._wrap(
                        DekRow(uuid4(), envelope, row.institution, 0, None),
                        secrets.token_bytes(KEY_BYTES),
                        epoch=self._epoch(row.institution),
                    )
                    for row in rows
                ]
            )

    def end_former(self, envelope: UUID) -> bool:
        self.store.end_former(envelope)
        return self.store.cleaned()

    def destroy_envelope(self, envelope: UUID) -> bool:
        self.store.end_envelope(DekRow(uuid4(), envelope, NOBODY, 0, None))
        return self.store.cleaned()

    def destroy_institution(self, institution: UUID) -> bool:
        self.store.end_institution(institution)
        with self._lock:
            for known in [pair for pair in self._keks if pair[0] == institution]:
                _forget(self._keks.pop(known))
        overwrite_and_remove(self.places.holders / f"{institution}.key")
        return self.store.cleaned()

    def rotate(self, institution: UUID) -> int:
        epoch, number = self._epoch(institution), 0
        if not self.store.of_epoch(institution, before=epoch, limit=1):
            epoch = self._new_epoch(institution)
        while rows := self.store.of_epoch(institution, before=epoch, limit=REWRAPPED_AT_ONCE):
            self.store.rewrap([self._wrap(row, self._dek(row).key, epoch=epoch) for row in rows])
            number += len(rows)
        self.store.end_epochs(institution, before=epoch)
        self.store.cleaned()
        return number

    def institutions(self) -> list[UUID]:
        return self.store.institutions()

    def seal(self) -> None:
        with self._lock:
            self.root.forget()
            for kept in self._keks.values():
                _forget(kept)
            self._keks = {}

    def open(self, passphrases: Mapping[int, str]) -> None:
        self.root.open(passphrases)

    def state(self) -> State:
        live, destroyed = self.store.count()
        return State(
            is_open=self.root.is_open,
            has_ceremony=self.places.ceremony.exists(),
            has_root_file=self.places.root_file.exists(),
            live=live,
            destroyed=destroyed,
            institutions=len(self.store.institutions()),
        )

    def _live(self, envelopes: Sequence[Envelope]) -> dict[Envelope, DekRow]:
        """The rows there are of these; raises what ``new_deks`` says where one was destroyed."""
        self.root.key()
        wanted = set(envelopes)
        found: dict[Envelope, DekRow] = {}
        for row in self.store.deks_in([envelope for envelope, _institution in envelopes]):
            pair = (row.envelope, row.institution)
            if row.institution == NOBODY or (pair in wanted and row.wrapped is None):
                raise self._why_gone(row)
            if pair in wanted:
                found[pair] = row
        return found

    def _unwrapped(self, ids: Sequence[UUID]) -> Unwrapped:
        self.root.key()
        rows = self.store.deks(ids)
        gone = {row.id: self._why_gone(row) for row in rows if row.wrapped is None}
        ready = cache(self._unwrapper)  # most are in the hands of one institution
        return Unwrapped({row.id: self._dek(row, ready) for row in rows if row.wrapped}, gone)

    def _why_gone(self, row: DekRow) -> type[EnvelopeGone | InstitutionGone]:
        has_left = None in self.store.keks(row.institution).values()
        return InstitutionGone if has_left else EnvelopeGone

    def _make(self, pairs: Sequence[Envelope]) -> None:
        for institution in {institution for _envelope, institution in pairs}:
            self._epoch(institution)
        with self.store.writing():
            # The epoch may have changed since: a key is wrapped with the newest one only.
            epochs = {institution: self._epoch(institution) for _envelope, institution in pairs}
            self.store.add(
                [
                    self._wrap(
                        DekRow(uuid4(), envelope, institution, 0, None),
                        secrets.token_bytes(KEY_BYTES),
                        epoch=epochs[institution],
                    )
                    for envelope, institution in pairs
                ]
            )

    def _wrap(self, row: DekRow, key: bytes, *, epoch: int) -> DekRow:
        moved = DekRow(row.id, row.envelope, row.institution, epoch, None)
        blob = wrapped(bytes(self._kek(row.institution, epoch)), key, _label(moved))
        return DekRow(row.id, row.envelope, row.institution, epoch, blob)

    def _dek(self, row: DekRow, unwrapper_of: Callable[[UUID, int], Unwrap] | None = None) -> Dek:
        unwrapper_of = unwrapper_of or self._unwrapper
        try:
            unwrap = unwrapper_of(row.institution, row.epoch)
        except InstitutionGone:
            # Or a rotation elsewhere has just ended that epoch, after the row was read.
            (row,) = self.store.deks([row.id])
            unwrap = unwrapper_of(row.institution, row.epoch)
        return Dek(row.id, unwrap(row.wrapped or b"", _label(row)), row.institution)

    def _unwrapper(self, institution: UUID, epoch: int) -> Unwrap:
        return unwrapper(bytes(self._kek(institution, epoch)))

    def _epoch(self, institution: UUID) -> int:
        """The epoch keys are wrapped with now; the first one is made here. InstitutionGone."""
        keks = self.store.keks(institution)
        if None in keks.values():
            raise InstitutionGone
        return max(keks) if keks else self._new_epoch(institution)

    def _new_epoch(self, institution: UUID) -> int:
        root, kek = self.root.key(), secrets.token_bytes(KEY_BYTES)
        return self.store.add_epoch(
            institution,
            lambda epoch: wrapped(_wrapping(root), kek, _kek_label(institution, epoch)),
        )

    def _kek(self, institution: UUID, epoch: int) -> bytearray:
        with self._lock:
            known = self._keks.get((institution, epoch))
            if known is None:
                blob = self.store.keks(institution).get(epoch)
                if blob is None:
                    raise InstitutionGone
                label = _kek_label(institution, epoch)
                known = bytearray(unwrapped(_wrapping(self.root.key()), blob, label))
                self._keks[institution, epoch] = known
            return known

    def _holder_secret(self, institution: UUID | None) -> bytes:
        if institution is None:
            return b""
        path = self.places.holders / f"{institution}.key"
        if not path.exists():
            raise InstitutionGone
        return path.read_bytes()

    def _texts(self, candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, list[str]]]:
        """Each candidate that opens, with the names in it."""
        records = list(_records(candidates))
        opened = self._opener([pk for _candidate, pk in records if pk is not None])
        for candidate, pk in records:
            try:
                content = json.loads(opened(candidate, pk).decode())
            except (SealBroken, InstitutionGone, ValueError):
                continue
            if not isinstance(content, dict):
                continue
            texts: list[str] = []
            for field in candidate.field.split("+"):
                told = content.get(field)
                several = told if isinstance(told, list) else (told,)
                texts += [text for text in several if text and isinstance(text, str)]
            yield candidate, texts

    def _opener(self, ids: Sequence[UUID]) -> Callable[[Candidate, UUID | None], bytes]:
        deks = self._unwrapped(ids).deks
        root = self.root.key()

        def opened(candidate: Candidate, pk: UUID | None) -> bytes:
            if pk is None:
                older = older_header(candidate.blob)
                key = older_key(root, self._holder_secret(older.holder), older)
                return opened_older(older, key=key, context=candidate.context)
            if pk not in deks:
                raise SealBroken
            return opened_record(candidate.blob, dek=deks[pk], context=candidate.context)

        return opened


def _records(candidates: Sequence[Candidate]) -> Iterator[tuple[Candidate, UUID | None]]:
    """Those that are sealed records at all, with the id of the key that each needs."""
    for candidate in candidates:
        with suppress(SealBroken):
            yield candidate, dek_id_of(candidate.blob)


def _forget(kept: bytearray) -> None:
    kept[:] = bytes(len(kept))


def _label(row: DekRow) -> bytes:
    ids = row.id.bytes + row.envelope.bytes + row.institution.bytes
    return b"dek" + ids + row.epoch.to_bytes(8, "big")


def _kek_label(institution: UUID, epoch: int) -> bytes:
    return b"kek" + institution.bytes + epoch.to_bytes(8, "big")


def _wrapping(root: bytes) -> bytes:
    return derived(root, "relevo/kek-wrap/v1")
