"""Writes of cases, one verb each. The modules are split by noun; this is their one list.

Each move is one transaction: the door, the rule, the rows, the history, the audit, the outbox. A
refusal leaves nothing behind, except that a refused disclosure is recorded.
"""

from relevo.cases.actions.attentions import note_quick_attention
from relevo.cases.actions.cases import (
    add_to_team,
    change_facts,
    choose_route,
    close_case,
    open_case,
    remove_from_team,
)
from relevo.cases.actions.consents import record_consent, withdraw_consent
from relevo.cases.actions.leaving import destroy_sealed_cases
from relevo.cases.actions.referrals import (
    accept,
    close_referral,
    decline,
    expire_due,
    mark_arrived,
    mark_delivered,
    mark_not_arrived,
    mark_not_delivered,
    mark_seen,
    offer_referral,
    withdraw,
)

__all__ = [
    "accept",
    "add_to_team",
    "change_facts",
    "choose_route",
    "close_case",
    "close_referral",
    "decline",
    "destroy_sealed_cases",
    "expire_due",
    "mark_arrived",
    "mark_delivered",
    "mark_not_arrived",
    "mark_not_delivered",
    "mark_seen",
    "note_quick_attention",
    "offer_referral",
    "open_case",
    "record_consent",
    "remove_from_team",
    "withdraw",
    "withdraw_consent",
]
