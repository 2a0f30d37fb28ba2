"""What an acta de entrega says, and when it can be written and confirmed."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import HandOverRefused
from relevo.kernel.refusals import raise_first

WRITABLE: frozenset[S] = frozenset({S.ACCEPTED, S.ARRIVED})
"""From the yes on, and until it is told what came of it."""

SOON = timedelta(hours=1)
"""Clocks of two desks are not one: so much ahead an hour may lie."""

CONDITIONS = ("well", "tired", "needs_care", "in_care")
RELATIONS = ("checked", "no_adult")
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
    never_alone_with_police: bool = False
    relation: str = ""


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
        (has_child and not terms.never_alone_with_police, "never_alone_with_police", "missing"),
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
    return HandOverTerms(**known), has_child
