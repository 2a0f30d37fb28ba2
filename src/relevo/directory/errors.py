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


class InstitutionUnknown(Exception):
    """There is no such institution."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class NotYoursToChange(Exception):
    """A restricted entry is for its own institution alone to correct."""

    def __init__(self, *, service_id: UUID) -> None:
        super().__init__(str(service_id))
        self.service_id = service_id


class ChangeRefused(Exception):
    """What is asked cannot stand in an entry: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class ChangeUnknown(Exception):
    """There is no such request for this viewer; the same whether absent or hidden."""

    def __init__(self, *, request_id: UUID) -> None:
        super().__init__(str(request_id))
        self.request_id = request_id


class NotYoursToDecide(Exception):
    """Changes are decided by the entry's own institution or a coordinator."""

    def __init__(self, *, request_id: UUID) -> None:
        super().__init__(str(request_id))
        self.request_id = request_id


class NotYoursToWithdraw(Exception):
    """Only who asked takes it back."""

    def __init__(self, *, request_id: UUID) -> None:
        super().__init__(str(request_id))
        self.request_id = request_id


class ChangeDecided(Exception):
    """The request is no longer open; ``state`` says what became of it."""

    def __init__(self, *, state: str) -> None:
        super().__init__(state)
        self.state = state


class ChangeOvertaken(Exception):
    """The entry changed since the request was written; ``fields`` say other things now."""

    def __init__(self, *, fields: Sequence[str]) -> None:
        super().__init__(" ".join(fields))
        self.fields = list(fields)


class NotYoursToSucceed(Exception):
    """Only coordinators and the administrator of the instance say who follows whom."""

    def __init__(self, *, institution_id: UUID) -> None:
        super().__init__(str(institution_id))
        self.institution_id = institution_id


class SuccessionRefused(Exception):
    """It cannot follow so: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class ServiceRefused(Exception):
    """An entry cannot be so: ``field`` and ``problem`` are codes for the surface."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem
