"""Folded text: the form that is stored beside a name so that both databases find the same rows."""

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_WORD = re.compile(r"[^\W_]+")
_SHORTEST_PLURAL = 4
_STEMMER = snowballstemmer.stemmer("spanish")


def fold(text: str) -> str:
    """Lower case, no accents, ñ as n, only letters and digits with single spaces between."""
    # Both before and after: letters in fancy styles have a case only once they are taken apart.
    plain_letters = unicodedata.normalize("NFKD", text).casefold()
    decomposed = unicodedata.normalize("NFKD", plain_letters)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return " ".join(_WORD.findall(plain))


@lru_cache(maxsize=20_000)
def variants(word: str) -> frozenset[str]:
    """The forms under which one word is stored and asked for (plural, stem, accent)."""
    folded = fold(word)
    stem_of_word: str = fold(_STEMMER.stemWord(word.casefold()))
    stem_of_folded: str = _STEMMER.stemWord(folded)
    singular = re.sub(r"(es|s)$", "", folded) if len(folded) >= _SHORTEST_PLURAL else folded
    return frozenset(v for v in (folded, stem_of_word, stem_of_folded, singular) if v)


def search_tokens(*texts: str) -> set[str]:
    """All stored tokens of the texts."""
    return {v for text in texts for word in _WORD.findall(text) for v in variants(word)}


def query_words(text: str) -> list[frozenset[str]]:
    """Per word of a query the tokens of which one must be found; at most 12 words."""
    return [variants(word) for word in _WORD.findall(text)[:12]]


def sort_key(text: str) -> str:
    """Key for Spanish order on both databases: accents ignored, ñ after n.

    ñ is written nzz, letters only, because a database's collation may skip signs.
    """
    composed = unicodedata.normalize("NFC", text).casefold()
    return fold(composed.replace("ñ", "nzz")) or text
