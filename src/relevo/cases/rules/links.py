"""The link by which an institution without an account answers one stage of one referral.

A small shelter gets two things on two ways: the link in a chat, a number by voice. The link alone
shows nothing and does nothing; a chat's preview of it spends nothing.
"""

import secrets
from datetime import datetime, timedelta

from relevo.cases.enums import LinkStage
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import LinkOver, LinkRefused
from relevo.cases.rules.transitions import AWAITS_ANSWER

KIND = "answer"
"""What the token of such a link is signed for."""

NUMBER_DIGITS = 6
MOST_TRIES = 5
"""Then the link is dead: one in 200,000 who guess would get in."""

OPEN_FOR = timedelta(minutes=20)
"""How long a page that was opened with the right number can be sent."""

ARRIVAL_LASTS = timedelta(days=30)

OPEN_STATES: dict[LinkStage, frozenset[S]] = {
    LinkStage.ANSWER: AWAITS_ANSWER,
    LinkStage.ARRIVAL: frozenset({S.ACCEPTED, S.ARRIVED}),
}
"""What a referral must be in for a link of the stage to be made, or to be used.

The second is there longer where an acta de entrega is still to be received. A link of the stage
that is not here is there while what was taken back waits for its holder's word.
"""


def new_number() -> str:
    """Six digits to say by voice."""
    return "".join(secrets.choice("0123456789") for _ in range(NUMBER_DIGITS))


def plain_number(typed: str) -> str:
    """The digits of what was typed: people write them in groups."""
    return "".join(letter for letter in typed if letter.isascii() and letter.isdigit())


def stage_now(status: S, *, acta_waits: bool, deletion_waits: bool) -> LinkStage:
    """The stage for which a link can be made now; LinkRefused when nothing is to be answered."""
    for stage, states in OPEN_STATES.items():
        if status in states:
            return stage
    if acta_waits:
        return LinkStage.ARRIVAL
    if deletion_waits:
        return LinkStage.DELETION
    raise LinkRefused(problem="nothing_to_answer")


def end_of(stage: LinkStage, *, at: datetime, deadline_at: datetime | None) -> datetime:
    """A link to answer ends with the offer's clock, any other after a month.

    ``deadline_at``: with the time that an answer told by telephone has to be confirmed.
    """
    latest = at + ARRIVAL_LASTS
    if stage == LinkStage.ANSWER and deadline_at is not None:
        return min(deadline_at, latest)
    return latest


def check_link(
    *,
    stage: LinkStage,
    status: S,
    tries: int,
    expires_at: datetime,
    spent_at: datetime | None,
    revoked_at: datetime | None,
    acta_waits: bool,
    deletion_waits: bool,
    at: datetime,
) -> None:
    """LinkOver unless the link can still be used; whoever holds it never learns why not."""
    waits = {LinkStage.ARRIVAL: acta_waits, LinkStage.DELETION: deletion_waits}
    is_open = status in OPEN_STATES.get(stage, ()) or waits.get(stage, False)
    over = (
        spent_at is not None
        or revoked_at is not None
        or tries >= MOST_TRIES
        or at >= expires_at
        or not is_open
    )
    if over:
        raise LinkOver


def is_last_move(status: S, *, acta_waits: bool) -> bool:
    """Whether with this state the link has done what it was for."""
    return status not in {S.SEEN, S.ARRIVED} and not acta_waits
