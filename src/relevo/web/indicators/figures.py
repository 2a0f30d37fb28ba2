"""A figure as it is told: a number, or why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from relevo.kernel.suppression import THRESHOLD, is_small, share, suppressed_line, suppressed_table
from relevo.web.indicators.definitions import BY_CODE, Indicator


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of a report. ``by``: codes of what it is broken down by; empty for the whole.

    ``value`` None: ``is_hidden`` (too few to be told), else nothing to count.
    """

    indicator: Indicator
    by: tuple[str, ...] = ()
    value: int | None = None
    part: int | None = None
    whole: int | None = None
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Telling:
    """How figures about people are told: ``is_own`` to the institution whose they are."""

    is_own: bool

    def count(self, code: str, counts: Mapping[str, int]) -> list[Figure]:
        """A total and its parts; parts that would give somebody away are hidden."""
        indicator, total = BY_CODE[code], sum(counts.values())
        if self._tells_all(indicator):
            return _counted(indicator, total, dict(counts))
        shown = suppressed_line(counts)
        if is_small(total):
            return _counted(indicator, None, dict.fromkeys(counts, None))
        return _counted(indicator, total, shown)

    def table(
        self,
        code: str,
        counts: Mapping[tuple[str, str], int],
        *,
        rows: Sequence[str],
        columns: Sequence[str],
    ) -> list[Figure]:
        """A total and its parts by two things at once."""
        indicator, total = BY_CODE[code], sum(counts.values())
        if self._tells_all(indicator):
            shown: dict[tuple[str, str], int | None] = dict(counts)
        elif is_small(total):
            return [Figure(indicator, is_hidden=True)]
        else:
            shown = suppressed_table(counts, rows=rows, columns=columns)
        parts = [
            Figure(indicator, cell, count, is_hidden=count is None)
            for cell, count in sorted(shown.items())
            if count != 0
        ]
        return [Figure(indicator, value=total), *parts]

    def percent(self, code: str, part: int, whole: int, *, by: tuple[str, ...] = ()) -> Figure:
        """A share; of people only where neither it nor its rest stands for too few."""
        indicator = BY_CODE[code]
        if not whole:
            return Figure(indicator, by)
        if self._tells_all(indicator):
            return Figure(indicator, by, round(100 * part / whole), part, whole)
        told = share(part, whole)
        if told is None:
            return Figure(indicator, by, is_hidden=True)
        return Figure(indicator, by, told, part, whole)

    def middle(self, code: str, values: Sequence[int]) -> Figure:
        """The median; of people only where it stands for enough of them."""
        indicator = BY_CODE[code]
        if not values:
            return Figure(indicator)
        if not self._tells_all(indicator) and len(values) < THRESHOLD:
            return Figure(indicator, is_hidden=True)
        return Figure(indicator, (), round(median(values)), None, len(values))

    def _tells_all(self, indicator: Indicator) -> bool:
        return self.is_own or not indicator.counts_people


def _counted(
    indicator: Indicator, total: int | None, parts: Mapping[str, int | None]
) -> list[Figure]:
    lines = [
        Figure(indicator, (key,), count, is_hidden=count is None)
        for key, count in sorted(parts.items())
        if count != 0
    ]
    return [Figure(indicator, value=total, is_hidden=total is None), *lines]
