"""Named refusals of exchanges, practices and commitments; surfaces find the words."""

from uuid import UUID


class ExchangeUnknown(Exception):
    """No exchange has this key."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class SeriesUnknown(Exception):
    """No series of exchanges has this key."""

    def __init__(self, read: str) -> None:
        super().__init__(read)
        self.read = read


class TableUnknown(Exception):
    """No working table has this id."""

    def __init__(self, table_id: UUID) -> None:
        super().__init__(str(table_id))
        self.table_id = table_id


class RouteUnknown(Exception):
    """No proposed route has this id."""

    def __init__(self, route_id: UUID) -> None:
        super().__init__(str(route_id))
        self.route_id = route_id


class NotYourSeries(Exception):
    """The actor neither keeps the network of the series nor hosts an exchange of it."""

    def __init__(self, *, key: str) -> None:
        super().__init__(key)
        self.key = key


class NotExchangeKeeper(Exception):
    """The actor does not keep this exchange."""

    def __init__(self, *, key: str) -> None:
        super().__init__(key)
        self.key = key


class NotAtTheTable(Exception):
    """The actor's institution sits in none of the networks of the working table."""

    def __init__(self, *, table_id: UUID) -> None:
        super().__init__(str(table_id))
        self.table_id = table_id


class NotYoursToSetAside(Exception):
    """Who keeps neither the exchange nor a network that has to do with the route."""

    def __init__(self, *, route_id: UUID) -> None:
        super().__init__(str(route_id))
        self.route_id = route_id


class ExchangeMoveRefused(Exception):
    """An exchange in this state cannot get into that one."""

    def __init__(self, *, current: str, wanted: str) -> None:
        super().__init__(f"{current} -> {wanted}")
        self.current, self.wanted = current, wanted


class ExchangeNotInState(Exception):
    """The act needs the exchange in another state than it is in."""

    def __init__(self, *, state: str) -> None:
        super().__init__(state)
        self.state = state


class RouteMoveRefused(Exception):
    """A proposed route in this state cannot get into that one."""

    def __init__(self, *, current: str, wanted: str) -> None:
        super().__init__(f"{current} -> {wanted}")
        self.current, self.wanted = current, wanted


class ExchangeRefused(Exception):
    """What was told of an exchange, a session, a table or a route cannot stand."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field, self.problem = field, problem


class TooFewNetworks(Exception):
    """A working table has members of at least two networks."""

    def __init__(self, *, count: int) -> None:
        super().__init__(str(count))
        self.count = count


class TakesNoPart(Exception):
    """A network that takes no part in the exchange cannot sit at a table of it."""

    def __init__(self, *, keys: list[str]) -> None:
        super().__init__(", ".join(keys))
        self.keys = keys


class AlreadyTakesPart(Exception):
    """The network or institution is among the participants."""


class SitsAtATable(Exception):
    """A network that sits at a working table stays among the participants."""


class ActaOfAnotherNetwork(Exception):
    """Only an acta of the network that took the route up adopts it."""


class CommitmentUnknown(Exception):
    """There is no such commitment for this person: absent and hidden are one."""

    def __init__(self, commitment_id: UUID) -> None:
        super().__init__(str(commitment_id))
        self.commitment_id = commitment_id


class CommitmentRefused(Exception):
    """What was told of a commitment cannot stand: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field, self.problem = field, problem


class CommitmentMoveRefused(Exception):
    """A commitment in this state does not take this move."""

    def __init__(self, *, state: str, move: str) -> None:
        super().__init__(f"{move} while {state}")
        self.state, self.move = state, move


class CommitmentNotYours(Exception):
    """The person is none of those who may do this with this commitment."""

    def __init__(self, *, commitment_id: UUID, move: str) -> None:
        super().__init__(f"{move} {commitment_id}")
        self.commitment_id, self.move = commitment_id, move


class OwnerCannotDecide(Exception):
    """Who belongs to the owner does not say that the owner kept its word, nor lets it off."""

    def __init__(self, *, commitment_id: UUID, move: str) -> None:
        super().__init__(f"{move} {commitment_id}")
        self.commitment_id, self.move = commitment_id, move


class ReporterCannotConfirm(Exception):
    """Who wrote the report is not the one who confirms it, whatever hat they wear."""

    def __init__(self, *, commitment_id: UUID) -> None:
        super().__init__(str(commitment_id))
        self.commitment_id = commitment_id


class NobodyCanConfirm(Exception):
    """Nobody but the owner sits in the steering committee: name a counterpart."""

    def __init__(self, *, network_key: str) -> None:
        super().__init__(network_key)
        self.network_key = network_key


class PracticeUnknown(Exception):
    """There is no such practice for this person: absent and not published are one."""

    def __init__(self, practice_id: UUID) -> None:
        super().__init__(str(practice_id))
        self.practice_id = practice_id


class NotYourPractice(Exception):
    """Only the institution that told a practice changes it."""

    def __init__(self, *, practice_id: UUID | None) -> None:
        super().__init__(str(practice_id))
        self.practice_id = practice_id


class PracticeIsYours(Exception):
    """Nobody adopts or reviews what their own institution told."""

    def __init__(self, *, practice_id: UUID) -> None:
        super().__init__(str(practice_id))
        self.practice_id = practice_id


class PracticeMoveRefused(Exception):
    """A practice in this state cannot get into that one, or is not ready for it."""

    def __init__(self, *, state: str, wanted: str) -> None:
        super().__init__(f"{state} -> {wanted}")
        self.state, self.wanted = state, wanted


class PracticeRefused(Exception):
    """What was told of a practice cannot stand: ``field`` and ``problem`` are codes."""

    def __init__(self, *, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field, self.problem = field, problem


class NotResearch(Exception):
    """Only universities and research institutions review evidence."""

    def __init__(self, *, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind
