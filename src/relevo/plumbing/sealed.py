"""Sealed blobs: content that must not stand in clear in the database.

AES-256-GCM-SIV under a key derived from that of its envelope (a case, a packet), which the key
holder keeps wrapped apart from the database (``relevo.keyholder``). The place a blob stands in and
the institution that answers for it are bound: copied to another row it does not open. It is padded,
so that length tells little. Destroying an envelope's key, or an institution's, ends all that was
sealed with it, also in every copy of the database made before.

``context`` is always ``table|column|row id`` and must be the same to open.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import transaction

from relevo.keyholder.errors import EnvelopeGone, InstitutionGone
from relevo.keyholder.interface import Candidate, Match
from relevo.keyholder.records import (
    Dek,
    Older,
    SealBroken,
    TooLargeToSeal,
    dek_id_of,
    older_header,
    opened_older,
    opened_record,
    sealed_record,
)
from relevo.plumbing.keys import HolderKind, caller, calling, holder, holder_kind
from relevo.plumbing.models import DestroyedEnvelope, DestroyedKey

__all__ = [
    "Candidate",
    "EnvelopeDestroyed",
    "HolderKind",
    "KeyDestroyed",
    "Match",
    "SealBroken",
    "ToSeal",
    "TooLargeToSeal",
    "calling",
    "destroy_envelope",
    "destroy_key",
    "end_former_keys",
    "finish_destroying",
    "holder_kind",
    "is_destroyed",
    "is_envelope_destroyed",
    "mac",
    "macs",
    "match",
    "open_envelopes",
    "renew_envelope",
    "seal",
    "seal_bytes",
    "seal_many",
    "sealed_anew",
    "settled",
    "unseal",
    "unseal_bytes",
    "unseal_if_kept",
    "unseal_many",
]

MOST_TEXT = 65_532
"""Bytes of one group of facts; an attachment may have more (``seal_bytes``)."""


class KeyDestroyed(SealBroken):
    """Its holder left and its key is gone: nobody opens this again."""


class EnvelopeDestroyed(SealBroken):
    """The key of this case or packet was destroyed: nobody opens this again."""


@dataclass(frozen=True, slots=True)
class ToSeal:
    """One content on its way into a blob; ``envelope`` None: kept by the holder's own key."""

    content: Mapping[str, Any]
    context: str
    holder: UUID
    envelope: UUID | None = None


def seal(
    content: Mapping[str, Any], *, context: str, holder: UUID, envelope: UUID | None = None
) -> bytes:
    """Seal JSON content into a blob.

    ``holder``: the institution that answers for it. ``envelope``: the case or packet it belongs to
    and ends with; None: it ends with the holder's own key. The envelope's key is made at first use
    and is on the disk before this returns. Raises KeyDestroyed, EnvelopeDestroyed, TooLargeToSeal,
    and what the holder refuses with.
    """
    (blob,) = seal_many([ToSeal(content, context, holder, envelope)])
    return blob


def seal_many(items: Sequence[ToSeal]) -> list[bytes]:
    """As ``seal``, with one question to the holder for all."""
    deks = _deks([(item.envelope or item.holder, item.holder) for item in items])
    return [
        sealed_record(_as_json(item.content), dek=dek, context=item.context)
        for item, dek in zip(items, deks, strict=True)
    ]


def seal_bytes(data: bytes, *, context: str, holder: UUID, envelope: UUID) -> bytes:
    """Seal a file, up to 12 MB; raises as ``seal``."""
    (dek,) = _deks([(envelope, holder)])
    return sealed_record(data, dek=dek, context=context)


def open_envelopes(envelopes: Sequence[UUID], *, holder: UUID) -> None:
    """Make the keys of many envelopes at once, so that sealing in them finds them."""
    _deks([(envelope, holder) for envelope in envelopes])


def unseal(blob: bytes, *, context: str) -> dict[str, Any]:
    """The content of a sealed blob; SealBroken when it does not open in this context."""
    (content,) = unseal_many([(blob, context)])
    return content


def unseal_if_kept(blob: bytes, *, context: str) -> dict[str, Any] | None:
    """As ``unseal``; None once the row was emptied, or its key or its holder's destroyed."""
    if not blob:
        return None
    try:
        return unseal(blob, context=context)
    except (EnvelopeDestroyed, KeyDestroyed):
        return None


def unseal_bytes(blob: bytes, *, context: str) -> bytes:
    """The file in a sealed blob; SealBroken when it does not open in this context."""
    (data,) = _opened([(bytes(blob), context)])
    return data


def unseal_many(items: Sequence[tuple[bytes, str]]) -> list[dict[str, Any]]:
    """The contents of blobs with their contexts, with one question to the holder for all."""
    return [json.loads(clear) for clear in _opened([(bytes(blob), at) for blob, at in items])]


def match(query: str, candidates: Sequence[Candidate]) -> list[Match]:
    """The nearest names among sealed records, at most 20, the best first: a person decides.

    The holder opens and compares them; no key and no name comes out. What does not open is passed
    over.
    """
    with _refusals_translated():
        return _holder().match(query, candidates, caller())


def mac(label: str, *parts: str, holder: UUID | None = None) -> str:
    """A keyed digest in hexadecimal: whoever has the database alone can neither make nor test it.

    ``label`` says what it is for; a holder's own MACs end with its key.
    """
    (made,) = macs(label, [parts], holder=holder)
    return made


def macs(label: str, messages: Sequence[Sequence[str]], *, holder: UUID | None = None) -> list[str]:
    """As ``mac``, for many messages under one label."""
    with _refusals_translated():
        return _holder().macs(label, messages, institution=holder, caller=caller())


def settled(name: str, value: str | None = None) -> str | None:
    """What is written once in the key store, apart from the database: this value, or the first.

    Without a value it is only asked; None: nothing was written.
    """
    return _holder().settled(name, value)


def is_destroyed(holder: UUID) -> bool:
    """Whether what this holder sealed can never be opened again."""
    return DestroyedKey.objects.filter(holder=holder).exists()


def destroy_key(holder: UUID, *, at: datetime) -> None:
    """Note that a holder's keys end, and remove them once the transaction is kept.

    Whoever calls this decides whether it may be; copies of the key store are whoever made them's.
    """
    DestroyedKey.objects.get_or_create(holder=holder, defaults={"at": at})
    transaction.on_commit(partial(_finish_key, holder), robust=True)


def is_envelope_destroyed(envelope: UUID) -> bool:
    """Whether what lies in this envelope can never be opened again."""
    return DestroyedEnvelope.objects.filter(envelope=envelope).exists()


def destroy_envelope(envelope: UUID, *, at: datetime) -> None:
    """Note that an envelope ends, and remove its key once the transaction is kept.

    A crash in between leaves the note: ``finish_destroying`` does the rest. Saying so twice
    changes nothing.
    """
    DestroyedEnvelope.objects.get_or_create(envelope=envelope, defaults={"at": at})
    transaction.on_commit(partial(_finish_envelope, envelope), robust=True)


def renew_envelope(envelope: UUID) -> None:
    """Give an envelope a new key, for all that is sealed in it from now on.

    What was sealed before still opens: seal it anew (``sealed_anew``), then ``end_former_keys``.
    The new key stays though the transaction is undone. Raises EnvelopeDestroyed, KeyDestroyed.
    """
    with _refusals_translated():
        _holder().renew(envelope)


def sealed_anew(
    blobs: Sequence[tuple[bytes, str]], *, envelope: UUID, holder: UUID
) -> list[bytes | None]:
    """Blobs of one envelope, with their contexts, under its newest key.

    None: it is under that key already, or does not open at all and is best left as it is.
    """
    (newest,) = _deks([(envelope, holder)])
    ids = [_key_of(bytes(blob)) for blob, _context in blobs]
    other = [pk for pk in dict.fromkeys(ids) if pk not in {None, newest.id}]
    deks = _holder().unwrap(other, caller()).deks if other else {}
    return [
        None
        if pk == newest.id
        else _anew(bytes(blob), context, former=deks.get(pk) if pk else None, dek=newest)
        for pk, (blob, context) in zip(ids, blobs, strict=True)
    ]


def _key_of(blob: bytes) -> UUID | None:
    """Which key a blob needs; None: an older one, or none that opens."""
    try:
        return dek_id_of(blob)
    except SealBroken:
        return None


def _anew(blob: bytes, context: str, *, former: Dek | None, dek: Dek) -> bytes | None:
    try:
        if former is None:
            (clear,) = _opened([(blob, context)])
        else:
            clear = opened_record(blob, dek=former, context=context)
    except SealBroken:
        return None
    return sealed_record(clear, dek=dek, context=context)


def end_former_keys(envelope: UUID) -> bool:
    """Remove the keys that an envelope had before: what they sealed opens no more.

    False: ask again, as for ``destroy_envelope``.
    """
    return _holder().end_former(envelope)


def finish_destroying(*, at: datetime) -> int:
    """Remove keys that are noted as destroyed and may still be there; how many were left.

    A worker calls it again and again: after a crash, or while the holder was away.
    """
    envelopes = DestroyedEnvelope.objects.filter(is_finished=False, at__lte=at)
    keys = DestroyedKey.objects.filter(is_finished=False, at__lte=at)
    left = [*envelopes.order_by("at", "envelope").values_list("envelope", flat=True)]
    left_keys = [*keys.order_by("at", "holder").values_list("holder", flat=True)]
    for envelope in left:
        _finish_envelope(envelope)
    for key in left_keys:
        _finish_key(key)
    return len(left) + len(left_keys)


def _finish_envelope(envelope: UUID) -> None:
    if _holder().destroy_envelope(envelope):
        DestroyedEnvelope.objects.filter(envelope=envelope).update(is_finished=True)


def _finish_key(key_holder: UUID) -> None:
    if _holder().destroy_institution(key_holder):
        DestroyedKey.objects.filter(holder=key_holder).update(is_finished=True)


_holder = holder  # parameters of this name say whose content it is


@contextmanager
def _refusals_translated() -> Iterator[None]:
    try:
        yield
    except EnvelopeGone as gone:
        raise EnvelopeDestroyed from gone
    except InstitutionGone as gone:
        raise KeyDestroyed from gone


def _deks(pairs: Sequence[tuple[UUID, UUID]]) -> list[Dek]:
    with _refusals_translated():
        return _holder().new_deks(pairs, caller())


def _as_json(content: Mapping[str, Any]) -> bytes:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    clear = text.encode()
    if len(clear) > MOST_TEXT:
        raise TooLargeToSeal(f"{len(clear)} bytes; at most {MOST_TEXT}")
    return clear


def _opened(items: Sequence[tuple[bytes, str]]) -> list[bytes]:
    ids = [dek_id_of(blob) for blob, _context in items]
    older = {place: older_header(items[place][0]) for place, pk in enumerate(ids) if pk is None}
    with _refusals_translated():
        keys = dict(zip(older, _older_keys([*older.values()]), strict=True))
        deks = _unwrapped([pk for pk in ids if pk is not None])
    return [
        opened_older(older[place], key=keys[place], context=context)
        if pk is None
        else opened_record(blob, dek=deks[pk], context=context)
        for place, (pk, (blob, context)) in enumerate(zip(ids, items, strict=True))
    ]


def _older_keys(records: Sequence[Older]) -> list[bytes]:
    return _holder().older_keys(records, caller()) if records else []


def _unwrapped(ids: Sequence[UUID]) -> Mapping[UUID, Dek]:
    if not ids:
        return {}
    unwrapped = _holder().unwrap(ids, caller())
    for pk in ids:
        if pk in unwrapped.gone:
            raise unwrapped.gone[pk]
        if pk not in unwrapped.deks:
            raise SealBroken
    return unwrapped.deks
