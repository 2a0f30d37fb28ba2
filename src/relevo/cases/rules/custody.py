"""Who answers for a person: at every instant one institution, and never none.

The sender, until the receiving side confirms the hand-over in its own name; an adult who was not
handed over answers for himself or herself, and the file says who accompanies: the recipient from
the arrival on. Of a child only a confirmed hand-over moves it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class HandedOver:
    """An institution took over at an instant: it said so itself. ``through``: by which referral."""

    to: UUID
    at: datetime
    through: UUID | None = None


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
) -> Custody:
    """The custody of one referral. ``received_at``: the receiver confirmed the hand-over then."""
    taken = received_at if has_child or received_at is not None else arrived_at
    handed = () if taken is None else (HandedOver(recipient_id, taken),)
    return Custody(sender_id, handed)


@dataclass(frozen=True, slots=True)
class Link:
    """A referral in what it carries on and is carried on by. ``parent_id``: the one before it."""

    referral_id: UUID
    parent_id: UUID | None
    custody: Custody


def joined(links: Sequence[Link]) -> Custody:
    """The custody along referrals that carry each other on, the first one first.

    Whoever confirms late that it had received takes nothing back from those further on: it had the
    person before they had.
    """
    further: dict[UUID, datetime] = {}
    handed: list[HandedOver] = []
    for link in reversed(links):
        taken = further.get(link.referral_id)
        for one in link.custody.handed:
            taken = one.at if taken is None else min(one.at, taken)
            handed.append(HandedOver(one.to, taken, link.referral_id))
        if taken is not None and link.parent_id is not None:
            further[link.parent_id] = min(taken, further.get(link.parent_id, taken))
    handed.reverse()
    return Custody(links[0].custody.first, tuple(sorted(handed, key=_instant)))


def _instant(one: HandedOver) -> datetime:
    return one.at


def taken_at(custody: Custody, *, at: datetime) -> HandedOver | None:
    """By what the one who answers at an instant took over; None: who was responsible first."""
    taken = [one for one in custody.handed if one.at <= at]
    return taken[-1] if taken else None


def responsible_at(custody: Custody, *, at: datetime) -> UUID:
    """The one institution that answers for the person at an instant."""
    taken = taken_at(custody, at=at)
    return taken.to if taken is not None else custody.first
