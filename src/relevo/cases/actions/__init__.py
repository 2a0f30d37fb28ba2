"""Writes of cases, one verb each. The modules are split by noun; this is their one list.

Each move is one transaction: the door, the rule, the rows, the history, the audit, the outbox. A
refusal leaves nothing behind, except that a refused disclosure is recorded.
"""

from relevo.cases.actions.alternates import add_alternate, remove_alternate
from relevo.cases.actions.attachments import add_attachment, remove_attachment
from relevo.cases.actions.attentions import note_quick_attention
from relevo.cases.actions.batches import BatchResult, answer_batch, offer_batch
from relevo.cases.actions.cases import (
    add_to_team,
    change_facts,
    choose_route,
    close_case,
    open_case,
    remove_from_team,
)
from relevo.cases.actions.consents import (
    lift_refusal,
    record_consent,
    record_refusal,
    withdraw_by_receipt,
    withdraw_consent,
)
from relevo.cases.actions.deadlines import expire_due, remind_due
from relevo.cases.actions.exceptions import (
    record_best_interests,
    review_exception,
    send_without_consent,
)
from relevo.cases.actions.exclusions import add_exclusion, remove_exclusion
from relevo.cases.actions.glass import break_glass, review_glass, take_unreviewed
from relevo.cases.actions.handovers import confirm_given, confirm_received, write_hand_over
from relevo.cases.actions.known import change_part
from relevo.cases.actions.leaving import destroy_sealed_cases
from relevo.cases.actions.offers import offer_referral
from relevo.cases.actions.onward import open_own_case
from relevo.cases.actions.phone import (
    confirm_phone_answer,
    contradict_phone_answer,
    note_phone_answer,
)
from relevo.cases.actions.referrals import (
    accept,
    close_referral,
    decline,
    mark_arrived,
    mark_delivered,
    mark_not_arrived,
    mark_not_delivered,
    mark_seen,
    withdraw,
)
from relevo.cases.actions.retractions import answer_retraction
from relevo.cases.actions.slips import arrive_by_slip
from relevo.cases.actions.work import add_note, add_task, finish_task

__all__ = [
    "BatchResult",
    "accept",
    "add_alternate",
    "add_attachment",
    "add_exclusion",
    "add_note",
    "add_task",
    "add_to_team",
    "answer_batch",
    "answer_retraction",
    "arrive_by_slip",
    "break_glass",
    "change_facts",
    "change_part",
    "choose_route",
    "close_case",
    "close_referral",
    "confirm_given",
    "confirm_phone_answer",
    "confirm_received",
    "contradict_phone_answer",
    "decline",
    "destroy_sealed_cases",
    "expire_due",
    "finish_task",
    "lift_refusal",
    "mark_arrived",
    "mark_delivered",
    "mark_not_arrived",
    "mark_not_delivered",
    "mark_seen",
    "note_phone_answer",
    "note_quick_attention",
    "offer_batch",
    "offer_referral",
    "open_case",
    "open_own_case",
    "record_best_interests",
    "record_consent",
    "record_refusal",
    "remind_due",
    "remove_alternate",
    "remove_attachment",
    "remove_exclusion",
    "remove_from_team",
    "review_exception",
    "review_glass",
    "send_without_consent",
    "take_unreviewed",
    "withdraw",
    "withdraw_by_receipt",
    "withdraw_consent",
    "write_hand_over",
]
