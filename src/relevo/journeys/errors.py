"""Named refusals of journeys; they carry facts, surfaces find the words."""

from collections.abc import Collection
from uuid import UUID


class StartUnknown(Exception):
    """No place of the travel graph has this key."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class NeedUnknown(Exception):
    """Codes that are neither a need nor a service type."""

    def __init__(self, read: tuple[str, ...]) -> None:
        super().__init__(", ".join(read))
        self.read = read


class NobodyTravels(ValueError):
    """A plan is for at least one person."""


class NothingNeeded(ValueError):
    """A plan is for at least one need."""


class PlanUnknown(Exception):
    """No kept plan has this id, or it belongs to another institution: the same answer."""

    def __init__(self, read: UUID) -> None:
        super().__init__(str(read))
        self.read = read


class KeptByNobody(ValueError):
    """Only somebody who acts for an institution keeps a plan."""


class PlanOfAnotherEngine(Exception):
    """A kept plan that this engine version does not read."""

    def __init__(self, version: str) -> None:
        super().__init__(version)
        self.version = version


class PlanNamesGone(Exception):
    """A kept plan that names services, places or crossings of which there is no row any more."""

    def __init__(self, keys: Collection[str]) -> None:
        super().__init__(", ".join(sorted(keys)))
        self.keys = frozenset(keys)
