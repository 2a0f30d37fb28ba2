"""Named refusals of border facts."""


class NotAMonitor(Exception):
    """Only a border monitor or a coordinator reports what a crossing does."""


class CrossingUnknown(Exception):
    """No crossing has this key."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class ReportUnknown(Exception):
    """No report of this crossing has this key."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class NotTheOfficialPost(Exception):
    """Only the institution of the post corrects what others saw on its side."""


class ReportRefused(Exception):
    """A report that says nothing usable: ``field`` and ``problem`` are codes for the surface."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class NotACoordinator(Exception):
    """Only a coordinator tells what an authority restricts or asks for."""


class RestrictionUnknown(Exception):
    """No restriction has this key."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class RequirementUnknown(Exception):
    """No requirement has this key."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class RuleUnreadable(ValueError):
    """A rule of the facts that names nobody it could be read as: ``kind`` says which part."""

    def __init__(self, *, kind: str, read: str) -> None:
        super().__init__(f"{kind}: {read}")
        self.kind = kind
        self.read = read
