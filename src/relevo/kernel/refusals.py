"""What can be refused, told as rows: whether it is, of which field, and why."""

from collections.abc import Iterable
from typing import Protocol

Refusal = tuple[bool, str, str]
"""Whether it is refused, the field, and the problem as a code."""


class FieldRefused(Protocol):
    """A named refusal that carries the field and the problem as codes."""

    def __call__(self, *, field: str, problem: str) -> Exception: ...


def raise_first(refusals: Iterable[Refusal], error: FieldRefused) -> None:
    """Raise the error for the first row that is refused: one thing at a time is said of a form."""
    for refused, field, problem in refusals:
        if refused:
            raise error(field=field, problem=problem)
