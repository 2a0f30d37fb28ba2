"""Parallel lines beside each other: which of them may share a track."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Tracks:
    """The tracks of one channel; each holds stretches that do not touch."""

    apart: float = 0.0
    rows: list[list[tuple[float, float]]] = field(default_factory=list)

    def take(self, start: float, end: float) -> int:
        """The number of the first track where this stretch is free; it is taken from now on."""
        low, high = sorted((start, end))
        for number, taken in enumerate(self.rows):
            if all(high + self.apart < other[0] or other[1] + self.apart < low for other in taken):
                taken.append((low, high))
                return number
        self.rows.append([(low, high)])
        return len(self.rows) - 1
