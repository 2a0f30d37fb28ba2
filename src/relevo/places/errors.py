"""Named refusals of places; they carry what was read and what comes near."""

from collections.abc import Sequence
from typing import Protocol


class NamedPlace(Protocol):
    """What a refusal tells of a place that was meant perhaps."""

    @property
    def name(self) -> str: ...

    @property
    def country(self) -> str: ...

    @property
    def department(self) -> str: ...


class PlaceUnknown(Exception):
    """No place has this name; ``nearest`` are names that do exist."""

    def __init__(self, read: str, *, nearest: Sequence[str]) -> None:
        super().__init__(read)
        self.read = read
        self.nearest = list(nearest)


class PlaceAmbiguous(Exception):
    """Several places have this name."""

    def __init__(self, read: str, *, matches: Sequence[NamedPlace]) -> None:
        super().__init__(read)
        self.read = read
        self.matches = list(matches)


class CrossingUnknown(Exception):
    """No crossing has this key."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read
