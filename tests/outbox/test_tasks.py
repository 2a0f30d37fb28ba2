"""Draining: one bad message does not stop the others, and the log tells nothing of either."""

import logging
from datetime import UTC, datetime, timedelta

import pytest

from relevo.outbox import actions
from relevo.outbox.models import Message
from relevo.outbox.tasks import Drained, drain

pytestmark = pytest.mark.django_db
NOON = datetime(2020, 11, 20, 12, tzinfo=UTC)


class MailboxFull(Exception):
    pass


def test_messages_go_to_the_handler_of_their_topic(caplog):
    heard = []

    def refuse(message):
        raise MailboxFull("of Ana Pérez")

    for number, topic in enumerate(("told", "refused", "for_nobody", "told")):
        actions.queue(topic, subject_id=f"S-{number}", at=NOON + timedelta(seconds=number))
    at = NOON + timedelta(minutes=1)
    handlers = {"told": lambda message: heard.append(message.subject_id), "refused": refuse}
    with caplog.at_level(logging.INFO):
        assert drain(handlers, at=at) == Drained(told=3, failed=1)
        assert drain(handlers, at=at) == Drained()
    assert heard == ["S-0", "S-3"]
    assert [record.getMessage() for record in caplog.records] == [
        "outbox: refused failed with MailboxFull"
    ]
    assert list(
        Message.objects.order_by("created_at").values_list("subject_id", "done_at", "last_error")
    ) == [
        ("S-0", at, ""),
        ("S-1", None, "MailboxFull"),
        ("S-2", at, ""),
        ("S-3", at, ""),
    ]


def test_a_round_takes_no_more_than_its_limit():
    for number in range(3):
        actions.queue("told", subject_id=f"S-{number}", at=NOON)
    assert drain({}, at=NOON, limit=2) == Drained(told=2)
    assert drain({}, at=NOON, limit=2) == Drained(told=1)
