"""What can be told by telephone of a referral in a state, and what confirming it would do.

It moves nothing and opens nothing before the recipient itself confirms.
"""

from relevo.cases.enums import DeclineCode, PhoneTold
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import PhoneRefused
from relevo.cases.rules.transitions import AWAITS_ANSWER
from relevo.kernel.refusals import raise_first

_TO_ANSWER = frozenset({PhoneTold.ACCEPTED, PhoneTold.DECLINED, PhoneTold.ARRIVED})
_ACCEPTS = frozenset({PhoneTold.ACCEPTED, PhoneTold.ARRIVED})
TELLABLE: dict[S, frozenset[PhoneTold]] = {
    S.OFFERED: _TO_ANSWER,
    S.SEEN: _TO_ANSWER,
    S.ACCEPTED: frozenset({PhoneTold.ARRIVED, PhoneTold.NOT_ARRIVED}),
    S.ARRIVED: frozenset({PhoneTold.DELIVERED, PhoneTold.NOT_DELIVERED}),
}
LONGEST_ROLE = 80


def tellable(status: S, *, is_on_hold: bool = False) -> frozenset[PhoneTold]:
    """What somebody of the recipient can have said of a referral in this state.

    ``is_on_hold``: it cannot be accepted now, so nothing is noted that would accept it.
    """
    said = TELLABLE.get(status, frozenset())
    return said - _ACCEPTS if is_on_hold and status in AWAITS_ANSWER else said


def check_told(
    status: S,
    *,
    told: str,
    decline_code: str,
    role: str,
    is_on_hold: bool = False,
    has_better: bool = False,
) -> PhoneTold:
    """PhoneRefused unless this can be told now, by somebody with a role, with a reason for a no.

    ``has_better``: a better address was named, as with a no only.
    """
    refusals = (
        (told in tellable(status) - tellable(status, is_on_hold=is_on_hold), "told", "on_hold"),
        (told not in tellable(status), "told", "unknown"),
        ((told == PhoneTold.DECLINED) != bool(decline_code), "decline_code", "with_a_no_only"),
        (bool(decline_code) and decline_code not in DeclineCode.values, "decline_code", "unknown"),
        (has_better and told != PhoneTold.DECLINED, "better_service", "with_a_no_only"),
        (not role.strip(), "role", "missing"),
        (len(role) > LONGEST_ROLE, "role", "too_long"),
    )
    raise_first(refusals, PhoneRefused)
    return PhoneTold(told)


def is_proof(told: str, *, status: S, slip_matched: bool) -> bool:
    """Whether the slip's code, read out, is proof enough: who has the paper is there.

    Only of one that was accepted: an acceptance opens what was consented, and that is not given by
    telephone.
    """
    return slip_matched and told == PhoneTold.ARRIVED and status == S.ACCEPTED
