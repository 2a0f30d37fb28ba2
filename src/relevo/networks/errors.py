"""Named refusals of networks."""


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
