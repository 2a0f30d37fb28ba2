"""Named refusals of the situation."""

from uuid import UUID


class NotAllowed(Exception):
    """The actor's roles or kind of institution do not do this; ``act`` is a code."""

    def __init__(self, *, act: str) -> None:
        super().__init__(act)
        self.act = act


class FactRefused(Exception):
    """What was told says nothing usable: ``field`` and ``problem`` are codes for the surface."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem
        self.code = f"{field}_{problem}"


class NotFound(Exception):
    """There is no such row, or not for this reader; ``kind`` is a code."""

    def __init__(self, kind: str, read: UUID | str = "") -> None:
        super().__init__(f"{kind}: {read}")
        self.kind = kind
        self.read = read


class AuthorCannotDecide(Exception):
    """Who wrote an alert neither approves nor refuses it: a second person reads it."""
