"""Named refusals of feedback. None of them carries a word of what somebody said."""


class ComplaintNotVisible(Exception):
    """There is no such complaint for this person: absent and hidden are one."""


class NothingTold(Exception):
    """Nothing was ticked and nothing written."""


class TellingRefused(Exception):
    """What was told cannot be taken so: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class ToldAlready(Exception):
    """It was sent before and has arrived; its code is the same."""


class TooManyToday(Exception):
    """More was told to this network today than people could have told: somebody is flooding it."""


class FollowUpUnknown(Exception):
    """No complaint has this code: mistyped, made up and erased look the same."""


class MoveRefused(Exception):
    """A complaint does not go from this state to that."""

    def __init__(self, *, state: str, to: str) -> None:
        super().__init__(f"{state} to {to}")
        self.state = state
        self.to = to


class HandlingRefused(Exception):
    """What is said about a complaint is no answer: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class FocalPointRefused(Exception):
    """The person cannot read the complaints of this network: ``problem`` is a code."""

    def __init__(self, problem: str) -> None:
        super().__init__(problem)
        self.field = "person"
        self.problem = problem


class FocalPointUnknown(Exception):
    """Nobody who reads complaints of this network has this number."""


class ReportNotVisible(Exception):
    """No such report for this person, or it is none of theirs."""


class ReportAnswered(Exception):
    """It was answered before; the first answer stays."""
