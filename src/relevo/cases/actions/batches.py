"""Several cases of one team, offered to one service at once; each is a referral of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from relevo.cases import access
from relevo.cases.access.offering import batch_lines, why_not
from relevo.cases.actions import referrals
from relevo.cases.actions.offers import offer_referral
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import (
    AnswerRefused,
    AnswerTooLate,
    CaseClosed,
    CaseNotVisible,
    DisclosureRefused,
    MoveNotYours,
    OfferRefused,
    OnProbation,
    RestrictionStands,
    TransitionRefused,
)
from relevo.kernel.actor import Actor

MOST = 60


@dataclass(frozen=True, slots=True)
class BatchResult:
    """What became of one case of a group: its referral, or what is missing."""

    code: str
    referral_id: UUID | None
    missing: str = ""


def offer_batch(
    *,
    case_ids: Sequence[UUID],
    service_id: UUID,
    is_protocol_signed: bool,
    by: Actor,
    at: datetime,
    needed_by: datetime | None = None,
    needed_why: str = "",
) -> list[BatchResult]:
    """Offer those that can go, each in its own transaction, with its own code and consent.

    One that cannot go holds no other back. Raises OfferRefused when the service cannot be offered
    to, when there are too many, or when *needed by* cannot be kept.
    """
    if len(case_ids) > MOST:
        raise OfferRefused(field="cases", problem="too_many")
    if needed_by is not None and needed_by <= at:
        raise OfferRefused(field="needed_by", problem="passed")
    lines = batch_lines(
        by, case_ids=case_ids, service_id=service_id, is_protocol_signed=is_protocol_signed, at=at
    )
    batch_id = uuid4()
    results = []
    for line in lines:
        if line.missing:
            results.append(BatchResult(line.code, None, line.missing))
            continue
        try:
            made = offer_referral(
                case_id=line.case_id,
                service_id=service_id,
                urgency=line.urgency,
                consent_id=line.consent_id,
                is_life_in_danger=False,
                is_protocol_signed=is_protocol_signed,
                needed_by=needed_by,
                needed_why=needed_why,
                batch_id=batch_id,
                by=by,
                at=at,
            )
        except (OfferRefused, DisclosureRefused) as refusal:
            results.append(BatchResult(line.code, None, why_not(refusal).value))
        except (CaseClosed, CaseNotVisible):
            results.append(BatchResult(line.code, None, "case_closed"))
        else:
            results.append(BatchResult(line.code, made.pk))
    return results


REFUSALS: dict[type[Exception], str] = {
    TransitionRefused: "moved_on",
    OnProbation: "on_probation",
    MoveNotYours: "moved_on",
    CaseNotVisible: "moved_on",
    AnswerTooLate: "too_late",
    AnswerRefused: "no_reason",
    RestrictionStands: "on_hold",
    DisclosureRefused: "no_consent",
}


def answer_batch(
    *,
    batch_id: UUID,
    answers: Mapping[UUID, str],
    by: Actor,
    at: datetime,
    is_learnt: bool = True,
) -> dict[UUID, str]:
    """Answer several referrals of a group: ``accepted``, or the code of a no; each by itself.

    What became of each: the state it is in now, or why nothing happened. A referral that is not of
    the group, or not one's own, is left out. Raises CaseNotVisible when there is no such group.
    """
    group = access.batch_of(by, batch_id=batch_id)
    results: dict[UUID, str] = {}
    for referral_id in group:
        if (answer := answers.get(referral_id)) is None:
            continue
        try:
            if answer == S.ACCEPTED:
                referrals.accept(referral_id=referral_id, by=by, at=at)
            else:
                referrals.decline(
                    referral_id=referral_id, code=answer, is_learnt=is_learnt, by=by, at=at
                )
        except tuple(REFUSALS) as refusal:
            results[referral_id] = next(
                word for kind, word in REFUSALS.items() if isinstance(refusal, kind)
            )
        else:
            results[referral_id] = S.ACCEPTED if answer == S.ACCEPTED else S.DECLINED
    return results
