"""How many keys an hour gives: to one caller, and to all together.

Whoever has taken over the web process can ask in anybody's name, so there is a second measure for
all callers. Only that one holds for the instance itself, whose worker goes through every case. A
search counts as the most it can tell.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from relevo.keyholder.errors import Rationed

HOUR_SECONDS = 3600.0
INSTANCE = "instance"
CALLERS_AT_ONCE = 10
"""All callers together get this many times what one gets."""


@dataclass
class Rations:
    """``each``: keys for one caller in an hour; None: not counted."""

    each: int | None = None
    clock: Callable[[], float] = time.monotonic
    _taken: dict[str, int] = field(default_factory=dict)
    _since: float | None = None

    def charge(self, caller: str, number: int) -> None:
        """Note that keys are wanted; Rationed when there are none left in this hour."""
        if self.each is None or not number:
            return
        now = self.clock()
        if self._since is None or now - self._since >= HOUR_SECONDS:
            self._taken, self._since = {}, now
        taken = self._taken.get(caller, 0) + number
        together = sum(self._taken.values()) + number
        has_own = caller != INSTANCE
        if (has_own and taken > self.each) or together > self.each * CALLERS_AT_ONCE:
            raise Rationed
        self._taken[caller] = taken
