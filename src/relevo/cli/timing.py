"""Times of repeated calls, as the figures that a table shows."""

import time
from collections.abc import Callable
from statistics import median


def milliseconds(call: Callable[[], object], *, times: int) -> list[float]:
    """CPU milliseconds of each call: what it costs, whatever else the machine does meanwhile.

    The first call warms up and is left out.
    """
    call()
    found = []
    for _ in range(times):
        started = time.process_time()
        call()
        found.append((time.process_time() - started) * 1000)
    return found


def p50(measured: list[float]) -> float:
    """The median, to a tenth."""
    return round(median(measured), 1)


def p95(measured: list[float]) -> float:
    """The value that one in twenty exceeds, to a tenth."""
    ordered = sorted(measured)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))], 1)
