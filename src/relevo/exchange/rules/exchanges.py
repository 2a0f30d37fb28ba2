"""What may become of an exchange, and of a route that was proposed at one of its tables."""

from collections.abc import Iterable
from datetime import date

from relevo.exchange.enums import ExchangeState, ProposedState
from relevo.exchange.errors import (
    ExchangeMoveRefused,
    ExchangeNotInState,
    ExchangeRefused,
    RouteMoveRefused,
)

EXCHANGE_MOVES: dict[ExchangeState, frozenset[ExchangeState]] = {
    ExchangeState.PLANNED: frozenset({ExchangeState.OPEN}),
    ExchangeState.OPEN: frozenset({ExchangeState.CLOSED}),
    ExchangeState.CLOSED: frozenset(),
}
ROUTE_MOVES: dict[ProposedState, frozenset[ProposedState]] = {
    ProposedState.PROPOSED: frozenset({ProposedState.TAKEN_UP, ProposedState.SET_ASIDE}),
    ProposedState.TAKEN_UP: frozenset({ProposedState.ADOPTED, ProposedState.SET_ASIDE}),
    ProposedState.SET_ASIDE: frozenset({ProposedState.TAKEN_UP}),
    ProposedState.ADOPTED: frozenset(),
}
"""What was set aside can still be taken up later; what an acta adopted goes on as a pathway."""

GOES_ON = frozenset({ProposedState.TAKEN_UP, ProposedState.ADOPTED})
DATE_PRECISIONS = ("day", "month", "year")
_ROMAN = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L")),
    *((40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)


def check_exchange_move(current: str, wanted: ExchangeState) -> None:
    """Raise ExchangeMoveRefused unless an exchange may get from one state into the other."""
    if wanted not in EXCHANGE_MOVES[ExchangeState(current)]:
        raise ExchangeMoveRefused(current=current, wanted=wanted)


def check_route_move(current: str, wanted: ProposedState) -> None:
    """Raise RouteMoveRefused unless a proposed route may get from one state into the other."""
    if wanted not in ROUTE_MOVES[ProposedState(current)]:
        raise RouteMoveRefused(current=current, wanted=wanted)


def check_still_proposed(state: str) -> None:
    """Only what nobody decided about yet is written anew. Raises RouteMoveRefused."""
    if state != ProposedState.PROPOSED:
        raise RouteMoveRefused(current=state, wanted=ProposedState.PROPOSED)


def check_goes_on(state: str) -> None:
    """A network makes a draft pathway of what it took up. Raises RouteMoveRefused."""
    if state not in GOES_ON:
        raise RouteMoveRefused(current=state, wanted=ProposedState.TAKEN_UP)


def check_open(state: str) -> None:
    """Routes are proposed while people sit together. Raises ExchangeNotInState."""
    if state != ExchangeState.OPEN:
        raise ExchangeNotInState(state=state)


def check_not_closed(state: str) -> None:
    """A closed exchange is a report: it does not change. Raises ExchangeNotInState."""
    if state == ExchangeState.CLOSED:
        raise ExchangeNotInState(state=state)


def check_dates(*, starts_on: date | None, ends_on: date | None, precision: str) -> None:
    """A date says how exactly it is known; an end needs a beginning. Raises ExchangeRefused."""
    if (starts_on is None) != (precision == ""):
        raise ExchangeRefused(field="date_precision", problem="without_date")
    if precision and precision not in DATE_PRECISIONS:
        raise ExchangeRefused(field="date_precision", problem="unknown")
    if ends_on is not None and (starts_on is None or ends_on < starts_on):
        raise ExchangeRefused(field="ends_on", problem="before_start")


def next_number(numbers: Iterable[int]) -> int:
    """The number of the next exchange of a series; numbers say nothing across series."""
    return max(numbers, default=0) + 1


def roman(number: int) -> str:
    """A number as exchanges are numbered: 5 is V."""
    written = ""
    for value, letters in _ROMAN:
        count, number = divmod(number, value)
        written += letters * count
    return written
