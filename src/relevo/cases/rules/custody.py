"""Who answers for a person: at every instant one institution, and never none.

The sender, until the receiving side confirms the hand-over in its own name; an adult who was not
handed over answers for himself or herself, and the file says who accompanies: the recipient from
the arrival on. Of a child only a confirmed hand-over moves it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class HandedOver:
    """An institution took over at an instant: it said so itself.

    ``handed_at``: the hour of the hand-over as its acta tells it; None: who arrived without one.
    ``through``: by which referral; ``after``: those that led to it.
    """

    to: UUID
    at: datetime
    handed_at: datetime | None = None
    through: UUID | None = None
    after: frozenset[UUID] = frozenset()


@dataclass(frozen=True, slots=True)
class Custody:
    """Who was responsible first, and who took over since."""

    first: UUID
    handed: tuple[HandedOver, ...] = ()


def custody_of(
    *,
    sender_id: UUID,
    recipient_id: UUID,
    received_at: datetime | None,
    arrived_at: datetime | None,
    has_child: bool,
    handed_at: datetime | None = None,
) -> Custody:
    """The custody of one referral. ``received_at``: the receiver confirmed the hand-over then."""
    taken = received_at if has_child or received_at is not None else arrived_at
    hour = (handed_at or received_at) if received_at is not None else None
    handed = () if taken is None else (HandedOver(recipient_id, taken, hour),)
    return Custody(sender_id, handed)


@dataclass(frozen=True, slots=True)
class Link:
    """A referral in what it carries on and is carried on by. ``parent_id``: the one before it."""

    referral_id: UUID
    parent_id: UUID | None
    custody: Custody


def joined(links: Sequence[Link]) -> Custody:
    """The custody of a person along all referrals of her case and those that carried them on.

    Each after the one that it carries on.
    """
    after: dict[UUID | None, frozenset[UUID]] = {}
    handed: list[HandedOver] = []
    for link in links:
        led = after.get(link.parent_id, frozenset())
        after[link.referral_id] = led | {link.referral_id}
        handed += [replace(one, through=link.referral_id, after=led) for one in link.custody.handed]
    return Custody(links[0].custody.first, tuple(handed))


def taken_at(custody: Custody, *, at: datetime) -> HandedOver | None:
    """By what the one who answers at an instant took over; None: who was responsible first.

    Along a chain the one furthest on, whoever confirms late. Of referrals beside each other the one
    whose hand-over was last by the hour of its acta, and of one hour what was confirmed last: it
    ends what was before. That somebody arrived ends no acta.
    """
    taken = {one.through: one for one in custody.handed if one.at <= at}
    passed_on = {before for one in taken.values() for before in one.after}
    last = [one for one in taken.values() if one.through not in passed_on]
    return max(last, key=lambda one: _rank(one, taken), default=None)


def _rank(
    one: HandedOver, taken: Mapping[UUID | None, HandedOver]
) -> tuple[bool, datetime, datetime, int]:
    """By what one counts beside another; what was handed on counts no less than before."""
    way = [one, *(taken[before] for before in one.after if before in taken)]
    actas = [step.handed_at for step in way if step.handed_at is not None]
    return bool(actas), max(actas, default=one.at), one.at, one.through.int if one.through else 0


def responsible_at(custody: Custody, *, at: datetime) -> UUID:
    """The one institution that answers for the person at an instant."""
    taken = taken_at(custody, at=at)
    return taken.to if taken is not None else custody.first


def ended_at(custody: Custody, through: UUID) -> tuple[datetime, HandedOver] | None:
    """When and by what it ended that one answered who took over through a referral.

    At the instant of its own confirmation where a later hand-over was confirmed before; None: it
    answers still, or never did.
    """
    own = next((one for one in custody.handed if one.through == through), None)
    if own is None:
        return None
    ended: tuple[datetime, HandedOver] | None = None
    for at in sorted({one.at for one in custody.handed if one.at >= own.at}):
        one = taken_at(custody, at=at) or own
        if one.through == through:
            ended = None
        elif ended is None:
            ended = at, one
    return ended
