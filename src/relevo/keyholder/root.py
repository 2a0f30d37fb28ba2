"""The root key in memory: where it comes from, and how it is forgotten."""

import hmac
import secrets
from collections.abc import Mapping, Sequence
from itertools import combinations
from threading import RLock

from relevo.keyholder.ceremony import KEEPERS, opened_root, sealed_root
from relevo.keyholder.errors import KeysSealed, KeyUnfit
from relevo.keyholder.places import Places
from relevo.keyholder.records import KEY_BYTES, derived
from relevo.keyholder.store import KeyStore
from relevo.keyholder.wrapping import overwrite_and_remove, write_once

ROOT_CHECK = "root-check"


def hold_ceremony(places: Places, *, keepers: Sequence[str], passphrases: Sequence[str]) -> None:
    """Seal the root key for each pair of three keepers, try every pair, remove the plain file.

    Raises PassphrasesRefused, KeysSealed: the plain file is not there.
    """
    store = KeyStore(places.store)
    root = Root(places, store).key()
    content = sealed_root(root, keepers=keepers, passphrases=passphrases)
    for pair in combinations(range(KEEPERS), 2):
        if opened_root(content, {place: passphrases[place] for place in pair}) != root:
            raise KeyUnfit
    write_once(places.ceremony, content)
    overwrite_and_remove(places.root_file)
    store.close()


class Root:
    """From the plain file at first use, or from two keepers; gone when sealed."""

    def __init__(self, places: Places, store: KeyStore) -> None:
        self._places, self._store = places, store
        self._kept: bytearray | None = None
        self._is_sealed = False
        self._lock = RLock()

    def key(self) -> bytes:
        """Raises KeysSealed, KeyUnfit: it is not the root key of this store."""
        with self._lock:
            if self._kept is None:
                if self._is_sealed:
                    raise KeysSealed
                self._kept = self._checked(self._from_file())
            return bytes(self._kept)

    def open(self, passphrases: Mapping[int, str]) -> None:
        """Take it from two keepers or, given none, from the plain file. Raises as ``key``."""
        ceremony = self._places.ceremony
        if not passphrases:
            root = self._from_file()
        elif ceremony.exists():
            root = opened_root(ceremony.read_bytes(), passphrases)
        else:
            raise KeysSealed
        with self._lock:
            self._kept, self._is_sealed = self._checked(root), False

    def forget(self) -> None:
        with self._lock:
            self._is_sealed = True
            if self._kept is not None:
                self._kept[:] = bytes(KEY_BYTES)
            self._kept = None

    @property
    def is_open(self) -> bool:
        """Whether keys can be had now."""
        try:
            self.key()
        except KeysSealed:
            return False
        return True

    def _from_file(self) -> bytes:
        """The plain file, made at the first use of an instance and never again."""
        path = self._places.root_file
        if not path.exists():
            if self._store.setting(ROOT_CHECK) is not None or self._places.ceremony.exists():
                raise KeysSealed
            write_once(path, secrets.token_bytes(KEY_BYTES))
        return path.read_bytes()

    def _checked(self, root: bytes) -> bytearray:
        """A store knows its root key: with another one it would give keys that open nothing."""
        if len(root) != KEY_BYTES:
            raise KeyUnfit
        check = derived(root, "relevo/root-check/v1")
        if not hmac.compare_digest(self._store.settled(ROOT_CHECK, check), check):
            raise KeyUnfit
        return bytearray(root)
