"""The world as a planner sees it: places, roads, crossings and services as frozen values.

Times are whole minutes since 1970-01-01T00:00Z. A window is ``(opens, closes)`` in such minutes,
half-open; ``ALWAYS`` stands for a place that never closes. Nothing here knows a database.
"""

from dataclasses import dataclass
from enum import StrEnum

Window = tuple[int, int]
ALWAYS: tuple[Window, ...] = ((-(10**12), 10**12),)


class Basis(StrEnum):
    """What a fact rests on. Only ``confirmed`` counts as confirmed in a plan."""

    CONFIRMED = "confirmed"
    ASSUMED = "assumed"
    UNKNOWN = "unknown"


class CrossingState(StrEnum):
    OPEN = "open"
    RESTRICTED = "restricted"
    CLOSED = "closed"
    NOT_CONFIRMED = "not_confirmed"


class OperatorKind(StrEnum):
    """Who runs a service, as far as do-no-harm rules ask."""

    CIVIL = "civil"
    POLICE = "police"
    ARMY = "army"
    MIGRATION = "migration"
    CONSULATE = "consulate"
    FOREIGN_MINISTRY = "foreign_ministry"
    STATE = "state"
    """Any other authority of a state: blocked only for that state's protected nationals."""


ENFORCEMENT: frozenset[OperatorKind] = frozenset(
    {OperatorKind.POLICE, OperatorKind.ARMY, OperatorKind.MIGRATION}
)


@dataclass(frozen=True, slots=True)
class Node:
    """A place one can be: a town's seat, a locality, or one side of a crossing."""

    id: str
    country: str
    department: str


@dataclass(frozen=True, slots=True)
class Road:
    """A way between two nodes of one country, usable both ways. Minutes are a band, low <= high.

    ``windows``: when people may be on it; a ride of ``high_minutes`` fits into one of them. None
    that long: nobody can take it at all.
    """

    a: str
    b: str
    low_minutes: int
    high_minutes: int
    rule: str
    windows: tuple[Window, ...] = ALWAYS


@dataclass(frozen=True, slots=True)
class Condition:
    """Whom a rule concerns. Every part that is set must hold; an empty condition is everyone.

    Ages are completed years, ``age_until`` excluded. ``nationalities`` empty: any;
    ``except_nationalities`` exempts (an authority lets its own nationals in).
    """

    nationalities: frozenset[str] = frozenset()
    except_nationalities: frozenset[str] = frozenset()
    age_from: int | None = None
    age_until: int | None = None
    unaccompanied_only: bool = False


@dataclass(frozen=True, slots=True)
class Requirement:
    """What a crossing asks: one of ``any_of`` documents (codes of ``documents`` in a request).

    ``blocking``: without it the person is refused. Not blocking: a consequence that the text says
    (a check, quarantine); it is told and never excludes. ``known`` says what the rule rests on.
    """

    id: str
    any_of: frozenset[str]
    applies: Condition
    blocking: bool
    known: Basis
    valid_hours: int | None = None
    """How old the document may be on crossing, when it is issued on the way (72 for a PCR test)."""


@dataclass(frozen=True, slots=True)
class Passage:
    """One direction of one crossing: from a post's node to the other side's node."""

    crossing_id: str
    from_node: str
    to_node: str
    state: CrossingState
    state_known: Basis
    windows: tuple[Window, ...]
    windows_known: Basis
    low_minutes: int
    high_minutes: int
    requirements: tuple[Requirement, ...]
    holds_until: int | None = None


@dataclass(frozen=True, slots=True)
class Admission:
    """One admission rule of a service as data; ``code`` names it in explanations.

    ``profiles`` empty: no profile rule; else one of them must be the group's. ``takes`` is whom
    the service takes (ages, nationalities): every member. ``needs_any_of``: documents, one of
    them. ``sexes`` binds adults, and children who come without an adult of the group: a house for
    women takes their children of either sex. ``by_referral_only`` excludes nobody.
    """

    code: str
    known: Basis
    takes: Condition | None = None
    profiles: frozenset[str] = frozenset()
    needs_any_of: frozenset[str] = frozenset()
    by_referral_only: bool = False
    sexes: frozenset[str] = frozenset()
    children_allowed: bool = True
    adults_allowed: bool = True


@dataclass(frozen=True, slots=True)
class Service:
    """A service at a place. ``gives`` are documents it issues (a test), usable afterwards.

    ``places``: free places for a group now; None: unknown. ``node`` None: its point is unknown, it
    can be told but not routed to. ``restricted``: contact through a line only; it never has a node
    and is offered as such; papers it
    gives are not reckoned with. ``origin_country``: the state whose authority runs it, if any.
    ``alone_after``: needs that a child who comes without an adult must have had met before, as far
    as they are needed: a shelter that takes such a child from the hands of the authority only.
    """

    id: str
    country: str
    department: str
    node: str | None
    provides: frozenset[str]
    operator: OperatorKind
    origin_country: str
    windows: tuple[Window, ...]
    windows_known: Basis
    duration_minutes: int
    places: int | None
    places_known: Basis
    admissions: tuple[Admission, ...] = ()
    gives: frozenset[str] = frozenset()
    exists_known: Basis = Basis.CONFIRMED
    restricted: bool = False
    alone_after: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class World:
    """All that a plan may use, as known at one instant, until ``horizon`` (excluded)."""

    nodes: tuple[Node, ...]
    roads: tuple[Road, ...]
    passages: tuple[Passage, ...]
    services: tuple[Service, ...]
    horizon: int
