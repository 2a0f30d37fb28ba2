"""What was promised for an emergency, and what became of it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from relevo.situation.enums import PledgeState
from relevo.situation.errors import FactRefused

LARGEST, LONGEST_NOTE = 1_000_000, 200


class Step(Protocol):
    """What was said of a pledge later."""

    @property
    def state(self) -> str: ...

    @property
    def amount(self) -> int | None: ...

    @property
    def at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a pledge stands; ``delivered`` is what has arrived so far."""

    state: str
    delivered: int

    def open_of(self, amount: int) -> int:
        """What of the pledge is still to come; nothing once it was withdrawn."""
        if self.state == PledgeState.WITHDRAWN:
            return 0
        return max(0, amount - self.delivered)


def standing(steps: Iterable[Step], *, known_at: datetime) -> Standing:
    """The newest step known then; what was delivered stays delivered after a withdrawal."""
    state, delivered = PledgeState.OFFERED.value, 0
    for step in sorted((row for row in steps if row.at <= known_at), key=lambda row: row.at):
        state = step.state
        if step.state == PledgeState.DELIVERED and step.amount is not None:
            delivered = step.amount
    return Standing(state, delivered)


@dataclass(frozen=True, slots=True)
class PledgeSum:
    """What was promised of one kind for one area, together."""

    kind: str
    area: str
    promised: int
    delivered: int
    pledges: int


def sums(rows: Sequence[tuple[str, str, int, Standing]]) -> list[PledgeSum]:
    """By kind and area, in that order; ``rows``: kind, area, amount, standing.

    Of a withdrawn pledge only what had arrived counts.
    """
    found: dict[tuple[str, str], list[tuple[int, Standing]]] = {}
    for kind, area, amount, where in rows:
        found.setdefault((kind, area), []).append((amount, where))
    return [
        PledgeSum(
            kind=kind,
            area=area,
            promised=sum(where.delivered + where.open_of(amount) for amount, where in group),
            delivered=sum(where.delivered for _amount, where in group),
            pledges=len(group),
        )
        for (kind, area), group in sorted(found.items())
    ]


def check_amount(amount: int, *, field: str = "amount") -> None:
    """Raises FactRefused unless it is a number of things one can bring."""
    if not 1 <= amount <= LARGEST:
        raise FactRefused(field=field, problem="out_of_range")
