"""A limit of time that a surface gives to a long computation."""

import time


class TimeBudget:
    """True once the seconds since it was made have passed; who computes asks again and again."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def __call__(self) -> bool:
        return time.monotonic() >= self._ends
