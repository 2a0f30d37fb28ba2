"""Opening hours as the starts at which something of a given length still fits."""

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass

from relevo.planner.world import ALWAYS, Basis, Window

BOUNDLESS = 10**11
"""Beyond this many minutes a window is one that never closes: nobody is told its end."""


@dataclass(frozen=True, slots=True)
class Slots:
    """Windows shortened to the starts they admit: ``opens[i] <= start <= lasts[i]``.

    ``closing``: the last starts without the end of what is known (the horizon), for telling.
    """

    opens: tuple[int, ...]
    lasts: tuple[int, ...]
    closing: tuple[int, ...] = ()

    def start(self, at: int) -> int | None:
        """Return the first start at or after ``at``; waiting is free. None: never again."""
        position = bisect_left(self.lasts, at)
        if position == len(self.lasts):
            return None
        opens = self.opens[position]
        return max(at, opens)

    def sure_start(self, at: int) -> int:
        """Return the first start at or after ``at`` where one is known to exist."""
        return max(self.opens[bisect_left(self.lasts, at)], at)

    def last(self, start: int) -> int | None:
        """Return the last start in the same window, or None where the window has no end."""
        last = self.closing[bisect_left(self.lasts, start)]
        return None if last > BOUNDLESS else last


def slots_of(windows: Iterable[Window], *, minutes: int, until: int) -> Slots:
    """Return the starts that fit ``minutes`` into one window and end by ``until``.

    Windows that touch are one: a place open on two whole days in a row is open over midnight.
    """
    length = max(minutes, 1)
    kept = [
        (opens, min(closes - length, until - minutes), closes - length)
        for opens, closes in joined(windows)
        if opens <= min(closes - length, until - minutes)
    ]
    return Slots(
        opens=tuple(opens for opens, _, _ in kept),
        lasts=tuple(last for _, last, _ in kept),
        closing=tuple(closing for _, _, closing in kept),
    )


def joined(windows: Iterable[Window]) -> list[Window]:
    """Return the windows in order, those that overlap or touch made one."""
    merged: list[Window] = []
    for opens, closes in sorted(windows):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], closes))
        else:
            merged.append((opens, closes))
    return merged


def hours_of(windows: tuple[Window, ...], *, known: Basis) -> tuple[Window, ...]:
    """Return the hours to reckon with: where nobody knows any, every hour (and it is asked)."""
    return ALWAYS if not windows and known is Basis.UNKNOWN else windows
