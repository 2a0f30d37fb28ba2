"""Whatever somebody with the database in hand does to a chain, verifying finds it."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from relevo.audit import actions
from relevo.audit.models import Chain, Event
from relevo.audit.queries import (
    Access,
    Problem,
    Tampering,
    list_accesses,
    list_chains,
    list_events,
    verify_chain,
)
from relevo.audit.rules import INSTANCE_CHAIN
from relevo.kernel.actor import SYSTEM, Actor

NOON = datetime(2020, 11, 20, 12, tzinfo=UTC)
NACAOME = UUID(int=10)
AMINA = Actor(id=UUID(int=1), institution_id=NACAOME)
CASE, OTHER = str(UUID(int=2)), str(UUID(int=3))

pytestmark = pytest.mark.django_db


@pytest.fixture
def chain():
    for number in range(5):
        actions.record(
            "case.read",
            subject=CASE,
            actor=AMINA,
            at=NOON + timedelta(minutes=number),
            purpose="follow_up",
            facts={"step": number},
        )
    return Chain.objects.get(institution_id=NACAOME)


def event(number):
    return Event.objects.filter(institution_id=NACAOME, number=number)


def test_a_whole_chain_has_no_problem(chain):
    assert verify_chain(NACAOME) == []


def test_an_institution_without_events_has_no_problem():
    assert verify_chain(NACAOME) == []
    assert verify_chain(None) == []


@pytest.mark.parametrize(
    "edit",
    [
        {"verb": "case.closed"},
        {"subject": OTHER},
        {"actor_id": UUID(int=9)},
        {"purpose": ""},
        {"facts": {"step": 7}},
        {"at": NOON},
        {"digest": "0" * 64},
    ],
)
def test_an_edited_event_is_found(chain, edit):
    event(3).update(**edit)
    assert Problem(Tampering.EDITED, 3) in verify_chain(NACAOME)


def test_an_event_with_a_changed_link_is_found(chain):
    event(3).update(previous="0" * 64)
    assert verify_chain(NACAOME) == [Problem(Tampering.UNLINKED, 3), Problem(Tampering.EDITED, 3)]


@pytest.mark.parametrize(
    ("numbers", "problem"),
    [
        ([1], Problem(Tampering.GAP, 1)),
        ([3], Problem(Tampering.GAP, 3)),
        ([2, 3], Problem(Tampering.GAP, 2)),
        ([5], Problem(Tampering.TAIL_CUT, 5)),
        ([3, 4, 5], Problem(Tampering.TAIL_CUT, 3)),
        ([1, 2, 3, 4, 5], Problem(Tampering.TAIL_CUT, 1)),
    ],
)
def test_missing_events_are_found(chain, numbers, problem):
    Event.objects.filter(number__in=numbers).delete()
    assert verify_chain(NACAOME) == [problem]


def test_an_event_moved_to_another_chain_is_found_in_both(chain):
    event(5).update(institution_id=INSTANCE_CHAIN, number=1)
    assert verify_chain(NACAOME) == [Problem(Tampering.TAIL_CUT, 5)]
    assert verify_chain(None) == [
        Problem(Tampering.UNLINKED, 1),
        Problem(Tampering.EDITED, 1),
        Problem(Tampering.FORGED, 1),
        Problem(Tampering.CHAIN_MISSING, 0),
    ]


def test_a_head_that_was_set_back_is_found(chain):
    Chain.objects.update(length=4, head=event(4).get().digest)
    assert verify_chain(NACAOME) == [Problem(Tampering.HEAD_CHANGED, 4)]


def test_a_head_that_was_deleted_is_found(chain):
    chain.delete()
    assert verify_chain(NACAOME) == [Problem(Tampering.CHAIN_MISSING, 0)]
    assert list_chains() == [NACAOME]


def test_list_chains_names_every_chain_once(chain):
    actions.record("facts.loaded", subject=CASE, actor=SYSTEM, at=NOON)
    assert list_chains() == [NACAOME, INSTANCE_CHAIN]


def test_list_events_and_accesses_of_a_subject_oldest_first(chain):
    actions.record("case.closed", subject=CASE, actor=SYSTEM, at=NOON - timedelta(days=1))
    actions.record("case.read", subject=OTHER, actor=AMINA, at=NOON)
    assert [e.facts.get("step") for e in list_events(CASE)] == [None, 0, 1, 2, 3, 4]
    assert list_accesses(CASE)[:2] == [
        Access("case.closed", SYSTEM.id, INSTANCE_CHAIN, "", NOON - timedelta(days=1)),
        Access("case.read", AMINA.id, NACAOME, "follow_up", NOON),
    ]
