"""Named refusals of border facts."""


class NotAMonitor(Exception):
    """Only a border monitor or a coordinator reports what a crossing does."""


class CrossingUnknown(Exception):
    """No crossing has this key."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class ReportRefused(Exception):
    """A report that says nothing usable: ``field`` and ``problem`` are codes for the surface."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem
