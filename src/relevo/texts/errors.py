"""Named refusals of texts."""


class TextRefused(Exception):
    """Not a text or recording that can be used: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class NotYoursToWrite(Exception):
    """Texts are added by administrators of the platform or of an institution."""
