"""The table of moves, written here a second time in full: whatever is not in it is refused."""

from datetime import timedelta
from itertools import product

import pytest
from tests.factories.cases import NOON

from relevo.cases.enums import Party
from relevo.cases.enums import ReferralStatus as S
from relevo.cases.errors import AnswerTooLate, MoveNotYours, TransitionRefused
from relevo.cases.rules.transitions import (
    AWAITS_ANSWER,
    FHIR,
    MOVES,
    OPEN,
    PACKET_OPEN,
    PREVIEW_SHOWN,
    check_in_time,
    check_move,
)

TABLE = {
    ("draft", "offered"): "sender",
    ("draft", "withdrawn"): "sender",
    ("offered", "seen"): "recipient",
    ("offered", "accepted"): "recipient",
    ("offered", "declined"): "recipient",
    ("offered", "withdrawn"): "sender",
    ("offered", "expired"): "clock",
    ("seen", "accepted"): "recipient",
    ("seen", "declined"): "recipient",
    ("seen", "withdrawn"): "sender",
    ("seen", "expired"): "clock",
    ("accepted", "arrived"): "recipient",
    ("accepted", "not_arrived"): "recipient",
    ("accepted", "withdrawn"): "sender",
    ("arrived", "delivered"): "recipient",
    ("arrived", "not_delivered"): "recipient",
    ("declined", "closed"): "sender",
    ("expired", "closed"): "sender",
    ("withdrawn", "closed"): "sender",
    ("not_arrived", "closed"): "sender",
    ("delivered", "closed"): "sender",
    ("not_delivered", "closed"): "sender",
}
FHIR_TASK_STATUS = {
    "draft",
    "requested",
    "received",
    "accepted",
    "rejected",
    "cancelled",
    "in-progress",
    "failed",
    "completed",
}


def outcome(current, wanted, party):
    try:
        check_move(current, wanted, parties={party})
    except TransitionRefused as refusal:
        return "refused", refusal.current, refusal.wanted
    except MoveNotYours as refusal:
        return "not_yours", refusal.wanted
    return ("allowed",)


@pytest.mark.parametrize(("current", "wanted"), list(product(S, S)))
def test_each_move_is_for_one_party_or_for_nobody(current, wanted):
    mover = TABLE.get((current.value, wanted.value))
    nobody = ("refused", current.value, wanted.value)
    others = ("not_yours", wanted.value)
    expected = {
        party: nobody if mover is None else ("allowed",) if party == mover else others
        for party in Party
    }
    assert {party: outcome(current, wanted, party) for party in Party} == expected


def test_who_is_nobody_makes_no_move():
    with pytest.raises(MoveNotYours):
        check_move(S.OFFERED, S.ACCEPTED, parties=set())


def test_states_are_grouped_by_what_is_still_to_come():
    assert set(MOVES) == set(S)
    assert {s for s in S if S.EXPIRED in MOVES[s]} == AWAITS_ANSWER
    assert {s for s in S if set(MOVES[s]) - {S.CLOSED}} == OPEN
    assert {S.ACCEPTED, S.ARRIVED} == PACKET_OPEN
    assert OPEN - {S.DRAFT} == PREVIEW_SHOWN


def test_every_state_has_its_own_words_in_fhir():
    assert set(FHIR) == set(S)
    assert {task.status for task in FHIR.values()} == FHIR_TASK_STATUS
    assert {s: task.business_status for s, task in FHIR.items()} == {s: s.value for s in S}


def test_an_answer_at_the_deadline_is_too_late():
    check_in_time(NOON, at=NOON - timedelta(microseconds=1))
    check_in_time(None, at=NOON)
    with pytest.raises(AnswerTooLate) as refused:
        check_in_time(NOON, at=NOON)
    assert refused.value.deadline_at == NOON
