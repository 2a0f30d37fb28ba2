"""Queue, lease, done, failed: at least once, never lost, given up in the open."""

from datetime import UTC, datetime, timedelta
from itertools import chain
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from tests.race import at_once, on_disk

from relevo.kernel.coded import FactNotCoded
from relevo.outbox import actions, queries
from relevo.outbox.errors import NotLeased
from relevo.outbox.models import Message
from relevo.outbox.rules import LEASE, MOST_ATTEMPTS

NOON = datetime(2020, 11, 20, 12, tzinfo=UTC)
REFERRAL = str(UUID(int=7))


class MailboxFull(Exception):
    pass


def undone(fact):
    with transaction.atomic():
        fact()
        raise MailboxFull


def queue(topic="referral.offered", **more):
    return actions.queue(topic, subject_id=REFERRAL, at=NOON, **more)


def lease(at=NOON, limit=10):
    return [message.pk for message in actions.lease(limit, at=at)]


@pytest.mark.django_db
def test_queue_notes_the_whole_message():
    message = queue(facts={"urgency": "urgent"}, due_at=NOON + timedelta(hours=1))
    assert Message.objects.values().get() == {
        "id": message.pk,
        "topic": "referral.offered",
        "subject_id": REFERRAL,
        "facts": {"urgency": "urgent"},
        "created_at": NOON,
        "due_at": NOON + timedelta(hours=1),
        "leased_until": None,
        "attempts": 0,
        "done_at": None,
        "last_error": "",
    }


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [{"topic": "Ana came"}, {"subject_id": "Ana Pérez"}, {"facts": {"name": "Ana Pérez"}}],
)
def test_queue_of_a_name_or_text_is_refused(wrong):
    asked = {"topic": "a", "subject_id": REFERRAL, "at": NOON} | wrong
    with pytest.raises(FactNotCoded):
        actions.queue(asked.pop("topic"), **asked)
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_a_fact_that_is_undone_tells_nobody():
    with pytest.raises(MailboxFull):
        undone(queue)
    assert Message.objects.count() == 0


@pytest.mark.django_db
def test_lease_takes_due_messages_in_order_and_not_twice():
    late = queue(due_at=NOON - timedelta(minutes=1))
    early = queue(due_at=NOON - timedelta(minutes=2))
    queue(due_at=NOON + timedelta(minutes=1))
    assert lease(limit=1) == [early.pk]
    assert lease() == [late.pk]
    assert lease() == []


@pytest.mark.django_db
def test_a_worker_that_died_loses_its_lease_and_one_attempt():
    message = queue()
    assert lease() == [message.pk]
    assert lease(NOON + LEASE - timedelta(seconds=1)) == []
    assert lease(NOON + LEASE) == [message.pk]
    message.refresh_from_db()
    assert (message.attempts, message.leased_until) == (2, NOON + 2 * LEASE)


@pytest.mark.django_db
def test_done_is_final_and_may_be_said_twice():
    message = queue()
    lease()
    actions.done(message.pk, at=NOON + timedelta(seconds=5))
    actions.done(message.pk, at=NOON + timedelta(seconds=9))
    message.refresh_from_db()
    assert (message.done_at, message.leased_until) == (NOON + timedelta(seconds=5), None)
    assert lease(NOON + timedelta(days=9)) == []


@pytest.mark.django_db
def test_failed_waits_longer_each_time_and_keeps_only_the_kind_of_error():
    message = queue()
    at = NOON
    for minutes in (1, 2, 4):
        assert lease(at) == [message.pk]
        message = actions.failed(message.pk, error=MailboxFull, at=at)
        assert (message.last_error, message.leased_until) == ("MailboxFull", None)
        assert message.due_at == at + timedelta(minutes=minutes)
        assert lease(message.due_at - timedelta(seconds=1)) == []
        at = message.due_at


@pytest.mark.django_db
def test_after_the_last_attempt_it_is_given_up_in_the_open():
    message = queue()
    at = NOON
    for attempt in range(MOST_ATTEMPTS):
        assert list(queries.list_given_up(at=at)) == [], attempt
        assert lease(at) == [message.pk]
        at = actions.failed(message.pk, error=MailboxFull, at=at).due_at
    assert lease(at + timedelta(days=30)) == []
    assert list(queries.list_given_up(at=at)) == [message]


@pytest.mark.django_db
def test_failed_of_what_was_not_leased_is_refused():
    waiting = queue()
    told = queue()
    actions.done(told.pk, at=NOON)
    for message_id in (waiting.pk, told.pk, uuid4()):
        with pytest.raises(NotLeased):
            actions.failed(message_id, error=MailboxFull, at=NOON)


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_hold_the_same_message(tmp_path):
    def work():
        taken = []
        while mine := lease(limit=2):
            taken += mine
        return taken

    with on_disk(tmp_path):
        queued = sorted(queue().pk for _ in range(12))
        taken = at_once(work, work, work)
    assert sorted(chain.from_iterable(taken)) == queued


@pytest.mark.django_db
def test_what_arrived_is_deleted_a_week_later_and_nothing_else():
    arrived, waits, given_up = queue(), queue(), queue()
    actions.done(arrived.pk, at=NOON)
    Message.objects.filter(pk=given_up.pk).update(attempts=MOST_ATTEMPTS)
    week = timedelta(days=7)
    assert actions.forget_delivered(at=NOON + week - timedelta(seconds=1)) == 0
    assert actions.forget_delivered(at=NOON + week) == 1
    assert set(Message.objects.values_list("pk", flat=True)) == {waits.pk, given_up.pk}
