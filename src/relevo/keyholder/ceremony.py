"""The root key in the hands of three keepers, of whom any two open it.

It is sealed three times, once for each pair: a key from each passphrase (Argon2id), both joined
(HKDF), and the root sealed under that. No arithmetic of our own. Whoever loses two of the three
passphrases has lost every key.
"""

import json
import secrets
import unicodedata
from collections.abc import Mapping, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

from argon2.low_level import Type, hash_secret_raw

from relevo.keyholder.errors import KeyUnfit
from relevo.keyholder.records import KEY_BYTES, derived
from relevo.keyholder.wrapping import unwrapped, wrapped

VERSION = 1
KEEPERS = 3
SHORTEST = 16
SALT_BYTES = 16
COST = {"time_cost": 3, "memory_cost": 65_536, "parallelism": 1}
"""64 MiB: tenths of a second for a keeper, years for who has the file and a list of words."""


class PassphrasesRefused(ValueError):
    """Too short, or two of them are the same."""


def sealed_root(root: bytes, *, keepers: Sequence[str], passphrases: Sequence[str]) -> bytes:
    """The content of the ceremony's file. Raises PassphrasesRefused."""
    check_passphrases(passphrases)
    salts = [secrets.token_bytes(SALT_BYTES) for _ in passphrases]
    head = {
        "version": VERSION,
        "keepers": list(keepers),
        "salts": [salt.hex() for salt in salts],
        "cost": COST,
    }
    keys = dict(
        enumerate(_stretched(p, salt, COST) for p, salt in zip(passphrases, salts, strict=True))
    )
    pairs = {
        _name(pair): wrapped(_joined(keys, pair), root, _label(head, pair)).hex()
        for pair in combinations(range(KEEPERS), 2)
    }
    return json.dumps(head | {"pairs": pairs}, indent=1).encode()


def opened_root(content: bytes, passphrases: Mapping[int, str]) -> bytes:
    """The root key, from two passphrases by the place of their keepers.

    Raises KeyUnfit: one is wrong, there are not two, or the file was changed.
    """
    try:
        document = json.loads(content)
        pairs = document.pop("pairs")
        salts = [bytes.fromhex(salt) for salt in document["salts"]]
        pair = _pair(passphrases)
        keys = {
            place: _stretched(passphrases[place], salts[place], document["cost"]) for place in pair
        }
        blob = bytes.fromhex(pairs[_name(pair)])
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise KeyUnfit from error
    return unwrapped(_joined(keys, pair), blob, _label(document, pair))


def keepers_of(path: Path) -> list[str]:
    """The names of the keepers, as they were written down at the ceremony; none without one."""
    if not path.exists():
        return []
    return [str(name) for name in json.loads(path.read_bytes())["keepers"]]


def check_passphrases(passphrases: Sequence[str]) -> None:
    """Three, each of at least 16 characters, all different."""
    written = {_written(passphrase) for passphrase in passphrases}
    if len(written) != KEEPERS or min(map(len, written)) < SHORTEST:
        raise PassphrasesRefused


def _pair(passphrases: Mapping[int, str]) -> tuple[int, int]:
    first, second = sorted(passphrases)[:2]
    return first, second


def _name(pair: tuple[int, int]) -> str:
    return f"{pair[0]}+{pair[1]}"


def _written(passphrase: str) -> str:
    """However a keyboard composes its accents."""
    return unicodedata.normalize("NFKC", passphrase.strip())


def _stretched(passphrase: str, salt: bytes, cost: Mapping[str, int]) -> bytes:
    return hash_secret_raw(
        _written(passphrase).encode(), salt, hash_len=KEY_BYTES, type=Type.ID, **_bounded(cost)
    )


def _bounded(cost: Mapping[str, int]) -> dict[str, int]:
    """A changed file must not make the holder work for hours or take all memory."""
    if dict(cost) != COST:
        raise KeyUnfit
    return dict(cost)


def _joined(keys: Mapping[int, bytes], pair: tuple[int, int]) -> bytes:
    return derived(keys[pair[0]] + keys[pair[1]], f"relevo/ceremony/v{VERSION}|{_name(pair)}")


def _label(head: Mapping[str, Any], pair: tuple[int, int]) -> bytes:
    return f"root|{_name(pair)}|{json.dumps(head, sort_keys=True)}".encode()
