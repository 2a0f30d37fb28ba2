"""Named refusals of agreed routes; surfaces find the words."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class ContentProblem:
    """What is wrong at one place of a content: ``steps[2].within_minutes`` and a code."""

    path: str
    code: str


class ContentUnreadable(ValueError):
    """A content is not one. Carries every problem that was found, not only the first."""

    def __init__(self, problems: tuple[ContentProblem, ...]) -> None:
        super().__init__("; ".join(f"{problem.path}: {problem.code}" for problem in problems))
        self.problems = problems


class PathwayRefused(Exception):
    """Base of what a route refuses."""


class PathwayUnknown(PathwayRefused):
    """There is no such route, version or step."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


class NotDrafter(PathwayRefused):
    """Only coordinators of institutions that sit in the network of a route write on it."""

    def __init__(self, *, key: str) -> None:
        super().__init__(key)
        self.key = key


class NotYourInstitution(PathwayRefused):
    """An institution's word on a route is said by its own coordinator or administrator."""

    def __init__(self, *, institution_id: UUID | None) -> None:
        super().__init__(str(institution_id))
        self.institution_id = institution_id


class PathwayMoveRefused(PathwayRefused):
    """A version in this state cannot be moved so."""

    def __init__(self, *, current: str, wanted: str) -> None:
        super().__init__(f"{current} -> {wanted}")
        self.current = current
        self.wanted = wanted


class PathwayFieldRefused(PathwayRefused):
    """A field of what was asked for cannot be so: its name and a code."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class VersionInWork(PathwayRefused):
    """A route has one version in work at a time: this one is written on already."""

    def __init__(self, *, key: str, number: int) -> None:
        super().__init__(f"{key} {number}")
        self.key = key
        self.number = number


class ActaOfAnotherNetwork(PathwayRefused):
    """A route is validated by an acta of its own network, no other."""

    def __init__(self, *, key: str) -> None:
        super().__init__(key)
        self.key = key
