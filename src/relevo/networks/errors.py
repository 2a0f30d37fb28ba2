"""Named refusals of networks."""

from datetime import datetime
from uuid import UUID


class NetworkUnknown(Exception):
    """No network has this key."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class NotKeeper(Exception):
    """The person does not keep this network: others write its seats, meetings and actas."""

    def __init__(self, *, key: str) -> None:
        super().__init__(key)
        self.key = key


class NotMember(Exception):
    """The person's institution holds no current seat in this network."""

    def __init__(self, *, key: str) -> None:
        super().__init__(key)
        self.key = key


class ReleaseRefused(Exception):
    """Figures are shown by an acta of the network; it has none with the number ``read``."""

    def __init__(self, *, read: str) -> None:
        super().__init__(read)
        self.read = read


class NetworkRefused(Exception):
    """A network cannot be written so. ``problem`` is a code a page has a sentence for."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class SeatUnknown(Exception):
    """The network has no such seat."""

    def __init__(self, seat_id: int) -> None:
        super().__init__(str(seat_id))
        self.seat_id = seat_id


class SeatRefused(Exception):
    """A seat cannot be written so."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class ProtocolUnknown(Exception):
    """The network has no such version of its protocol."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class ProtocolRefused(Exception):
    """A protocol cannot be drafted, changed, put in force or signed so."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class NotYoursToSign(Exception):
    """Only an administrator or a coordinator of the institution itself signs or leaves for it."""


class NotMayFound(Exception):
    """Only a coordinator begins a network."""


class MeetingUnknown(Exception):
    """The network has no meeting with this number."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


class MeetingMoveRefused(Exception):
    """A meeting in this state does not allow the act: it was called off, or already held."""

    def __init__(self, *, state: str, act: str) -> None:
        super().__init__(f"{act} while {state}")
        self.state = state
        self.act = act


class MeetingRefused(Exception):
    """A meeting, its agenda, attendance, minutes or decisions cannot be written so."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class MinutesSettled(Exception):
    """No such text is kept beside the minutes: somebody has merged it or set it aside."""

    def __init__(self, revision_id: int) -> None:
        super().__init__(str(revision_id))
        self.revision_id = revision_id


class ActaUnknown(Exception):
    """The network has no such acta."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class ActaRefused(Exception):
    """An acta cannot be recorded so."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class PlanItemUnknown(Exception):
    """The network's annual plans have no such line."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class PlanRefused(Exception):
    """A line of an annual plan cannot be written so."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class CalendarUnknown(Exception):
    """No network has this calendar address, or it was made anew since."""


class RoundUnknown(Exception):
    """The network has no such round of verification."""

    def __init__(self, round_id: UUID) -> None:
        super().__init__(str(round_id))
        self.round_id = round_id


class RoundRefused(Exception):
    """A round cannot be opened or go on so."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class LinkUnknown(Exception):
    """There is no such link; the same for one that never was and one taken back."""


class LinkOver(Exception):
    """The link can be read no more: its time has passed, or its round was closed."""

    def __init__(self, *, state: str) -> None:
        super().__init__(state)
        self.state = state


class LinkAnswered(Exception):
    """An institution answers once a round; what it answered, and when, stands."""

    def __init__(self, *, answer: str, at: datetime) -> None:
        super().__init__(answer)
        self.answer = answer
        self.at = at


class EntriesMoved(Exception):
    """The entries are no longer those that were looked at: look again, then answer."""


class EntryAnswerRefused(Exception):
    """An answer that says nothing usable."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class MirrorRefused(Exception):
    """Two institutions that cannot be counterparts so."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class MirrorUnknown(Exception):
    """The network has no such pair."""

    def __init__(self, mirror_id: int) -> None:
        super().__init__(str(mirror_id))
        self.mirror_id = mirror_id


class UploadUnknown(Exception):
    """There is no such list on its way in for this person."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class UploadRefused(Exception):
    """A list cannot be taken, mapped or corrected so: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


class UploadSettled(Exception):
    """The list was written or dropped, or is not yet that far."""

    def __init__(self, *, state: str) -> None:
        super().__init__(state)
        self.state = state


class UploadRowUnknown(Exception):
    """The list has no row of this number."""

    def __init__(self, number: int) -> None:
        super().__init__(str(number))
        self.number = number


class UploadRowNotReady(Exception):
    """A row with something to settle cannot be taken in yet; ``codes`` say what."""

    def __init__(self, number: int, *, codes: list[str]) -> None:
        super().__init__(f"{number}: {codes}")
        self.number = number
        self.codes = codes


class UploadStillOpen(Exception):
    """Nothing is written while a row waits for a person: ``numbers`` of those rows."""

    def __init__(self, numbers: list[int]) -> None:
        super().__init__(str(numbers))
        self.numbers = numbers
