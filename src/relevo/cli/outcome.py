"""What a benchmark or a proof prints: figures beside their limits, and whether they hold."""

import json
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

Figure = int | float | str


@dataclass(frozen=True, slots=True)
class Outcome:
    """``holds``: every figure is within its limit; only then the exit code is 0."""

    name: str
    figures: Mapping[str, Figure]
    limits: Mapping[str, Figure]
    holds: bool

    def show(self, *, as_json: bool, out: TextIO | None = None) -> int:
        """Print one JSON object or a small table; the exit code."""
        target = out or sys.stdout
        if as_json:
            document = {
                "name": self.name,
                "figures": dict(self.figures),
                "limits": dict(self.limits),
                "holds": self.holds,
            }
            print(json.dumps(document, ensure_ascii=False), file=target)
        else:
            print(self.name, file=target)
            for label, figure in self.figures.items():
                limit = f"   (limit {self.limits[label]})" if label in self.limits else ""
                print(f"  {label:42} {figure}{limit}", file=target)
            print("  holds" if self.holds else "  DOES NOT HOLD", file=target)
        return 0 if self.holds else 1


def within(figures: Mapping[str, Figure], limits: Mapping[str, Figure]) -> bool:
    """Whether every numeric figure is at most its limit."""
    return all(
        float(figures[label]) <= float(limit) for label, limit in limits.items() if label in figures
    )
