"""Whether misspelled names are found and look-alikes left out, beside Double Metaphone and Soundex.

The pairs of ``bench_names.csv`` are invented: one person spelled in two ways, or two persons who
look alike. A quarter of them was held out when the comparison was made and is reported apart.
The peers get the same words (accents, particles and abbreviations dealt with) in any order, and
call two names one when each code of the shorter name is among those of the longer.
"""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from itertools import cycle, islice
from pathlib import Path

from relevo.cli.outcome import Figure, Outcome, within
from relevo.cli.timing import milliseconds, p50, p95
from relevo.kernel.names import THRESHOLD, matcher, score, tokens

PAIRS = Path(__file__).with_name("bench_names.csv")
COMPARED = 2_000
LIMIT_MISSED, LIMIT_FALSE, LIMIT_P95_MS = 0.05, 0.05, 150

Codes = frozenset[str]
Alike = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, and whether one person has both."""

    a: str
    b: str
    same: bool
    kind: str
    held_out: bool


def pairs() -> list[Pair]:
    """The list, in its order."""
    with PAIRS.open(encoding="utf-8", newline="") as file:
        return [
            Pair(row["a"], row["b"], row["same"] == "yes", row["kind"], row["held_out"] == "yes")
            for row in csv.DictReader(file)
        ]


def measure(*, full: bool) -> Outcome:
    """Recall, false positives and time; the peers in the same run where they are installed."""
    listed = pairs()
    seen = [pair for pair in listed if not pair.held_out]
    held_out = [pair for pair in listed if pair.held_out]
    figures: dict[str, Figure] = {"pairs": len(listed), "held out": len(held_out)}
    for name, alike in methods().items():
        if alike is None:
            figures[name] = "not installed: it comes with the packages for development"
            continue
        for label, group in {"": listed, ", seen": seen, ", held out": held_out}.items():
            same = _share_found(alike, [pair for pair in group if pair.same])
            figures[f"{name}: recall{label}"] = same
            figures[f"{name}: missed{label}"] = round(1 - same, 3)
            others = [pair for pair in group if not pair.same]
            figures[f"{name}: false positives{label}"] = _share_found(alike, others)
    times = _times(listed, times=100 if full else 10)
    figures[f"{COMPARED} comparisons: p50 CPU ms"] = p50(times)
    figures[f"{COMPARED} comparisons: p95 CPU ms"] = p95(times)
    limits: dict[str, Figure] = {
        "relevo: missed": LIMIT_MISSED,
        "relevo: missed, held out": LIMIT_MISSED,
        "relevo: false positives": LIMIT_FALSE,
        "relevo: false positives, held out": LIMIT_FALSE,
        f"{COMPARED} comparisons: p95 CPU ms": LIMIT_P95_MS,
    }
    return Outcome("bench names", figures, limits, within(figures, limits))


def methods() -> dict[str, Alike | None]:
    """How each decides; None for a peer that is not installed."""
    return {
        "relevo": lambda one, other: score(one, other) >= THRESHOLD,
        "same words": partial(_covered, codes=lambda word: frozenset([word])),
        "double metaphone": _peer("doublemetaphone", "doublemetaphone"),
        "soundex": _peer("jellyfish", "soundex"),
    }


def _peer(package: str, function: str) -> Alike | None:
    try:
        encode = getattr(import_module(package), function)
    except ModuleNotFoundError:
        return None

    def codes(word: str) -> Codes:
        found, word_itself = encode(word.replace("ñ", "n")), frozenset([word])
        return frozenset(filter(None, [found] if isinstance(found, str) else found)) or word_itself

    return partial(_covered, codes=codes)


def _covered(one: str, other: str, *, codes: Callable[[str], Codes]) -> bool:
    shorter, longer = sorted((tokens(one), tokens(other)), key=len)
    among = [codes(word) for word in longer]
    return all(any(codes(word) & code for code in among) for word in shorter)


def _share_found(alike: Alike, group: Iterable[Pair]) -> float:
    found = [alike(pair.a, pair.b) for pair in group]
    return round(sum(found) / len(found), 3)


def _times(listed: list[Pair], *, times: int) -> list[float]:
    """Each measured call is one search: another name, compared with all."""
    names = list(islice(cycle([pair.a for pair in listed] + [pair.b for pair in listed]), COMPARED))
    wanted = cycle(pair.b for pair in listed)

    def search() -> None:
        scored = matcher(next(wanted))
        for name in names:
            scored(name)

    return milliseconds(search, times=times)
