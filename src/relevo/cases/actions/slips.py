"""The slip: somebody stands at the door with a paper, and its code is typed."""

from datetime import datetime, timedelta
from uuid import UUID

from relevo.audit import actions as audit
from relevo.audit.queries import count_acts
from relevo.cases import access
from relevo.cases.actions import referrals
from relevo.cases.actions.phone import BY_SLIP
from relevo.cases.actions.refusals import undone_but_recorded
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import SlipUnknown, TooManyTries, TransitionRefused
from relevo.cases.models import Referral
from relevo.cases.rules.transitions import AWAITS_ANSWER
from relevo.kernel.actor import Actor

MOST_TRIES = 10
WITHIN = timedelta(hours=1)
REFUSED = "slip.refused"
THERE = frozenset({S.ARRIVED, S.DELIVERED, S.NOT_DELIVERED})


def arrive_by_slip(*, code: str, by: Actor, at: datetime) -> Referral:
    """Mark as arrived who came with a slip; what was still to be answered is accepted first.

    A code that is wrong, of others or of nobody is one and the same refusal, and it counts. Typing
    a code again that was right changes nothing. Raises SlipUnknown, TooManyTries,
    TransitionRefused (it has ended), AnswerTooLate, ConsentExpired, ConsentWithdrawn,
    RestrictionStands.
    """
    if count_acts(REFUSED, actor_id=by.id, since=at - WITHIN) >= MOST_TRIES:
        raise TooManyTries
    referral = access.find_by_slip(by, code=code, at=at)
    if referral is None:
        audit.record_access(REFUSED, subject=str(by.id), actor=by, at=at)
        raise SlipUnknown
    with undone_but_recorded(referral.pk, by=by, at=at):
        return _arrive(referral.pk, by=by, at=at)


def _arrive(referral_id: UUID, *, by: Actor, at: datetime) -> Referral:
    access.lock_case_first(by, referral_id=referral_id)
    referral = access.locked_for(by, referral_id=referral_id).referral
    if referral.status in THERE:
        return referral
    if referral.status not in AWAITS_ANSWER | {S.ACCEPTED}:
        raise TransitionRefused(current=referral.status, wanted=S.ARRIVED.value)
    if referral.status in AWAITS_ANSWER:
        referrals.take_over(referral_id, by=by, at=at, said_at=at)
    return referrals.mark_arrived(referral_id=referral_id, by=by, at=at, code=BY_SLIP)
