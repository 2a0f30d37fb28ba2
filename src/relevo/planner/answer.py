"""What a planner answers: itineraries in order of merit, and why everything else was left out."""

from dataclasses import dataclass
from enum import StrEnum


class StepKind(StrEnum):
    TRAVEL = "travel"
    CROSS = "cross"
    SERVICE = "service"
    CONTACT = "contact"
    """A restricted service: contact through a line; no place, no travel time of its own."""


class Check(StrEnum):
    """What a step rests on that is not confirmed: each is asked before it is relied on."""

    HOURS_ASSUMED = "hours_assumed"
    HOURS_UNKNOWN = "hours_unknown"
    CAPACITY_UNKNOWN = "capacity_unknown"
    CAPACITY_ASSUMED = "capacity_assumed"
    EXISTENCE_UNVERIFIED = "existence_unverified"
    ADMISSION_UNVERIFIED = "admission_unverified"
    CROSSING_NOT_CONFIRMED = "crossing_not_confirmed"
    CROSSING_HOURS_UNKNOWN = "crossing_hours_unknown"
    REQUIREMENT_UNVERIFIED = "requirement_unverified"


class ReasonCode(StrEnum):
    """Why a service or a passage was left out. Every reason that applies is named, not one."""

    PROFILE_NOT_SERVED = "profile_not_served"
    AGE = "age"
    SEX = "sex"
    NATIONALITY = "nationality"
    CHILDREN_NOT_ALLOWED = "children_not_allowed"
    ADULTS_NOT_ALLOWED = "adults_not_allowed"
    DOCUMENT_MISSING = "document_missing"
    NO_CAPACITY = "no_capacity"
    NEVER_OPEN = "never_open"
    TOO_LATE = "too_late"
    NOT_LOCATED = "not_located"
    NO_ROAD = "no_road"
    """No road from where the group can be; ``facts`` names the country when no crossing leads
    there either."""
    BEYOND_CROSSING = "beyond_crossing"
    """Only reachable through passages that are themselves left out; ``facts`` names the crossings,
    all of which would have to let the group through. With the rule ``max_crossings``: only by
    more crossings than the request allows; ``facts`` says how many."""
    ORIGIN_AUTHORITY = "origin_authority"
    ENFORCEMENT = "enforcement"
    CONSULATE = "consulate"
    EXCLUDED_BY_REQUEST = "excluded_by_request"
    CROSSING_CLOSED = "crossing_closed"
    CROSSING_REQUIREMENT = "crossing_requirement"
    CROSSING_NEVER_OPEN = "crossing_never_open"


@dataclass(frozen=True, slots=True)
class Reason:
    """``facts`` are the codes the sentence is made of (documents, profiles, ages, crossing ids).

    ``rule`` is the id of the admission code or requirement that says so. ``would_need``: what would
    let it back in, as codes: any one of them satisfies this reason; empty when nothing a person
    can do would (a do-no-harm rule).
    """

    code: ReasonCode
    rule: str = ""
    facts: tuple[str, ...] = ()
    would_need: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Excluded:
    """A service that provides a needed thing, left out, with every reason."""

    service_id: str
    needs: tuple[str, ...]
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Blocker:
    """A passage that a route would have used, and why it cannot: the explained no of a crossing."""

    crossing_id: str
    from_node: str
    to_node: str
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Told:
    """A requirement met on the way. ``asked``: concerns this group; else it is only said.

    ``met_by``: documents (held or issued on the way) that satisfy it; empty and not blocking: the
    consequence in the rule's text follows.
    """

    requirement_id: str
    asked: bool
    met_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """One step. Times are minutes since 1970Z: ``starts <= ends``; ``*_late`` the pessimistic edge.

    ``needs``: taxonomy codes done here. ``because``: codes that say why this and not another
    (``only_option``, ``earliest``, ``confirmed_over_earlier``, ``same_place``, ``on_the_way``).
    ``holds_until``: last minute at which the step still works as computed. ``via``: the places a
    ride passes, in their order, without its two ends.
    """

    kind: StepKind
    starts: int
    ends: int
    ends_late: int
    node: str = ""
    to_node: str = ""
    service_id: str = ""
    crossing_id: str = ""
    needs: tuple[str, ...] = ()
    gives: tuple[str, ...] = ()
    checks: tuple[Check, ...] = ()
    told: tuple[Told, ...] = ()
    because: tuple[str, ...] = ()
    rule: str = ""
    holds_until: int | None = None
    via: tuple[str, ...] = ()

    @property
    def is_confirmed(self) -> bool:
        return not self.checks


@dataclass(frozen=True, slots=True)
class Itinerary:
    """One way through. Counted steps are those of kind cross, service and contact.

    ``completes`` and ``urgent_done`` are on the late edge; ``urgent_done`` is when the last urgent
    need is met, or ``completes`` where none is. ``stops``: visits and contacts, each with somebody
    who hears of the case. ``arrives`` is false where the country headed for is out of reach and
    the route is offered for the needs alone.
    """

    steps: tuple[Step, ...]
    completes: int
    urgent_done: int
    crossings: int
    stops: int
    unconfirmed: int
    counted: int
    served: tuple[str, ...]
    unserved: tuple[str, ...]
    arrives: bool = True

    @property
    def confirmed(self) -> int:
        return self.counted - self.unconfirmed


@dataclass(frozen=True, slots=True)
class Plan:
    """Itineraries best first; every needed service left out; passages that bar the way.

    ``unserved``: needs that no itinerary serves (a partial route is still offered, for the needs
    that can be met). ``complete``: the search ended by itself, not by its stop.
    """

    itineraries: tuple[Itinerary, ...]
    excluded: tuple[Excluded, ...]
    blockers: tuple[Blocker, ...]
    unserved: tuple[str, ...]
    complete: bool
