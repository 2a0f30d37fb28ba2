"""What a holder of keys can be asked, wherever it is: in this process or behind a socket."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol
from uuid import UUID

from relevo.keyholder.errors import EnvelopeGone, InstitutionGone
from relevo.keyholder.rations import INSTANCE
from relevo.keyholder.records import Dek, Older

Envelope = tuple[UUID, UUID]
"""An envelope and the institution in whose hands it is."""
MOST_MATCHES = 20


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks, and what for: codes, as the web process names them."""

    name: str = INSTANCE
    purpose: str = ""


INSTANCE_ITSELF = Caller()
GUESSED = frozenset({"answer-link", "person-phrase"})
"""Labels of MACs over a number or some words that a person can tell: few enough to try them all."""


@dataclass(frozen=True, slots=True)
class Unwrapped:
    """The keys that were asked for; of those that do not open any more, why not."""

    deks: Mapping[UUID, Dek]
    gone: Mapping[UUID, type[EnvelopeGone | InstitutionGone]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sealed record that may hold what is looked for, in ``field`` of its content.

    Several fields are joined by a plus sign; each holds a text or a list of texts.
    """

    id: str
    blob: bytes
    context: str
    field: str


@dataclass(frozen=True, slots=True)
class Match:
    """A candidate with how near its name is, from 0 to 1. A person decides."""

    id: str
    score: float


@dataclass(frozen=True, slots=True)
class State:
    """How a holder stands. ``is_locked``: its memory is never swapped to the disk."""

    is_open: bool
    has_ceremony: bool
    has_root_file: bool
    live: int
    destroyed: int
    institutions: int
    no_core: bool = False
    is_locked: bool = False
    is_undumpable: bool = False


class KeyHolder(Protocol):
    """The narrow interface. No answer holds the root key or an institution's."""

    def new_deks(self, envelopes: Sequence[Envelope], caller: Caller) -> list[Dek]:
        """The key of each envelope in these hands, made where there is none: durable at return.

        Raises EnvelopeGone, InstitutionGone, KeysSealed, Rationed.
        """
        ...

    def unwrap(self, ids: Sequence[UUID], caller: Caller) -> Unwrapped:
        """The keys of records. An id that is not known is left out. Raises KeysSealed, Rationed."""
        ...

    def older_keys(self, records: Sequence[Older], caller: Caller) -> list[bytes]:
        """The keys of records of before version 3, one by one.

        Raises InstitutionGone, KeysSealed, Rationed.
        """
        ...

    def match(self, query: str, candidates: Sequence[Candidate], caller: Caller) -> list[Match]:
        """The nearest names among sealed records, the best first: no key and no name leaves.

        A telephone number is looked for by its last digits. A record that does not open is
        passed over. Raises KeysSealed, Rationed.
        """
        ...

    def macs(
        self,
        label: str,
        messages: Sequence[Sequence[str]],
        *,
        institution: UUID | None = None,
        caller: Caller = INSTANCE_ITSELF,
    ) -> list[str]:
        """HMAC-SHA256 of each message under a key for this label, of the instance or of one holder.

        A holder's does not change when its key is rotated, and ends with it. Of what is short
        enough to be guessed (``GUESSED``) each counts as a key. Raises KeysSealed, Rationed.
        """
        ...

    def settled(self, name: str, value: str | None = None) -> str | None:
        """What is written once and stays, apart from the database: this value, or the earlier one.

        Without a value it is only asked; None: nothing was written. Raises KeysSealed.
        """
        ...

    def renew(self, envelope: UUID) -> None:
        """Give an envelope a new key, durable at return; what the former one sealed still opens.

        Nothing is sealed with the former one from now on. Where none was made yet nothing happens.
        Raises EnvelopeGone, InstitutionGone, KeysSealed.
        """
        ...

    def end_former(self, envelope: UUID) -> bool:
        """Overwrite the keys that an envelope had before; what they sealed opens no more.

        False: as ``destroy_envelope``.
        """
        ...

    def destroy_envelope(self, envelope: UUID) -> bool:
        """Overwrite every key of an envelope, for good; once more changes nothing.

        False: it is overwritten in the store, but the store's log is still being read; ask again.
        """
        ...

    def destroy_institution(self, institution: UUID) -> bool:
        """Overwrite the keys of an institution and of all it holds; as ``destroy_envelope``."""
        ...

    def rotate(self, institution: UUID) -> int:
        """Wrap all keys of an institution with a new one; how many were wrapped anew.

        Where an earlier call was interrupted, this one ends it and makes no further key.
        """
        ...

    def institutions(self) -> list[UUID]:
        """Those that have keys, or had."""
        ...

    def seal(self) -> None:
        """Forget every key. Nothing opens until somebody gives the root key back."""
        ...

    def open(self, passphrases: Mapping[int, str]) -> None:
        """Open with two keepers' passphrases, by their place; without any, with the root file.

        Raises KeysSealed, KeyUnfit.
        """
        ...

    def state(self) -> State:
        """How it stands."""
        ...
