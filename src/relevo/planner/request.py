"""What is asked of a planner: where a person or group is, what they need, what they carry."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One person of the group; age in completed years, ``sex`` one of f, m, x or empty."""

    age: int
    sex: str = ""


@dataclass(frozen=True, slots=True)
class Need:
    """A need by its taxonomy code. ``urgent``: its completion is a criterion of its own.

    ``by``: must be completed before this minute, or the route does not count. ``after``: needs
    (codes) that must be done first.
    """

    code: str
    urgent: bool = False
    by: int | None = None
    after: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Request:
    """A profile at a time and place. No name is needed to plan.

    ``documents``: codes held by the group. ``accompanied``: children travel with a parent or legal
    guardian. ``protection_sensitive``: international protection, trafficking, GBV, LGBTIQ+,
    internal displacement, witness; then authorities of ``nationality``'s state, consulates,
    police, army and migration control are never proposed unless ``chosen`` names the service.
    ``origin_closed``: a child alone abroad; no authority of its state is proposed.
    ``excluded``: services that have declined or that the person does not want.
    ``heads_for``: country in which the route must end, or empty.
    """

    start: str
    depart: int
    nationality: str
    members: tuple[Member, ...]
    needs: tuple[Need, ...]
    documents: frozenset[str] = frozenset()
    profiles: frozenset[str] = frozenset()
    accompanied: bool = True
    protection_sensitive: bool = False
    origin_closed: bool = False
    chosen: frozenset[str] = frozenset()
    excluded: frozenset[str] = frozenset()
    heads_for: str = ""
    max_crossings: int = 3
    keep: int = 5
    """At most so many itineraries come back."""
