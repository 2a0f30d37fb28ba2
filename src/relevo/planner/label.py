"""Labels: how far a route has come, by criteria of which less (of papers: later) is better."""

from dataclasses import dataclass
from typing import NamedTuple

from relevo.planner.passage import Gate
from relevo.planner.problem import Offer


class Merits(NamedTuple):
    """What a route is judged by; all on the late clock, each the smaller the better.

    ``at``: when it is complete. ``urgent_at``: when the last urgent need is met (0: none is).
    ``doubts``: steps that rest on something unconfirmed. ``far_contacts``: restricted services
    spoken to from outside their department, so that the way there is in nobody's reckoning.
    """

    at: int
    urgent_at: int
    crossings: int
    stops: int
    doubts: int
    far_contacts: int


@dataclass(slots=True, eq=False)
class Label:
    """A route up to a node with some needs done. ``papers``: minute of issue by paper number.

    ``youth``: how young each paper is as far as that is known to matter (0: not issued); by this
    labels are compared.
    ``start``: when its last move begins on the late clock. ``idle``: bits of the papers for which
    alone a stop was made, and which nothing has asked for since.
    """

    merits: Merits
    papers: tuple[int, ...]
    youth: tuple[int, ...]
    done: int
    node: int
    start: int
    idle: int = 0
    move: Offer | Gate | None = None
    before: "Label | None" = None
    is_alive: bool = True


def is_at_least_as_good(one: Merits, other: Merits) -> bool:
    """Tell whether a route is as good by every criterion."""
    return (
        one[0] <= other[0]
        and one[1] <= other[1]
        and one[2] <= other[2]
        and one[3] <= other[3]
        and one[4] <= other[4]
        and one[5] <= other[5]
    )


def carries_as_much(youth: tuple[int, ...], other: tuple[int, ...]) -> bool:
    """Tell whether every paper issued on the way is there, and as young."""
    return youth == other or all(one >= two for one, two in zip(youth, other, strict=True))


class Fronts:
    """The labels that no other label at the same place with the same needs done outdoes.

    Nothing is settled early: a label that comes late and is better in any way still gets in, so
    the answer does not depend on the order of the queue.
    """

    __slots__ = ("_fronts",)

    def __init__(self) -> None:
        self._fronts: dict[tuple[int, int], list[Label]] = {}

    def would_refuse(self, merits: Merits, youth: tuple[int, ...], *, node: int, done: int) -> bool:
        """Tell whether a label like this would be outdone by one already there."""
        for other in self._fronts.get((node, done), ()):
            if is_at_least_as_good(other.merits, merits) and carries_as_much(other.youth, youth):
                return True
        return False

    def admit(self, label: Label) -> None:
        """Take in a label that would not be refused; those it outdoes die."""
        key = (label.node, label.done)
        merits, youth = label.merits, label.youth
        kept = []
        for other in self._fronts.get(key, ()):
            if is_at_least_as_good(merits, other.merits) and carries_as_much(youth, other.youth):
                other.is_alive = False
            else:
                kept.append(other)
        kept.append(label)
        self._fronts[key] = kept

    def all(self) -> list[Label]:
        """Return every label that is alive."""
        return [label for front in self._fronts.values() for label in front]
