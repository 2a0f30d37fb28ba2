"""Named refusals of the directory; they carry facts, surfaces find the words."""

from collections.abc import Sequence
from uuid import UUID


class HoursUnreadable(ValueError):
    """Not an opening_hours expression that can be evaluated without guessing."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class TermUnknown(Exception):
    """No need, service type or profile has this code or name; ``nearest`` are codes."""

    def __init__(self, read: str, *, nearest: Sequence[str]) -> None:
        super().__init__(read)
        self.read = read
        self.nearest = list(nearest)


class ServiceUnknown(Exception):
    """There is no such service for this viewer; the same whether it is absent or hidden."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class AreaUnknown(Exception):
    """No area has this key."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class NotYoursToVerify(Exception):
    """Only coordinators and the service's own institution confirm an entry."""

    def __init__(self, *, service_id: UUID) -> None:
        super().__init__(str(service_id))
        self.service_id = service_id


class NotYourService(Exception):
    """Free places are told by the service's own institution only."""

    def __init__(self, *, service_id: UUID) -> None:
        super().__init__(str(service_id))
        self.service_id = service_id


class CapacityRefused(Exception):
    """Figures that cannot be: ``field`` and ``problem`` are codes for the surface."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class VerificationRefused(Exception):
    """A verification that says nothing usable: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem
