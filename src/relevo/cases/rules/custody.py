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
    """An institution took over at an instant: it said so itself."""

    to: UUID
    at: datetime


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


def joined(custodies: Sequence[Custody]) -> Custody:
    """The custody along a chain of referrals, the first one first."""
    first, *_others = custodies
    handed = sorted((one for custody in custodies for one in custody.handed), key=_instant)
    return Custody(first.first, tuple(handed))


def _instant(one: HandedOver) -> datetime:
    return one.at


def responsible_at(custody: Custody, *, at: datetime) -> UUID:
    """The one institution that answers for the person at an instant."""
    taken = [one.to for one in custody.handed if one.at <= at]
    return taken[-1] if taken else custody.first
