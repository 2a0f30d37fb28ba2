"""Comparing names of people as Central Americans write them: candidates with a score, never "is".

A name is heard, then written by somebody who may write another language or none: Vásquez becomes
Básquez, Hernández Ernandes, Tz'unun Tzunun; one of two surnames is missing, or they change places.
So each word has a phonetic form, an edit distance weighs how easily people write one sound for
another, and the words of both names are paired at their best, in any order. A person decides.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from itertools import accumulate, product
from typing import NamedTuple

THRESHOLD = 0.78
"""From this score on a name is worth a person's look."""
LONGEST_NAME = 300
MOST_WORDS = 10
LONGEST_WORD = 40

PARTICLES = frozenset(
    ("de", "del", "la", "las", "los", "el", "y", "van", "von", "da", "das", "do", "dos", "di")
)
WIDOW = frozenset(("viuda", "vda", "vd"))
ABBREVIATIONS: Mapping[str, str] = {
    "ma": "maria", "jse": "jose", "fco": "francisco", "fca": "francisca", "ant": "antonio",
    "gpe": "guadalupe", "dgo": "domingo", "mnl": "manuel", "alej": "alejandro",
    "hdez": "hernandez", "hdz": "hernandez", "fdez": "fernandez", "gzlez": "gonzalez",
    "glez": "gonzalez", "gtez": "gutierrez", "lpz": "lopez", "mtz": "martinez", "mtnez": "martinez",
    "mdez": "mendez", "prz": "perez", "rdz": "rodriguez", "rguez": "rodriguez", "rmz": "ramirez",
    "schz": "sanchez", "vsqz": "vasquez",
}  # fmt: skip

_GLOTTAL = dict.fromkeys(map(ord, "'’‘‛ʼʻʽʹˈˀʔ′`´ꞌꞋ＇"))
_PIECE = re.compile(r"([^\W_]+)(\.?)")

# Tried in this order. One letter stays for one sound: x is the sh of Maya names and whatever
# Spanish makes of an x, c the ch of Choc, w the glide of Huezo and Juan, y the ll that
# is an i to most and an l to William. Capitals are on their way.
_SOUNDS = tuple(
    (re.compile(spelled), sound)
    for spelled, sound in (
        (r"ph", "f"),
        (r"sh|cc(?=[ei])|cs|ks", "x"),
        (r"ch(?=r)", "k"),
        (r"ch", "C"),
        (r"h", ""),
        (r"[ck]?qu(?=[ei])", "k"),
        (r"c(?=[eiy])|z", "s"),
        (r"[ckq]+", "k"),
        (r"gu(?=[ei])", "G"),
        (r"g(?=[eiy])", "j"),
        (r"gu(?=[ao])|[gu]?wu?|u(?=[aeio])", "w"),
        (r"v", "b"),
        (r"y", "i"),
        (r"ll", "y"),
        (r"m(?=[pb]|$)", "n"),
        (r"C", "c"),
        (r"G", "g"),
        (r"(.)\1+", r"\1"),
        (r"^s(?=[^aeiouw])", "es"),
    )
)

# What people write for each other, in thousandths of a wrong letter.
_NEAR: Mapping[str, int] = {
    "iy": 0, "ly": 200, "nñ": 100, "sx": 150, "jx": 150, "uw": 200, "cx": 300, "ei": 300,
    "ou": 300, "gw": 300, "ij": 300, "gj": 400, "bw": 500, "dt": 500, "lr": 700, "fj": 700,
}  # fmt: skip
_OTHER_LETTER, _OTHER_VOWEL, _OTHER_KIND, _SWAPPED = 1_000, 900, 1_200, 700
_LEFT_OUT: Mapping[str, int] = {**dict.fromkeys("aeioujy", 500), "w": 800}
# A first consonant is heard best, and a last vowel tells Francisca from Francisco.
_AT_AN_END = 1_500
_ENDINGS: Mapping[str, int] = {"a": 1_500, "o": 1_500, "i": 1_000}
_SHORT = 3
_VOWELS, _CONSONANTS = "aeiou", "bcdfgjklmnñprstwxy"
_INSTEAD: Mapping[str, int] = {
    **{one + other: _OTHER_VOWEL for one in _VOWELS for other in _VOWELS},
    **{one + other: _OTHER_KIND for one in _VOWELS for other in _CONSONANTS},
    **{one + other: _OTHER_KIND for one in _CONSONANTS for other in _VOWELS},
    **{pair: cost for near, cost in _NEAR.items() for pair in (near, near[::-1])},
}
_LEAST: Mapping[str, int] = {
    letter: min(
        _LEFT_OUT.get(letter, _OTHER_LETTER),
        *(cost for pair, cost in _INSTEAD.items() if pair[0] == letter),
    )
    for letter in _VOWELS + _CONSONANTS
}

_SAME, _SPELLED_OTHERWISE, _INITIAL, _PAIRED = 1_000, 970, 900, 850
_CONFLICT, _MISSING, _ONE_WORD_ONLY = 0.7, 0.95, 0.93
_SHORTEST_JOINED, _MOST_LONGER = 6, 4


class _Word(NamedTuple):
    folded: str
    sound: str
    may_lack: bool = False  # the husband's name of "Gloria Castro de Alemán"


class _Name(NamedTuple):
    words: tuple[_Word, ...]
    spoken: tuple[tuple[str, int], ...]  # particles too (-1), else which word it is


_Compare = Callable[[_Word, _Word], int]
_Pair = tuple[int, int, int]  # which word of the first, which of the second, how alike


def phonetic(word: str) -> str:
    """How a word sounds in the three countries, one letter a sound."""
    return "".join(sound for _, sound, _ in _pieces(word[:LONGEST_NAME]))


def tokens(name: str) -> tuple[str, ...]:
    """The words of a name that count: folded, abbreviations in full, without particles."""
    return tuple(word.folded for word in _parse(name, _pieces).words)


def score(query: str, name: str) -> float:
    """How much one name looks like the other, 0 to 1; the same both ways."""
    return matcher(query)(name)


def matcher(query: str) -> Callable[[str], float]:
    """``score`` of one query with many names.

    Words and pairs of words are worked out once, and forgotten with the matcher.
    """
    pieces, compare = cache(_pieces), cache(_alike)
    wanted = _parse(query, pieces)

    @cache
    def is_near(part: str) -> bool:
        return any(
            compare(_in_full(folded, sound), word) >= _PAIRED
            for folded, sound, _ in pieces(part)
            for word in wanted.words
        )

    def scored(name: str) -> float:
        # Most names of a list share no word with the query: they need no closer look.
        if not any(map(is_near, name[:LONGEST_NAME].split())):
            return 0.0
        other = _parse(name, pieces)
        first, second = (wanted, other) if wanted <= other else (other, wanted)
        return _score(first, second, compare)

    return scored


def _pieces(text: str) -> tuple[tuple[str, str, bool], ...]:
    """Each word folded, its sound, and whether a dot follows."""
    return tuple(
        (word[:LONGEST_WORD], _sound(word[:LONGEST_WORD]), bool(dot))
        for word, dot in _PIECE.findall(_fold(text))
    )


def _fold(text: str) -> str:
    """Lower case, without accents and glottal marks; ñ stays."""
    composed = unicodedata.normalize("NFC", text).translate(_GLOTTAL).casefold()
    return "".join(
        letter if letter == "ñ" else _plain(letter)
        for letter in unicodedata.normalize("NFC", composed)
    )


def _plain(letter: str) -> str:
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", letter).casefold())
    return "".join(c for c in apart if not unicodedata.combining(c))


def _sound(word: str) -> str:
    sounded = word
    for spelled, sound in _SOUNDS:
        sounded = spelled.sub(sound, sounded)
    return sounded or word


def _parse(name: str, pieces: Callable[[str], tuple[tuple[str, str, bool], ...]]) -> _Name:
    words: list[_Word] = []
    spoken: list[tuple[str, int]] = []
    before: list[str] = []
    for folded, sound, dotted in (
        piece for part in name[:LONGEST_NAME].split() for piece in pieces(part)
    ):
        if folded in WIDOW or (folded in PARTICLES and not dotted):
            before.append(folded)
            spoken.append((folded, -1))
            continue
        # "de la Cruz" and "Juan de Dios" are her own; "Gloria Castro de Alemán" may drop the last.
        may_lack = len(words) > 1 and before[-1:] == ["de"]
        word = _in_full(folded, sound, may_lack=may_lack)
        spoken.append((word.folded, len(words)))
        words.append(word)
        before = []
    if not words:
        words = [_Word(folded, _sound(folded)) for folded in before]
        spoken = []
    return _Name(tuple(words[:MOST_WORDS]), tuple(spoken))


def _in_full(folded: str, sound: str, *, may_lack: bool = False) -> _Word:
    full = ABBREVIATIONS.get(folded)
    return _Word(full, _sound(full), may_lack) if full else _Word(folded, sound, may_lack)


def _score(first: _Name, second: _Name, compare: _Compare) -> float:
    pairs = _paired(first.words, second.words, compare)
    if not pairs:
        return 0.0
    left = (
        set(range(len(first.words))) - {ours for ours, _, _ in pairs},
        set(range(len(second.words))) - {theirs for _, theirs, _ in pairs},
    )
    alike = [alike for _, _, alike in pairs]
    if all(left):
        alike += _joined(first, second, left[0], left[1], compare)
        alike += _joined(second, first, left[1], left[0], compare)
    optional = [
        sum(name.words[place].may_lack for place in places)
        for name, places in zip((first, second), left, strict=True)
    ]
    needed = [len(places) - may for places, may in zip(left, optional, strict=True)]
    conflicts = min(needed) + min(optional)
    missing = len(left[0]) + len(left[1]) - 2 * conflicts
    if max(alike) == _INITIAL:
        conflicts += 1  # letters alone are nobody's name
    value = sum(alike) / len(alike) / _SAME * _CONFLICT**conflicts * _MISSING**missing
    return round(value * (_ONE_WORD_ONLY if len(alike) == 1 and any(left) else 1), 4)


def _paired(
    first: tuple[_Word, ...], second: tuple[_Word, ...], compare: _Compare
) -> tuple[_Pair, ...]:
    """As many pairs of words as are alike, and of these the most alike; which, and how much."""
    best: dict[int, tuple[int, tuple[_Pair, ...]]] = {0: (0, ())}
    for ours, word in enumerate(first):
        candidates = [
            (theirs, alike)
            for theirs, other in enumerate(second)
            if (alike := compare(word, other)) >= _PAIRED
        ]
        for (taken, (worth, pairs)), (theirs, alike) in product(list(best.items()), candidates):
            if taken >> theirs & 1:
                continue
            may_lack = word.may_lack + second[theirs].may_lack
            found = (worth + 100_000 + 10 * alike - may_lack, (*pairs, (ours, theirs, alike)))
            key = taken | 1 << theirs
            best[key] = max(best.get(key, found), found)
    return max(best.values())[1]


def _alike(word: _Word, other: _Word) -> int:
    """In thousandths, by sound; by letters where somebody only mixed up their order."""
    if word.folded == other.folded:
        return _SAME
    if len(word.folded) == 1 or len(other.folded) == 1:
        starts_alike = word.folded[0] == other.folded[0] or word.sound[0] == other.sound[0]
        return _INITIAL if starts_alike else 0
    if word.sound == other.sound:
        return _SPELLED_OTHERWISE
    alike = _likeness(word.sound, other.sound)
    if len(word.folded) == len(other.folded) and sorted(word.folded) == sorted(other.folded):
        alike = max(alike, _likeness(word.folded, other.folded))
    return alike


def _joined(
    first: _Name,
    second: _Name,
    ours: set[int],
    theirs: set[int],
    compare: _Compare,
) -> Iterator[int]:
    """Words left over on one side that the other wrote as one: Delcid, Delacruz, Marielena."""
    long = [place for place in sorted(ours) if len(first.words[place].folded) >= _SHORTEST_JOINED]
    joins = list(_joins(second, theirs)) if long else []
    for place in long:
        word = first.words[place]
        letters = {*word.folded}
        for joined, places in joins:
            if abs(len(joined) - len(word.folded)) > _MOST_LONGER:
                continue
            if 2 * len(letters.intersection(joined)) < len(letters):
                continue
            if places <= theirs and place in ours:
                alike = compare(word, _Word(joined, _sound(joined)))
                if alike >= _PAIRED:
                    ours.remove(place)
                    theirs -= places
                    yield alike


def _joins(name: _Name, left: set[int]) -> Iterator[tuple[str, set[int]]]:
    """Runs of two or three words as spoken, particles too, whose own words are all left over."""
    for start, length in product(range(len(name.spoken)), (2, 3)):
        run = name.spoken[start : start + length]
        places = {place for _, place in run if place >= 0}
        if len(run) == length and places and places <= left:
            yield "".join(word for word, _ in run), places


def _likeness(first: str, second: str) -> int:
    """How alike two words are, letter by letter; 0 when nobody would take them for one."""
    longest = max(len(first), len(second))
    limit = longest * (_SAME - _PAIRED)
    if max(_alone(first, second), _alone(second, first)) > limit:
        return 0
    cost = _distance(first, second, limit=limit)
    if longest <= _SHORT:
        cost = cost * 3 // 2
    return min(_SAME - cost // longest, _SPELLED_OTHERWISE) if cost <= limit else 0


def _alone(word: str, other: str) -> int:
    """The least that the letters cost which the other word has not at all."""
    return sum([_LEAST.get(letter, _OTHER_LETTER) for letter in {*word}.difference(other)])


def _distance(first: str, second: str, *, limit: int) -> int:
    """Weighted edit distance with swapped neighbors; some figure above the limit when above it."""
    added = [_left_out(second, place) for place in range(len(second))]
    before: list[int] = []
    row = [0, *accumulate(added)]
    for place, letter in enumerate(first):
        dropped = _left_out(first, place)
        earlier, before, row = before, row, [row[0] + dropped]
        for column, other in enumerate(second):
            cost = before[column]
            if letter != other:
                cost += _instead(first, second, place, column)
            cost = min(cost, before[column + 1] + dropped, row[column] + added[column])
            if place and column and first[place - 1] == other and letter == second[column - 1]:
                cost = min(cost, earlier[column - 1] + _SWAPPED)
            row.append(cost)
        if min(row) > limit and min(before) > limit:
            break
    return row[-1]


def _left_out(word: str, place: int) -> int:
    letter = word[place]
    if place == len(word) - 1 and letter in _ENDINGS:
        return _ENDINGS[letter]
    if letter in _LEFT_OUT:
        return _LEFT_OUT[letter]
    return _OTHER_LETTER if place else _AT_AN_END


def _instead(first: str, second: str, place: int, column: int) -> int:
    cost = _INSTEAD.get(first[place] + second[column], _OTHER_LETTER)
    if cost == _OTHER_LETTER and not place and not column:
        return _AT_AN_END
    if cost == _OTHER_VOWEL and place == len(first) - 1 and column == len(second) - 1:
        return _AT_AN_END
    return cost
