"""What an acta de entrega says, and when it can be written and confirmed."""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import HandOverRefused
from relevo.kernel.refusals import raise_first

WRITABLE: frozenset[S] = frozenset({S.ACCEPTED, S.ARRIVED})
"""From the yes on, whether or not the person is there yet."""

AFTERWARDS: frozenset[S] = frozenset({S.DELIVERED, S.NOT_DELIVERED, S.CLOSED})
"""What came of it is told; who came and was not handed over yet still can be."""

SOON = timedelta(hours=1)
"""Clocks of two desks are not one: so much ahead an hour may lie."""

CONDITIONS = ("well", "tired", "needs_care", "in_care")
RELATIONS = ("checked", "unchecked", "no_adult")
ALONE = ("no", "yes", "unknown")
"""Whether a child was at any time alone with police: what happened, not what should have."""

LONGEST: dict[str, int] = {
    "place": 120,
    "condition_note": 500,
    "papers": 500,
    "belongings": 500,
    "giver_role": 80,
    "receiver_role": 80,
    "giver_name": 120,
    "receiver_name": 120,
}
NEEDED = ("place", "giver_role", "receiver_role")


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverTerms:
    """Roles, not names, unless both want them. The last two are asked where there is a child."""

    place: str
    condition: str
    giver_role: str
    receiver_role: str
    condition_note: str = ""
    papers: str = ""
    belongings: str = ""
    giver_name: str = field(default="", repr=False)
    receiver_name: str = field(default="", repr=False)
    alone_with_police: str = ""
    relation: str = ""


def can_hand_over(status: S, *, has_arrived: bool) -> bool:
    """Whether a hand-over can be written and received now."""
    return status in WRITABLE or (has_arrived and status in AFTERWARDS)


def flags_of(terms: HandOverTerms) -> tuple[str, ...]:
    """What of a hand-over somebody has to look into, as codes; empty: nothing."""
    flags = (
        (terms.alone_with_police == "yes", "alone_with_police"),
        (terms.alone_with_police == "unknown", "alone_unknown"),
        (terms.relation == "unchecked", "adult_unchecked"),
    )
    return tuple(code for is_raised, code in flags if is_raised)


def check_terms(
    terms: HandOverTerms,
    *,
    has_child: bool,
    handed_at: datetime,
    offered_at: datetime,
    at: datetime,
) -> None:
    """HandOverRefused with the first part that makes it no acta."""
    refusals = (
        *((not getattr(terms, name).strip(), name, "missing") for name in NEEDED),
        *((len(getattr(terms, name)) > most, name, "too_long") for name, most in LONGEST.items()),
        (terms.condition not in CONDITIONS, "condition", "unknown"),
        (handed_at > at + SOON, "handed_at", "ahead"),
        (handed_at < offered_at, "handed_at", "before_the_offer"),
        (terms.relation not in {"", *RELATIONS}, "relation", "unknown"),
        (terms.alone_with_police not in {"", *ALONE}, "alone_with_police", "unknown"),
        (has_child and not terms.alone_with_police, "alone_with_police", "missing"),
        (has_child and not terms.relation, "relation", "missing"),
    )
    raise_first(refusals, HandOverRefused)


def content_of(terms: HandOverTerms, *, has_child: bool) -> dict[str, Any]:
    """What is sealed."""
    return {**asdict(terms), "has_child": has_child}


def terms_of(content: dict[str, Any]) -> tuple[HandOverTerms, bool]:
    """What was sealed: the terms, and whether there is a child."""
    known = dict(content)
    has_child = bool(known.pop("has_child"))
    if "never_alone_with_police" in known:  # as it was asked at first: only this could be said
        known["alone_with_police"] = "no" if known.pop("never_alone_with_police") else ""
    return HandOverTerms(**known), has_child


def digest_of(terms: HandOverTerms, *, handed_at: datetime, has_child: bool) -> str:
    """A digest of what an acta says, by which is known that the one confirmed is the one shown."""
    said = [content_of(terms, has_child=has_child), handed_at.astimezone(UTC).isoformat()]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
