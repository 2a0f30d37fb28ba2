"""Recording: in the act's transaction, numbered without gaps, nothing but codes."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from django.db import transaction
from tests.race import at_once, on_disk

from relevo.audit import actions
from relevo.audit.models import Chain, Event, EventFixed
from relevo.audit.queries import verify_chain
from relevo.audit.rules import INSTANCE_CHAIN, Entry, digest
from relevo.kernel.actor import SYSTEM, Actor
from relevo.kernel.coded import FactNotCoded
from relevo.plumbing.readonly import ReadOnlySafeRequests, WriteInSafeRequest

NOON = datetime(2020, 11, 20, 12, tzinfo=UTC)
NACAOME, LA_UNION = UUID(int=10), UUID(int=20)
AMINA = Actor(id=UUID(int=1), institution_id=NACAOME, roles=frozenset({"officer"}))


class ActFailed(Exception):
    pass


def undone(act):
    with transaction.atomic():
        act()
        raise ActFailed


def record(verb="case.opened", *, actor=AMINA, **more):
    return actions.record(verb, subject=str(UUID(int=2)), actor=actor, at=NOON, **more)


@pytest.mark.django_db
def test_record_appends_a_linked_event_and_moves_the_head():
    first = record(facts={"urgency": "urgent"}, purpose="referral")
    second = record("case.closed")

    assert (first.number, first.previous) == (1, "")
    assert first.digest == digest(
        Entry(
            NACAOME,
            1,
            "case.opened",
            str(UUID(int=2)),
            AMINA.id,
            "referral",
            {"urgency": "urgent"},
            NOON,
        ),
        previous="",
    )
    assert (second.number, second.previous) == (2, first.digest)
    chain = Chain.objects.get()
    assert (chain.institution_id, chain.length, chain.head) == (NACAOME, 2, second.digest)
    assert verify_chain(NACAOME) == []


@pytest.mark.django_db
def test_each_institution_has_its_own_chain_and_the_instance_has_one():
    events = [
        record(),
        record(actor=Actor(id=UUID(int=5), institution_id=LA_UNION)),
        record(actor=SYSTEM),
        record(actor=Actor(id=UUID(int=6), institution_id=None)),
    ]
    assert [(event.institution_id, event.number) for event in events] == [
        (NACAOME, 1),
        (LA_UNION, 1),
        (INSTANCE_CHAIN, 1),
        (INSTANCE_CHAIN, 2),
    ]
    assert [verify_chain(chain) for chain in (NACAOME, LA_UNION, None)] == [[], [], []]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong", [{"facts": {"name": "Ana Pérez"}}, {"purpose": "because she is my sister"}]
)
def test_record_of_a_name_or_text_is_refused_and_leaves_no_trace(wrong):
    with pytest.raises(FactNotCoded):
        record(**wrong)
    assert (Event.objects.count(), Chain.objects.count()) == (0, 0)


@pytest.mark.django_db
def test_an_act_that_is_undone_leaves_no_event_and_no_gap():
    record()
    with pytest.raises(ActFailed):
        undone(lambda: record("case.closed"))
    record("case.closed")
    assert list(Event.objects.values_list("number", "verb")) == [
        (1, "case.opened"),
        (2, "case.closed"),
    ]
    assert verify_chain(NACAOME) == []


@pytest.mark.django_db
def test_an_event_is_never_changed_nor_deleted():
    event = record()
    event.verb = "case.closed"
    with pytest.raises(EventFixed):
        event.save()
    with pytest.raises(EventFixed):
        event.delete()
    assert Event.objects.get().verb == "case.opened"


@pytest.mark.django_db
def test_record_access_writes_while_a_get_is_answered_and_record_does_not(rf):
    def looks(_request):
        return actions.record_access(
            "case.read", subject=str(UUID(int=2)), actor=AMINA, at=NOON, purpose="follow_up"
        )

    event = ReadOnlySafeRequests(looks)(rf.get("/"))
    assert (event.verb, event.purpose, verify_chain(NACAOME)) == ("case.read", "follow_up", [])
    with pytest.raises(WriteInSafeRequest):
        ReadOnlySafeRequests(lambda _request: record())(rf.get("/"))


@pytest.mark.django_db
def test_record_access_refuses_a_transaction_that_could_undo_it():
    with pytest.raises(RuntimeError), transaction.atomic():
        actions.record_access("case.read", subject=str(UUID(int=2)), actor=AMINA, at=NOON)
    assert Event.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_many_at_once_leave_one_whole_chain(tmp_path):
    """Also the very first event of an institution may be raced for."""

    def write():
        return [record().verb for _ in range(5)]

    with on_disk(tmp_path):
        assert at_once(write, write, write, write) == [["case.opened"] * 5] * 4
        assert list(Event.objects.values_list("number", flat=True)) == list(range(1, 21))
        assert verify_chain(NACAOME) == []
